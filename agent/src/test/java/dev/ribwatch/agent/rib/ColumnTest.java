package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ColumnTest {
    private final PagePool pool = new PagePool();

    @Test
    void aColumnOfIntsAgreesWithAMap() {
        SplittableRandom random = new SplittableRandom(1);
        IntColumn column = new IntColumn(pool);
        TreeMap<Integer, Integer> twin = new TreeMap<>();
        for (int i = 0; i < 200_000; i++) {
            int id = random.nextInt(200_000);
            int value = random.nextInt(3) == 0 ? 0 : random.nextInt();
            Integer before = value == 0 ? twin.remove(id) : twin.put(id, value);
            assertThat(column.set(id, value)).isEqualTo(before == null ? 0 : before);
        }
        assertThat(column.size()).isEqualTo(twin.size());
        ArrayList<Integer> walked = new ArrayList<>();
        for (int id = column.next(0, column.bound()); id < column.bound(); id = column.next(id + 1, column.bound())) {
            walked.add(id);
            assertThat(column.get(id)).isEqualTo(twin.get(id));
        }
        assertThat(walked).isEqualTo(new ArrayList<>(twin.keySet()));
        for (int id : walked) {
            column.set(id, 0);
        }
        assertThat(column.bytes()).isZero();
        assertThat(column.bound()).isZero();
    }

    @Test
    void aColumnOfLongsAgreesWithAMap() {
        SplittableRandom random = new SplittableRandom(2);
        LongColumn column = new LongColumn(pool);
        TreeMap<Integer, Long> twin = new TreeMap<>();
        for (int i = 0; i < 100_000; i++) {
            int id = random.nextInt(100_000);
            long value = random.nextInt(3) == 0 ? 0 : random.nextLong();
            Long before = value == 0 ? twin.remove(id) : twin.put(id, value);
            assertThat(column.set(id, value)).isEqualTo(before == null ? 0 : before);
        }
        for (int id = 0; id < 110_000; id++) {
            assertThat(column.get(id)).isEqualTo(twin.getOrDefault(id, 0L));
        }
        for (int id : twin.keySet()) {
            column.set(id, 0);
        }
        assertThat(column.bytes()).isZero();
        assertThat(column.size()).isZero();
    }

    @Test
    void zerosTakeNoMemory() {
        IntColumn column = new IntColumn(pool);
        for (int id = 0; id < 1_000_000; id++) {
            assertThat(column.set(id, 0)).isZero();
        }
        assertThat(column.bytes()).isZero();
        column.set(5_000_000, 1);
        assertThat(column.bytes()).isEqualTo(PagePool.PAGE_BYTES);
    }

    @Test
    void aReusedPageHoldsZeros() {
        IntColumn column = new IntColumn(pool);
        column.set(3, 7);
        column.set(3, 0);
        assertThat(pool.bytes()).isEqualTo(PagePool.PAGE_BYTES);
        IntColumn other = new IntColumn(pool);
        other.set(4, 1);
        assertThat(pool.bytes()).isZero();
        assertThat(other.get(3)).isZero();
    }

    @Test
    void aColumnOfBitsAgreesWithASet() {
        SplittableRandom random = new SplittableRandom(3);
        BitColumn column = new BitColumn(pool);
        TreeSet<Integer> twin = new TreeSet<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 300_000; i++) {
                int id = random.nextInt(2_000_000); // four pages
                if (random.nextInt(3) == 0) {
                    column.remove(id);
                    twin.remove(id);
                } else {
                    column.add(id);
                    twin.add(id);
                }
                assertThat(column.size()).isEqualTo(twin.size());
            }
            for (int id = 0; id < 2_100_000; id++) {
                if (column.has(id) != twin.contains(id)) {
                    assertThat(column.has(id)).as("%s", id).isEqualTo(twin.contains(id));
                }
            }
            assertThat(column.bytes()).isEqualTo(4L * PagePool.PAGE_BYTES);
            column.clear();
            twin.clear();
            assertThat(column.size()).isZero();
            assertThat(column.bytes()).isZero();
            assertThat(column.has(random.nextInt(2_000_000))).isFalse();
        }
        LongColumn other = new LongColumn(pool);
        other.set(4, 1);
        assertThat(other.get(3)).as("pages go back empty").isZero();
    }

    @Test
    void aBitTakesNoMemoryBeforeItIsSetAndAPageAfterwards() {
        BitColumn column = new BitColumn(pool);
        column.remove(7);
        assertThat(column.has(60_000_000)).isFalse();
        assertThat(column.bytes()).isZero();
        column.add(60_000_000);
        assertThat(column.bytes()).isEqualTo(PagePool.PAGE_BYTES);
        assertThat(column.has(60_000_000)).isTrue();
        assertThat(column.has(59_999_999)).isFalse();
        assertThat(column.has(60_000_000 - 64)).isFalse();
    }
}
