package dev.ribwatch.exporter.sink;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.alert.MemoryLedger;
import dev.ribwatch.exporter.metrics.Latency;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is said of a receiver that cannot be told, and until when. */
class DeliveryFailureTest {
    private static final int MOST = 3;
    private static final Answer LATER = Answer.retry("HTTP 500");
    private static final Answer NEVER = new Answer(Answer.Kind.REFUSED, "HTTP 400", null);

    private final VirtualTime time = new VirtualTime();
    private final ToldOfFailures failures = new ToldOfFailures();
    private final ReceiverHealth health = failures.of("r", "a", "b");
    private final Format format = Kind.WEBHOOK.format(URI.create("http://127.0.0.1:1/"), false);
    private Answer answer = Answer.DELIVERED;
    private final DeliveryQueue queue = new DeliveryQueue(
            "only",
            format,
            request -> completedFuture(answer),
            new MemoryLedger(time::now, 100),
            time.clocks(),
            Latency.delivery(time.clocks().nanos()),
            new DeliveryCounts(),
            failures.of("r", "only"),
            MOST,
            time,
            new SplittableRandom(7));

    private void offer(String... ids) {
        for (String id : ids) {
            queue.offer(List.of(Told.firing("r", id)));
        }
    }

    private void passes(Duration duration) {
        time.until(time.elapsed().plus(duration));
    }

    private String fails(String rest) {
        return "r since " + time.now() + " (" + time.clocks().nanos() + "): " + rest;
    }

    private static DeliveryFailure failure(int at, boolean lost) {
        return new DeliveryFailure(Instant.EPOCH.plusSeconds(at), at, "HTTP " + at, lost);
    }

    @Test
    void oneThatAnswersIsNotSpokenOf() {
        offer("1", "2");
        passes(Duration.ofHours(1));
        assertThat(failures.take()).isEmpty();
    }

    @Test
    void oneThatIsTriedAgainFailsFromItsFirstAttemptUntilItTakesWhatItWasSent() {
        answer = LATER;
        String first = fails("HTTP 500");
        offer("1");
        passes(Duration.ofHours(1));
        assertThat(failures.take()).as("said once").containsExactly(first);
        queue.change(format);
        assertThat(failures.take()).as("it still waits").isEmpty();
        answer = Answer.DELIVERED;
        passes(Duration.ofMinutes(6));
        assertThat(failures.take()).containsExactly("r over: it took a notification");
    }

    @Test
    void whatIsRefusedForGoodIsLostUntilSomethingIsTaken() {
        answer = NEVER;
        String first = fails("HTTP 400, lost");
        offer("1");
        passes(Duration.ofHours(1));
        assertThat(failures.take()).containsExactly(first);
        offer("2");
        passes(Duration.ofHours(1));
        assertThat(failures.take()).as("the same again").isEmpty();
        answer = LATER;
        offer("3");
        passes(Duration.ofMinutes(1));
        assertThat(failures.take()).as("lost is worse").isEmpty();
        answer = Answer.DELIVERED;
        passes(Duration.ofHours(1));
        assertThat(failures.take()).containsExactly("r over: it took a notification");
    }

    @Test
    void oneThatIsTriedAgainAndThenRefusesLosesSinceItBeganToFail() {
        answer = LATER;
        String first = fails("HTTP 500");
        String then = fails("HTTP 400, lost");
        offer("1");
        passes(Duration.ofMinutes(2));
        answer = NEVER;
        passes(Duration.ofMinutes(6));
        assertThat(failures.take()).containsExactly(first, then);
    }

    @Test
    void whatHasNoRoomIsLost() {
        answer = LATER;
        String first = fails("HTTP 500");
        String then = fails("the queue is full, lost");
        offer("1", "2", "3");
        passes(Duration.ofMinutes(2));
        offer("4");
        assertThat(failures.take()).containsExactly(first, then);
    }

    @Test
    void anotherConfigurationOfOneThatRefusedIsGivenAChance() {
        answer = NEVER;
        offer("1");
        passes(Duration.ofMinutes(1));
        failures.take();
        queue.change(format);
        assertThat(failures.take()).containsExactly("r over: its configuration was changed");
        String again = fails("HTTP 400, lost");
        offer("2");
        passes(Duration.ofSeconds(1));
        assertThat(failures.take()).containsExactly(again);
    }

    @Test
    void thatItIsRemovedIsNoFailure() {
        answer = LATER;
        offer("1", "2");
        failures.take();
        queue.abandon(() -> {});
        passes(Duration.ofHours(1));
        assertThat(failures.take()).isEmpty();
    }

    @Test
    void oneMemberThatAnswersIsEnough() {
        health.fails("a", failure(1, true));
        assertThat(failures.take()).isEmpty();
        health.fails("b", failure(2, false));
        assertThat(failures.take()).containsExactly("r since 1970-01-01T00:00:02Z (2): HTTP 2");
        health.fails("b", failure(2, true));
        assertThat(failures.take())
                .as("no member was told")
                .containsExactly("r since 1970-01-01T00:00:02Z (2): HTTP 2, lost");
        health.works("a", "it took a notification");
        assertThat(failures.take()).containsExactly("r over: it took a notification");
    }

    @Test
    void aMemberThatComesIsOneThatMayAnswerAndOneThatGoesIsNone() {
        health.fails("a", failure(1, false));
        health.targets(Set.of("a"));
        assertThat(failures.take()).containsExactly("r since 1970-01-01T00:00:01Z (1): HTTP 1");
        health.targets(Set.of("a", "c"));
        assertThat(failures.take()).containsExactly("r over: the receiver was changed");
        health.fails("b", failure(2, false));
        health.fails("c", failure(3, false));
        assertThat(failures.take()).as("b is none of it").containsExactly("r since 1970-01-01T00:00:03Z (3): HTTP 3");
        health.targets(Set.of());
        assertThat(failures.take()).containsExactly("r over: the receiver was removed");
    }
}
