package dev.ribwatch.agent.rib;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A hash of 64 bits over bytes, 16 at a time by folded multiplication (the construction of wyhash), under a secret.
 */
final class BlockHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private final long first;
    private final long second;
    private final long third;

    BlockHash(HashSeed seed) {
        this.first = seed.first();
        this.second = seed.second();
        this.third = seed.third();
    }

    long hash(byte[] bytes, int offset, int length) {
        long hash = first;
        int at = offset;
        int end = offset + length;
        while (end - at > 16) {
            hash = fold((long) LONG.get(bytes, at) ^ second, (long) LONG.get(bytes, at + 8) ^ hash);
            at += 16;
        }
        // What is left, 0 to 16 bytes: read to the end of the block, or byte by byte where the block is too short for
        // that.
        long low;
        long high;
        if (length >= 16) {
            low = (long) LONG.get(bytes, end - 16);
            high = (long) LONG.get(bytes, end - 8);
        } else {
            low = gather(bytes, at, Math.min(end, at + 8));
            high = gather(bytes, Math.min(end, at + 8), end);
        }
        return fold(fold(low ^ second, high ^ hash) ^ third, length ^ second);
    }

    private static long gather(byte[] bytes, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            bits = bits << 8 | bytes[i] & 0xff;
        }
        return bits;
    }

    private static long fold(long x, long y) {
        return Math.multiplyHigh(x, y) ^ x * y;
    }
}
