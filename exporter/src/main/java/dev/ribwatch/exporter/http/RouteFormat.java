package dev.ribwatch.exporter.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collection;

/** The routes of one answer. */
final class RouteFormat implements RowFormat<RouteRow> {
    private final RouteLines routes = new RouteLines();

    @Override
    public ByteBuf rows(ByteBufAllocator buffers, boolean lines, Collection<RouteRow> rows) {
        boolean first = true;
        for (RouteRow row : rows) {
            if (!lines && !first) {
                routes.separate(',');
            }
            first = false;
            routes.add(row);
            if (lines) {
                routes.separate('\n');
            }
        }
        ByteBuf buffer = buffers.heapBuffer(Math.max(1, routes.length()));
        try (OutputStream out = new ByteBufOutputStream(buffer)) {
            routes.flushTo(out);
        } catch (IOException e) {
            buffer.release();
            throw new UncheckedIOException("memory cannot fail to take JSON", e);
        }
        return buffer;
    }
}
