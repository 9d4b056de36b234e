package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotIndexTest {
    private static final long KEY_MASK = (1L << SlotIndex.KEY_BITS) - 1;
    private static final int SMALLEST_BYTES = 64 * Long.BYTES;

    private final PagePool pool = new PagePool();

    private SlotIndex index(long seed) {
        return new SlotIndex(pool, HashSeed.draw(new SplittableRandom(seed)));
    }

    private static void add(SlotIndex index, long key, int id) {
        int found = index.find(key);
        while (found >= 0) {
            found = index.next();
        }
        assertThat(index.add(id)).isTrue();
    }

    private static Set<Integer> all(SlotIndex index, long key) {
        Set<Integer> ids = new HashSet<>();
        for (int id = index.find(key); id >= 0; id = index.next()) {
            assertThat(ids.add(id)).isTrue();
        }
        return ids;
    }

    private static void remove(SlotIndex index, long key, int id) {
        int found = index.find(key);
        while (found != id) {
            assertThat(found).isNotEqualTo(SlotIndex.NONE);
            found = index.next();
        }
        index.remove();
    }

    @Test
    void growsSplitsAndShrinksBackToWhatItWas() {
        SlotIndex index = index(1);
        int count = 300_000;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < count; i++) {
                add(index, (long) i << 14 | 24, i);
            }
            assertThat(index.size()).isEqualTo(count);
            assertThat(index.bytes())
                    .as("between 35 and 80 of 100 slots are in use")
                    .isBetween(count * 8L * 100 / 80, count * 8L * 100 / 35);
            for (int i = 0; i < count; i++) {
                if (index.find((long) i << 14 | 24) != i) {
                    assertThat(index.find((long) i << 14 | 24)).isEqualTo(i);
                }
            }
            assertThat(index.find(25)).isEqualTo(SlotIndex.NONE);
            for (int i = 0; i < count; i++) {
                remove(index, (long) i << 14 | 24, i);
            }
            assertThat(index.size()).isZero();
            assertThat(index.bytes()).isEqualTo(SMALLEST_BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithAMapWhereKeysCollide(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SlotIndex index = index(seed);
        Map<Long, Set<Integer>> twin = new HashMap<>();
        List<long[]> held = new ArrayList<>();
        int nextId = 0;
        // Phases of growth and shrinking; a third of the keys occur several times.
        for (int i = 0; i < 200_000; i++) {
            boolean growing = i / 25_000 % 2 == 0;
            if (held.isEmpty() || random.nextInt(10) < (growing ? 9 : 2)) {
                long key = random.nextInt(3) == 0 ? random.nextInt(500) : random.nextLong() & KEY_MASK;
                add(index, key, nextId);
                twin.computeIfAbsent(key, k -> new HashSet<>()).add(nextId);
                held.add(new long[] {key, nextId++});
            } else {
                int at = random.nextInt(held.size());
                long[] gone = held.get(at);
                held.set(at, held.get(held.size() - 1));
                held.remove(held.size() - 1);
                remove(index, gone[0], (int) gone[1]);
                twin.get(gone[0]).remove((int) gone[1]);
            }
            if (i % 10_000 == 0) {
                twin.forEach((key, ids) -> assertThat(all(index, key)).isEqualTo(ids));
                assertThat(index.size()).isEqualTo(held.size());
            }
        }
    }

    @Test
    void replacesInPlace() {
        SlotIndex index = index(5);
        add(index, 7, 1);
        add(index, 7, 2);
        int found = index.find(7);
        index.replace(9);
        assertThat(all(index, 7)).isEqualTo(Set.of(9, 3 - found));
    }

    @Test
    void holdsTheLargestKeyAndId() {
        SlotIndex index = index(6);
        add(index, KEY_MASK, TableLimits.MAX_IDS - 1);
        add(index, 0, 0);
        assertThat(index.find(KEY_MASK)).isEqualTo(TableLimits.MAX_IDS - 1);
        assertThat(index.find(0)).isZero();
    }

    @Test
    void refusesMoreOfOneKeyThanASegmentHoldsAndStaysRight() {
        SlotIndex index = index(7);
        int held = 0;
        while (held < 20_000) {
            index.find(42);
            int found = held == 0 ? SlotIndex.NONE : 0;
            while (found >= 0) {
                found = index.next();
            }
            if (!index.add(held)) {
                break;
            }
            held++;
        }
        assertThat(held).isBetween(6_000, 8_192);
        add(index, 43, 99_999);
        assertThat(index.find(43)).isEqualTo(99_999);
        assertThat(all(index, 42)).hasSize(held);
    }

    @Test
    void pagesComeFromThePoolTheSecondTime() {
        SlotIndex index = index(8);
        for (int i = 0; i < 50_000; i++) {
            add(index, i, i);
        }
        long grown = index.bytes();
        for (int i = 0; i < 50_000; i++) {
            remove(index, i, i);
        }
        assertThat(pool.bytes()).isGreaterThanOrEqualTo(grown);
        long spare = pool.bytes();
        for (int i = 0; i < 50_000; i++) {
            add(index, i, i);
        }
        assertThat(pool.bytes() + index.bytes()).isLessThanOrEqualTo(spare);
    }
}
