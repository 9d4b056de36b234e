package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.PlannedException;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The legs of a connection do not carry the same prefixes of the far network, or not with the same origin AS or communities
 * where that is compared. Where they do, with paths of different length, it is information: a provider prepends on one leg
 * for hours during maintenance. It becomes a warning past {@code within}.
 */
final class RedundancyMismatch implements Explaining {
    private static final String ALIKE = "both legs carry the same";
    private static final String LOST = "explained by RedundancyLost";

    private final RuleContext context;
    private final LegPaths paths;
    private final RuleSettings settings;

    RedundancyMismatch(RuleContext context, LegPaths paths) {
        this.context = context;
        this.paths = paths;
        settings = context.intent.rule(RuleName.REDUNDANCY_MISMATCH);
    }

    boolean isEnabled() {
        return settings.isEnabled();
    }

    boolean comparesLengths() {
        return settings.isEnabled() && !settings.within().isZero();
    }

    /** Whether both must have this alike. */
    boolean compares(LegAspect aspect) {
        return settings.isEnabled() && settings.compares(aspect);
    }

    /** Whether it matters that only one leg carries this prefix, or both do alike; at least one does. */
    boolean counts(LegPair pair, int id, long high, long low, int length) {
        if (length == 0 || !settings.hasExceptions()) {
            return length > 0;
        }
        Prefix prefix = new Prefix(pair.family, high, low, length);
        return !isExcepted(pair, prefix) && planned(pair, id, prefix) == null;
    }

    /** Whether it matters that both carry this prefix, and not alike: what is planned may be there, not otherwise. */
    boolean countsUnlike(LegPair pair, long high, long low, int length) {
        return length > 0
                && !(settings.hasExceptions() && isExcepted(pair, new Prefix(pair.family, high, low, length)));
    }

    /** Notes what of a pair it will not tell. */
    void except(LegPair pair) {
        for (int place = 0; pair.required != null && place < pair.required.size(); place++) {
            pair.excepted.set(place, settings.hasExceptions() && isExcepted(pair, pair.required.get(place)));
        }
    }

    private boolean isExcepted(LegPair pair, Prefix prefix) {
        return settings.excepts(pair.connection, pair.network.name(), prefix);
    }

    private @Nullable PlannedException planned(LegPair pair, int id, Prefix prefix) {
        String first = pair.primary.intent.router();
        String second = pair.secondary.intent.router();
        String network = pair.network.name();
        boolean onFirst = pair.primary.carried.contains(id);
        boolean onSecond = pair.secondary.carried.contains(id);
        if (onFirst && onSecond) {
            PlannedException planned = settings.planned(pair.connection, network, prefix, null, first);
            return planned != null ? planned : settings.planned(pair.connection, network, prefix, null, second);
        }
        if (onFirst) {
            return settings.planned(pair.connection, network, prefix, second, first);
        }
        return onSecond ? settings.planned(pair.connection, network, prefix, first, second) : null;
    }

    /** Whether the legs differ as far as the table says, and somebody wants to know. */
    boolean isTrue(LegPair pair) {
        return (pair.differs() || pair.differsInLength()) && isJudged(pair);
    }

    /** Says that they differ, as they do now, or that they do not. */
    void publish(LegPair pair, boolean holds) {
        pair.mismatch = holds;
        context.publish(
                settings,
                pair.key(settings.name()),
                holds,
                severity(pair),
                holds ? pair.witnesses(context, paths) : List.of(),
                holds ? pair.detail(context) : Detail.None.NONE,
                pair.lost == null ? ALIKE : LOST);
    }

    /** Whether it is more urgent by now than it was when it was last said. */
    boolean isOverdue(LegPair pair) {
        Finding finding = context.ledger.get(pair.key(settings.name()));
        return finding != null && finding.severity() != settings.severityOr(severity(pair));
    }

    private Severity severity(LegPair pair) {
        boolean passing = !pair.differs()
                && context.nanos.getAsLong() - pair.longerSince
                        < settings.within().toNanos();
        return passing ? Severity.INFO : settings.name().severity();
    }

    /** Takes over a finding of another engine; false if there is no such subject any more. */
    boolean adopt(LegPair pair, Finding finding) {
        if (!isJudged(pair) || !(finding.detail() instanceof Detail.Legs legs) || !pair.isOf(legs)) {
            return false;
        }
        pair.mismatch = true;
        context.ledger.adopt(finding);
        return true;
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        for (LegPair pair : inquiry.pairs()) {
            Verdicts.Case subject = verdicts.of(settings, pair.key(settings.name()));
            PlannedException planned = planned(pair, inquiry.id, inquiry.prefix);
            String difference = difference(pair, inquiry.id);
            if (!isJudged(pair) || isExcepted(pair, inquiry.prefix)) {
                subject.excepted("policy.rules." + settings.name() + " excepts it");
            } else if (!pair.isCertain()) {
                subject.frozen("a leg of " + pair.connection + " cannot be asked");
            } else if (pair.lost != null) {
                subject.explained(LOST);
            } else if (planned != null && !pair.isUnlike(inquiry.id)) {
                subject.excepted(planned.reason());
            } else if (difference != null) {
                subject.holds(difference);
            } else if (pair.isOfLinks(inquiry.prefix.high(), inquiry.prefix.low(), inquiry.prefix.length())) {
                subject.good("addresses of the links of " + pair.connection + " are not compared" + others(pair));
            } else if (inquiry.isDefault()) {
                subject.good("a default route is not compared" + others(pair));
            } else {
                subject.good(alike(pair, inquiry.id) + others(pair));
            }
        }
    }

    /** In what the legs differ of a prefix, the worst of it; null if in nothing. */
    private static @Nullable String difference(LegPair pair, int id) {
        for (Leg leg : List.of(pair.primary, pair.secondary)) {
            if (leg.alone.contains(id)) {
                return "only " + pair.name(leg) + " of " + pair.connection + " carries it";
            }
        }
        for (LegAspect aspect : LegAspect.values()) {
            if (pair.unlike(aspect).contains(id)) {
                return "the legs of " + pair.connection + " carry it with different " + aspect.title();
            }
        }
        for (Leg leg : List.of(pair.primary, pair.secondary)) {
            if (leg.longer.contains(id)) {
                return "its path is longer on " + pair.name(leg) + " of " + pair.connection;
            }
        }
        return null;
    }

    /** That an open finding is not of the prefix that is asked about, and what of. */
    private String others(LegPair pair) {
        int first = pair.mismatch ? pair.different() : IdSet.NONE;
        return first == IdSet.NONE
                ? ""
                : "; the finding is of others, such as " + context.prefix(pair.family, first) + ": "
                        + difference(pair, first);
    }

    private static String alike(LegPair pair, int id) {
        for (Leg leg : List.of(pair.primary, pair.secondary)) {
            if (leg.hidden.contains(id)) {
                return pair.name(leg) + " of " + pair.connection + " may carry it: its router tells another path only";
            }
        }
        boolean any = pair.primary.carried.contains(id) || pair.secondary.carried.contains(id);
        return any
                ? "both legs of " + pair.connection + " carry it, alike in what is compared"
                : "no leg of " + pair.connection + " carries this prefix itself";
    }

    private boolean isJudged(LegPair pair) {
        return settings.isEnabled() && !settings.excepts(pair.connection, pair.network.name(), null);
    }
}
