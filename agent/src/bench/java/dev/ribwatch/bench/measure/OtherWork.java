package dev.ribwatch.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells what the machine does beside the benchmark, so that nobody believes figures of a busy one. */
final class OtherWork {
    private static final OperatingSystemMXBean OWN =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final double TICKS = 100;

    private final long began = System.nanoTime();
    private final double busy;

    private OtherWork(double busy) {
        this.busy = busy;
    }

    static OtherWork begin() throws IOException {
        return new OtherWork(busySeconds());
    }

    /** Cores busy since then, on the average, with anything but us and a daemon that took so many CPU seconds. */
    double cores(double daemonSeconds) throws IOException {
        double seconds = (System.nanoTime() - began) / 1e9;
        return Math.max(0, busySeconds() - busy - daemonSeconds) / seconds;
    }

    /** CPU seconds of all processes but ours: user, nice, system. */
    private static double busySeconds() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +", -1);
        long ticks = Long.parseLong(fields[1]) + Long.parseLong(fields[2]) + Long.parseLong(fields[3]);
        return ticks / TICKS - OWN.getProcessCpuTime() / 1e9;
    }
}
