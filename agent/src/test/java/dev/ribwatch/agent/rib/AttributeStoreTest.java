package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.config.value.Family;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AttributeStoreTest {
    private final PagePool pool = new PagePool();
    private final List<Integer> freed = new ArrayList<>();

    private AttributeStore store(TableLimits limits, long seed) {
        return new AttributeStore(limits, pool, HashSeed.draw(new SplittableRandom(seed)), freed::add);
    }

    private AttributeStore store() {
        return store(TableLimits.LARGEST, 1);
    }

    private static byte[] bytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void countsReferencesDownToZero() {
        AttributeStore store = store();
        byte[] block = {1, 2, 3};
        int id = store.intern(block, 0, 3);
        assertThat(id).isNotEqualTo(RouteChange.ABSENT);
        assertThat(store.intern(new byte[] {9, 1, 2, 3, 9}, 1, 3)).isEqualTo(id);
        store.acquire(id);
        assertThat(store.references(id)).isEqualTo(3);
        store.release(id);
        store.release(id);
        assertThat(store.isLive(id)).isTrue();
        assertThat(freed).isEmpty();
        store.release(id);
        assertThat(store.isLive(id)).isFalse();
        assertThat(freed).containsExactly(id);
        assertThat(store.size()).isZero();
        assertThat(store.blockBytes()).isZero();
        assertThat(store.intern(block, 0, 3)).as("the id is used again").isEqualTo(id);
    }

    @Test
    void agreesWithAMapOverBlocksOfEveryLength() {
        SplittableRandom random = new SplittableRandom(2);
        AttributeStore store = store();
        Map<ByteBuffer, int[]> twin = new HashMap<>(); // block -> id, references
        List<ByteBuffer> held = new ArrayList<>();
        for (int i = 0; i < 150_000; i++) {
            boolean growing = i / 30_000 % 2 == 0;
            if (held.isEmpty() || random.nextInt(10) < (growing ? 8 : 3)) {
                ByteBuffer block = random.nextInt(3) == 0 && !held.isEmpty()
                        ? held.get(random.nextInt(held.size()))
                        : ByteBuffer.wrap(bytes(random, length(random)));
                byte[] copy = new byte[block.remaining()];
                block.get(0, copy);
                int id = store.intern(copy, 0, copy.length);
                int[] known = twin.computeIfAbsent(block, b -> new int[] {id, 0});
                known[1]++;
                assertThat(id).isEqualTo(known[0]);
                held.add(block);
            } else {
                ByteBuffer block = held.remove(held.size() - 1);
                if (random.nextBoolean() && !held.isEmpty()) {
                    block = held.set(random.nextInt(held.size()), block);
                }
                int[] known = twin.get(block);
                freed.clear();
                store.release(known[0]);
                assertThat(freed).hasSize(--known[1] == 0 ? 1 : 0);
                if (known[1] == 0) {
                    twin.remove(block);
                }
            }
            if (i % 10_000 == 0) {
                compare(store, twin);
            }
        }
        compare(store, twin);
        for (int[] known : twin.values()) {
            for (int i = 0; i < known[1]; i++) {
                store.release(known[0]);
            }
        }
        assertThat(store.size()).isZero();
        assertThat(store.blockBytes()).isZero();
    }

    private static int length(SplittableRandom random) {
        return switch (random.nextInt(200)) {
            case 0 -> random.nextInt(AttributeStore.MAX_BLOCK + 1);
            case 1, 2, 3 -> random.nextInt(10_000);
            default -> random.nextInt(300);
        };
    }

    private static void compare(AttributeStore store, Map<ByteBuffer, int[]> twin) {
        assertThat(store.size()).isEqualTo(twin.size());
        twin.forEach((block, known) -> {
            ByteBuffer stored = ByteBuffer.wrap(store.copy(known[0]));
            if (!stored.equals(block)) {
                assertThat(stored).isEqualTo(block);
            }
            assertThat(store.references(known[0])).isEqualTo(known[1]);
        });
    }

    @Test
    void everyLengthFromNothingToTheLongestIsKept() {
        AttributeStore store = store();
        int[] lengths = {0, 1, 6, 7, 8, 15, 16, 17, 31, 32, 33, 253, 254, 255, 8189, 8190, 8191, 65_533, 65_534, 65_535
        };
        for (int length : lengths) {
            byte[] block = bytes(new SplittableRandom(length), length);
            int id = store.intern(block, 0, length);
            assertThat(store.copy(id)).isEqualTo(block);
            assertThat(store.length(id)).isEqualTo(length);
            assertThat(store.intern(block, 0, length)).isEqualTo(id);
        }
        assertThat(store.size()).isEqualTo(lengths.length);
        assertThat(store.intern(new byte[65_536], 0, 65_536)).isEqualTo(RouteChange.ABSENT);
    }

    @Test
    void blocksThatDifferInOneByteAreNotMixedUp() {
        AttributeStore store = store();
        for (int length = 1; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                byte[] block = new byte[length];
                block[at] = 1;
                store.intern(block, 0, length);
            }
        }
        assertThat(store.size()).isEqualTo(39 * 40 / 2);
    }

    /** A hash without its secret: all but the last 16 bytes and the length are multiplied away. */
    @Test
    void blocksWithTheSameHashAreToldApart() {
        RandomGenerator zero = () -> 0;
        HashSeed weak = HashSeed.draw(zero);
        AttributeStore store = new AttributeStore(TableLimits.LARGEST, pool, weak, freed::add);
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            // The first half of each 16 bytes equals the secret, so the product is 0 whatever the other half is.
            byte[] block = new byte[48];
            block[0] = 1;
            block[8] = (byte) i;
            block[16] = 1;
            blocks.add(block);
        }
        BlockHash hash = new BlockHash(weak);
        assertThat(blocks.stream().map(block -> hash.hash(block, 0, 48)).distinct())
                .as("they do collide")
                .hasSize(1);
        int[] ids =
                blocks.stream().mapToInt(block -> store.intern(block, 0, 48)).toArray();
        assertThat(store.size()).isEqualTo(50);
        for (int i = 0; i < 50; i++) {
            assertThat(store.copy(ids[i])).isEqualTo(blocks.get(i));
        }
        store.release(ids[20]);
        assertThat(freed).containsExactly(ids[20]);
        assertThat(store.intern(blocks.get(49), 0, 48)).isEqualTo(ids[49]);
    }

    @Test
    void anotherSecretGivesAnotherHash() {
        byte[] block = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        BlockHash one = new BlockHash(HashSeed.draw(new SplittableRandom(1)));
        BlockHash two = new BlockHash(HashSeed.draw(new SplittableRandom(2)));
        assertThat(one.hash(block, 0, 9)).isEqualTo(one.hash(block, 0, 9)).isNotEqualTo(two.hash(block, 0, 9));
    }

    @Test
    void aCursorReadsTheBlock() {
        UpdateBytes message = new UpdateBytes(0).attributes(7, 300);
        byte[] block = message.block(Family.IPV4_UNICAST);
        AttributeStore store = store();
        int id = store.intern(block, 0, block.length);
        AttributeCursor cursor = new AttributeCursor();
        store.reset(cursor, id);
        List<Integer> codes = new ArrayList<>();
        while (cursor.next()) {
            codes.add(cursor.code());
        }
        assertThat(codes).containsExactly(1, 2, 3, 4, 200);
        assertThat(cursor.valueLength()).isEqualTo(300);
    }

    @Test
    void anEmptySlabServesAnotherLength() {
        AttributeStore store = store();
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            ids.add(store.intern(ByteBuffer.allocate(60).putInt(i).array(), 0, 60));
        }
        long held = store.blockBytes();
        ids.forEach(store::release);
        assertThat(store.blockBytes()).isZero();
        for (int i = 0; i < 2500; i++) {
            store.intern(ByteBuffer.allocate(120).putInt(i).array(), 0, 120);
        }
        assertThat(store.blockBytes()).isLessThanOrEqualTo(held);
    }
}
