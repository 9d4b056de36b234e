package dev.ribwatch.exporter.ledger;

import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.AlertLedger;
import dev.ribwatch.exporter.alert.AlertPipeline;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.DeliveryLedger;
import dev.ribwatch.exporter.alert.KeptAlert;
import dev.ribwatch.exporter.alert.Notification;
import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger that outlasts a crash. What it holds is in memory; a thread of its own commits every change to a file, all that
 * came meanwhile at once. Nobody waits for the disk but an attempt to deliver, and that no longer than
 * {@link #LONGEST_WAIT}. When the file cannot be written, all goes on from memory, and the thread tries to write the whole of
 * it anew until it can.
 */
public final class FileLedger implements DeliveryLedger, AlertLedger, MetricSource, AutoCloseable {
    /** How long an attempt waits until its notification is safe; then it goes all the same. */
    public static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    /** How much is kept: as much as the queues of ten targets hold. */
    private static final int MOST_UNFINISHED = 100_000;

    /** An alert whose severity changes has two label sets until that is told. */
    private static final int MOST_ALERTS = 2 * AlertPipeline.MOST_EPISODES;

    /** More changes than this are not worth keeping one by one: the whole state is written instead. */
    private static final int MOST_PENDING = 50_000;

    /** What nobody waits for may wait this long for company. */
    private static final Duration COMPANY = Duration.ofMillis(20);

    private static final Duration END = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(FileLedger.class);

    private final Clocks clocks;
    private final LedgerStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition safe = lock.newCondition();
    private final Thread thread;
    /** When the next round is due; of the thread. */
    private long due;
    // Under the lock:
    private final LedgerState state;
    private List<LedgerRecord> pending = new ArrayList<>();
    private boolean overflowed;
    private boolean urgent;
    private boolean closing;
    /** Numbers of the last change, and of the last one that is safe. */
    private long last;

    private long committed;

    /**
     * Opens the ledger of a directory, with what is in it, and begins to write. Fails for no reason but one: what is damaged
     * is set aside, what cannot be written is tried again.
     *
     * @param mostDead how many dead letters are kept
     * @throws LedgerInUseException if another process uses the directory
     */
    public static FileLedger open(Path directory, Clocks clocks, int mostDead) throws LedgerInUseException {
        FileLedger ledger = new FileLedger(new DirectoryFiles(directory), clocks, mostDead);
        ledger.thread.start();
        return ledger;
    }

    /** One whose {@link #round} somebody else calls. */
    FileLedger(LedgerFiles files, Clocks clocks, int mostDead) throws LedgerInUseException {
        this.clocks = clocks;
        state = new LedgerState(MOST_UNFINISHED, mostDead, MOST_ALERTS);
        due = clocks.nanos();
        store = new LedgerStore(files, clocks);
        store.recover(state::apply);
        thread = new Thread(this::run, "ribwatch-ledger");
        thread.setDaemon(true);
    }

    @Override
    public void entered(Entry entry) {
        if (entry.notification().repeat()) {
            return; // it will be repeated anyway; an Alertmanager is told all again after the start
        }
        add(new LedgerRecord.Entered(entry, clocks.instant()), true);
    }

    @Override
    public void attempted(Entry entry, int attempt) {
        if (attempt > 1 || entry.notification().repeat()) {
            return;
        }
        lock.lock();
        try {
            long wanted = last;
            long left = LONGEST_WAIT.toNanos();
            while (committed < wanted && left > 0 && store.isWritable() && !closing) {
                left = safe.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void delivered(Entry entry) {
        Notification notification = entry.notification();
        if (!notification.repeat()) {
            add(new LedgerRecord.Delivered(entry.target(), notification.id()), true);
        } else if (!notification.groupLabels().isEmpty()) {
            // Only now: one that nobody took is due again after a start.
            add(
                    new LedgerRecord.Repeated(notification.receiver(), notification.groupLabels(), clocks.instant()),
                    false);
        }
    }

    @Override
    public void died(Entry entry, String reason) {
        if (!entry.notification().repeat()) {
            add(new LedgerRecord.Died(entry.target(), entry.notification().id(), clocks.instant(), reason), true);
        }
    }

    @Override
    public void fired(KeptAlert alert) {
        add(new LedgerRecord.Fired(alert), false);
    }

    @Override
    public void ended(Alert resolved) {
        add(new LedgerRecord.Ended(resolved), false);
    }

    private void add(LedgerRecord record, boolean soon) {
        lock.lock();
        try {
            state.apply(record);
            last++;
            if (pending.size() >= MOST_PENDING) {
                overflowed = true; // also while nothing can be written
            } else {
                pending.add(record);
            }
            if (soon || pending.size() == 1) {
                urgent |= soon;
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Commits what waits.
     *
     * @return how long the next round may wait if nothing comes, nanoseconds
     */
    long round() {
        List<LedgerRecord> batch;
        LedgerState.Copy whole = null;
        long target;
        boolean ends;
        boolean anew = store.needsAll();
        lock.lock();
        try {
            batch = pending;
            target = last;
            ends = closing;
            if (anew && !store.isDue() && !ends) {
                batch = List.of();
                target = committed;
            } else {
                if (anew || overflowed) {
                    whole = state.copy();
                    overflowed = false;
                }
                pending = new ArrayList<>();
                urgent = false;
            }
        } finally {
            lock.unlock();
        }
        boolean good = whole == null ? store.append(batch) : store.write(whole.records());
        if (!good && whole == null && ends) {
            good = store.write(copy().records()); // there is no other round
        }
        lock.lock();
        try {
            if (good) {
                committed = target;
            } else {
                pending.clear(); // the whole is written next
            }
            safe.signalAll();
        } finally {
            lock.unlock();
        }
        return store.waitNanos();
    }

    private LedgerState.Copy copy() {
        lock.lock();
        try {
            return state.copy();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        boolean ends = false;
        while (!ends) {
            try {
                ends = awaitWork();
                due = clocks.nanos() + guardedRound();
            } catch (InterruptedException e) {
                LOG.warn("The thread of the ledger was interrupted; it ends.");
                return;
            }
        }
        store.close();
    }

    /** A round that survives a defect, or a want of memory: the next one writes all. */
    long guardedRound() {
        try {
            return round();
        } catch (Throwable e) {
            noteFailure(e);
            lock.lock();
            try {
                safe.signalAll(); // nobody waits for what cannot be written
            } finally {
                lock.unlock();
            }
            return store.waitNanos();
        }
    }

    private void noteFailure(Throwable e) {
        try {
            store.failed(e);
        } catch (Throwable again) {
            // There is not even room to say so; what is in the file is not relied upon.
        }
    }

    /** Waits until there is something to do; true if it is the last thing. */
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            long left = due - clocks.nanos();
            while (!closing && left > 0 && (pending.isEmpty() || !store.isWritable())) {
                work.awaitNanos(left);
                left = due - clocks.nanos();
            }
            left = COMPANY.toNanos();
            while (!closing && !urgent && !pending.isEmpty() && left > 0) {
                left = work.awaitNanos(left);
            }
            return closing;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Entry> unfinished(String target) {
        lock.lock();
        try {
            return state.unfinished(target);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<String> targets() {
        lock.lock();
        try {
            return state.targets();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void receivers(Set<String> names) {
        lock.lock();
        try {
            if (state.receivers(names)) {
                overflowed = true; // no record says so: the whole state is written
                urgent = true;
                last++;
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<DeadLetter> deadLetters() {
        lock.lock();
        try {
            return state.deadLetters();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<KeptAlert> kept() {
        lock.lock();
        try {
            return state.alerts();
        } finally {
            lock.unlock();
        }
    }

    /** What is wrong with it now, or null. Any thread; returns at once. */
    public @Nullable LedgerFault fault() {
        return store.fault();
    }

    /** Where it is kept. */
    public String place() {
        return store.place();
    }

    @Override
    public void write(MetricSink sink) {
        lock.lock();
        try {
            sink.sample(Metric.LEDGER_ENTRIES, state.countAlerts(), "alert");
            sink.sample(Metric.LEDGER_ENTRIES, state.countUnfinished(), "notification");
            sink.sample(Metric.LEDGER_ENTRIES, state.countDead(), "dead_letter");
            sink.sample(Metric.LEDGER_PENDING, last - committed);
            sink.sample(Metric.LEDGER_LEFT_OUT, state.leftOut());
        } finally {
            lock.unlock();
        }
        store.write(sink);
    }

    /** Commits what waits, and lets others use the directory. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            work.signal();
            safe.signalAll();
        } finally {
            lock.unlock();
        }
        if (thread.getState() == Thread.State.NEW) {
            round();
            store.close();
            return;
        }
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
