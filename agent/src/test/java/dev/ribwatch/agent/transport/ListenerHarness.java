package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.Timing;
import dev.ribwatch.config.RouterConfig;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A listener on loopback with an allocator that counts, and the test as its table thread. */
final class ListenerHarness implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    final ReadyLanes ready = new ReadyLanes();
    final LaneRecorder recorder = new LaneRecorder();
    final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    final IoLoops loops;
    final BgpListener listener;

    /** Lanes of these routers are left alone. */
    final Set<String> neglected = new HashSet<>();

    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    ListenerHarness(RouterConfig... routers) throws IOException {
        this(IoLoops.open(2, System::nanoTime), Timing.STANDARD, "127.0.0.1", routers);
    }

    ListenerHarness(IoLoops loops, Timing timing, String address, RouterConfig... routers) throws IOException {
        this(loops, timing, Duration.ofSeconds(90), address, routers);
    }

    ListenerHarness(IoLoops loops, Timing timing, Duration holdTime, String address, RouterConfig... routers)
            throws IOException {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        this.loops = loops;
        listener = new BgpListener(
                loops,
                ready,
                Routers.agent(holdTime, new InetSocketAddress(InetAddress.getByName(address), 0)),
                List.of(routers),
                System::nanoTime,
                InstantSource.system(),
                new SplittableRandom(7),
                allocator,
                timing);
        listener.start();
    }

    /** Waits no longer than this for an OPEN. */
    static Timing impatient(long openMillis) {
        return new Timing(
                TimeUnit.MILLISECONDS.toNanos(openMillis), Timing.STANDARD.largeHold(), Timing.STANDARD.sendHold());
    }

    /** The address as it is configured, port 0 included. */
    InetSocketAddress configured() {
        return new InetSocketAddress(address().getAddress(), 0);
    }

    InetSocketAddress address() {
        return listener.addresses().get(0);
    }

    BgpClient connect(String from) throws IOException {
        return new BgpClient(from, address());
    }

    /** What who connects hears first; a reset may be faster than its connect(). */
    String answerTo(String from) throws IOException {
        try (BgpClient client = connect(from)) {
            return client.receive();
        } catch (SocketException reset) {
            return BgpClient.RESET;
        }
    }

    BgpClient establish(String from, byte... open) throws IOException {
        return connect(from).establish(open);
    }

    SessionStatus status(String router) {
        return listener.sessions().stream()
                .filter(session -> session.name().equals(router))
                .findFirst()
                .orElseThrow();
    }

    void awaitEstablished(String router) {
        await(router + " established", () -> status(router).isEstablished());
    }

    void awaitRecord(String record) {
        await("the record " + record, () -> recorder.records.contains(record));
    }

    /** Plays the table thread until the condition holds. */
    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting: %s", what).isLessThan(deadline);
            Lane lane = ready.take(TimeUnit.MILLISECONDS.toNanos(5));
            if (lane != null && !neglected.contains(lane.router())) {
                lane.drain(recorder);
            }
        }
    }

    /** Closes everything and finds that no buffer is left. */
    @Override
    public void close() {
        long start = System.nanoTime();
        listener.close();
        long closing = System.nanoTime() - start;
        loops.close();
        List<String> leaks = BufferLeaks.take();
        ResourceLeakDetector.setLevel(before);
        assertThat(leaks).as("buffers that nobody released").isEmpty();
        assertThat(allocator.metric().usedDirectMemory())
                .as("direct memory left")
                .isZero();
        assertThat(allocator.metric().usedHeapMemory()).as("heap memory left").isZero();
        assertThat(closing).as("time to close").isLessThan(TimeUnit.SECONDS.toNanos(1));
    }
}
