package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import com.sun.management.ThreadMXBean;
import dev.ribwatch.agent.conformance.Case;
import dev.ribwatch.agent.conformance.CaseFile;
import dev.ribwatch.agent.wire.MessageMutator;
import dev.ribwatch.agent.wire.Vectors;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Row M4: messages made of known ones by changes that know their structure, through decoder, table, the record of malformed
 * ones and the lines of the API. Nothing is thrown, nothing takes 10 ms of a thread's time, and no memory is kept.
 */
class MutationRunTest {
    private static final boolean LONG = Boolean.getBoolean("ribwatch.long");
    private static final long MESSAGES = LONG ? 100_000_000 : 1_500_000;
    private static final int THREADS = 2;
    /** Messages after which a table is emptied, and what it keeps is looked at. */
    private static final int ROUND = 250_000;

    private static final int WARM_UP = ROUND;

    private static final int BATCH = 128;
    private static final long HANG = 10_000_000;
    private static final long SEED = 0x5eed_0004L;
    private static final ThreadMXBean TIMES = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void m4NoMessageIsTooMuch() throws Exception {
        List<byte[]> seeds = seeds();
        Logger logger = (Logger) LoggerFactory.getLogger(MalformedLog.class);
        logger.setAdditive(false); // lines are made, and go nowhere
        try {
            run(seeds);
        } finally {
            logger.setAdditive(true);
        }
    }

    private static void run(List<byte[]> seeds) throws Exception {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            workers.add(new Worker(seeds, SEED + i));
        }
        long began = System.nanoTime();
        together(workers, WARM_UP); // compiles what is run, and lets the tables grow to what they need
        long before = used() - tables(workers);
        together(workers, MESSAGES / THREADS);
        double seconds = (System.nanoTime() - began) / 1e9;
        long grown = used() - tables(workers) - before;
        long messages = 0;
        long updates = 0;
        long shown = 0;
        for (Worker worker : workers) { // which keep their tables until here
            messages += worker.pipeline.taken();
            updates += worker.pipeline.updates();
            shown += worker.pipeline.shown();
            assertThat(worker.hangs).as(worker.slowest).isZero();
            assertThat(worker.emptied)
                    .as("octets of the table, emptied")
                    .allMatch(octets -> octets <= 2 * worker.emptied.get(0));
        }
        System.out.printf(
                "M4: %,d messages, %,d of them UPDATEs, in %.0f s, %,d routes shown, 0 crashes, 0 hangs, heap but for the tables %+,d octets%n",
                messages, updates, seconds, shown, grown);
        assertThat(messages).isGreaterThanOrEqualTo(MESSAGES);
        assertThat(updates).isGreaterThan(messages * 3 / 4);
        assertThat(shown).isGreaterThan(messages / 50);
        assertThat(grown).as("octets of heap more than before").isLessThan(1 << 18);
    }

    private static long tables(List<Worker> workers) {
        return workers.stream().mapToLong(worker -> worker.pipeline.octets()).sum();
    }

    private static void together(List<Worker> workers, long messages) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (Worker worker : workers) {
                all.add(threads.submit(() -> worker.run(messages)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>(Vectors.messages());
        for (Case each : CaseFile.all()) {
            seeds.add(each.input());
        }
        seeds.removeIf(seed -> seed.length > 2_000);
        return seeds;
    }

    /** What one thread does: with a table of its own, which is there as long as this is. */
    private static final class Worker {
        private final MessageMutator mutator;
        private final MutationPipeline pipeline = new MutationPipeline();
        private final byte[][] batch = new byte[BATCH][];
        private final long[] turns = new long[BATCH];
        private final List<Long> emptied = new ArrayList<>();
        private long hangs;
        private String slowest = "";

        Worker(List<byte[]> seeds, long seed) {
            mutator = new MessageMutator(seeds, new SplittableRandom(seed));
        }

        void run(long messages) {
            long settled = 0;
            for (long done = 0; done < messages; done += BATCH) {
                for (int i = 0; i < BATCH; i++) {
                    int length = mutator.next();
                    batch[i] = Arrays.copyOf(mutator.buffer(), length);
                }
                long before = TIMES.getCurrentThreadCpuTime();
                for (int i = 0; i < BATCH; i++) {
                    turns[i] = pipeline.take(batch[i]);
                }
                if (TIMES.getCurrentThreadCpuTime() - before > HANG) {
                    // A message that takes long takes long each time; the thread may have been busy otherwise.
                    for (int i = 0; i < BATCH; i++) {
                        if (takesLong(batch[i], turns[i])) {
                            hangs++;
                            slowest = HexFormat.of().formatHex(batch[i]);
                        }
                    }
                }
                if (done / ROUND != settled) {
                    settled = done / ROUND;
                    empty();
                }
            }
            empty();
        }

        private void empty() {
            pipeline.empty();
            emptied.add(pipeline.octets());
        }

        private boolean takesLong(byte[] message, long turn) {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                long before = TIMES.getCurrentThreadCpuTime();
                pipeline.take(message, turn);
                least = Math.min(least, TIMES.getCurrentThreadCpuTime() - before);
            }
            return least > HANG;
        }
    }

    /** Octets of heap that are in use, with nothing left to collect. */
    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
