package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PathMapTest {
    private final PathMap paths = new PathMap(new PagePool(), HashSeed.draw(new SplittableRandom(1)));

    private Map<Integer, Integer> walk(int prefixId) {
        TreeMap<Integer, Integer> walked = new TreeMap<>();
        for (int node = paths.first(prefixId); node >= 0; node = paths.next(node)) {
            walked.merge(
                    paths.pathId(node), paths.prefixId(node) == prefixId ? paths.attributeId(node) : -1, (a, b) -> -1);
        }
        return walked;
    }

    private void compare(int prefixId, Map<Integer, Integer> byPath) {
        Map<Integer, Integer> walked = walk(prefixId);
        if (!walked.equals(byPath)) {
            assertThat(walked).isEqualTo(byPath);
        }
    }

    @Test
    void agreesWithAMapOfMaps() {
        SplittableRandom random = new SplittableRandom(2);
        Map<Integer, TreeMap<Integer, Integer>> twin = new HashMap<>();
        List<int[]> held = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            int prefixId = random.nextInt(3) == 0 ? random.nextInt(5) : random.nextInt(50_000);
            int pathId = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(3);
            TreeMap<Integer, Integer> known = twin.computeIfAbsent(prefixId, p -> new TreeMap<>());
            int node = paths.find(prefixId, pathId);
            assertThat(node >= 0).isEqualTo(known.containsKey(pathId));
            if (node < 0) {
                int attributeId = 1 + random.nextInt(1000);
                assertThat(paths.add(prefixId, pathId, attributeId)).isNotNegative();
                known.put(pathId, attributeId);
                held.add(new int[] {prefixId, pathId});
            }
            if (i / 40_000 % 2 == 1 || random.nextInt(3) == 0) {
                for (int n = 0; n < 2 && !held.isEmpty(); n++) {
                    int at = random.nextInt(held.size());
                    int[] gone = held.set(at, held.get(held.size() - 1));
                    held.remove(held.size() - 1);
                    paths.remove(paths.find(gone[0], gone[1]));
                    twin.get(gone[0]).remove(gone[1]);
                }
            }
            if (i % 20_000 == 0) {
                twin.forEach(this::compare);
                assertThat(paths.size()).isEqualTo(held.size());
            }
        }
        for (int[] gone : held) {
            paths.remove(paths.find(gone[0], gone[1]));
        }
        assertThat(paths.size()).isZero();
        assertThat(paths.bytes()).isEqualTo(64 * Long.BYTES);
    }

    /** A walk from path to path would make this take hours. */
    @Test
    void k12_aFloodOfPathIdsOnOnePrefixCostsNoMoreThanOnMany() {
        int count = 500_000;
        for (int pathId = 0; pathId < count; pathId++) {
            paths.add(7, pathId, 1);
        }
        for (int pathId = 0; pathId < count; pathId += 2) {
            paths.remove(paths.find(7, pathId));
        }
        for (int pathId = count - 1; pathId > 0; pathId -= 2) {
            assertThat(paths.find(7, pathId)).isNotNegative();
            paths.remove(paths.find(7, pathId));
        }
        assertThat(paths.size()).isZero();
        assertThat(paths.first(7)).isEqualTo(PathMap.NONE);
    }

    @Test
    void onePathAPrefixHasNoLinks() {
        for (int prefixId = 0; prefixId < 20_000; prefixId++) {
            paths.add(prefixId, 0, 1);
        }
        long single = paths.bytes();
        paths.add(3, 1, 1);
        assertThat(paths.bytes())
                .as("the pages of the two that are linked")
                .isEqualTo(single + 2 * PagePool.PAGE_BYTES);
    }
}
