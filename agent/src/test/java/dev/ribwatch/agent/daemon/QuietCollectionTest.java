package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** When the whole heap is collected: rarely, for much, and while there is little to do. */
class QuietCollectionTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MIB = 1 << 20;

    private long now;
    private long table;
    private final Space space = new Space();
    private final QuietCollection collection = new QuietCollection(space, () -> table, 0);

    private static final class Space implements QuietCollection.OldSpace {
        private long used;
        private long live;
        private long afterLast;
        private long collections;

        @Override
        public long used() {
            return used;
        }

        @Override
        public long usedAfterLast() {
            return afterLast;
        }

        @Override
        public long collections() {
            return collections;
        }

        @Override
        public void collect() {
            collections++;
            used = live;
            afterLast = live;
        }
    }

    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            now += SECOND;
            collection.tick(now);
        }
    }

    private void serve(int chunks) {
        for (int i = 0; i < chunks; i++) {
            collection.served();
        }
    }

    @Test
    void garbageIsCollectedOnceThereIsEnoughOfIt() {
        space.used = 32 * MIB - 1;
        seconds(200);
        assertThat(space.collections).isZero();
        space.used++;
        seconds(1);
        assertThat(space.collections).isEqualTo(1);
    }

    @Test
    void whatTheTableGrewByIsNoGarbage() {
        space.used = 300 * MIB;
        table = 290 * MIB;
        seconds(100);
        assertThat(space.collections).isZero();
        table = 268 * MIB; // pages were let go
        seconds(1);
        assertThat(space.collections).isEqualTo(1);
    }

    @Test
    void aLargeHeapIsCollectedForMoreThanASmallOne() {
        space.live = 800 * MIB;
        table = 800 * MIB;
        space.collect();
        seconds(1);
        space.used = 899 * MIB;
        seconds(100);
        assertThat(space.collections).isEqualTo(1);
        space.used = 900 * MIB;
        seconds(1);
        assertThat(space.collections).isEqualTo(2);
    }

    @Test
    void nobodyIsStoppedWhileThereIsMuchToDo() {
        space.used = 100 * MIB;
        for (int i = 0; i < 100; i++) {
            serve(51);
            seconds(9);
        }
        assertThat(space.collections).isZero();
        serve(51);
        seconds(1);
        for (int i = 0; i < 10; i++) {
            assertThat(space.collections).isZero();
            serve(50);
            seconds(1);
        }
        assertThat(space.collections).isEqualTo(1);
    }

    @Test
    void itComesAtMostOnceAMinute() {
        for (int i = 0; i < 600; i++) {
            space.used = 100 * MIB;
            seconds(1);
        }
        assertThat(space.collections).isEqualTo(10);
    }

    @Test
    void aCollectionThatCameByItselfCounts() {
        table = 200 * MIB;
        space.used = 230 * MIB;
        seconds(100);
        assertThat(space.collections).isZero();
        space.live = 215 * MIB;
        space.collect();
        seconds(1);
        space.used = 246 * MIB;
        seconds(100);
        assertThat(space.collections).isEqualTo(1);
        space.used = 247 * MIB;
        seconds(1);
        assertThat(space.collections).isEqualTo(2);
    }

    @Test
    void aTableThatIsWithdrawnIsGarbage() {
        table = 200 * MIB;
        space.live = 210 * MIB;
        space.collect();
        space.used = space.live;
        seconds(100);
        assertThat(space.collections).isEqualTo(1);
        table = 169 * MIB;
        seconds(100);
        assertThat(space.collections).isEqualTo(1);
        table = 168 * MIB;
        seconds(1);
        assertThat(space.collections).isEqualTo(2);
    }

    @Test
    void theSerialCollectorIsFoundWhereItIsUsed() {
        boolean serial = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .anyMatch(collector -> collector.getName().equals("MarkSweepCompact"));
        QuietCollection.OldSpace found = QuietCollection.serial();
        assertThat(found != null).isEqualTo(serial);
        if (found != null) {
            long before = found.collections();
            found.collect();
            assertThat(found.collections()).isGreaterThan(before);
            assertThat(found.usedAfterLast()).isPositive();
        }
    }
}
