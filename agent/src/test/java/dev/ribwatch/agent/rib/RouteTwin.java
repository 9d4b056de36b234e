package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table as one would write it without a thought for speed: what a {@link Rib} must agree with after any history. */
final class RouteTwin implements RouteListener {
    /** A route of a router; attributes are the numbers of {@link UpdateBytes}. */
    record Key(Prefix prefix, int pathId) {}

    /** A change that must be told; null means no route. */
    record Change(
            String router,
            Key key,
            @Nullable Integer before,
            @Nullable Integer after) {}

    private static final Comparator<Key> ORDER =
            Comparator.comparing(Key::prefix).thenComparingInt(Key::pathId);

    private final Rib rib;
    private final UpdateBytes writer = new UpdateBytes(0);
    private final Map<String, TreeMap<Key, Integer>> routes = new HashMap<>();
    private final ArrayDeque<Change> expected = new ArrayDeque<>();
    private final List<Map<Integer, Prefix>> liveIds = List.of(new HashMap<>(), new HashMap<>());
    private final Map<Integer, Integer> liveAttributes = new HashMap<>();
    /** By family and number: the canonical block. */
    private final List<Map<Integer, byte[]>> blocks = List.of(new HashMap<>(), new HashMap<>());

    private boolean clearing;
    long changes;

    RouteTwin(Rib rib) {
        this.rib = rib;
    }

    private Map<Key, Integer> routes(AdjRibIn router) {
        return routes.get(router.name());
    }

    void announce(AdjRibIn router, Key key, int attributes) {
        Integer before = routes(router).put(key, attributes);
        if (before == null || before != attributes) {
            expected.add(new Change(router.name(), key, before, attributes));
        }
    }

    void withdraw(AdjRibIn router, Key key) {
        Integer before = routes(router).remove(key);
        if (before != null) {
            expected.add(new Change(router.name(), key, before, null));
        }
    }

    /** Any routes of the router may go now. */
    boolean clearSome(AdjRibIn router, int budget) {
        clearing = true;
        int held = routes(router).size();
        boolean done = rib.clearSome(router, budget);
        clearing = false;
        assertThat(held - routes(router).size()).isEqualTo(Math.min(held, budget));
        assertThat(done).isEqualTo(routes(router).isEmpty());
        return done;
    }

    /** Everything that had to be told was told. */
    void settle() {
        assertThat(expected).isEmpty();
    }

    @Override
    public void routeChanged(RouteChange change) {
        changes++;
        Family family = change.family();
        Prefix prefix = new Prefix(family, change.high(), change.low(), change.length());
        Key key = new Key(prefix, change.pathId());
        String router = change.router().name();
        Change told = new Change(router, key, number(family, change.before()), number(family, change.after()));
        if (clearing) {
            same(told, new Change(router, key, routes.get(router).remove(key), null));
        } else {
            same(told, expected.poll());
        }
        Prefix known = liveIds.get(family.ordinal()).putIfAbsent(change.prefixId(), prefix);
        same(prefix, known == null ? prefix : known);
        if (told.after() != null) {
            Integer before = liveAttributes.putIfAbsent(change.after(), told.after());
            same(told.after(), before == null ? told.after() : before);
        }
    }

    /** The number of the attributes under this id; checks every byte of them. */
    private @Nullable Integer number(Family family, int attributeId) {
        if (attributeId == RouteChange.ABSENT) {
            return null;
        }
        byte[] block = rib.attributes().copy(attributeId);
        int med = 0;
        for (int at = 0; at < block.length; at += 3 + (block[at + 2] & 0xff)) {
            if (block[at + 1] == 4) {
                for (int i = 0; i < 4; i++) {
                    med = med << 8 | block[at + 3 + i] & 0xff;
                }
                break;
            }
        }
        Integer number = med;
        byte[] written = blocks.get(family.ordinal())
                .computeIfAbsent(number, n -> writer.attributes(n).block(family));
        if (!Arrays.equals(block, written)) {
            assertThat(block).isEqualTo(written);
        }
        return number;
    }

    /** What is asserted a million times, without the cost of saying so. */
    private static void same(@Nullable Object is, @Nullable Object mustBe) {
        if (!Objects.equals(is, mustBe)) {
            assertThat(is).isEqualTo(mustBe);
        }
    }

    @Override
    public void prefixFreed(Family family, int prefixId) {
        assertThat(liveIds.get(family.ordinal()).remove(prefixId)).isNotNull();
    }

    @Override
    public void attributesFreed(int attributeId) {
        assertThat(liveAttributes.remove(attributeId)).isNotNull();
    }

    @Override
    public void routerAdded(AdjRibIn router) {
        routes.put(router.name(), new TreeMap<>(ORDER));
    }

    @Override
    public void routerRemoved(AdjRibIn router) {
        assertThat(routes.remove(router.name())).isEmpty();
    }

    @Override
    public void convergenceChanged(AdjRibIn router, Family family, Convergence before, Convergence after) {
        assertThat(after).isNotEqualTo(before);
    }

