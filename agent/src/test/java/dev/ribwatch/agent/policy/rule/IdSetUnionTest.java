package dev.ribwatch.agent.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

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
            assertThat(new IdSetUnion().size(all)).as("round %d", round).isEqualTo(twin.cardinality());
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
        assertThat(pagesRead(near)).isEqualTo(NETWORKS);
        assertThat(pagesRead(far)).isEqualTo(NETWORKS);
    }

    private static long pagesRead(List<IdSet> sets) {
        IdSetUnion union = new IdSetUnion();
        assertThat(union.size(sets)).isEqualTo(NETWORKS);
        return union.pagesRead();
    }
}
