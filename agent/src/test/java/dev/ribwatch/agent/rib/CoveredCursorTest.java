package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CoveredCursorTest {
    private final PagePool pool = new PagePool();
    private final HashSeed seed = HashSeed.draw(new SplittableRandom(1));

    private PrefixTable table(Family family) {
        return new PrefixTable(family, TableLimits.MAX_IDS, pool, seed, (f, id) -> {});
    }

    private static void add(PrefixTable table, Prefix prefix) {
        table.acquire(table.findOrAdd(prefix.high(), prefix.low(), prefix.length()));
    }

    private static void remove(PrefixTable table, Prefix prefix) {
        table.release(table.find(prefix.high(), prefix.low(), prefix.length()));
    }

    private static Prefix prefix(Family family, SplittableRandom random) {
        long high = random.nextLong() & (family == Family.IPV4_UNICAST ? -1L << 32 : -1L);
        return Prefix.masked(family, high, random.nextLong(), 8 + random.nextInt(family.bits() - 7));
    }

    /** Between slices prefixes come and go, and pages of ids with them. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void whatIsThereDuringTheWholeWalkAppearsExactlyOnce(Family family) {
        SplittableRandom random = new SplittableRandom(2);
        PrefixTable table = table(family);
        List<Prefix> held = new ArrayList<>();
        Set<Prefix> known = new HashSet<>();
        while (known.size() < 60_000) {
            Prefix prefix = prefix(family, random);
            if (known.add(prefix)) {
                held.add(prefix);
                add(table, prefix);
            }
        }
        for (int length : new int[] {0, 1, 3}) {
            Prefix around = Prefix.masked(family, random.nextLong() & -1L << 32, 0, length);
            Set<Prefix> throughout = new HashSet<>(held);
            Set<Prefix> ever = new HashSet<>(held);
            CoveredCursor cursor = new CoveredCursor();
            cursor.reset(table, around.high(), around.low(), around.length());
            List<Prefix> walked = new ArrayList<>();
            int slices = 0;
            while (!cursor.isDone()) {
                slices++;
                cursor.grant(1 + random.nextInt(500));
                while (cursor.next()) {
                    int id = cursor.id();
                    walked.add(new Prefix(family, table.high(id), table.low(id), table.length(id)));
                }
                for (int i = 0; i < 100; i++) {
                    int at = random.nextInt(held.size());
                    Prefix gone = held.get(at);
                    Prefix come = prefix(family, random);
                    if (known.add(come)) {
                        held.set(at, come);
                        known.remove(gone);
                        throughout.remove(gone);
                        ever.add(come);
                        remove(table, gone);
                        add(table, come);
                    }
                }
            }
            assertThat(slices).isGreaterThan(100);
            assertThat(walked.stream().allMatch(around::contains)).isTrue();
            assertThat(ever.containsAll(walked)).isTrue();
            List<Prefix> whole = walked.stream().filter(throughout::contains).toList();
            throughout.removeIf(prefix -> !around.contains(prefix));
            assertThat(throughout).isNotEmpty();
            assertThat(whole).hasSameSizeAs(throughout);
            assertThat(new HashSet<>(whole).equals(throughout)).isTrue();
        }
    }

    @Test
    void aWalkEndsWhenTheTableFallsEmpty() {
        PrefixTable table = table(Family.IPV4_UNICAST);
        List<Prefix> held = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            held.add(new Prefix(Family.IPV4_UNICAST, (long) i << 40, 0, 24));
            add(table, held.get(i));
        }
        CoveredCursor cursor = new CoveredCursor();
        cursor.reset(table, 0, 0, 0);
        cursor.grant(10);
        assertThat(cursor.next()).isTrue();
        held.forEach(prefix -> remove(table, prefix));
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.isDone()).isTrue();
    }

    @Test
    void nothingIsWalkedWithoutAGrant() {
        PrefixTable table = table(Family.IPV4_UNICAST);
        add(table, Prefix.parse("192.0.2.0/24"));
        CoveredCursor cursor = new CoveredCursor();
        assertThat(cursor.isDone()).isTrue();
        cursor.reset(table, 0, 0, 0);
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.isDone()).isFalse();
        cursor.grant(1);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void aShorterPrefixInTheSameRangeIsNotCovered() {
        PrefixTable table = table(Family.IPV6_UNICAST);
        add(table, Prefix.parse("2001:db8::/32"));
        add(table, Prefix.parse("2001:db8::/48"));
        add(table, Prefix.parse("2001:db8::/128"));
        add(table, Prefix.parse("2001:db8:1::/48"));
        CoveredCursor cursor = new CoveredCursor();
        Prefix around = Prefix.parse("2001:db8::/48");
        cursor.reset(table, around.high(), around.low(), around.length());
        cursor.grant(100_000);
        List<Integer> lengths = new ArrayList<>();
        while (cursor.next()) {
            lengths.add(table.length(cursor.id()));
        }
        assertThat(lengths).containsExactlyInAnyOrder(48, 128);
    }
}
