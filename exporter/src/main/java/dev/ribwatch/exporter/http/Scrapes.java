package dev.ribwatch.exporter.http;

import dev.ribwatch.exporter.metrics.Exposition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Renders scrapes on one thread of its own. Those who ask for the same while it is being rendered share the result, so a
 * flood of scrapes costs one rendering at a time; of different ones a few may wait, the rest is refused. So is who comes
 * while others hold much text that they do not read.
 */
final class Scrapes implements AutoCloseable {
    private static final int MOST_WAITING = 16;

    /** Bytes of text that clients have not taken yet: a text for thousands of routers has ten million. */
    private static final long MOST_UNREAD = 64 << 20;

    private final Exposition exposition;
    /** Without a pool: between two scrapes there is nothing to hold memory for. */
    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);

    private final Map<Kind, List<CompletableFuture<ByteBuf>>> waiting = new HashMap<>();
    private final ThreadPoolExecutor thread;
    private final LongSupplier nanos;
    private volatile boolean rendering;
    private volatile long since;

    private record Kind(String contentType, Set<String> names) {}

    /**
     * @param nanos monotonic clock
     */
    Scrapes(Exposition exposition, LongSupplier nanos) {
        this.exposition = exposition;
        this.nanos = nanos;
        this.thread =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread created = new Thread(work, "ribwatch-scrape");
                    created.setDaemon(true);
                    return created;
                });
    }

    /** The text, to be released by who gets it; fails with {@link QueryRefused} if too much waits. */
    CompletableFuture<ByteBuf> render(String contentType, Set<String> names) {
        Kind kind = new Kind(contentType, names);
        CompletableFuture<ByteBuf> mine = new CompletableFuture<>();
        synchronized (waiting) {
            List<CompletableFuture<ByteBuf>> others = waiting.get(kind);
            if (others != null) {
                others.add(mine);
                return mine;
            }
            waiting.put(kind, new ArrayList<>(List.of(mine)));
        }
        if (isFull()) {
            fail(kind, QueryRefused.busy("scrapes that were asked for are not read"));
            return mine;
        }
        try {
            thread.execute(() -> render(kind));
        } catch (RejectedExecutionException e) {
            fail(kind, QueryRefused.busy("too many scrapes wait"));
        }
        return mine;
    }

    private void render(Kind kind) {
        since = nanos.getAsLong();
        rendering = true;
        List<Pages> parts = new ArrayList<>();
        try {
            ByteBuf text = Pages.join(buffers, exposition.render(kind.contentType(), kind.names(), () -> {
                Pages part = new Pages(buffers);
                parts.add(part);
                return part;
            }));
            end(kind, asker -> asker.complete(text.retainedDuplicate()));
            text.release();
        } catch (RuntimeException | OutOfMemoryError e) {
            parts.forEach(Pages::release);
            fail(kind, e);
        } finally {
            rendering = false;
        }
    }

    private void fail(Kind kind, Throwable failure) {
        end(kind, asker -> asker.completeExceptionally(failure));
    }

    private void end(Kind kind, Consumer<CompletableFuture<ByteBuf>> word) {
        List<CompletableFuture<ByteBuf>> askers;
        synchronized (waiting) {
            askers = waiting.remove(kind);
        }
        if (askers != null) {
            askers.forEach(word);
        }
    }

    /** Whether so much is unread that whoever asks now is refused. */
    boolean isFull() {
        return unreadBytes() > MOST_UNREAD;
    }

    /** Bytes of text that is being rendered or not released yet. */
    long unreadBytes() {
        return buffers.metric().usedDirectMemory();
    }

    /** How long the scrape at work has taken so far; 0 if there is none. Any thread. */
    long stalledNanos() {
        return rendering ? nanos.getAsLong() - since : 0;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
