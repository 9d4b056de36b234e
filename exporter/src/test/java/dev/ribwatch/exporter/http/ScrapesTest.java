package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.metrics.Exposition;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScrapesTest {
    @Test
    void aScrapeThatHangsIsSeen() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicLong nanos = new AtomicLong(5);
        Exposition exposition = new Exposition(nanos::get);
        exposition.register(sink -> {
            entered.countDown();
            try {
                assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (Scrapes scrapes = new Scrapes(exposition, nanos::get)) {
            nanos.set(100);
            assertThat(scrapes.stalledNanos()).isZero();
            CompletableFuture<String> text = scrapes.render(Exposition.contentType(null), Set.of());
            assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
            nanos.set(1_100);
            assertThat(scrapes.stalledNanos()).isEqualTo(1_000);
            release.countDown();
            assertThat(text.get(30, TimeUnit.SECONDS)).contains("ribwatch_detection_seconds");
            // The mark falls after the text is handed over.
            scrapes.render(Exposition.contentType(null), Set.of()).get(30, TimeUnit.SECONDS);
            for (long end = System.nanoTime() + 30_000_000_000L; scrapes.stalledNanos() != 0; ) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
        }
    }
}
