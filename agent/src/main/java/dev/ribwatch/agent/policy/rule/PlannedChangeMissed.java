package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.PolicyCounts.ChangeCount;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.PlannedPart;
import dev.ribwatch.agent.policy.intent.RequiredPrefixes;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A planned change that did not happen in its window ({@code reason="late"}), or was not undone in time where no other rule
 * says so ({@code reason="not-undone"}): where one does, its finding is the one. That the change is expected while it is in
 * force is not this rule's business, but an exception of the rules that would object.
 *
 * <pre>
 *        from              to              undone-by
 * BEFORE   │   WINDOW      │   AFTER          │   OVER
 *          │ may happen    │ late until it    │ not undone
 *          │               │ happens          │ until it is
 *          └── what it does is expected ──────┘
 * </pre>
 *
 * <p>A change that stays is late while routes are not as it wants them, whatever was before. Of one that is to be undone it is
 * enough that it was seen to have happened; if the router could not be asked for a part of the window, or the agent, the entry
 * or its prefix came within it, or the clock jumped over it, and nothing was seen, then it is not said that nothing happened. Nothing is
 * stored: after a restart only what the table and the clock tell is known.
 */
final class PlannedChangeMissed implements Explaining {
    private static final PlannedRoutes[] NONE = {};
    /** Prefixes of a change within one that was asked about, so many are told. */
    private static final int EXAMPLES = 3;

    private final RuleContext context;
    private final RuleSettings settings;
    private final List<PlannedRoutes> followed = new ArrayList<>();
    private Instant nextPhase;

