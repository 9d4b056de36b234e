package dev.ribwatch.exporter.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Collection;

/** How the rows of one answer are written. */
@FunctionalInterface
interface RowFormat<R> {
    /**
     * Some rows as JSON in ASCII.
     *
     * @param lines each on a line of its own, with its end; else a comma between two
     */
    ByteBuf rows(ByteBufAllocator buffers, boolean lines, Collection<R> rows);
}
