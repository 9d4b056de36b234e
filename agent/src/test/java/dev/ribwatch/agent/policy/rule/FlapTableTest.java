package dev.ribwatch.agent.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The table of restless prefixes, against a list of moments a prefix. */
class FlapTableTest {
    private static final int CHANGES = 4;
    private static final long WINDOW = 1_000;
    private static final long BEGIN = -5_000;

    private record Key(int router, int family, long high, int length) {}

    private final FlapTable table = new FlapTable(CHANGES, WINDOW);

    private int note(Key key, long now) {
        return table.note(key.router, key.family, key.high, 0, key.length, now);
    }

    private int find(Key key) {
        return table.find(key.router, key.family, key.high, 0, key.length);
    }

    @Test
    void countsAsAListOfMomentsDoes() {
        SplittableRandom random = new SplittableRandom(1);
        Map<Key, List<Long>> twin = new HashMap<>();
        long now = BEGIN;
        int restless = 0;
        for (int step = 0; step < 50_000; step++) {
            now += random.nextInt(40);
            // Few enough for all to have a place: the table never forgets.
            Key key = new Key(random.nextInt(3), random.nextInt(2), (long) random.nextInt(8) << 40, 24);
            if (random.nextInt(200) == 0) {
                table.forget(key.router);
                twin.keySet().removeIf(other -> other.router == key.router);
                assertThat(find(key)).isEqualTo(FlapTable.NONE);
                continue;
            }
            int entry = note(key, now);
            assertThat(entry).isEqualTo(find(key)).isNotNegative();
            List<Long> moments = twin.computeIfAbsent(key, k -> new ArrayList<>());
            moments.add(now);
            long end = now;
            long within = moments.stream()
                    .skip(Math.max(0, moments.size() - CHANGES - 1))
                    .filter(moment -> end - moment <= WINDOW)
                    .count();
            assertThat(table.changes(entry, now)).isEqualTo((int) within);
            assertThat(table.isRestless(entry, now)).isEqualTo(within > CHANGES);
            assertThat(table.isQuiet(entry, now + WINDOW - 1)).isFalse();
            assertThat(table.isQuiet(entry, now + WINDOW)).isTrue();
            restless += within > CHANGES ? 1 : 0;
        }
        assertThat(restless).isGreaterThan(1_000);
    }

    @Test
    void aTableThatChangesOnceFromEndToEndDrivesNobodyOutWhoIsRestless() {
        Key busy = new Key(1, 0, 7L << 40, 24);
        long now = BEGIN;
        for (int i = 0; i <= CHANGES; i++) {
            note(busy, now++);
        }
        for (int i = 0; i < 20 * table.capacity(); i++) {
            note(new Key(2, 0, (long) i << 32, 32), now);
        }
        assertThat(find(busy)).isNotEqualTo(FlapTable.NONE);
        assertThat(table.isRestless(find(busy), now)).isTrue();
    }

    @Test
    void aPinnedOneStaysUntilItIsFreed() {
        Key pinned = new Key(1, 0, 7L << 40, 24);
        table.pin(note(pinned, BEGIN));
        long later = BEGIN + 10 * WINDOW;
        for (int i = 0; i < 20 * table.capacity(); i++) {
            note(new Key(2, 0, (long) i << 32, 32), later);
        }
        int entry = find(pinned);
        assertThat(entry).isNotEqualTo(FlapTable.NONE);
        assertThat(table.high(entry)).isEqualTo(7L << 40);
        assertThat(table.length(entry)).isEqualTo(24);
        table.free(entry);
        assertThat(find(pinned)).isEqualTo(FlapTable.NONE);
    }
}
