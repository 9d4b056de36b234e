package dev.ribwatch.exporter.ledger;

import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the ledger, and its faults. Written from its beginning at each start, when it is several times what it stands
 * for, and after every failure: the whole state goes to another file, which takes the name of the first once it is
 * safe. One thread writes; {@link #fault} and the metrics are for any.
 */
final class LedgerStore {
    static final String FILE = "ledger";
    static final String NEW = "ledger.new";
    static final String ASIDE = "ledger.damaged-";
    static final int MOST_ASIDE = 3;

    /** How long it must have taken longer until anybody is told. */
    static final Duration SLOW_FOR = Duration.ofSeconds(10);
    /** How long a damage that was found at the start is said. */
    static final Duration DAMAGE_SAID = Duration.ofMinutes(5);

    private static final long MOST_BYTES = 1L << 30;
    private static final long SMALL = 1 << 20;
    private static final int FACTOR = 4;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    /** How often it is looked whether the file is still there, and, while it is slow, whether it still is. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(LedgerStore.class);

    private final LedgerFiles files;
    private final Clocks clocks;
    private @Nullable Journal journal;
    private LedgerFiles.@Nullable Out out;
    /** What is under the name of the ledger was read, or is ours. */
    private boolean read;

    private boolean setAside;
    /** What is under the name of the new file was made here, and is not whole. */
    private boolean partial;

    private long wholeBytes;
    private Duration retry = FIRST_RETRY;
    private long retryNanos;
    private long lookNanos;
    private volatile @Nullable LedgerFault failure;
    private volatile @Nullable LedgerFault damage;
    private final WriteTimes times;
    private volatile long bytes;
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    LedgerStore(LedgerFiles files, Clocks clocks) {
        this.files = files;
        this.clocks = clocks;
        times = new WriteTimes(clocks);
        retryNanos = clocks.nanos();
        lookNanos = clocks.nanos();
    }

    String place() {
        return files.place();
    }

    /** Reads what is there, also if nothing can be written there. */
    void recover(Consumer<LedgerRecord> taken) throws LedgerInUseException {
        IOException fault = null;
        try {
            if (!files.lock()) {
                throw new LedgerInUseException(files.place());
            }
        } catch (LedgerInUseException e) {
            throw e;
        } catch (IOException e) {
            fault = e;
        }
        try {
            // Without the lock the directory may be missing for now: that nothing was found says nothing then.
            read = readFile(taken) || fault == null;
        } catch (IOException e) {
            fault = fault == null ? e : fault;
        }
        if (fault != null) {
            failed(fault);
        }
    }

    /** Whether there was anything. */
    private boolean readFile(Consumer<LedgerRecord> taken) throws IOException {
        LedgerFiles.In in = files.open(FILE);
        if (in != null) {
            recover(in, taken);
            return true;
        }
        // The machine stopped just when a damaged one had been set aside; or there never was one.
        LedgerFiles.In next = files.open(NEW);
        if (next == null) {
            return false;
        }
        try (next) {
            String unused = Journal.read(next, taken);
        }
        return true;
    }

    private void recover(LedgerFiles.In in, Consumer<LedgerRecord> taken) {
        String wrong;
        try (in) {
            wrong = Journal.read(in, taken);
        } catch (IOException e) {
            wrong = FaultText.of(e);
        }
        if (wrong != null) {
            setAside = true;
            damage = new LedgerFault(LedgerFault.Kind.DAMAGED, clocks.instant(), clocks.nanos(), wrong);
            LOG.error(
                    "The ledger in {} is not whole ({}): all else in it is used, and the file set aside.",
                    place(),
                    wrong);
        }
    }

    /** Whether only the whole state can be written next. */
    boolean needsAll() {
        Journal now = journal;
        return now == null || now.bytes() > Math.min(MOST_BYTES, Math.max(SMALL, FACTOR * wholeBytes));
    }

    /** Whether it may be tried again. */
    boolean isDue() {
        return failure == null || clocks.nanos() - retryNanos >= 0;
    }

    /** Whether the last attempt to write succeeded. Any thread. */
    boolean isWritable() {
        return failure == null;
    }

    /** Adds records to the file; true when they are safe. */
    boolean append(List<LedgerRecord> records) {
        Journal to = journal;
        if (to == null) {
            return false;
        }
        boolean look = clocks.nanos() - lookNanos >= 0;
        if (records.isEmpty() && !look) {
            return true;
        }
        long began = times.begin();
        try {
            if (look) {
                lookNanos = clocks.nanos() + LOOK.toNanos();
                LedgerFiles.Out file = out;
                if (file == null || !file.isThere(FILE)) {
                    LOG.warn("The ledger in {} was moved or removed; it is written anew.", place());
                    giveUp();
                    return false;
                }
            }
            if (records.isEmpty() && !times.slow()) {
                return true;
            }
            if (records.isEmpty()) {
                to.append(new LedgerRecord.Probe());
            }
            for (LedgerRecord record : records) {
                to.append(record);
            }
            commit(to);
            return true;
        } catch (IOException | RuntimeException e) {
            failed(e);
            return false;
        } finally {
            times.end(began);
        }
    }

    /** Writes a file with all of this, which takes the place of the one before; true when that is safe. */
    boolean write(Iterator<LedgerRecord> all) {
        long began = times.begin();
        try {
            giveUp();
            if (!files.lock()) {
                throw new IOException("another process uses " + place());
            }
            List<String> there = files.names();
            if (there.contains(NEW) && !there.contains(FILE)) {
                files.move(NEW, FILE); // it is all there is
            }
            LedgerFiles.Out file = files.create(NEW);
            partial = true;
            out = file;
            Journal to = new Journal(file);
            journal = to;
            while (all.hasNext()) {
                to.append(all.next());
                if (to.bytes() > MOST_BYTES) {
                    throw new IOException("what must be kept is larger than " + (MOST_BYTES >> 20) + " MiB");
                }
            }
            commit(to);
            partial = false;
            if (setAside || !read) {
                moveAside();
                setAside = false;
                read = true;
            }
            files.move(NEW, FILE);
            files.syncDirectory();
            wholeBytes = to.bytes();
            lookNanos = clocks.nanos() + LOOK.toNanos();
            succeeded();
            return true;
        } catch (IOException | RuntimeException e) {
            failed(e);
            return false;
        } finally {
            times.end(began);
        }
    }

    /** A file that could not be read in full is kept for people to look at, the latest few. */
    private void moveAside() throws IOException {
        List<String> aside = new ArrayList<>(files.names());
        if (!aside.contains(FILE)) {
            return;
        }
        aside.removeIf(name -> !name.startsWith(ASIDE));
        aside.sort(null);
        while (aside.size() >= MOST_ASIDE) {
            try {
                files.delete(aside.remove(0));
            } catch (IOException e) {
                // Whatever it is, it does not keep the ledger from being written.
            }
        }
        files.move(FILE, ASIDE + clocks.instant().toString().replace(":", ""));
    }

    private void commit(Journal to) throws IOException {
        to.commit();
        commits.incrementAndGet();
        bytes = to.bytes();
    }

    private void succeeded() {
        LedgerFault before = failure;
        if (before != null) {
            failure = null;
            LOG.info("The ledger in {} can be written again.", place());
        }
        retry = FIRST_RETRY;
    }

    /** What was being written is given up: all is written anew. */
    void failed(Throwable e) {
        failures.incrementAndGet();
        giveUp();
        if (partial) {
            partial = false;
            try {
                files.delete(NEW); // it may be what fills the disk
            } catch (IOException again) {
                // It will be made anew.
            }
        }
        String reason = FaultText.of(e);
        LedgerFault before = failure;
        if (before == null) {
            LOG.error("The ledger in {} cannot be written ({}): trying again until it can.", place(), reason, e);
            failure = new LedgerFault(LedgerFault.Kind.UNWRITABLE, clocks.instant(), clocks.nanos(), reason);
        } else {
            failure = new LedgerFault(LedgerFault.Kind.UNWRITABLE, before.since(), before.sinceNanos(), reason);
        }
        retryNanos = clocks.nanos() + retry.toNanos();
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry.multipliedBy(2);
    }

    /** Nothing is written to this file any more: what is in it may not be what was written to it. */
    private void giveUp() {
        journal = null;
        LedgerFiles.Out before = out;
        out = null;
        if (before != null) {
            try {
                before.close();
            } catch (IOException e) {
                // Nobody relies on it.
            }
        }
    }

    /** Until there is something to do if nothing comes. */
    long waitNanos() {
        long due = failure != null ? retryNanos : journal == null ? clocks.nanos() : lookNanos;
        return Math.max(0, due - clocks.nanos());
    }

    @Nullable
    LedgerFault fault() {
        LedgerFault failed = failure;
        if (failed != null) {
            return failed;
        }
        long now = clocks.nanos();
        Long slow = times.since();
        if (slow != null && now - slow >= SLOW_FOR.toNanos()) {
            return new LedgerFault(
                    LedgerFault.Kind.SLOW,
                    clocks.instant().minusNanos(now - slow),
                    slow,
                    "a commit takes longer than " + WriteTimes.SLOW.toSeconds() + " s");
        }
        LedgerFault damaged = damage;
        return damaged != null && now - damaged.sinceNanos() < DAMAGE_SAID.toNanos() ? damaged : null;
    }

    void write(MetricSink sink) {
        sink.sample(Metric.LEDGER_WRITABLE, failure == null ? 1 : 0);
        sink.sample(Metric.LEDGER_BYTES, bytes);
        sink.sample(Metric.LEDGER_COMMITS, commits.get(), "good");
        sink.sample(Metric.LEDGER_COMMITS, failures.get(), "failed");
        sink.sample(Metric.LEDGER_COMMIT_MAX, times.longestNanos() / 1e9);
    }

    void close() {
        giveUp();
        files.close();
    }
}
