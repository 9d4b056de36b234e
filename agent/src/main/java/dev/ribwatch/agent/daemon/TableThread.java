package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.transport.ReadyLanes;
import dev.ribwatch.exporter.metrics.LongestStep;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the table. Round after round it serves one lane, lets the standing work (withdraw-all, policy) go
 * on, gives each waiting task a slice, and every {@link #TICK_NANOS} lets time pass. While anything is left to do it does
 * not wait.
 *
 * <p>A defect in one of these ends that part of the round alone; it counts as no progress, so that health tells of one
 * that stays.
 */
final class TableThread {
    /** What the thread does besides tasks. */
    interface Work {
        /** Takes in what a router sent, at most a chunk. */
        void serve(Lane lane);

        /** Withdraws a slice of the routes of sessions that ended; true if there is more. */
        boolean clearSome();

        /** Does a slice of what goes on by itself; true if there is more. */
        boolean step();

        /** About every {@link #TICK_NANOS}. */
        void tick(long nowNanos);
    }

    /** One part of a round; true if there is more to do at once. */
    private interface Part {
        boolean run();
    }

    private static final Logger LOG = LoggerFactory.getLogger(TableThread.class);
    private static final long TICK_NANOS = 100_000_000L;
    private static final long QUIET_NANOS = 10_000_000_000L;
    private static final int MOST_TASKS = 256;

    private final ReadyLanes ready;
    private final Work work;
    private final LongSupplier nanos;
    private final LongestStep longest;
    private final BlockingQueue<TableTask> submitted = new ArrayBlockingQueue<>(MOST_TASKS);
    private final Deque<TableTask> tasks = new ArrayDeque<>();
    private final Thread thread = new Thread(this::run, "table");
    private final Part serving = this::serve;
    private final Part clearing;
    private final Part stepping;
    private volatile boolean stopping;
    private volatile long progressNanos;
    private long nextTick;
    private long stepFrom;
    private boolean failed;
    private long failures;
    private long nextLog;
    private @Nullable Lane lane;

    TableThread(ReadyLanes ready, Work work, LongSupplier nanos, LongestStep longest) {
        this.ready = ready;
        this.work = work;
        this.clearing = work::clearSome;
        this.stepping = work::step;
        this.nanos = nanos;
        this.longest = longest;
        this.progressNanos = nanos.getAsLong();
        this.nextTick = progressNanos;
        this.nextLog = progressNanos;
    }

    void start() {
        thread.start();
    }

    /** Hands over a task; false if too many wait already. Any thread. */
    boolean submit(TableTask task) {
        boolean taken = !stopping && submitted.offer(task);
        if (taken) {
            ready.wake();
        }
        return taken;
    }

    /** Nanoseconds since the last round in which nothing failed. */
    long stalledNanos() {
        return nanos.getAsLong() - progressNanos;
    }

    /** Ends after the present round; what was submitted and not finished is dropped. */
    void stop() throws InterruptedException {
        stopping = true;
        ready.wake();
        thread.join(5_000);
    }

    private void run() {
        boolean more = false;
        while (!stopping) {
            more = round(more ? 0 : nextTick - nanos.getAsLong());
        }
    }

    /** One round; true if there is more to do at once. */
    boolean round(long mostWait) {
        lane = ready.take(mostWait);
        stepFrom = nanos.getAsLong();
        failed = false;
        boolean more = lane != null && guarded("a lane", serving);
        more |= guarded("withdrawing", clearing);
        more |= guarded("policy", stepping);
        for (TableTask task = submitted.poll(); task != null; task = submitted.poll()) {
            tasks.add(task);
        }
        for (int i = tasks.size(); i > 0; i--) {
            TableTask task = tasks.remove();
            if (guarded("a task", () -> !task.run())) {
                tasks.add(task);
            }
        }
        if (stepFrom - nextTick >= 0) {
            nextTick = stepFrom + TICK_NANOS; // first: a tick that fails must not come again at once
            guarded("the tick", () -> {
                work.tick(stepFrom);
                return false;
            });
        }
        if (!failed) {
            progressNanos = stepFrom;
        }
        return more || !tasks.isEmpty();
    }

    private boolean serve() {
        if (lane != null) {
            work.serve(lane);
        }
        return true;
    }

    /** Whatever is thrown is a defect of ours; the other parts of the round go on. */
    private boolean guarded(String what, Part part) {
        boolean more = false;
        try {
            more = part.run();
        } catch (Throwable e) {
            failed = true;
            defect(what, e);
        }
        long now = nanos.getAsLong();
        longest.record(now - stepFrom);
        stepFrom = now;
        return more;
    }

    private void defect(String what, Throwable e) {
        failures++;
        long now = nanos.getAsLong();
        if (now - nextLog >= 0) {
            nextLog = now + QUIET_NANOS;
            LOG.error("The table thread goes on after a defect in {} ({} so far)", what, failures, e);
        }
    }
}
