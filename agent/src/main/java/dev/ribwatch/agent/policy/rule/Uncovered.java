package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.config.value.Family;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What no finding explains any more while overlaps are still being judged: one of those may explain it. So what is left is
 * judged when that is done, and nothing flashes up; or after two seconds, for new ones may come all the time.
 */
final class Uncovered {
    /** What it costs to judge one, in rows. */
    private static final int COST = 4;
    /** The longest that anything waits for overlaps that follow one another. */
    private static final long MOST_NANOS = 2_000_000_000L;

    private final RuleContext context;
    private final OverlappingPrefix.Overlapped judge;
    private final IdSet[] waiting = new IdSet[Family.count()];
    private final UnexpectedPrefix unexpectedPrefix;
    private final Set<Whole> wholes = new LinkedHashSet<>();
    /** When the first of those that wait came, monotonic. */
    private long since;

    private boolean judging;

    /** All that a network has at a sight, which UnexpectedVisibility explained. */
    private record Whole(Sight sight, int network) {}

    Uncovered(RuleContext context, UnexpectedPrefix unexpectedPrefix, OverlappingPrefix.Overlapped judge) {
        this.context = context;
        this.unexpectedPrefix = unexpectedPrefix;
        this.judge = judge;
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = new IdSet();
        }
    }

    void add(Family family, int id) {
        noteFirst();
        waiting[family.ordinal()].add(id);
    }

    void add(Sight sight, int network) {
        noteFirst();
        wholes.add(new Whole(sight, network));
    }

    private void noteFirst() {
        if (isEmpty()) {
            since = context.nanos.getAsLong();
        }
    }

    /** Whether something has waited for too long. */
    boolean isOverdue(long now) {
        return !isEmpty() && now - since >= MOST_NANOS;
    }

    /** Whether they are being judged now: what is added would wait once more. */
    boolean isJudging() {
        return judging;
    }

    boolean isEmpty() {
        for (IdSet ids : waiting) {
            if (!ids.isEmpty()) {
                return false;
            }
        }
        return wholes.isEmpty();
    }

    /** Judges them; a prefix that is gone meanwhile has no routes. */
    void step(Slice slice) {
        judging = true;
        try {
            judge(slice);
        } finally {
            judging = false;
        }
    }

    private void judge(Slice slice) {
        Iterator<Whole> rest = wholes.iterator();
        while (rest.hasNext() && !slice.isOver()) {
            Whole whole = rest.next();
            rest.remove();
            unexpectedPrefix.supersede(whole.sight, whole.network);
            slice.spend(COST);
        }
        for (int i = 0; i < waiting.length; i++) {
            Family family = Family.of(i);
            PrefixTable table = context.rib.prefixes(family);
            for (int id = waiting[i].next(0); id != IdSet.NONE && !slice.isOver(); id = waiting[i].next(id + 1)) {
                waiting[i].remove(id);
                if (table.isLive(id)) {
                    judge.changed(family, id, table.high(id), table.low(id), table.length(id));
                }
                slice.spend(COST);
            }
        }
    }
}