    @Override
    public void viewBecamePartial(AdjRibIn router, Family family) {
        throw new AssertionError(router.name() + ' ' + family);
    }

    /** Compares everything that is held. */
    void compareState() {
        settle();
        Map<Prefix, Integer> references = new HashMap<>();
        Set<String> distinct = new HashSet<>();
        int total = 0;
        for (AdjRibIn router : rib.routers()) {
            Map<Family, Integer> counts = new HashMap<>();
            Map<Prefix, Map<Integer, Integer>> paths = new HashMap<>();
            for (Map.Entry<Key, Integer> route : routes(router).entrySet()) {
                Prefix prefix = route.getKey().prefix();
                references.merge(prefix, 1, Integer::sum);
                counts.merge(prefix.family(), 1, Integer::sum);
                distinct.add(prefix.family() + " " + route.getValue());
                paths.computeIfAbsent(prefix, p -> new TreeMap<>())
                        .put(route.getKey().pathId(), route.getValue());
            }
            for (int i = 0; i < Family.count(); i++) {
                Family family = Family.of(i);
                assertThat(router.routes(family)).isEqualTo(counts.getOrDefault(family, 0));
                total += router.routes(family);
            }
            paths.forEach((prefix, byPath) -> comparePaths(router, prefix, byPath));
        }
        assertThat(rib.routes()).isEqualTo(total);
        compareReferences(references);
        assertThat(rib.attributes().size()).isEqualTo(distinct.size()).isEqualTo(liveAttributes.size());
    }

    private void comparePaths(AdjRibIn router, Prefix prefix, Map<Integer, Integer> byPath) {
        Family family = prefix.family();
        int id = rib.prefixes(family).find(prefix.high(), prefix.low(), prefix.length());
        Map<Integer, Integer> held = new TreeMap<>();
        PathCursor cursor = new PathCursor();
        cursor.reset(router, family, id);
        int first = RouteChange.ABSENT;
        while (cursor.next()) {
            first = held.isEmpty() ? cursor.attributeId() : first;
            same(held.put(cursor.pathId(), number(family, cursor.attributeId())), null);
            same(router.attributes(family, id, cursor.pathId()), cursor.attributeId());
        }
        same(held, byPath);
        same(router.attributes(family, id), first);
    }

    private void compareReferences(Map<Prefix, Integer> references) {
        int[][] lengths = {new int[33], new int[129]};
        references.forEach((prefix, count) -> {
            PrefixTable table = rib.prefixes(prefix.family());
            int id = table.find(prefix.high(), prefix.low(), prefix.length());
            same(table.references(id), count);
            same(table.isLive(id) && id < table.idBound(), true);
            same(prefix(table, id), prefix);
            same(liveIds.get(prefix.family().ordinal()).get(id), prefix);
            lengths[prefix.family().ordinal()][prefix.length()]++;
        });
        for (int i = 0; i < Family.count(); i++) {
            PrefixTable table = rib.prefixes(Family.of(i));
            int size = 0;
            for (int length = 0; length < lengths[i].length; length++) {
                assertThat(table.size(length)).isEqualTo(lengths[i][length]);
                size += lengths[i][length];
            }
            assertThat(table.size()).isEqualTo(size).isEqualTo(liveIds.get(i).size());
        }
    }

    /** Compares exact, longest, covering and covered around one prefix. */
    void compareLookups(Prefix around) {
        PrefixTable table = rib.prefixes(around.family());
        Set<Prefix> held = new HashSet<>();
        for (TreeMap<Key, Integer> router : routes.values()) {
            for (Key key : router.keySet()) {
                if (key.prefix().family() == around.family()) {
                    held.add(key.prefix());
                }
            }
        }
        List<Prefix> covering = held.stream()
                .filter(prefix -> prefix.contains(around))
                .sorted(Comparator.comparingInt(Prefix::length).reversed())
                .toList();
        int found = table.find(around.high(), around.low(), around.length());
        assertThat(found >= 0).isEqualTo(held.contains(around));
        int longest = table.longest(around.high(), around.low(), around.length());
        assertThat(longest < 0 ? null : prefix(table, longest)).isEqualTo(covering.isEmpty() ? null : covering.get(0));

        CoveringCursor up = new CoveringCursor();
        up.reset(table, around.high(), around.low(), around.length());
        List<Prefix> walkedUp = new ArrayList<>();
        while (up.next()) {
            walkedUp.add(prefix(table, up.id()));
        }
        assertThat(walkedUp).isEqualTo(covering);

        CoveredCursor down = new CoveredCursor();
        down.reset(table, around.high(), around.low(), around.length());
        List<Prefix> walkedDown = new ArrayList<>();
        while (!down.isDone()) {
            down.grant(97);
            while (down.next()) {
                walkedDown.add(prefix(table, down.id()));
            }
        }
        held.removeIf(prefix -> !around.contains(prefix));
        assertThat(walkedDown).hasSameSizeAs(held);
        same(new HashSet<>(walkedDown), held);
    }

    private static Prefix prefix(PrefixTable table, int id) {
        return new Prefix(table.family(), table.high(id), table.low(id), table.length(id));
    }
}
