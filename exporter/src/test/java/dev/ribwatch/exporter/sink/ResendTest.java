package dev.ribwatch.exporter.sink;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.AlertListener;
import dev.ribwatch.exporter.alert.AlertPipeline;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.DeliveryLedger;
import dev.ribwatch.exporter.alert.MemoryLedger;
import dev.ribwatch.exporter.metrics.Latency;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An Alertmanager hears of every firing alert before it would take it for resolved: pipeline and queue, under one clock. */
class ResendTest {
    private static final URI MEMBER = URI.create("http://127.0.0.1:9093");
    private static final int MOST = 100;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualTime time = new VirtualTime();
    private final AlertmanagerModel member = new AlertmanagerModel();
    private final DeliveryLedger ledger = new MemoryLedger(time::now, 10);
    private final DeliveryCounts counts = new DeliveryCounts();
    private final AlertPipeline pipeline;
    private final DeliveryQueue queue;
    private Attempts attempts = this::accepts;
    private long requests;

    ResendTest() {
        queue = new DeliveryQueue(
                "am",
                new AlertmanagerFormat(MEMBER, false, () -> "http://self"),
                request -> attempts.attempt(request),
                ledger,
                time.clocks(),
                Latency.delivery(time.clocks().nanos()),
                counts,
                new ToldOfFailures().of("am", "am"),
                MOST,
                time,
                new SplittableRandom(1));
        pipeline = new AlertPipeline(
                new AlertsConfig(
                        Map.of(),
                        Duration.ofSeconds(2),
                        Duration.ofHours(4),
                        List.of(new AlertsConfig.Alertmanager("am", List.of(MEMBER), false)),
                        List.of(),
                        List.of()),
                queue::offer,
                AlertListener.NONE,
                time.clocks());
        time.drive(pipeline);
    }

    private CompletableFuture<Answer> accepts(Request request) {
        requests++;
        member.post(request.body(), time.now());
        return time.after(Duration.ofMillis(20), Answer.DELIVERED);
    }

    private static Map<String, String> subject(int number) {
        return Map.of("prefix", "10." + number / 256 + "." + number % 256 + ".0/24");
    }

    private void opens(int number) {
        pipeline.opened(new Condition(
                "MissingPrefix",
                Severity.CRITICAL,
                subject(number),
                Map.of("summary", "gone"),
                Duration.ZERO,
                Duration.ZERO,
                time.now(),
                time.clocks().nanos(),
                false));
    }

    private void until(Duration end) {
        while (time.elapsed().compareTo(end) < 0) {
            Duration next = time.elapsed().plusSeconds(10);
            time.until(next.compareTo(end) < 0 ? next : end);
            member.lapse(time.now());
        }
    }

    @Test
    void everyPartOfALongListIsSentAgain() {
        for (int i = 0; i < 1_200; i++) {
            opens(i);
        }
        until(Duration.ofSeconds(750));
        assertThat(member.expired).isEmpty();
        assertThat(member.firing()).hasSize(1_200);
        assertThat(requests).as("three parts at once and each minute").isEqualTo(3 * 13);
    }

    /** The thread is late each time: a change and the repetition are found due together. */
    @Test
    void aChangeDoesNotTakeThePlaceOfARepetition() {
        opens(0);
        time.until(Duration.ofMillis(1));
        Duration repeated = time.elapsed();
        for (int number = 1; number <= 10; number++) {
            until(repeated.plus(MINUTE).minusMillis(2));
            opens(number);
            time.stall(Duration.ofMillis(4));
            repeated = time.elapsed();
        }
        until(Duration.ofMinutes(12));
        assertThat(member.expired).isEmpty();
        assertThat(member.firing()).hasSize(11);
    }

    /** Something is always under way. */
    @Test
    void aSlowMemberHearsOfWhatDidNotChangeToo() {
        attempts = request -> {
            member.post(request.body(), time.now());
            return time.after(Duration.ofSeconds(8), Answer.DELIVERED);
        };
        opens(0);
        for (int number = 1; number < 60; number++) {
            until(Duration.ofSeconds(10L * number + 3));
            opens(number);
        }
        until(Duration.ofMinutes(15));
        assertThat(member.expired).isEmpty();
        assertThat(member.firing()).hasSize(60);
    }

    @Test
    void aMemberThatIsAwayForTwoMinutesOutOfFourForgetsNothing() {
        attempts = request ->
                time.elapsed().toMinutes() % 4 < 2 ? accepts(request) : completedFuture(Answer.retry("no connection"));
        opens(0);
        until(Duration.ofHours(10));
        assertThat(member.expired).isEmpty();
        assertThat(member.firing()).hasSize(1);
        assertThat(ledger.deadLetters()).isEmpty();
    }

    /** A repetition that waits is not repeated; and what is resolved meanwhile does not fire again. */
    @Test
    void repetitionsDoNotPileUpWhileTheMemberIsAway() {
        attempts = request -> completedFuture(Answer.retry("no connection"));
        opens(0);
        until(Duration.ofHours(3));
        assertThat(queue.size()).isEqualTo(1);
        attempts = this::accepts;
        until(Duration.ofMinutes(181));
        pipeline.closed("MissingPrefix", subject(0), time.now(), "back");
        until(Duration.ofMinutes(190));
        assertThat(queue.size()).isZero();
        assertThat(member.firing()).isEmpty();
        assertThat(member.expired).isEmpty();
    }

    @Test
    void aRepetitionThatFindsNoRoomDisplacesNothing() {
        attempts = request -> completedFuture(Answer.retry("no connection"));
        for (int number = 0; number < MOST; number++) {
            opens(number);
            until(time.elapsed().plusMillis(1));
        }
        until(Duration.ofHours(1));
        assertThat(queue.size()).isEqualTo(MOST);
        assertThat(ledger.deadLetters()).isEmpty();
    }
}