    PlannedChangeMissed(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.PLANNED_CHANGE_MISSED);
        nextPhase = context.intent.nextPhase(context.wall.instant());
    }

    /** Begins to follow what changes at a sight. */
    void attach(Sight sight) {
        if (!settings.isEnabled() || !sight.configured) {
            return;
        }
        Map<Network, List<PlannedPart>> here = new LinkedHashMap<>();
        for (PlannedPart part : context.intent.plannedParts()) {
            if (part.prefixes(sight.family).size() > 0
                    && part.concerns(context.intent, sight.router(), sight.view.intent)) {
                here.computeIfAbsent(part.network(), network -> new ArrayList<>())
                        .add(part);
            }
        }
        List<PlannedRoutes> planned = new ArrayList<>();
        List<PlannedGroup> groups = new ArrayList<>();
        here.forEach((network, parts) -> {
            PlannedGroup late = new PlannedGroup(context, settings, sight, network, PlannedRoutes.REASON_LATE, parts);
            PlannedGroup kept =
                    new PlannedGroup(context, settings, sight, network, PlannedRoutes.REASON_NOT_UNDONE, parts);
            groups.add(late);
            groups.add(kept);
            parts.forEach(part -> planned.add(new PlannedRoutes(context, settings, part, sight, late, kept)));
            sight.carefree[network.index()] = false;
        });
        sight.planned = planned.toArray(NONE);
        sight.plannedGroups = groups;
        followed.addAll(planned);
    }

    /** A sight and its routes are gone. */
    void removed(Sight sight, String reason) {
        sight.plannedGroups.forEach(group -> group.closeAll(reason));
        for (PlannedRoutes routes : sight.planned) {
            followed.remove(routes);
        }
        sight.planned = NONE;
        sight.plannedGroups = List.of();
    }

    /** A network has a visible route of this prefix at a sight from now on, or another one has it no more. */
    void changed(Sight sight, long high, long low, int length, int unseen, int seen) {
        for (PlannedRoutes routes : sight.planned) {
            int network = routes.part.network().index();
            if (network == unseen) {
                routes.change(context, high, low, length, false);
            }
            if (network == seen) {
                routes.change(context, high, low, length, true);
            }
        }
    }

    /** What of a network is judged at a sight has changed: all of it is now, or nothing, or nothing that is absent. */
    void reconcile(Sight sight, int network) {
        for (PlannedRoutes routes : sight.planned) {
            if (routes.part.network().index() == network) {
                routes.reconcile(context);
            }
        }
        for (PlannedGroup group : sight.plannedGroups) {
            if (group.network != null && group.network.index() == network) {
                group.reconcile();
            }
        }
    }

    /** Looks at the clock. */
    void step() {
        if (!nextPhase.equals(Instant.MAX) && !context.wall.instant().isBefore(nextPhase)) {
            turn();
        }
    }

    /** Takes each change to where it is by the clock, which may have been set back. */
    void turn() {
        if (!followed.isEmpty()) {
            Instant now = context.wall.instant();
            nextPhase = context.intent.nextPhase(now);
            followed.forEach(routes -> routes.turn(context, routes.part.phase(now)));
        }
    }

    /** Takes over what another engine on the same table saw. */
    void inherit(PlannedChangeMissed previous) {
        turn(); // time has passed since the first routers were looked at
        for (PlannedRoutes routes : followed) {
            for (PlannedRoutes old : previous.followed) {
                if (old.sight.router().equals(routes.sight.router())
                        && old.sight.family == routes.sight.family
                        && old.part.announces() == routes.part.announces()
                        && old.part
                                .network()
                                .name()
                                .equals(routes.part.network().name())
                        && isSame(old.part.change(), routes.part.change())) {
                    routes.inherit(old);
                }
            }
        }
    }

    /** Whether what was seen of one is true of the other: they may differ in prefixes, routers and ends. */
    private static boolean isSame(PlannedChange one, PlannedChange other) {
        return one.name().equals(other.name())
                && one.from().equals(other.from())
                && one.expect() == other.expect()
                && Objects.equals(one.movedTo(), other.movedTo());
    }

    /** Takes over a finding of another engine; false if there is no such subject any more. */
    boolean adopt(Sight sight, Network network, Finding finding) {
        for (PlannedGroup group : sight.plannedGroups) {
            if (network.equals(group.network) && group.take(finding)) {
                return true;
            }
        }
        return false;
    }

    /** What became of each change, by prefixes and routers; each of them, also those of which there are none. */
    List<ChangeCount> counts() {
        Map<String, int[]> counts = new LinkedHashMap<>();
        for (PlannedPart part : context.intent.plannedParts()) {
            counts.put(part.change().name(), new int[PlannedRoutes.Outcome.values().length]);
        }
        for (PlannedRoutes routes : followed) {
            int[] count = counts.get(routes.part.change().name());
            for (int place = 0; count != null && place < routes.places().size(); place++) {
                count[routes.outcome(place).ordinal()]++;
            }
        }
        List<ChangeCount> lines = new ArrayList<>();
        counts.forEach((change, count) -> {
            for (PlannedRoutes.Outcome outcome : PlannedRoutes.Outcome.values()) {
                lines.add(new ChangeCount(change, outcome.text(), count[outcome.ordinal()]));
            }
        });
        return lines;
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        for (PlannedRoutes routes : inquiry.sight.planned) {
            RequiredPrefixes places = routes.places();
            int said = 0;
            for (int place = 0; place < places.size() && said < EXAMPLES; place++) {
                if (routes.part.covers(inquiry.prefix) && places.get(place).contains(inquiry.prefix)
                        || inquiry.prefix.contains(places.get(place)) && !inquiry.isDefault()) {
                    explain(routes, place, verdicts);
                    said++;
                }
            }
        }
    }

    private void explain(PlannedRoutes routes, int place, Verdicts verdicts) {
        Prefix prefix = routes.places().get(place);
        PlannedRoutes.Outcome outcome = routes.outcome(place);
        PlannedChange change = routes.part.change();
        String reason = outcome == PlannedRoutes.Outcome.NOT_UNDONE
                ? PlannedRoutes.REASON_NOT_UNDONE
                : PlannedRoutes.REASON_LATE;
        FindingKey key = PlannedGroup.key(settings, routes.part.network(), routes.sight, prefix, reason);
        Verdicts.Case subject = verdicts.of(settings, key);
        String word = routes.part.announces() ? "announced" : "withdrawn";
        String plan = "policy.changes " + change.name() + " has it " + word + " between " + change.from() + " and "
                + change.to() + (change.undoneBy() == null ? "" : " and undone by " + change.undoneBy());
        if (routes.isExcepted(place)) {
            subject.excepted("policy.rules." + settings.name() + " excepts it");
            return;
        }
        switch (outcome) {
            case LATE -> subject.holds(plan + "; it has not happened, or did not last");
            case NOT_UNDONE ->
                // Its own finding, or that of the rule which objects to what should be undone.
                subject.holdsOrExplained(plan + "; it is not undone");
            case UNKNOWN -> subject.frozen(plan + "; the router could not be asked all the time, and nothing was seen");
            default -> subject.good(plan + "; " + outcome.text());
        }
    }

    /** What is remembered, bytes. */
    long bytes() {
        long bytes = 0;
        for (PlannedRoutes routes : followed) {
            bytes += 8L * routes.places().size();
        }
        return bytes;
    }
}
