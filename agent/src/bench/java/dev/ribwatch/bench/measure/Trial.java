package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.Daemon;
import dev.ribwatch.bench.daemon.Daemons;
import dev.ribwatch.bench.load.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One daemon with its neighbours, from its start to its end. */
final class Trial implements AutoCloseable {
    private static final long TIMEOUT_NANOS = 900_000_000_000L;

    private final Path directory;
    private final Daemon daemon;
    private @Nullable Peers peers;

    /**
     * What it took until the daemon held what it was sent.
     *
     * @param seconds from the first octet until its CPU is idle and it holds every route
     * @param cpuSeconds of all its processes
     * @param otherCores how many cores were busy with anything but the daemon and the load
     */
    record Settled(double seconds, double cpuSeconds, double otherCores) {}

    /** Starts the daemon. */
    Trial(Daemons.Kind kind, int sessions, int holdSeconds) throws IOException {
        directory = Files.createTempDirectory(
                "ribwatch-bench", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x")); // whatever the umask
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Daemon.freePort());
            daemon = kind.starter().start(new Daemon.Seat(address, directory, sessions, holdSeconds));
        } catch (IOException | RuntimeException e) {
            discard();
            throw e;
        }
    }

    Daemon daemon() {
        return daemon;
    }

    Peers peers() {
        if (peers == null) {
            throw new IllegalStateException("not connected");
        }
        return peers;
    }

    /** Establishes the sessions; {@link System#nanoTime} when the last one is. */
    long connect() throws IOException, InterruptedException {
        daemon.awaitListening();
        peers = daemon.awaitPeers();
        return System.nanoTime();
    }

    /** The same, and waits until the daemon is idle: so that nothing of its start is in what follows. */
    void connectAndRest() throws IOException, InterruptedException {
        long connected = connect();
        Settling.await(daemon, connected, connected + TIMEOUT_NANOS);
    }

    /** Sends to each session its own, and waits until the daemon is done and holds so many routes. */
    Settled send(List<Peers.Source> sources, long expected) throws IOException, InterruptedException {
        double cpuBefore = daemon.cpuSeconds();
        OtherWork other = OtherWork.begin();
        long start = System.nanoTime();
        peers().send(sources);
        Settling.Sample settled = settle(expected, start + TIMEOUT_NANOS);
        double others = other.cores(daemon.cpuSeconds() - cpuBefore);
        peers().check();
        return new Settled((settled.nanos() - start) / 1e9, settled.cpu() - cpuBefore, others);
    }

    /**
     * Its CPU tells when it is done, its count whether it is right: so nobody has to ask while it works, which costs some
     * daemons more than the routes, and what they answer may be late.
     */
    private Settling.Sample settle(long expected, long deadline) throws IOException, InterruptedException {
        while (true) {
            Settling.Sample settled = Settling.await(daemon, System.nanoTime(), deadline);
            long held = daemon.routes();
            if (held == expected) {
                return settled;
            }
            peers().check();
            if (System.nanoTime() > deadline || !daemon.isAlive()) {
                throw new IOException("holds " + held + " of " + expected + " routes");
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (peers != null) {
                peers.close();
            }
        } finally {
            daemon.close();
            discard();
        }
    }

    private void discard() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
