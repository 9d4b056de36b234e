package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import org.jspecify.annotations.Nullable;

/** One prefix: announced without being declared, missing, or restless. */
final class PrefixTexts {
    private final Intent intent;
    private final Vantages vantages;

    PrefixTexts(Intent intent, Vantages vantages) {
        this.intent = intent;
        this.vantages = vantages;
    }

    AlertText unexpected(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String router = Vantages.subject(finding.key().router());
        Story story = new Story(finding);
        if (finding.detail() instanceof Detail.Folded folded) {
            String prefixes = Phrases.count(folded.count(), "prefix", "prefixes");
            return story.what(prefixes + " of " + network + " at " + router
                            + Phrases.agree(folded.count(), " is", " are")
                            + " outside of what it declares, or of a length that it does not allow.")
                    .effect(sent("these routes are", "their", network))
                    .look("a leak of other routes, a filter that is gone, or prefixes missing in the configuration.")
                    .told(Phrases.count(folded.count(), "undeclared prefix", "undeclared prefixes") + " of " + network
                            + " at " + router);
        }
        String prefix = Vantages.subject(finding.key().prefix());
        return story.what(network + " announces " + prefix + ", seen at " + router + "; " + objection(finding) + ".")
                .effect(sent("this route is", "these", network))
                .look("a new subnet that is not in the configuration yet, a wrong address, or a leak.")
                .told("Unexpected prefix " + prefix + " of " + network + " at " + router);
    }

    private static String sent(String routes, String addresses, String network) {
        return "wherever " + routes + " learned, traffic to " + addresses + " addresses goes to " + network
                + ", and what used them before loses it.";
    }

    private String objection(Finding finding) {
        String name = finding.key().network();
        Network network = name == null ? null : intent.network(name);
        Prefix around =
                network == null ? null : declaredAround(network, finding.key().prefix());
        if (around != null) {
            return "it is a more-specific prefix of " + around + ", of a length that more-specifics does not allow";
        }
        return network != null && network.isUnknown()
                ? "no network of the configuration matches it"
                : "it lies in none of the prefixes that " + name + " declares";
    }

    private static @Nullable Prefix declaredAround(Network network, @Nullable Prefix prefix) {
        for (Prefix declared : network.prefixes()) {
            if (prefix != null && declared.contains(prefix)) {
                return declared;
            }
        }
        return null;
    }

    AlertText missing(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String router = Vantages.subject(finding.key().router());
        String vantage = vantages.vantageName(finding);
        Story story = new Story(finding);
        if (finding.detail() instanceof Detail.Folded folded) {
            String prefixes = Phrases.count(folded.count(), "required prefix", "required prefixes");
            return story.what(prefixes + " of " + network + " not visible at " + router + ".")
                    .effect(lost(vantage, network))
                    .look("a filter on the way, or the session that carries them.")
                    .told(prefixes + " of " + network + " missing at " + router);
        }
        String prefix = Vantages.subject(finding.key().prefix());
        return story.what(router + " must see " + prefix + " of " + network
                        + " and holds no route of that network that is equal, covers it, or adds up to it.")
                .effect(lost(vantage, network))
                .look("whether " + network + " still announces it, and the filters on the way to " + router + ".")
                .told("Prefix " + prefix + " of " + network + " is missing at " + router);
    }

    private static String lost(String vantage, String network) {
        return "over this router " + vantage + " does not reach these addresses of " + network
                + ": its traffic to them follows a shorter route elsewhere, or is dropped.";
    }

    AlertText flapping(Finding finding) {
        String router = Vantages.subject(finding.key().router());
        String within = Phrases.duration(intent.rule(RuleName.PREFIX_FLAPPING).within());
        Story story = new Story(finding);
        if (finding.detail() instanceof Detail.Folded folded) {
            String prefixes = Phrases.count(folded.count(), "prefix", "prefixes");
            return story.what(prefixes + " at " + router + Phrases.agree(folded.count(), " changes", " change")
                            + " over and over.")
                    .effect("every change moves or breaks the traffic to these addresses for a moment.")
                    .look("a line or a session that goes up and down beyond " + router + ".")
                    .told(prefixes + Phrases.agree(folded.count(), " is", " are") + " flapping at " + router);
        }
        String prefix = Vantages.subject(finding.key().prefix());
        String changes = finding.detail() instanceof Detail.Flapping flapping
                ? Phrases.count(flapping.changes(), "time", "times")
                : "too often";
        return story.what(prefix + " at " + router + " changed " + changes + " within " + within
                        + "; this stays one alert until it is quiet.")
                .effect("every change moves or breaks the traffic to these addresses for a moment.")
                .look("a line or a session that goes up and down beyond " + router + ".")
                .told("Prefix " + prefix + " is flapping at " + router);
    }
}
