package dev.ribwatch.exporter.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Octets in pages of direct memory, so that however much text leaves no large array in the heap. */
final class Pages extends OutputStream {
    private static final int FIRST = 1 << 10;
    private static final int PAGE = 16 << 10;

    private final ByteBufAllocator buffers;
    private final List<ByteBuf> pages = new ArrayList<>();

    Pages(ByteBufAllocator buffers) {
        this.buffers = buffers;
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        int written = 0;
        while (written < length) {
            if (pages.isEmpty() || !pages.get(pages.size() - 1).isWritable()) {
                int size = pages.isEmpty() ? FIRST : PAGE;
                pages.add(buffers.directBuffer(size, size));
            }
            ByteBuf last = pages.get(pages.size() - 1);
            int some = Math.min(length - written, last.writableBytes());
            last.writeBytes(octets, offset + written, some);
            written += some;
        }
    }

    /** Moves the octets of them all into one buffer, for the caller to release. */
    static ByteBuf join(ByteBufAllocator buffers, List<Pages> parts) {
        CompositeByteBuf whole = buffers.compositeDirectBuffer(Integer.MAX_VALUE);
        for (Pages part : parts) {
            part.pages.forEach(page -> whole.addComponent(true, page));
            part.pages.clear();
        }
        return whole;
    }

    void release() {
        pages.forEach(ByteBuf::release);
        pages.clear();
    }
}
