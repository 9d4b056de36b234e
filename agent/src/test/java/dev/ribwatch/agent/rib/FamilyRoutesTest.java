package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The two forms of one router's routes, and the way from one to the other. */
class FamilyRoutesTest {
    private static final int PAGE = PagePool.PAGE_BYTES;

    private final PagePool pool = new PagePool();
    private final HashSeed seed = HashSeed.draw(new SplittableRandom(1));
    private final PrefixTable prefixes =
            new PrefixTable(Family.IPV4_UNICAST, TableLimits.MAX_IDS, pool, seed, (family, id) -> {});
    private final FamilyRoutes routes = new FamilyRoutes(prefixes, TableLimits.MAX_IDS, pool, seed);

    private void prefixes(int count) {
        for (int i = 0; i < count; i++) {
            prefixes.findOrAdd((long) i << 40, 0, 24);
        }
    }

    private void put(int from, int to, int attributeId) {
        for (int id = from; id < to; id++) {
            assertThat(routes.put(id, 0, attributeId, 0)).isEqualTo(RouteChange.ABSENT);
        }
    }

    @Test
    void aFullTableIsAColumn() {
        prefixes(100_000);
        put(0, 100_000, 5);
        assertThat(routes.paths().size()).isZero();
        assertThat(routes.bytes()).isLessThan(100_000 * 4 + 2 * PAGE);
    }

    @Test
    void aSmallPartOfAFullTableIsNot() {
        prefixes(160_000);
        for (int i = 0; i < 1000; i++) {
            routes.put(i * 160, 0, 5, 0);
        }
        assertThat(routes.paths().size()).isEqualTo(1000);
        assertThat(routes.bytes())
                .as("a column would take a page per 16,384 prefixes")
                .isLessThan(5 * PAGE);
    }

    @Test
    void aFewRoutesAreNeverAColumn() {
        prefixes(100);
        put(0, 100, 5);
        assertThat(routes.paths().size()).isEqualTo(100);
    }

    @Test
    void theFormChangesAtAnEighthAndBackAtASixteenth() {
        prefixes(16_000);
        put(0, 1_999, 5);
        assertThat(routes.paths().size()).isEqualTo(1_999);
        put(1_999, 2_700, 5);
        assertThat(routes.paths().size()).isZero();
        for (int id = 2_699; id >= 1_001; id--) {
            assertThat(routes.remove(id, 0)).isEqualTo(5);
        }
        assertThat(routes.paths().size())
                .as("still a column at 1,001 of 16,000")
                .isZero();
        for (int id = 1_000; id >= 700; id--) {
            routes.remove(id, 0);
        }
        assertThat(routes.size()).isEqualTo(700);
        assertThat(routes.paths().size()).isEqualTo(700);
    }

    @Test
    void noSingleChangeMovesMoreThanAFewRoutes() {
        prefixes(400_000);
        int before = 0;
        int most = 0;
        for (int id = 0; id < 100_000; id++) {
            routes.put(id, 0, 5, 0);
            most = Math.max(most, before - routes.paths().size());
            before = routes.paths().size();
        }
        assertThat(routes.paths().size()).isZero();
        assertThat(most).isBetween(1, 8);
    }

    @Test
    void timeChangesTheFormToo() {
        prefixes(8_000);
        put(0, 900, 5);
        assertThat(routes.paths().size()).isEqualTo(900);
        for (int id = 7_999; id >= 6_000; id--) {
            prefixes.dropUnreferenced(id);
        }
        routes.tidy(100);
        assertThat(routes.paths().size()).isEqualTo(800);
        for (int i = 0; i < 20; i++) {
            routes.tidy(100);
        }
        assertThat(routes.paths().size()).isZero();
        assertThat(routes.size()).isEqualTo(900);
    }

    @Test
    void everyRouteIsFoundAndChangedInTheMiddleOfAMove() {
        prefixes(80_000);
        SplittableRandom random = new SplittableRandom(3);
        Map<Integer, Integer> twin = new HashMap<>();
        // Around both thresholds, 10,000 and 5,000 routes, again and again.
        for (int step = 0; step < 400_000; step++) {
            boolean growing = twin.size() < 4_000 || twin.size() < 12_000 && step / 20_000 % 2 == 0;
            int id = random.nextInt(14_000);
            if (random.nextInt(10) < (growing ? 8 : 2)) {
                int attributeId = 1 + random.nextInt(3);
                Integer before = twin.put(id, attributeId);
                int is = routes.put(id, 0, attributeId, step);
                if (is != (before == null ? RouteChange.ABSENT : before)) {
                    assertThat(is).isEqualTo(before);
                }
            } else {
                Integer before = twin.remove(id);
                int is = routes.remove(id, 0);
                if (is != (before == null ? RouteChange.ABSENT : before)) {
                    assertThat(is).isEqualTo(before);
                }
            }
            if (step % 10_000 == 0) {
                assertThat(routes.size()).isEqualTo(twin.size());
                for (int known = 0; known < 14_000; known++) {
                    assertThat(routes.first(known)).isEqualTo(twin.getOrDefault(known, RouteChange.ABSENT));
                }
            }
        }
    }

    @Test
    void theTimeOfARouteMovesWithIt() {
        prefixes(8_000);
        for (int id = 0; id < 990; id++) {
            routes.put(id, 0, 5, 1_000 + id);
        }
        assertThat(routes.paths().size()).isEqualTo(990);
        put(990, 2_000, 5);
        assertThat(routes.paths().size()).isZero();
        for (int id = 0; id < 990; id++) {
            assertThat(routes.time(id, 0)).isEqualTo(1_000 + id);
        }
        assertThat(routes.time(995, 0)).isZero();
        for (int id = 1_999; id >= 100; id--) {
            routes.remove(id, 0);
        }
        assertThat(routes.paths().size()).isEqualTo(100);
        assertThat(routes.time(7, 0)).isEqualTo(1_007);
        put(1_500, 1_501, 6);
        assertThat(routes.time(1_500, 0))
                .as("nothing is left of the one before")
                .isZero();
    }

