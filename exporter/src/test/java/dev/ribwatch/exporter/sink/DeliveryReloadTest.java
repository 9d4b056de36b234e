package dev.ribwatch.exporter.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failsafe.spi.Scheduler;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.MemoryLedger;
import dev.ribwatch.exporter.metrics.Latency;
import java.net.URI;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reload at any moment of a delivery: none hangs, and what was taken is not sent again. */
class DeliveryReloadTest {
    private static final int NOTIFICATIONS = 5_000;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService receiver = Executors.newSingleThreadScheduledExecutor();

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a deadlock would hold this one
    void whatWasTakenIsNotSentAgain() throws Exception {
        Clocks clocks = Clocks.system();
        AtomicInteger attempts = new AtomicInteger();
        DeliveryCounts counts = new DeliveryCounts();
        Format format = Kind.WEBHOOK.format(URI.create("http://127.0.0.1:1/"), false);
        DeliveryQueue queue = new DeliveryQueue(
                "target",
                format,
                request -> {
                    attempts.incrementAndGet();
                    return CompletableFuture.supplyAsync(() -> Answer.DELIVERED, receiver);
                },
                new MemoryLedger(clocks::instant, 100),
                clocks,
                Latency.delivery(clocks.nanos()),
                counts,
                new ToldOfFailures().of("r", "target"),
                NOTIFICATIONS,
                Scheduler.of(thread),
                new SplittableRandom(7));
        AtomicBoolean over = new AtomicBoolean();
        Thread reloads = new Thread(() -> {
            while (!over.get()) {
                queue.change(format);
            }
        });
        reloads.setDaemon(true); // it may hang
        reloads.start();
        for (int i = 0; i < NOTIFICATIONS; i++) {
            queue.offer(List.of(Told.firing("r", Integer.toString(i))));
        }
        while (queue.size() > 0) {
            Thread.onSpinWait();
        }
        over.set(true);
        reloads.join();
        thread.shutdown();
        assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        receiver.shutdown();

        assertThat(counts.delivered.get()).isEqualTo(NOTIFICATIONS);
        assertThat(counts.dead.get()).isZero();
        assertThat(attempts).hasValue(NOTIFICATIONS);
    }
}
