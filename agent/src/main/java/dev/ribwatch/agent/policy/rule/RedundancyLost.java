package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.PlannedException;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A leg of a connection carries no route of the far network, the other does: not just what a planned change announces there
 * alone.
 */
final class RedundancyLost implements Explaining {
    private static final String BACK = "the leg carries routes again, or lacks none";

    private final RuleContext context;
    private final LegPaths paths;
    private final RuleSettings settings;

    RedundancyLost(RuleContext context, LegPaths paths) {
        this.context = context;
        this.paths = paths;
        settings = context.intent.rule(RuleName.REDUNDANCY_LOST);
    }

    /** The leg that has lost everything as far as the table says; null if none has, or nobody wants to know. */
    @Nullable
    Leg find(LegPair pair) {
        if (!isJudged(pair)) {
            return null;
        }
        Leg lost = emptyLeg(pair);
        return lost == null || planned(pair, lost) != null || lost.other().hasOnlyPlanned() ? null : lost;
    }

    /** Whether planned changes have this prefix announced where this leg is, and not where the other one is. */
    boolean isPlanned(Leg leg, long high, long low, int length) {
        return settings.hasExceptions() && announced(leg, new Prefix(leg.pair.family, high, low, length)) != null;
    }

    /** What is announced at both legs must be on both: such a plan explains no leg without it. */
    private @Nullable PlannedException announced(Leg leg, Prefix prefix) {
        PlannedException here = announcedAt(leg, prefix);
        return here != null && announcedAt(leg.other(), prefix) == null ? here : null;
    }

    private @Nullable PlannedException announcedAt(Leg leg, Prefix prefix) {
        LegPair pair = leg.pair;
        return settings.planned(pair.connection, pair.network.name(), prefix, null, leg.intent.router());
    }

    /** The leg that carries nothing while the other one does, or null. */
    private static @Nullable Leg emptyLeg(LegPair pair) {
        if (pair.primary.isEmpty() && !pair.secondary.carried.isEmpty()) {
            return pair.primary;
        }
        return pair.secondary.isEmpty() && !pair.primary.carried.isEmpty() ? pair.secondary : null;
    }

    /** What planned change takes all of the network where this leg is, or null. */
    private @Nullable PlannedException planned(LegPair pair, Leg lost) {
        return settings.planned(pair.connection, pair.network.name(), pair.family, lost.intent.router());
    }

    /** Says which leg is lost, or that none is. */
    void publish(LegPair pair, @Nullable Leg lost) {
        pair.lost = lost;
        List<Witness> witnesses = new ArrayList<>();
        if (lost != null) {
            pair.show(context, paths, lost.other(), lost.other().carried, witnesses);
        }
        context.publish(
                settings,
                pair.key(settings.name()),
                lost != null,
                settings.name().severity(),
                witnesses,
                lost == null ? Detail.None.NONE : pair.detail(context),
                BACK);
    }

    /** Takes over a finding of another engine; false if there is no such subject any more. */
    boolean adopt(LegPair pair, Finding finding) {
        if (!isJudged(pair) || !(finding.detail() instanceof Detail.Legs legs) || !pair.isOf(legs)) {
            return false;
        }
        Leg lost = legs.primary().routes() == 0 ? pair.primary : pair.secondary;
        if (planned(pair, lost) != null) {
            return false;
        }
        pair.lost = lost;
        context.ledger.adopt(finding);
        return true;
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        for (LegPair pair : inquiry.pairs()) {
            Verdicts.Case subject = verdicts.of(settings, pair.key(settings.name()));
            Leg lost = emptyLeg(pair);
            PlannedException planned = lost == null ? null : planned(pair, lost);
            if (lost != null && planned == null && lost.other().hasOnlyPlanned()) {
                IdSet carried = lost.other().carried;
                planned = announced(lost.other(), context.prefix(pair.family, carried.next(0)));
            }
            if (planned != null) {
                subject.excepted(planned.reason());
            } else if (!isJudged(pair)) {
                subject.excepted("policy.rules." + settings.name() + " excepts it");
            } else if (!pair.isCertain()) {
                subject.frozen("a leg of " + pair.connection + " cannot be asked");
            } else if (lost != null) {
                subject.holds(pair.name(lost) + " of " + pair.connection + " carries nothing of " + pair.network);
            } else {
                subject.good("neither leg of " + pair.connection + " has lost " + pair.network + " alone");
            }
        }
    }

    private boolean isJudged(LegPair pair) {
        return settings.isEnabled() && !settings.excepts(pair.connection, pair.network.name(), null);
    }
}