    @Test
    void clearingFindsEveryRouteOfBothForms() {
        prefixes(16_000);
        put(0, 2_050, 5);
        assertThat(routes.paths().size()).as("in the middle of a move").isBetween(1, 2_049);
        List<Integer> cleared = new ArrayList<>();
        for (int id = routes.findToClear(); id >= 0; id = routes.findToClear()) {
            assertThat(routes.clear(id, routes.clearedPathId())).isEqualTo(5);
            cleared.add(id);
        }
        assertThat(cleared).hasSize(2_050).doesNotHaveDuplicates();
        assertThat(routes.size()).isZero();
        assertThat(routes.bytes()).isEqualTo(64 * Long.BYTES);
    }

    @Test
    void staleIsWhatDidNotComeSinceItWasMarkedWhateverTheForm() {
        SplittableRandom random = new SplittableRandom(9);
        prefixes(12_000);
        Map<Integer, Boolean> twin = new HashMap<>(); // prefix id -> stale
        int forms = 0;
        for (int round = 0; round < 40; round++) {
            boolean column = routes.paths().size() == 0;
            if (round % 8 == 7) {
                routes.unmark();
                twin.replaceAll((id, stale) -> false);
            } else if (round % 2 == 0) {
                routes.markStale();
                twin.replaceAll((id, stale) -> true);
            }
            boolean marking = round % 8 != 7;
            int announcing = round % 4 < 2 ? 80 : 20;
            for (int i = 0; i < 2_000; i++) {
                int id = random.nextInt(2_500);
                if (random.nextInt(100) < announcing) {
                    routes.put(id, 0, 1 + random.nextInt(3), random.nextInt(2));
                    twin.put(id, false);
                } else {
                    routes.remove(id, 0);
                    twin.remove(id);
                }
                if (random.nextInt(50) == 0) {
                    routes.tidy(random.nextInt(200));
                }
            }
            forms += column == (routes.paths().size() == 0) ? 0 : 1;
            assertThat(routes.size()).isEqualTo(twin.size());
            assertThat(routes.stale()).isEqualTo((int)
                    twin.values().stream().filter(stale -> stale).count());
            twin.forEach((id, stale) ->
                    assertThat(routes.isStale(id, 0)).as("%s", id).isEqualTo(stale));
            if (marking) {
                assertThat(swept(true)).isEqualTo(idsOf(twin, true));
            }
            assertThat(swept(false)).containsAll(idsOf(twin, true)).containsAll(idsOf(twin, false));
        }
        assertThat(forms).as("changes of form").isGreaterThan(4);
    }

    /** What a sweep finds in steps of a few numbers. */
    private Set<Integer> swept(boolean staleOnly) {
        Set<Integer> found = new TreeSet<>();
        RouteSweep sweep = new RouteSweep(routes);
        sweep.begin();
        for (int id = sweep.next(7, staleOnly); id != RouteSweep.OVER; id = sweep.next(7, staleOnly)) {
            assertThat(sweep.looked()).isBetween(1, 7);
            if (id != RouteSweep.PAUSED) {
                assertThat(found.add(id)).isTrue();
            }
        }
        return found;
    }

    @Test
    void aSweepThatHasLookedAtBillionsOfNumbersGoesOn() {
        prefixes(100_000);
        routes.put(99_999, 0, 5, 0);
        RouteSweep sweep = new RouteSweep(routes);
        long looked = 0;
        while (looked <= 3L << 30) {
            sweep.begin();
            assertThat(sweep.next(1 << 30, false)).isEqualTo(99_999);
            assertThat(sweep.next(1 << 30, false)).isEqualTo(RouteSweep.OVER);
            looked += 100_000;
        }
    }

    private static Set<Integer> idsOf(Map<Integer, Boolean> twin, boolean stale) {
        Set<Integer> ids = new TreeSet<>();
        twin.forEach((id, marked) -> {
            if (marked == stale) {
                ids.add(id);
            }
        });
        return ids;
    }

    @Test
    void marksTakeMemoryOnlyWhileTheyAreNeeded() {
        prefixes(100_000);
        put(0, 100_000, 5);
        long before = routes.bytes();
        routes.markStale();
        assertThat(routes.bytes()).as("nothing is written to mark all").isEqualTo(before);
        for (int id = 0; id < 100_000; id++) {
            routes.put(id, 0, 5, 0);
        }
        assertThat(routes.bytes()).as("a bit a route").isEqualTo(before + PAGE);
        routes.unmark();
        assertThat(routes.bytes()).isEqualTo(before);
        for (int id = 0; id < 100_000; id++) {
            routes.put(id, 0, 6, 0);
        }
        assertThat(routes.bytes()).isEqualTo(before);
    }

    @Test
    void anIdThatIsUsedAgainDoesNotInheritItsMark() {
        prefixes(10);
        put(0, 2, 5);
        routes.markStale();
        routes.put(0, 0, 5, 0);
        routes.remove(0, 0);
        routes.markStale();
        put(2, 3, 5);
        assertThat(routes.stale()).isOne();
        assertThat(routes.isStale(1, 0)).isTrue();
        assertThat(routes.isStale(2, 0)).isFalse();
    }
}
