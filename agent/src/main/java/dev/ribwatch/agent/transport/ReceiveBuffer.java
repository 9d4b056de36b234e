package dev.ribwatch.agent.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One buffer into which all sockets of a loop are read, one after the other: a connection that says nothing costs
 * nothing. Whoever gets it must be done with it before the next read.
 */
final class ReceiveBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    static final int SIZE = 64 * 1024;

    /** Reads of one socket before the next gets its turn; with {@link #SIZE} it bounds the step of the loop. */
    private static final int READS = 4;

    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf buffer;

    ReceiveBuffer(ByteBufAllocator allocator) {
        super(READS);
        this.allocator = allocator;
    }

    @Override
    public MaxMessageHandle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator ofTheChannel) {
                return buffer().clear().retain();
            }

            @Override
            public int guess() {
                return SIZE;
            }
        };
    }

    private ByteBuf buffer() {
        if (buffer == null) {
            buffer = allocator.directBuffer(SIZE, SIZE);
        }
        return buffer;
    }

    /** Gives the memory back; no socket may be read after this. */
    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
