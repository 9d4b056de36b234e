package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.metrics.Exposition;
import dev.ribwatch.exporter.metrics.Metric;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
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
            CompletableFuture<ByteBuf> text = scrapes.render(Exposition.contentType(null), Set.of());
            assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
            nanos.set(1_100);
            assertThat(scrapes.stalledNanos()).isEqualTo(1_000);
            release.countDown();
            ByteBuf rendered = text.get(30, TimeUnit.SECONDS);
            assertThat(rendered.toString(StandardCharsets.UTF_8)).contains("ribwatch_detection_seconds");
            rendered.release();
            // The mark falls after the text is handed over.
            scrapes.render(Exposition.contentType(null), Set.of())
                    .get(30, TimeUnit.SECONDS)
                    .release();
            for (long end = System.nanoTime() + 30_000_000_000L; scrapes.stalledNanos() != 0; ) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
        }
    }

    @Test
    void whoLeavesTextsUnreadIsRefusedMoreOfThem() throws Exception {
        Exposition exposition = new Exposition(System::nanoTime);
        exposition.register(sink -> {
            for (int i = 0; i < 100_000; i++) {
                sink.sample(Metric.ROUTES, i, "edge-with-a-name-that-is-rather-long-" + i, "ipv4-unicast");
            }
        });
        try (Scrapes scrapes = new Scrapes(exposition, System::nanoTime)) {
            List<ByteBuf> unread = new ArrayList<>();
            Throwable refused = null;
            while (refused == null) {
                CompletableFuture<ByteBuf> text = scrapes.render(Exposition.contentType(null), Set.of());
                try {
                    unread.add(text.get(30, TimeUnit.SECONDS));
                    assertThat(unread).hasSizeLessThan(64);
                } catch (ExecutionException e) {
                    refused = e.getCause();
                }
            }
            assertThat(refused).isInstanceOf(QueryRefused.class);
            assertThat(unread.size()).isGreaterThan(3);
            unread.forEach(ByteBuf::release);
            assertThat(scrapes.unreadBytes()).isZero();
            scrapes.render(Exposition.contentType(null), Set.of())
                    .get(30, TimeUnit.SECONDS)
                    .release();
        }
    }
}
