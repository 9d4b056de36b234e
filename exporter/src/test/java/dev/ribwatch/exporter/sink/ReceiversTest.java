package dev.ribwatch.exporter.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.MemoryLedger;
import dev.ribwatch.exporter.metrics.Exposition;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ReceiversTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(SECOND);
    private final ToldOfFailures failures = new ToldOfFailures();

    private static AlertsConfig config(String... urls) {
        List<AlertsConfig.Receiver> receivers = new ArrayList<>();
        for (String url : urls) {
            receivers.add(new AlertsConfig.Webhook("hook" + receivers.size(), URI.create(url), null, false));
        }
        return new AlertsConfig(Map.of(), Duration.ZERO, Duration.ofHours(4), receivers, List.of(), List.of());
    }

    private Receivers receivers(Clocks clocks, AlertsConfig config) {
        return new Receivers(
                config,
                new MemoryLedger(clocks.wall(), 10),
                new Exposition(clocks.monotonic()).delivery(),
                clocks,
                new SplittableRandom(1),
                failures,
                () -> "http://127.0.0.1:9797");
    }

    private static List<String> shown(Receivers receivers) {
        List<String> shown = new ArrayList<>();
        receivers.write((metric, value, labels) -> {
            if (metric.labels().equals(List.of("receiver"))) {
                shown.add(labels[0]);
            }
        });
        return shown;
    }

    @Test
    void nothingChangesUntilAPreparedConfigurationIsPutIntoForce() {
        Clocks clocks = new Clocks(nanos::get, InstantSource.system());
        try (Receivers receivers = receivers(clocks, config("http://127.0.0.1:1/a"))) {
            assertThatThrownBy(() -> receivers.prepare(config("http://127.0.0.1:1/a", "ftp://127.0.0.1/")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("receiver hook1");
            Runnable commit = receivers.prepare(config("http://127.0.0.1:1/a", "http://127.0.0.1:1/b"));
            assertThat(shown(receivers)).containsExactly("hook0");
            commit.run();
            assertThat(shown(receivers)).containsExactly("hook0", "hook1");
        }
    }

    @Test
    void aDeliveryThreadThatHangsIsSeen() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicLong beats = new AtomicLong();
        // The beat of a delivery thread reads the clock; the second time it does not get it.
        Clocks clocks = new Clocks(
                () -> {
                    if (Thread.currentThread().getName().startsWith("ribwatch-deliver-")
                            && beats.incrementAndGet() == 2) {
                        hanging.countDown();
                        try {
                            assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                    return nanos.get();
                },
                InstantSource.system());
        try (Receivers receivers = receivers(clocks, config("http://127.0.0.1:1/a"))) {
            assertThat(hanging.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(receivers.stalledNanos()).isZero();
            nanos.addAndGet(100 * SECOND);
            assertThat(receivers.stalledNanos()).isEqualTo(100 * SECOND);
            release.countDown();
            for (long end = System.nanoTime() + 60 * SECOND; receivers.stalledNanos() != 0; ) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
        }
    }

    @Test
    void whatWaitsBehindWhatIsBeingToldIsCounted() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        StubReceiver.Behaviour slow = (number, out) -> {
            assertThat(answers.await(60, TimeUnit.SECONDS)).isTrue();
            return false;
        };
        Clocks clocks = new Clocks(nanos::get, InstantSource.system());
        try (StubReceiver stub = new StubReceiver(slow);
                Receivers receivers = receivers(clocks, config(stub.url("/a").toString(), "http://127.0.0.1:1/b"))) {
            receivers.send(List.of(Told.firing("hook0", "1")));
            assertThat(receivers.waiting("hook0")).as("it is being told").isZero();
            receivers.send(List.of(Told.firing("hook0", "2")));
            assertThat(receivers.waiting("hook0")).isEqualTo(1);
            receivers.send(List.of(Told.firing("hook0", "3")));
            assertThat(receivers.waiting("hook0")).isEqualTo(2);
            assertThat(receivers.waiting("hook1")).isZero();
            assertThat(receivers.waiting("nobody")).isZero();
            answers.countDown();
        }
    }

    @Test
    void thatOneRefusesIsSaidUntilAReloadOrItsRemoval() throws Exception {
        Clocks clocks = new Clocks(nanos::get, InstantSource.fixed(Instant.EPOCH));
        String refused = "hook0 since 1970-01-01T00:00:00Z (1000000000): HTTP 400, lost";
        try (StubReceiver stub = new StubReceiver(StubReceiver.status(400))) {
            AlertsConfig one = config(stub.url("/a").toString());
            try (Receivers receivers = receivers(clocks, one)) {
                receivers.send(List.of(Told.firing("hook0", "1")));
                await(() -> failures.said().contains(refused));
                receivers.prepare(one).run();
                assertThat(failures.take()).containsExactly(refused, "hook0 over: the configuration was loaded again");
                receivers.send(List.of(Told.firing("hook0", "2")));
                await(() -> failures.said().contains(refused));
                receivers.prepare(config()).run();
                assertThat(failures.take()).containsExactly(refused, "hook0 over: the receiver was removed");
            }
        }
    }

    private static void await(BooleanSupplier condition) {
        for (long end = System.nanoTime() + 60 * SECOND; !condition.getAsBoolean(); Thread.onSpinWait()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }
}
