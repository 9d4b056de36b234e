package dev.ribwatch.exporter.http;

import dev.ribwatch.exporter.metrics.Exposition;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Renders scrapes on one thread of its own. Those who ask for the same while it is being rendered share the result, so a
 * flood of scrapes costs one rendering at a time; of different ones a few may wait, the rest is refused.
 */
final class Scrapes implements AutoCloseable {
    private static final int MOST_WAITING = 16;

    private final Exposition exposition;
    private final Map<Kind, CompletableFuture<String>> underWay = new ConcurrentHashMap<>();
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

    /** The text; fails with {@link QueryRefused} if too many wait. */
    CompletableFuture<String> render(String contentType, Set<String> names) {
        Kind kind = new Kind(contentType, names);
        CompletableFuture<String> mine = new CompletableFuture<>();
        CompletableFuture<String> other = underWay.putIfAbsent(kind, mine);
        if (other != null) {
            return other;
        }
        try {
            thread.execute(() -> {
                since = nanos.getAsLong();
                rendering = true;
                try {
                    String text = exposition.render(contentType, names);
                    underWay.remove(kind, mine);
                    mine.complete(text);
                } catch (RuntimeException e) {
                    underWay.remove(kind, mine);
                    mine.completeExceptionally(e);
                } finally {
                    rendering = false;
                }
            });
        } catch (RejectedExecutionException e) {
            underWay.remove(kind, mine);
            mine.completeExceptionally(QueryRefused.busy("too many scrapes wait"));
        }
        return mine;
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
