package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IdSpaceTest {
    private final PagePool pool = new PagePool();

    @Test
    void agreesWithAMapAndStaysDense() {
        SplittableRandom random = new SplittableRandom(1);
        IdSpace ids = new IdSpace(pool, TableLimits.MAX_IDS);
        TreeMap<Integer, Integer> twin = new TreeMap<>();
        List<Integer> held = new ArrayList<>();
        int most = 0;
        for (int i = 0; i < 400_000; i++) {
            boolean growing = i / 100_000 % 2 == 0;
            if (held.isEmpty() || random.nextInt(10) < (growing ? 9 : 1)) {
                int word = 1 + random.nextInt(Integer.MAX_VALUE);
                int id = ids.take(word);
                assertThat(twin.put(id, word)).isNull();
                held.add(id);
            } else {
                int at = random.nextInt(held.size());
                int id = held.get(at);
                held.set(at, held.get(held.size() - 1));
                held.remove(held.size() - 1);
                ids.free(id);
                twin.remove(id);
            }
            most = Math.max(most, held.size());
            if (i % 20_000 == 0) {
                compare(ids, twin);
            }
        }
        compare(ids, twin);
        assertThat(ids.bound()).isLessThanOrEqualTo((most / PagePool.INTS + 1) * PagePool.INTS);
        for (int id : held) {
            ids.free(id);
        }
        assertThat(ids.bound()).isZero();
        assertThat(ids.bytes()).isZero();
    }

    private static void compare(IdSpace ids, SortedMap<Integer, Integer> twin) {
        assertThat(ids.size()).isEqualTo(twin.size());
        List<Integer> walked = new ArrayList<>();
        for (int id = ids.next(0, ids.bound()); id < ids.bound(); id = ids.next(id + 1, ids.bound())) {
            walked.add(id);
        }
        assertThat(walked).isEqualTo(new ArrayList<>(twin.keySet()));
        twin.forEach((id, word) -> assertThat(ids.word(id)).isEqualTo(word));
    }

    @Test
    void refusesAtTheLimitAndServesAgainBelowIt() {
        IdSpace ids = new IdSpace(pool, 3);
        assertThat(List.of(ids.take(1), ids.take(1), ids.take(1), ids.take(1))).containsExactly(0, 1, 2, IdSpace.NONE);
        ids.free(1);
        assertThat(ids.take(1)).isEqualTo(1);
        assertThat(ids.take(1)).isEqualTo(IdSpace.NONE);
    }

    @Test
    void anEmptyPageInTheMiddleGoesBackAndComesAgain() {
        IdSpace ids = new IdSpace(pool, TableLimits.MAX_IDS);
        for (int i = 0; i < 3 * PagePool.INTS; i++) {
            ids.take(1);
        }
        for (int i = PagePool.INTS; i < 2 * PagePool.INTS; i++) {
            ids.free(i);
        }
        assertThat(ids.bytes()).isEqualTo(2L * PagePool.PAGE_BYTES);
        assertThat(ids.word(PagePool.INTS + 5)).isZero();
        assertThat(ids.next(PagePool.INTS, ids.bound())).isEqualTo(2 * PagePool.INTS);
        assertThat(ids.take(9)).isEqualTo(PagePool.INTS);
        assertThat(ids.bound()).isEqualTo(3 * PagePool.INTS);
    }

    @Test
    void noOtherNumberHasAWord() {
        IdSpace ids = new IdSpace(pool, 10);
        int id = ids.take(5);
        ids.take(6);
        ids.free(id);
        assertThat(ids.word(id)).isNotPositive();
        assertThat(ids.word(-1)).isZero();
        assertThat(ids.word(7)).isZero();
        assertThat(ids.word(Integer.MAX_VALUE)).isZero();
    }
}
