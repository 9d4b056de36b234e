package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.Daemon;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tells when a daemon has done its work: when its CPU is quiet for a second, and before that second's second half all but a
 * trace of its CPU time had been spent. What it spends in that half, as timers never rest, is what it spends when idle.
 */
final class Settling {
    /** CPU seconds in a second that count as quiet. */
    private static final double QUIET = 0.05;
    /** CPU seconds of work that are not waited for. */
    private static final double TRACE = 0.025;

    private static final long HALF_NANOS = 500_000_000L;
    private static final int SAMPLE_MILLIS = 20;

    /**
     * CPU seconds that a daemon had taken at a time.
     *
     * @param nanos {@link System#nanoTime}
     */
    record Sample(long nanos, double cpu) {}

    private Settling() {}

    /** When it last worked, at {@code from} or later. */
    static Sample await(Daemon daemon, long from, long deadline) throws IOException, InterruptedException {
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(from, daemon.cpuSeconds()));
        int second = 0; // the last sample at least a second old
        int half = 0;
        while (true) {
            TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
            Sample now = new Sample(System.nanoTime(), daemon.cpuSeconds());
            samples.add(now);
            while (now.nanos() - samples.get(second + 1).nanos() >= 2 * HALF_NANOS) {
                second++;
            }
            while (now.nanos() - samples.get(half + 1).nanos() >= HALF_NANOS) {
                half++;
            }
            Sample begin = samples.get(second);
            if (now.nanos() - begin.nanos() >= 2 * HALF_NANOS && now.cpu() - begin.cpu() < QUIET) {
                return done(samples, half, now);
            }
            if (now.nanos() > deadline) {
                throw new IOException("its CPU is never idle");
            }
        }
    }

    /** The first sample after which nothing but a trace of work was done, up to the quiet half second. */
    private static Sample done(List<Sample> samples, int half, Sample now) {
        Sample quiet = samples.get(half);
        double idle = (now.cpu() - quiet.cpu()) / (now.nanos() - quiet.nanos());
        int done = half;
        while (done > 0 && work(samples.get(done - 1), quiet, idle) < TRACE) {
            done--;
        }
        return samples.get(done);
    }

    private static double work(Sample from, Sample to, double idle) {
        return to.cpu() - from.cpu() - idle * (to.nanos() - from.nanos());
    }
}
