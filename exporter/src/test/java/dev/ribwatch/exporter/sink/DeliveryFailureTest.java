package dev.ribwatch.exporter.sink;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.DeliveryLedger;
import dev.ribwatch.exporter.alert.MemoryLedger;
import dev.ribwatch.exporter.metrics.Latency;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is said of a receiver that cannot be told, and until when. */
class DeliveryFailureTest {
    private static final int MOST = 3;
    private static final Answer LATER = Answer.retry("HTTP 500");
    private static final Answer NEVER = Answer.refused("HTTP 400");

    private final VirtualTime time = new VirtualTime();
    private final ToldOfFailures failures = new ToldOfFailures();
    private final ReceiverHealth health = failures.of("r", "a", "b");
    private final Format format = Kind.WEBHOOK.format(URI.create("http://127.0.0.1:1/"), false);
    private final DeliveryLedger ledger = new MemoryLedger(time::now, 100);
    private Answer answer = Answer.DELIVERED;
    /** An attempt that is not answered yet, or null. */
    private CompletableFuture<Answer> underWay;

    private final DeliveryQueue queue = new DeliveryQueue(
            "only",
            format,
            request -> underWay == null ? completedFuture(answer) : underWay,
            ledger,
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
        assertThat(failures.take()).containsExactly("r over: the configuration was loaded again");
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
    void ofAMemberThatComesNothingIsKnownAndOneThatGoesIsNone() {
        health.fails("a", failure(1, false));
        health.targets(Set.of("a"));
        assertThat(failures.take()).containsExactly("r since 1970-01-01T00:00:01Z (1): HTTP 1");
        health.targets(Set.of("a", "c"));
        assertThat(failures.take()).as("it was told of nothing yet").isEmpty();
        health.fails("b", failure(2, false));
        health.fails("c", failure(3, false));
        assertThat(failures.take()).as("b is none of it").containsExactly("r since 1970-01-01T00:00:03Z (3): HTTP 3");
        health.targets(Set.of("a", "c", "d"));
        health.works("d", "it took a notification");
        assertThat(failures.take()).containsExactly("r over: it took a notification");
        health.targets(Set.of("c"));
        assertThat(failures.take()).containsExactly("r since 1970-01-01T00:00:03Z (3): HTTP 3");
        health.targets(Set.of("d"));
        assertThat(failures.take()).as("nothing of it failed").containsExactly("r over: the receiver was changed");
        health.fails("d", failure(4, false));
        failures.take();
        health.targets(Set.of());
        assertThat(failures.take()).containsExactly("r over: the receiver was removed");
    }

    /** Else one that takes what fires and refuses what is over would have this alert end and begin for ever. */
    @Test
    void thatItsOwnAlertIsRefusedLosesNothing() {
        answer = NEVER;
        queue.offer(List.of(Told.of("r", "1", false, own("receiver other"))));
        passes(Duration.ofHours(1));
        assertThat(failures.take()).isEmpty();
        String first = fails("HTTP 400, lost");
        queue.offer(List.of(Told.of("r", "2", false, own("receiver other"), Told.alert("2", null))));
        passes(Duration.ofHours(1));
        assertThat(failures.take()).as("something else is lost with it").containsExactly(first);
    }

    private static Alert own(String component) {
        return new Alert(
                component,
                new TreeMap<>(Map.of("alertname", "DeliveryFailing", "component", component)),
                new TreeMap<>(),
                Instant.EPOCH,
                null);
    }

    @Test
    void theReasonIsTheLatest() {
        answer = LATER;
        String first = fails("HTTP 500");
        String then = fails("no connection");
        offer("1");
        passes(Duration.ofMinutes(2));
        answer = Answer.retry("no connection");
        passes(Duration.ofMinutes(6));
        assertThat(failures.take()).containsExactly(first, then);
    }

    /** The receiver's answer may tell the path of its URL, which others must not see. */
    @Test
    void whatTheReceiverSaidStaysInOurLogAndDeadLetters() {
        answer = new Answer(Answer.Kind.REFUSED, "HTTP 404", "Cannot POST /hook/T0KEN", null);
        String first = fails("HTTP 404, lost");
        offer("1");
        passes(Duration.ofMinutes(1));
        assertThat(failures.take()).containsExactly(first);
        assertThat(ledger.deadLetters())
                .extracting(DeliveryLedger.DeadLetter::reason)
                .containsExactly("HTTP 404: Cannot POST /hook/T0KEN");
    }

    /** Its target may have come back, with another queue. */
    @Test
    void oneThatIsAbandonedSaysNothingMore() {
        answer = LATER;
        offer("1");
        passes(Duration.ofMinutes(1));
        failures.take();
        underWay = new CompletableFuture<>();
        passes(Duration.ofMinutes(6));
        queue.abandon(() -> {});
        underWay.complete(Answer.DELIVERED);
        passes(Duration.ofHours(1));
        assertThat(failures.take()).isEmpty();
    }
}
