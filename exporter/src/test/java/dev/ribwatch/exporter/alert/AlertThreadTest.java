package dev.ribwatch.exporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertThreadTest {
    private static final Clocks CLOCKS = Clocks.system();

    private final BlockingQueue<Notification> told = new LinkedBlockingQueue<>();
    private final AlertPipeline pipeline = new AlertPipeline(config(), told::addAll, AlertListener.NONE, CLOCKS);
    private final AlertThread thread = new AlertThread(pipeline, CLOCKS);

    @AfterEach
    void close() {
        thread.close();
    }

    @Test
    void tellsWhatOpensAndWhatEnds() throws Exception {
        thread.start();
        thread.opened(condition("edge1"));
        assertThat(next().status()).isEqualTo("firing");
        thread.closed("UnexpectedPrefix", Map.of("router", "edge1"), Instant.now(), "gone");
        assertThat(next().status()).isEqualTo("resolved");
        assertThat(thread.active().toCompletableFuture().get(5, TimeUnit.SECONDS))
                .isEmpty();
    }

    @Test
    void whatComesTogetherLeavesTogetherAndWhatHeldForAMomentIsTold() throws Exception {
        thread.opened(condition("edge1"));
        thread.opened(condition("edge2"));
        thread.closed("UnexpectedPrefix", Map.of("router", "edge2"), Instant.now(), "gone");
        thread.start();
        assertThat(next().alerts()).hasSize(2).allMatch(Alert::firing);
        assertThat(next().alerts()).extracting(Alert::firing).containsExactly(true, false);
    }

    @Test
    void takesAConfigurationLiveHoweverManyAsk() throws Exception {
        while (!thread.active().toCompletableFuture().isCompletedExceptionally()) {
            assertThat(told).isEmpty();
        }
        thread.apply(new AlertsConfig(Map.of(), Duration.ZERO, Duration.ofHours(4), List.of(), List.of(), List.of()));
        thread.start();
        List<ActiveAlert> before = null;
        for (long end = System.nanoTime() + 5_000_000_000L; before == null && System.nanoTime() < end; ) {
            before = thread.active()
                    .handle((rows, refused) -> rows)
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
        }
        assertThat(before).isEmpty();
        thread.opened(condition("edge1"));
        assertThat(thread.active().toCompletableFuture().get(5, TimeUnit.SECONDS))
                .hasSize(1);
        assertThat(told).isEmpty();
    }

    @Test
    void answersWithWhatTheAskerHadToldBefore() throws Exception {
        thread.start();
        for (int told = 1; told <= 2_000; told++) {
            thread.opened(condition("edge" + told));
            assertThat(thread.active().toCompletableFuture().get(5, TimeUnit.SECONDS))
                    .hasSize(told);
        }
    }

    @Test
    void aFailureOfTheOutboxStopsNothing() throws Exception {
        List<Notification> taken = new ArrayList<>();
        AlertPipeline failing = new AlertPipeline(
                config(),
                parts -> {
                    taken.addAll(parts);
                    if (taken.size() == 1) {
                        throw new IllegalStateException("the outbox fails once");
                    }
                    told.addAll(parts);
                },
                AlertListener.NONE,
                CLOCKS);
        try (AlertThread thread = new AlertThread(failing, CLOCKS)) {
            thread.start();
            thread.opened(condition("edge1"));
            thread.active().toCompletableFuture().get(5, TimeUnit.SECONDS);
            thread.opened(condition("edge2"));
            assertThat(next().alerts())
                    .extracting(alert -> alert.labels().get("router"))
                    .contains("edge2");
        }
    }

    /** Who waits for others of its group when the agent ends would otherwise never be told of. */
    @Test
    void theEndDoesNotWaitForTheGroup() throws Exception {
        AlertsConfig patient = new AlertsConfig(
                Map.of(), Duration.ofHours(1), Duration.ofHours(4), List.of(Timeline.ON_CALL), List.of(), List.of());
        try (AlertThread thread =
                new AlertThread(new AlertPipeline(patient, told::addAll, AlertListener.NONE, CLOCKS), CLOCKS)) {
            thread.start();
            thread.opened(condition("edge1"));
            thread.active().toCompletableFuture().get(5, TimeUnit.SECONDS);
            thread.opened(condition("edge2"));
        }
        assertThat(next().alerts())
                .extracting(alert -> alert.labels().get("router"))
                .containsExactly("edge1", "edge2");
        assertThat(told).isEmpty();
    }

    @Test
    void whatOneSubjectDoesIsFoldedButNotForgotten() throws Exception {
        List<String> refused = new ArrayList<>();
        Mailbox mailbox = new Mailbox(2, () -> refused.add("one"));
        Subject subject = Subject.of(condition("edge1"));
        for (int i = 0; i < 10_000; i++) {
            mailbox.put(subject, new Mailbox.Holds(condition("edge1")));
            mailbox.put(subject, new Mailbox.Holds(condition("edge1")));
            mailbox.put(subject, new Mailbox.Ended(Instant.EPOCH, "gone " + i));
        }
        List<Mailbox.Turn> turns = mailbox.take(0).get(subject);
        assertThat(turns).hasSizeLessThanOrEqualTo(8);
        assertThat(turns.get(0)).isInstanceOf(Mailbox.Holds.class);
        assertThat(turns.get(turns.size() - 1)).isEqualTo(new Mailbox.Ended(Instant.EPOCH, "gone 9999"));
        for (int i = 1; i < turns.size(); i++) {
            assertThat(turns.get(i).getClass()).isNotEqualTo(turns.get(i - 1).getClass());
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void theMailboxRefusesBeginningsBeforeEnds() throws Exception {
        List<String> refused = new ArrayList<>();
        Mailbox mailbox = new Mailbox(2, () -> refused.add("one"));
        for (int i = 0; i < 3; i++) {
            mailbox.put(Subject.of(condition("edge" + i)), new Mailbox.Holds(condition("edge" + i)));
        }
        assertThat(refused).hasSize(1);
        for (int i = 3; i < 7; i++) {
            mailbox.put(Subject.of(condition("edge" + i)), new Mailbox.Ended(Instant.EPOCH, "gone"));
        }
        assertThat(refused).hasSize(3);
        assertThat(mailbox.take(0)).hasSize(4);
    }

    private Notification next() throws InterruptedException {
        Notification notification = told.poll(5, TimeUnit.SECONDS);
        assertThat(notification).as("a notification within 5 s").isNotNull();
        return notification;
    }

    private static AlertsConfig config() {
        return new AlertsConfig(
                Map.of(), Duration.ZERO, Duration.ofHours(4), List.of(Timeline.ON_CALL), List.of(), List.of());
    }

    private static Condition condition(String router) {
        return new Condition(
                "UnexpectedPrefix",
                Severity.WARNING,
                Map.of("router", router),
                Map.of("summary", "s"),
                Duration.ZERO,
                Duration.ZERO,
                Instant.now(),
                CLOCKS.nanos(),
                false);
    }
}
