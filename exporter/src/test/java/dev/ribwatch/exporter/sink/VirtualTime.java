package dev.ribwatch.exporter.sink;

import dev.failsafe.spi.DefaultScheduledFuture;
import dev.failsafe.spi.Scheduler;
import dev.ribwatch.exporter.alert.AlertPipeline;
import dev.ribwatch.exporter.alert.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Time that passes as fast as a test can use it: both clocks, the timers of delivery queues, and a pipeline's agenda. */
final class VirtualTime implements Scheduler {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** The monotonic clock wraps during every test. */
    private static final long ORIGIN = Long.MAX_VALUE - 5_000_000_000L;

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.<Task>comparingLong(task -> task.due).thenComparingLong(task -> task.number));
    private long elapsed;
    private long numbers;
    private @Nullable AlertPipeline pipeline;

    private static final class Task extends DefaultScheduledFuture<Object> {
        private final Callable<?> work;
        private final long due;
        private final long number;
        private boolean cancelled;

        Task(Callable<?> work, long due, long number) {
            this.work = work;
            this.due = due;
            this.number = number;
        }

        @Override
        public boolean cancel(boolean interrupt) {
            cancelled = true;
            return true;
        }
    }

    Clocks clocks() {
        return new Clocks(() -> ORIGIN + elapsed, this::now);
    }

    Instant now() {
        return START.plusNanos(elapsed);
    }

    Duration elapsed() {
        return Duration.ofNanos(elapsed);
    }

    /** Does what this pipeline says is due, too. */
    void drive(AlertPipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public ScheduledFuture<?> schedule(Callable<?> work, long delay, TimeUnit unit) {
        Task task = new Task(work, elapsed + unit.toNanos(delay), numbers++);
        tasks.add(task);
        return task;
    }

    /** The same, later. */
    <T> CompletableFuture<T> after(Duration delay, T value) {
        CompletableFuture<T> later = new CompletableFuture<>();
        ScheduledFuture<?> unused = schedule(() -> later.complete(value), delay.toNanos(), TimeUnit.NANOSECONDS);
        return later;
    }

    /** Lets time pass until this long after the start. */
    void until(Duration end) {
        long target = end.toNanos();
        while (true) {
            long pause = pipeline == null ? Long.MAX_VALUE : pipeline.advance();
            Task task = tasks.peek();
            long due = task == null ? Long.MAX_VALUE : Math.max(task.due, elapsed);
            long next = pause > target - elapsed ? due : Math.min(due, elapsed + pause);
            if (next > target) {
                elapsed = target;
                return;
            }
            elapsed = next;
            if (task != null && task.due <= next) {
                tasks.remove();
                run(task);
            }
        }
    }

    /** Time passes and nobody notices: a machine or a thread that was held up. */
    void stall(Duration pause) {
        elapsed += pause.toNanos();
    }

    private static void run(Task task) {
        if (task.cancelled) {
            return;
        }
        try {
            task.work.call();
        } catch (Exception e) {
            throw new AssertionError("a scheduled task failed", e);
        }
    }
}
