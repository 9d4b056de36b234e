package dev.ribwatch.exporter.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** How the rows of one answer are written. */
@FunctionalInterface
interface RowFormat<R> {
    /**
     * Some rows as JSON in ASCII.
     *
     * @param lines each on a line of its own, with its end; else a comma between two
     */
    ByteBuf rows(ByteBufAllocator buffers, boolean lines, Collection<R> rows);

    /**
     * What stands before the first row, asked for once the first part has come: with {@code lines} lines, else the
     * beginning of an object up to the bracket that opens the rows. Null: nothing, and the object has no other field.
     */
    default @Nullable ByteBuf head(ByteBufAllocator buffers, boolean lines) {
        return null;
    }
}
