package dev.ribwatch.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One and four full tables into BIRD and into Ribwatch in turn, in one run; prints medians and ratios.
 *
 * <p>Time runs from the first octet of the first UPDATE until the daemon says that it holds every route and its CPU is
 * idle (a second with less than 0.05 s), whichever is later, the idle second not counted.
 */
public final class Benchmark {
    private static final double IDLE_CPU = 0.05;
    private static final long TIMEOUT_NANOS = 300_000_000_000L;

    private final Table table;
    private final Path launcher;
    private final int runs;
    private final Map<String, List<Result>> results = new LinkedHashMap<>();

    private Benchmark(Table table, Path launcher, int runs) {
        this.table = table;
        this.launcher = launcher;
        this.runs = runs;
    }

    private record Result(
            double seconds, double cpu, double peakMib, double settledMib, double idleMib, double slice, double step) {}

    public static void main(String[] arguments) throws Exception {
        Path launcher = Path.of(arguments[0]);
        int runs = Integer.parseInt(arguments[1]);
        int divisor = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        Table table = new Table(1_000_000 / divisor, 200_000 / divisor, 20_260_101);
        new Benchmark(table, launcher, runs).run();
    }

    private void run() throws Exception {
        for (int sessions : new int[] {1, 4}) {
            byte[][] views = new byte[sessions][];
            for (int i = 0; i < sessions; i++) {
                views[i] = table.view(i, Collector.FIRST_PEER_AS + i, 0xc6336401 + i);
            }
            for (int run = 0; run < runs; run++) {
                for (String daemon : List.of("bird", "ribwatch")) {
                    Result result = measure(daemon, sessions, views);
                    results.computeIfAbsent(daemon + sessions, key -> new ArrayList<>()).add(result);
                    System.err.printf(Locale.ROOT, "%-9s %d x %,d routes: %s%n", daemon, sessions, table.routes(), result);
                }
            }
        }
        print();
    }

    private Result measure(String daemon, int sessions, byte[][] views) throws Exception {
        Path directory = Files.createTempDirectory("ribwatch-bench");
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", freePort());
        try (Collector collector = daemon.equals("bird")
                ? new Collector.Bird(address, directory, sessions)
                : new Collector.Ribwatch(address, freePort(), launcher, directory, sessions)) {
            awaitListening(collector);
            List<Feeder> feeders = new ArrayList<>();
            try {
                for (int i = 0; i < sessions; i++) {
                    feeders.add(new Feeder(Collector.peerAddress(i), address, Collector.FIRST_PEER_AS + i, 180));
                }
                awaitIdle(collector, System.nanoTime());
                return feed(collector, feeders, views);
            } finally {
                for (Feeder feeder : feeders) {
                    feeder.close();
                }
            }
        } catch (IOException | IllegalStateException e) {
            System.err.println(Files.readString(directory.resolve("out")));
            throw e;
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private Result feed(Collector collector, List<Feeder> feeders, byte[][] views) throws Exception {
        double idleMib = collector.memory("VmRSS") / 1048576.0;
        double cpuBefore = collector.cpuSeconds();
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < views.length; i++) {
            Feeder feeder = feeders.get(i);
            byte[] view = views[i];
            Thread thread = new Thread(() -> {
                try {
                    feeder.sendMessages(view);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long expected = (long) table.routes() * views.length;
        while (collector.routes() != expected) {
            if (System.nanoTime() - start > TIMEOUT_NANOS || !collector.isAlive()) {
                throw new IllegalStateException("holds " + collector.routes() + " of " + expected + " routes");
            }
            pause(20);
        }
        long counted = System.nanoTime();
        long settled = Math.max(counted, awaitIdle(collector, counted));
        for (Feeder feeder : feeders) {
            if (feeder.routesReceived() != 0) {
                throw new IllegalStateException("the collector sent routes");
            }
        }
        double slice = Double.NaN;
        double step = Double.NaN;
        if (collector instanceof Collector.Ribwatch ribwatch) {
            slice = ribwatch.metric("ribwatch_table_slice_seconds_max");
            step = ribwatch.metric("ribwatch_loop_step_seconds_max");
        }
        return new Result(
                (settled - start) / 1e9,
                collector.cpuSeconds() - cpuBefore,
                collector.memory("VmHWM") / 1048576.0,
                collector.memory("VmRSS") / 1048576.0,
                idleMib,
                slice,
                step);
    }

    /** When it was last busy: the start of the first second with less than {@link #IDLE_CPU} of CPU. */
    private static long awaitIdle(Collector collector, long from) throws Exception {
        long windowStart = from;
        double windowCpu = collector.cpuSeconds();
        while (true) {
            pause(50);
            double cpu = collector.cpuSeconds();
            long now = System.nanoTime();
            if (cpu - windowCpu >= IDLE_CPU) {
                windowStart = now;
                windowCpu = cpu;
            } else if (now - windowStart >= 1_000_000_000L) {
                return windowStart;
            }
            if (now - from > TIMEOUT_NANOS) {
                throw new IllegalStateException("never idle");
            }
        }
    }

    private static void awaitListening(Collector collector) throws Exception {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (true) {
            // From an address that is no neighbour: refused by the daemon, but only once it listens.
            try (Socket probe = new Socket()) {
                probe.bind(new InetSocketAddress("127.0.0.99", 0));
                probe.connect(collector.address, 1_000);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline || !collector.isAlive()) {
                    throw new IOException("does not listen", e);
                }
                pause(20);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void pause(long millis) throws InterruptedException {
        java.util.concurrent.TimeUnit.MILLISECONDS.sleep(millis);
    }

    private void print() {
        System.out.printf("medians of %d runs, table of %,d routes a session%n%n", runs, table.routes());
        System.out.println(
                "| sessions | daemon | seconds | CPU s | peak MiB | settled MiB | longest table slice ms | longest loop step ms |");
        System.out.println("|---:|---|---:|---:|---:|---:|---:|---:|");
        for (int sessions : new int[] {1, 4}) {
            for (String daemon : List.of("bird", "ribwatch")) {
                List<Result> all = results.get(daemon + sessions);
                System.out.printf(
                        Locale.ROOT,
                        "| %d | %s | %.2f | %.2f | %.0f | %.0f | %.1f | %.1f |%n",
                        sessions,
                        daemon,
                        median(all, Result::seconds),
                        median(all, Result::cpu),
                        median(all, Result::peakMib),
                        median(all, Result::settledMib),
                        1e3 * median(all, Result::slice),
                        1e3 * median(all, Result::step));
            }
        }
        System.out.println();
        for (int sessions : new int[] {1, 4}) {
            List<Result> bird = results.get("bird" + sessions);
            List<Result> own = results.get("ribwatch" + sessions);
            System.out.printf(
                    Locale.ROOT,
                    "%d session(s): %.2f of BIRD's time, %.2f of BIRD's peak memory%n",
                    sessions,
                    median(own, Result::seconds) / median(bird, Result::seconds),
                    median(own, Result::peakMib) / median(bird, Result::peakMib));
        }
        double one = median(results.get("ribwatch1"), Result::settledMib);
        double four = median(results.get("ribwatch4"), Result::settledMib);
        System.out.printf(
                Locale.ROOT,
                "a further full table: %.1f bytes a route (resident memory, settled)%n",
                (four - one) * 1048576 / 3 / table.routes());
    }

    private static double median(List<Result> results, java.util.function.ToDoubleFunction<Result> field) {
        double[] values = results.stream().mapToDouble(field).sorted().toArray();
        return Arrays.stream(values, (values.length - 1) / 2, values.length / 2 + 1).average().orElse(Double.NaN);
    }
}
