package dev.ribwatch.agent.cli;

import dev.ribwatch.exporter.http.RouteLines;
import dev.ribwatch.exporter.http.RouteRow;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Prints routes to standard output as JSON, an object a line, on a thread of its own, while the next ones are looked up. */
final class RoutePrinter implements AutoCloseable {
    /** Octets that are printed at once. */
    private static final int CHUNK = 1 << 16;
    /** Lots of routes that wait. */
    private static final int AHEAD = 4;

    private final PrintStream out = System.out;
    private final RouteLines lines = new RouteLines();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(new Daemons());
    private final Deque<Future<@Nullable Void>> ahead = new ArrayDeque<>();

    private static final class Daemons implements ThreadFactory {
        @Override
        public Thread newThread(Runnable work) {
            Thread made = new Thread(work, "ribwatch-print");
            made.setDaemon(true);
            return made;
        }
    }

    /** Takes routes, which must not change any more. */
    void print(List<RouteRow> rows) {
        if (ahead.size() == AHEAD) {
            await(ahead.remove());
        }
        ahead.add(thread.submit(write(rows)));
    }

    /** Waits until all is printed. */
    void finish() {
        while (!ahead.isEmpty()) {
            await(ahead.remove());
        }
        await(thread.submit(flush()));
    }

    private Callable<@Nullable Void> write(List<RouteRow> rows) {
        return () -> {
            for (RouteRow row : rows) {
                lines.add(row);
                lines.separate('\n');
                if (lines.length() >= CHUNK) {
                    lines.flushTo(out);
                }
            }
            if (out.checkError()) {
                throw new IOException(RibwatchCommand.OUTPUT_FAILED); // there is no sense in the rest
            }
            return null;
        };
    }

    private Callable<@Nullable Void> flush() {
        return () -> {
            lines.flushTo(out);
            out.flush();
            return null;
        };
    }

    private static void await(Future<@Nullable Void> part) {
        try {
            part.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IllegalStateException(cause == null ? e.getMessage() : cause.getMessage(), e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
