package dev.ribwatch.agent.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules' structures, held against a set or a map after random histories. */
class IndexTwinsTest {
    private static final int STEPS = 20_000;

    /** Prefixes of all lengths in few places, so that many contain one another. */
    private static Prefix prefix(SplittableRandom random, Family family) {
        long high = (family == Family.IPV4_UNICAST ? 10L << 56 : 0x2001L << 48) | random.nextLong(64) << 34;
        int bits = random.nextInt(6) == 0 ? random.nextInt(1, family.bits() + 1) : random.nextInt(1, 33);
        long low = family == Family.IPV6_UNICAST && random.nextBoolean() ? random.nextLong(8) << 61 : 0;
        return Prefix.masked(family, high, low, bits);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void liveIndexIsAMapOfCounts(Family family) {
        SplittableRandom random = new SplittableRandom(1);
        LiveIndex index = new LiveIndex(family.bits());
        long empty = index.bytes();
        TreeMap<Prefix, Integer> twin = new TreeMap<>();
        for (int step = 0; step < STEPS; step++) {
            Prefix prefix = prefix(random, family);
            // Fills and empties in turn.
            if (random.nextInt(10) < (step / 2_000 % 2 == 0 ? 7 : 3)) {
                boolean first = index.acquire(prefix.high(), prefix.low(), prefix.length());
                assertThat(first).isEqualTo(twin.merge(prefix, 1, Integer::sum) == 1);
            } else {
                Prefix held = twin.ceilingKey(prefix);
                Prefix gone = held == null ? prefix : held;
                boolean last = index.release(gone.high(), gone.low(), gone.length());
                assertThat(last).isEqualTo(twin.getOrDefault(gone, 0) == 1);
                twin.computeIfPresent(gone, (key, count) -> count == 1 ? null : count - 1);
            }
            assertThat(index.size()).isEqualTo(twin.size());
            if (step % 50 == 0) {
                compareAround(index, twin, prefix(random, family));
            }
        }
        twin.forEach((prefix, count) -> {
            for (int i = 0; i < count; i++) {
                index.release(prefix.high(), prefix.low(), prefix.length());
            }
        });
        assertThat(index.size()).isZero();
        assertThat(index.bytes()).isEqualTo(empty);
    }

    /** In order, against it, and at random; taken out at random and in order. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void liveIndexOfManyRoutes(Family family) {
        SplittableRandom random = new SplittableRandom(4);
        for (int order = 0; order < 4; order++) {
            LiveIndex index = new LiveIndex(family.bits());
            long empty = index.bytes();
            TreeMap<Prefix, Integer> twin = new TreeMap<>();
            List<Prefix> all = many(random, family);
            if (order < 2) {
                all.sort(order == 0 ? Comparator.naturalOrder() : Comparator.reverseOrder());
            }
            for (Prefix prefix : all) {
                index.acquire(prefix.high(), prefix.low(), prefix.length());
                twin.merge(prefix, 1, Integer::sum);
            }
            isTwin(index, twin, family);
            all.sort(order % 2 == 0 ? Comparator.comparing(Prefix::hashCode) : Comparator.naturalOrder());
            int left = all.size();
            for (Prefix prefix : all) {
                boolean last = index.release(prefix.high(), prefix.low(), prefix.length());
                assertThat(last).isEqualTo(twin.compute(prefix, (key, count) -> count == 1 ? null : count - 1) == null);
                if (--left % 1_000 == 0) {
                    isTwin(index, twin, family);
                    compareAround(index, twin, prefix(random, family));
                }
            }
            assertThat(index.bytes()).isEqualTo(empty);
        }
    }

    private static List<Prefix> many(SplittableRandom random, Family family) {
        List<Prefix> prefixes = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            long high = random.nextLong(1 << 12) << 40;
            long low = random.nextInt(3) == 0 ? random.nextLong() : 0;
            prefixes.add(Prefix.masked(
                    family,
                    high,
                    family == Family.IPV4_UNICAST ? 0 : low,
                    random.nextInt(12, family == Family.IPV4_UNICAST || low == 0 ? 33 : 129)));
        }
        return prefixes;
    }

    private static void isTwin(LiveIndex index, SortedMap<Prefix, Integer> twin, Family family) {
        List<Prefix> found = new ArrayList<>();
        Prefix last = new Prefix(family, 0, 0, 0);
        while (index.findWithin(0, 0, 0, last.high(), last.low(), last.length())) {
            last = found(family, index);
            found.add(last);
        }
        assertThat(found).isEqualTo(List.copyOf(twin.keySet()));
        assertThat(index.size()).isEqualTo(twin.size());
        long route = family == Family.IPV4_UNICAST ? 8 : 24;
        assertThat(index.bytes()).isLessThan(8_192 + 4 * route * twin.size());
    }

    private static void compareAround(LiveIndex index, SortedMap<Prefix, Integer> twin, Prefix around) {
        long high = around.high();
        long low = around.low();
        int length = around.length();
        assertThat(index.contains(high, low, length)).isEqualTo(twin.containsKey(around));
        List<Prefix> above = new ArrayList<>();
        for (int shortest = 0; index.findContaining(high, low, length, shortest); shortest = index.length() + 1) {
            above.add(found(around.family(), index));
        }
        assertThat(above)
                .isEqualTo(twin.keySet().stream()
                        .filter(prefix -> prefix.contains(around))
                        .toList());
        List<Prefix> below = new ArrayList<>();
        Prefix last = around;
        while (index.findWithin(high, low, length, last.high(), last.low(), last.length())) {
            last = found(around.family(), index);
            below.add(last);
        }
        assertThat(below)
                .isEqualTo(twin.keySet().stream()
                        .filter(prefix -> around.contains(prefix) && !prefix.equals(around))
                        .toList());
    }

    private static Prefix found(Family family, LiveIndex index) {
        return new Prefix(family, index.high(), index.low(), index.length());
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void coverTreeAddsUpSizes(Family family) {
        SplittableRandom random = new SplittableRandom(2);
        Prefix rootPrefix = Prefix.masked(family, prefix(random, family).high(), 0, 8);
        CoverTree tree = new CoverTree();
        long empty = tree.bytes();
        int root = tree.root();
        TreeSet<Prefix> twin = new TreeSet<>();
        for (int step = 0; step < STEPS; step++) {
            int length = 8 + random.nextInt(9);
            Prefix prefix = Prefix.masked(family, rootPrefix.high() | random.nextLong() >>> 8, 0, length);
            if (step % 500 == 499) { // deep ones, that give many nodes
                length = random.nextInt(17, family.bits() + 1);
                prefix = Prefix.masked(family, rootPrefix.high() | random.nextLong() >>> 8, random.nextLong(), length);
            }
            boolean present = random.nextInt(10) < 6;
            tree.set(root, 8, prefix.high(), prefix.low(), prefix.length(), present);
            if (present) {
                twin.add(prefix);
            } else {
                twin.remove(prefix);
            }
            Prefix asked = Prefix.masked(family, rootPrefix.high() | random.nextLong() >>> 8, 0, 8 + random.nextInt(9));
            assertThat(tree.isComplete(root, 8, asked.high(), asked.low(), asked.length()))
                    .as("%s of %s", asked, twin)
                    .isEqualTo(addsUp(twin, asked));
        }
        assertThat(tree.prune(root)).isFalse();
        for (Prefix prefix : twin) {
            tree.set(root, 8, prefix.high(), prefix.low(), prefix.length(), false);
        }
        assertThat(tree.size()).isEqualTo(1);
        assertThat(tree.prune(root)).isTrue();
        assertThat(tree.size()).isZero();
        assertThat(tree.bytes()).isEqualTo(empty);
    }

    private static boolean addsUp(SortedSet<Prefix> held, Prefix asked) {
        BigInteger sum = BigInteger.ZERO;
        Prefix last = null;
        for (Prefix prefix : held) {
            if (prefix.contains(asked)) {
                return true;
            }
            if (asked.contains(prefix) && (last == null || !last.contains(prefix))) {
                last = prefix;
                sum = sum.add(size(prefix));
            }
        }
        return sum.equals(size(asked));
    }

    private static BigInteger size(Prefix prefix) {
        return BigInteger.ONE.shiftLeft(128 - prefix.length());
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 5_000, 1_000_000})
    void idSetIsASet(int bound) {
        SplittableRandom random = new SplittableRandom(3);
        IdSet ids = new IdSet();
        TreeSet<Integer> twin = new TreeSet<>();
        for (int step = 0; step < STEPS; step++) {
            int id = random.nextInt(bound);
            if (random.nextBoolean()) {
                assertThat(ids.add(id)).isEqualTo(twin.add(id));
            } else {
                Integer held = random.nextBoolean() ? twin.ceiling(id) : Integer.valueOf(id);
                int gone = held == null ? id : held;
                assertThat(ids.remove(gone)).isEqualTo(twin.remove(gone));
            }
            int from = random.nextInt(bound + 10);
            Integer next = twin.ceiling(from);
            assertThat(ids.next(from)).isEqualTo(next == null ? IdSet.NONE : next);
            assertThat(ids.contains(from)).isEqualTo(twin.contains(from));
            assertThat(ids.size()).isEqualTo(twin.size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200_000})
    void whatSeveralSetsHoldIsCountedOnce(int bound) {
        SplittableRandom random = new SplittableRandom(6);
        for (int sets = 0; sets < 4; sets++) {
            List<IdSet> all = new ArrayList<>();
            TreeSet<Integer> twin = new TreeSet<>();
            for (int i = 0; i < sets; i++) {
                IdSet set = new IdSet();
                int most = 1 + random.nextInt(bound); // so that some have fewer pages
                for (int id = 0; id < 300; id++) {
                    int added = random.nextInt(most);
                    set.add(added);
                    twin.add(added);
                }
                all.add(set);
            }
            assertThat(new IdSetUnion().size(all)).isEqualTo(twin.size());
        }
    }
}
