package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.Daemon;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tells when a daemon has done its work: when all but a trace of its CPU time before a quiet second had been spent. */
final class Settling {
    /** CPU seconds in a second that count as quiet, as a daemon's timers and a Java machine's threads never rest. */
    private static final double QUIET_CPU = 0.05;

    private static final long WINDOW_NANOS = 1_000_000_000L;
    private static final int SAMPLE_MILLIS = 20;

    /**
     * CPU seconds that a daemon had taken at a time.
     *
     * @param nanos {@link System#nanoTime}
     */
    record Sample(long nanos, double cpu) {}

    private Settling() {}

    /** When it last worked, at {@code from} or later, the quiet second not counted. */
    static Sample await(Daemon daemon, long from, long deadline) throws IOException, InterruptedException {
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(from, daemon.cpuSeconds()));
        int window = 0;
        while (true) {
            TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
            Sample now = new Sample(System.nanoTime(), daemon.cpuSeconds());
            samples.add(now);
            while (now.nanos() - samples.get(window + 1).nanos() >= WINDOW_NANOS) {
                window++;
            }
            Sample begin = samples.get(window);
            if (now.nanos() - begin.nanos() >= WINDOW_NANOS && now.cpu() - begin.cpu() < QUIET_CPU) {
                int done = window;
                while (done > 0 && begin.cpu() - samples.get(done - 1).cpu() < QUIET_CPU / 2) {
                    done--;
                }
                return samples.get(done);
            }
            if (now.nanos() > deadline) {
                throw new IOException("its CPU is never idle");
            }
        }
    }
}
