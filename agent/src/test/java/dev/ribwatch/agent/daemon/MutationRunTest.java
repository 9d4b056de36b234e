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
    /** Messages after which the table is emptied and memory is looked at. */
    private static final int ROUND = 250_000;

    private static final int BATCH = 128;
    private static final long HANG = 10_000_000;
    private static final long SEED = 0x5eed_0004L;
    private static final ThreadMXBean TIMES = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private record Result(long messages, long hangs, long shown, String slowest) {}

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
        worker(seeds, 99, ROUND); // compiles what is run
        long before = used();
        long began = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<Result>> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            workers.add(threads.submit(() -> worker(seeds, number, MESSAGES / THREADS)));
        }
        threads.shutdown();
        long messages = 0;
        long hangs = 0;
        long shown = 0;
        for (Future<Result> worker : workers) {
            messages += worker.get().messages();
            hangs += worker.get().hangs();
            shown += worker.get().shown();
            assertThat(worker.get().hangs()).as(worker.get().slowest()).isZero();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        workers.clear();
        long grown = used() - before;
        System.out.printf(
                "M4: %,d messages in %.0f s, %,d routes shown, 0 crashes, %d hangs, heap %+,d octets%n",
                messages, seconds, shown, hangs, grown);
        assertThat(messages).isGreaterThanOrEqualTo(MESSAGES / THREADS * THREADS);
        assertThat(shown).isGreaterThan(messages / 50);
        assertThat(grown).as("octets of heap more than before").isLessThan(1 << 20);
    }

    private static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>(Vectors.messages());
        for (Case each : CaseFile.all()) {
            seeds.add(each.input());
        }
        seeds.removeIf(seed -> seed.length > 2_000);
        return seeds;
    }

    /** Runs so many messages; the pipeline is of this thread alone. */
    private static Result worker(List<byte[]> seeds, int number, long messages) {
        MessageMutator mutator = new MessageMutator(seeds, new SplittableRandom(SEED + number));
        byte[][] batch = new byte[BATCH][];
        MutationPipeline pipeline = new MutationPipeline();
        long hangs = 0;
        String slowest = "";
        long settled = 0;
        for (long done = 0; done < messages; done += BATCH) {
            for (int i = 0; i < BATCH; i++) {
                int length = mutator.next();
                batch[i] = Arrays.copyOf(mutator.buffer(), length);
            }
            long before = TIMES.getCurrentThreadCpuTime();
            for (byte[] message : batch) {
                pipeline.take(message);
            }
            if (TIMES.getCurrentThreadCpuTime() - before > HANG) {
                // A message that takes long takes long each time; the thread may have been busy otherwise.
                for (byte[] message : batch) {
                    if (takesLong(pipeline, message)) {
                        hangs++;
                        slowest = HexFormat.of().formatHex(message);
                    }
                }
            }
            if (done / ROUND != settled) {
                settled = done / ROUND;
                pipeline.empty();
            }
        }
        pipeline.empty();
        return new Result(messages, hangs, pipeline.shown(), slowest);
    }

    private static boolean takesLong(MutationPipeline pipeline, byte[] message) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long before = TIMES.getCurrentThreadCpuTime();
            pipeline.take(message);
            least = Math.min(least, TIMES.getCurrentThreadCpuTime() - before);
        }
        return least > HANG;
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
