package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.config.value.Family;

/**
 * Prefixes that no overlap explains any more, while others are still being judged: one of those may explain what routes of
 * them there are. So what is left is judged when that is done, and nothing flashes up.
 */
final class Uncovered {
    /** What it costs to judge one, in rows. */
    private static final int COST = 4;

    private final RuleContext context;
    private final UnexpectedPrefix unexpectedPrefix;
    private final IdSet[] waiting = new IdSet[Family.count()];

    Uncovered(RuleContext context, UnexpectedPrefix unexpectedPrefix) {
        this.context = context;
        this.unexpectedPrefix = unexpectedPrefix;
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = new IdSet();
        }
    }

    void add(Family family, int id) {
        waiting[family.ordinal()].add(id);
    }

    boolean isEmpty() {
        for (IdSet ids : waiting) {
            if (!ids.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Judges them; a prefix that is gone meanwhile has no routes. */
    void step(Slice slice) {
        for (int i = 0; i < waiting.length; i++) {
            Family family = Family.of(i);
            PrefixTable table = context.rib.prefixes(family);
            for (int id = waiting[i].next(0); id != IdSet.NONE && !slice.isOver(); id = waiting[i].next(id + 1)) {
                waiting[i].remove(id);
                if (table.isLive(id)) {
                    unexpectedPrefix.reconsider(family, id, table.high(id), table.low(id), table.length(id));
                }
                slice.spend(COST);
            }
        }
    }
}
