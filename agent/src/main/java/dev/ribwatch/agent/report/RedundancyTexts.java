package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Detail.Leg;
import dev.ribwatch.agent.policy.Detail.Legs;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The two legs of a connection: one of them gone, or not carrying what the other does. */
final class RedundancyTexts {
    private static final Leg NOTHING = new Leg("?", 0, 0, 0, List.of(), 0, List.of());

    private final Intent intent;
    private final Vantages vantages;

    RedundancyTexts(Intent intent, Vantages vantages) {
        this.intent = intent;
        this.vantages = vantages;
    }

    AlertText mismatch(Finding finding) {
        Legs legs = legs(finding);
        int alone = legs.primary().alone() + legs.secondary().alone();
        if (alone > 0) {
            return differing(finding, legs, alone);
        }
        return legs.unlike().isEmpty() ? longer(finding, legs) : unlike(finding, legs);
    }

    private AlertText differing(Finding finding, Legs legs, int alone) {
        String network = Vantages.subject(finding.key().network());
        String connection = Vantages.subject(finding.key().connection());
        String family = Phrases.family(finding.key().family());
        List<String> sides = new ArrayList<>();
        add(sides, legs.primary().alone(), legs.primary().aloneSamples(), "only on " + primary(legs));
        add(sides, legs.secondary().alone(), legs.secondary().aloneSamples(), "only on " + secondary(legs));
        String what = Phrases.count(alone, family + " prefix", family + " prefixes");
        return new Story(finding)
                .what("The legs of " + connection + " do not carry the same " + family + " prefixes of " + network
                        + ": " + String.join("; ", sides) + "." + alsoUnlike(legs) + hidden(legs))
                .effect(vantage(legs) + " has one way to these addresses of " + network
                        + " instead of two: when that leg fails or is taken down for maintenance, they are cut off.")
                .look("the filters and prefix limits of the leg that lacks them, and its session with the provider.")
                .told(connection + " carries " + what + " of " + network + " on one leg only");
    }

    private AlertText unlike(Finding finding, Legs legs) {
        String network = Vantages.subject(finding.key().network());
        String connection = Vantages.subject(finding.key().connection());
        String family = Phrases.family(finding.key().family());
        String what =
                legs.unlike().stream().map(unlike -> unlike.aspect().title()).collect(Collectors.joining(" and "));
        boolean origins = legs.unlike().get(0).aspect() == LegAspect.ORIGIN;
        return new Story(finding)
                .what("Both legs of " + connection + " carry the same " + family + " prefixes of " + network
                        + ", but not alike: " + unlike(legs) + "." + hidden(legs))
                .effect(
                        origins
                                ? "the legs may lead to different places: what " + vantage(legs)
                                        + " reaches depends on the leg that its traffic takes, and changes when one fails."
                                : "policy that goes by communities treats the legs differently: when one fails, routes may be"
                                        + " preferred, filtered or passed on otherwise than before.")
                .look(
                        origins
                                ? "who else announces these addresses, and on which leg a route of " + network
                                        + " has been replaced."
                                : "the route policy at the two ends of each leg; communities that are meant to differ need no"
                                        + " compare.")
                .told("The legs of " + connection + " carry prefixes of " + network + " with different " + what + " ("
                        + family + ")");
    }

    private AlertText longer(Finding finding, Legs legs) {
        String network = Vantages.subject(finding.key().network());
        String connection = Vantages.subject(finding.key().connection());
        String family = Phrases.family(finding.key().family());
        List<String> sides = new ArrayList<>();
        add(sides, legs.primary().longer(), legs.primary().longerSamples(), "longer on " + primary(legs));
        add(sides, legs.secondary().longer(), legs.secondary().longerSamples(), "longer on " + secondary(legs));
        String window =
                Phrases.duration(intent.rule(RuleName.REDUNDANCY_MISMATCH).within());
        return new Story(finding)
                .what("Both legs of " + connection + " carry the same " + family + " prefixes of " + network
                        + ", but their paths differ in length: " + String.join("; ", sides) + ".")
                .effect(
                        "traffic prefers the leg with the shorter paths; nothing is cut off. A provider prepends on one leg"
                                + " for hours during maintenance: information at first, a warning past " + window + ".")
                .look("planned work on the connection, or a prepend that was left behind.")
                .told("Paths to " + network + " differ in length between the legs of " + connection + " (" + family
                        + ")");
    }

    AlertText lost(Finding finding) {
        Legs legs = legs(finding);
        String network = Vantages.subject(finding.key().network());
        String connection = Vantages.subject(finding.key().connection());
        String family = Phrases.family(finding.key().family());
        boolean first = legs.primary().routes() == 0;
        String gone = first ? primary(legs) : secondary(legs);
        Leg left = first ? legs.secondary() : legs.primary();
        return new Story(finding)
                .what(capital(gone) + " of " + connection + " carries no " + family + " route of " + network + "; "
                        + (first ? secondary(legs) : primary(legs)) + " carries " + left.routes() + ".")
                .effect(vantage(legs) + " reaches " + network + " by " + family + " over one leg only: the provider's"
                        + " promise of availability rests on both, and the loss of the other one is an outage.")
                .look("the session of that leg with the provider, its line, and its filters.")
                .told(connection + " carries nothing of " + network + " on " + gone + " (" + family + ")");
    }

    private static void add(List<String> sides, int count, List<Prefix> samples, String where) {
        if (count > 0) {
            String named = samples.size() < count ? ", among them " : ": ";
            sides.add(count + " " + where + named + Phrases.some(samples));
        }
    }

    /** The same beside what only one carries. */
    private static String alsoUnlike(Legs legs) {
        return legs.unlike().isEmpty() ? "" : " Both carry " + unlike(legs) + ".";
    }

    /** What both carry, and not alike. */
    private static String unlike(Legs legs) {
        List<String> sides = new ArrayList<>();
        for (Detail.Unlike unlike : legs.unlike()) {
            add(
                    sides,
                    unlike.prefixes(),
                    unlike.samples(),
                    "with different " + unlike.aspect().title());
        }
        return String.join("; ", sides);
    }

    private static String hidden(Legs legs) {
        int hidden = legs.primary().hidden() + legs.secondary().hidden();
        return hidden == 0
                ? ""
                : " Of " + Phrases.count(hidden, "prefix", "prefixes") + " a router shows another path than its leg's:"
                        + " whether the leg carries them cannot be told.";
    }

    private String vantage(Legs legs) {
        return vantages.networkOf(legs.primary().router());
    }

    private static String primary(Legs legs) {
        return "the primary leg (" + Phrases.clean(legs.primary().router()) + ")";
    }

    private static String secondary(Legs legs) {
        return "the secondary leg (" + Phrases.clean(legs.secondary().router()) + ")";
    }

    private static String capital(String text) {
        return "T" + text.substring(1);
    }

    private static Legs legs(Finding finding) {
        return finding.detail() instanceof Detail.Legs legs ? legs : new Legs(NOTHING, NOTHING);
    }
}
