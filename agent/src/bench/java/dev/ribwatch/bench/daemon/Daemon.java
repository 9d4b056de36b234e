package dev.ribwatch.bench.daemon;

import dev.ribwatch.bench.load.Peers;
import dev.ribwatch.bench.load.Sink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A daemon that takes the load: how it is started, how many routes it says it holds, what it costs. */
public abstract class Daemon implements AutoCloseable {
    /** The AS of every daemon. */
    static final int AS = 64_512;

    private static final long LISTENS_WITHIN_NANOS = 60_000_000_000L;
    private static final int TAIL = 4_000;
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroy)));
    }

    private final Seat seat;
    private final Process process;
    private final long startedNanos;

    /**
     * Where a daemon runs and who talks to it.
     *
     * @param address where it listens
     * @param directory its own, for configuration, control socket and output
     */
    public record Seat(InetSocketAddress address, Path directory, int sessions, int holdSeconds) {
        String host() {
            return address.getAddress().getHostAddress();
        }

        String file(String name) {
            return directory.resolve(name).toString();
        }

        /** A file of the directory with this text; its path. */
        String write(String name, CharSequence text) throws IOException {
            return Files.writeString(directory.resolve(name), text).toString();
        }
    }

    /** Starts it. */
    Daemon(Seat seat, ProcessBuilder command) throws IOException {
        this.seat = seat;
        startedNanos = System.nanoTime();
        process = command.redirectErrorStream(true)
                .redirectOutput(seat.directory().resolve("out").toFile())
                .start();
        RUNNING.add(process);
    }

    /** Routes of all neighbours that it says it holds now. Asking may cost it, so it is asked when it is idle. */
    public abstract long routes() throws IOException, InterruptedException;

    public final InetSocketAddress address() {
        return seat.address();
    }

    public final Path directory() {
        return seat.directory();
    }

    public final boolean isAlive() {
        return process.isAlive();
    }

    /** {@link System#nanoTime} right before its process began. */
    public final long startedNanos() {
        return startedNanos;
    }

    /** User and system seconds of all its processes. */
    public final double cpuSeconds() throws IOException {
        double seconds = 0;
        for (long pid : pids()) {
            seconds += ProcessFiles.cpuSeconds(pid);
        }
        return seconds;
    }

    /** {@code VmHWM} or {@code VmRSS} of all its processes added up, MiB. */
    public final double mebibytes(String field) throws IOException {
        double sum = 0;
        for (long pid : pids()) {
            sum += ProcessFiles.mebibytes(pid, field);
        }
        return sum;
    }

    private List<Long> pids() {
        return Stream.concat(Stream.of(process.toHandle()), children().stream())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Most daemons are one process, and looking for children costs. */
    List<ProcessHandle> children() {
        return List.of();
    }

    final List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** Waits until it accepts connections; {@link System#nanoTime} then. */
    public final long awaitListening() throws IOException, InterruptedException {
        while (true) {
            // From an address that is no neighbour: refused by the daemon, but only once it listens.
            try (Socket probe = new Socket()) {
                probe.bind(new InetSocketAddress(Sink.CONTROL, 0));
                probe.connect(address(), 1_000);
                return System.nanoTime();
            } catch (IOException e) {
                awaitMore(e);
            }
        }
    }

    /** Establishes all sessions, each as soon as the daemon takes it. */
    public final Peers awaitPeers() throws IOException, InterruptedException {
        while (true) {
            try {
                return new Peers(address(), seat.sessions(), seat.holdSeconds());
            } catch (IOException e) {
                awaitMore(e);
            }
        }
    }

    private void awaitMore(IOException failure) throws IOException, InterruptedException {
        if (System.nanoTime() - startedNanos > LISTENS_WITHIN_NANOS || !isAlive()) {
            throw new IOException("takes no connection", failure);
        }
        TimeUnit.MILLISECONDS.sleep(3);
    }

    /** The end of what it printed. */
    public final String output() {
        try {
            String text = Files.readString(seat.directory().resolve("out"), StandardCharsets.ISO_8859_1);
            return text.substring(Math.max(0, text.length() - TAIL));
        } catch (IOException e) {
            return "";
        }
    }

    /** A port of TCP that nobody listens on now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What a command prints, errors included. */
    static String run(String... command) throws IOException, InterruptedException {
        Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
        client.getOutputStream().close();
        String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        client.waitFor();
        return output;
    }

    /** The sum of the numbers that the pattern's only group finds. */
    static long sum(Pattern pattern, String text) {
        long total = 0;
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            total += (long) Double.parseDouble(matcher.group(1));
        }
        return total;
    }

    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        RUNNING.remove(process);
    }
}
