package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.transport.ReadyLanes;
import dev.ribwatch.exporter.metrics.LongestStep;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the table. Round after round it serves one lane, gives each waiting task a slice, lets the
 * standing work (withdraw-all, policy) go on, and every {@link #TICK_NANOS} lets time pass. While anything is left to do
 * it does not wait.
 */
final class TableThread {
    /** What goes on by itself, a slice a round. */
    interface StandingWork {
        /** Does a slice; true if there is more. */
        boolean step();

        /** About every {@link #TICK_NANOS}. */
        void tick(long nowNanos);
    }

    private static final Logger LOG = LoggerFactory.getLogger(TableThread.class);
    private static final long TICK_NANOS = 100_000_000L;
    private static final int MOST_TASKS = 256;

    private final ReadyLanes ready;
    private final LaneIntake intake;
    private final StandingWork work;
    private final LongSupplier nanos;
    private final LongestStep longest;
    private final BlockingQueue<TableTask> submitted = new ArrayBlockingQueue<>(MOST_TASKS);
    private final Deque<TableTask> tasks = new ArrayDeque<>();
    private final Thread thread = new Thread(this::run, "table");
    private volatile boolean stopping;
    private volatile long progressNanos;
    private long nextTick;

    TableThread(ReadyLanes ready, LaneIntake intake, StandingWork work, LongSupplier nanos, LongestStep longest) {
        this.ready = ready;
        this.intake = intake;
        this.work = work;
        this.nanos = nanos;
        this.longest = longest;
        this.progressNanos = nanos.getAsLong();
        this.nextTick = progressNanos;
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

    /** Nanoseconds since the last finished round. */
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
            long wait = more ? 0 : nextTick - nanos.getAsLong();
            Lane lane = ready.take(wait);
            try {
                more = round(lane);
            } catch (RuntimeException e) {
                // Messages are guarded one by one; what gets here is a defect of ours, and the next round may do
                // better.
                LOG.error("The table thread goes on after a defect", e);
                more = false;
            }
            progressNanos = nanos.getAsLong();
        }
    }

    private boolean round(@org.jspecify.annotations.Nullable Lane lane) {
        long before = nanos.getAsLong();
        if (lane != null) {
            intake.serve(lane);
            before = recordStep(before);
        }
        boolean more = intake.clearSome() || lane != null;
        more |= work.step();
        before = recordStep(before);
        for (TableTask task = submitted.poll(); task != null; task = submitted.poll()) {
            tasks.add(task);
        }
        int count = tasks.size();
        for (int i = 0; i < count; i++) {
            TableTask task = tasks.remove();
            if (!task.run()) {
                tasks.add(task);
            }
            before = recordStep(before);
        }
        if (before - nextTick >= 0) {
            nextTick = before + TICK_NANOS;
            work.tick(before);
            recordStep(before);
        }
        return more || !tasks.isEmpty();
    }

    private long recordStep(long before) {
        long now = nanos.getAsLong();
        longest.record(now - before);
        return now;
    }
}
