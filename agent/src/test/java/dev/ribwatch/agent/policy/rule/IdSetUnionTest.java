package dev.ribwatch.agent.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A reload counts what the sets of all networks hold together, in one step: as much work as there are pages in them. */
class IdSetUnionTest {
    private static final int PAGE = 1 << 15;
    private static final int PAGES = 250;
    private static final int NETWORKS = 250;

    @Test
    void manySetsWithFewPagesEachAreCountedLikeOne() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            List<IdSet> all = new ArrayList<>();
            BitSet twin = new BitSet();
            for (int sets = random.nextInt(40); sets > 0; sets--) {
                all.add(randomSet(random, twin));
            }
            assertThat(IdSet.sizeOfUnion(all)).as("round %d", round).isEqualTo(twin.cardinality());
        }
    }

    /** Ids in a few pages of many, the first and the last of a page among them; some pages are empty again. */
    private static IdSet randomSet(SplittableRandom random, BitSet twin) {
        IdSet set = new IdSet();
        for (int pages = random.nextInt(4); pages > 0; pages--) {
            int first = random.nextInt(12) * PAGE;
            int gone = random.nextInt(12) * PAGE + random.nextInt(PAGE);
            if (set.add(gone)) {
                set.remove(gone);
            }
            for (int ids = random.nextInt(50); ids >= 0; ids--) {
                int id = first + Math.floorMod(random.nextInt(-3, 200), PAGE);
                set.add(id);
                twin.set(id);
            }
        }
        return set;
    }

    @Test
    void aPageThatOneNetworkHasCostsNothingForAllTheOthers() {
        List<IdSet> near = new ArrayList<>();
        List<IdSet> far = new ArrayList<>();
        for (int network = 0; network < NETWORKS; network++) {
            near.add(new IdSet());
            near.get(network).add(network);
            far.add(new IdSet());
            far.get(network).add(network % PAGES * PAGE + network);
        }
        long one = Long.MAX_VALUE;
        long many = Long.MAX_VALUE;
        for (int run = 0; run < 30; run++) {
            one = Math.min(one, nanos(near));
            many = Math.min(many, nanos(far));
        }
        assertThat(many)
                .as("CPU time where the same pages are not all one, ns (%d where they are)", one)
                .isLessThan(16 * one);
    }

    private static long nanos(List<IdSet> sets) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        assertThat(IdSet.sizeOfUnion(sets)).isEqualTo(NETWORKS);
        return threads.getCurrentThreadCpuTime() - before;
    }
}
