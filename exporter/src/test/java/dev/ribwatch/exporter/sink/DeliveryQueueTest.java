package dev.ribwatch.exporter.sink;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.alert.DeliveryLedger;
import dev.ribwatch.exporter.alert.DeliveryLedger.DeadLetter;
import dev.ribwatch.exporter.alert.MemoryLedger;
import dev.ribwatch.exporter.alert.Notification;
import dev.ribwatch.exporter.metrics.Latency;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** L2, L3: what is tried again and when, what is given up, and that no more is lost than that. Under a virtual clock. */
class DeliveryQueueTest {
    private static final int MOST = 5;
    private static final Answer LATER = Answer.retry("HTTP 500");
    private static final Answer NEVER = Answer.refused("HTTP 400");

    private final VirtualTime time = new VirtualTime();
    private final DeliveryLedger ledger = new MemoryLedger(time::now, 100);
    private final DeliveryCounts counts = new DeliveryCounts();
    private final ToldOfFailures failures = new ToldOfFailures();
    private final List<String> tried = new ArrayList<>();
    private final List<Duration> times = new ArrayList<>();
    private CompletableFuture<Answer> answer = completedFuture(LATER);
    private DeliveryQueue queue = queue(Kind.WEBHOOK, MOST);

    private DeliveryQueue queue(Kind kind, int most) {
        Format bodies = kind.format(URI.create("http://127.0.0.1:1/"), false);
        return new DeliveryQueue(
                "target",
                bodies,
                request -> {
                    times.add(time.elapsed());
                    tried.add(request.body().replaceAll("(?s).*\"prefix\":\"([^\"]*)\".*", "$1"));
                    return answer;
                },
                ledger,
                time.clocks(),
                Latency.delivery(time.clocks().nanos()),
                counts,
                failures.of("r", "target"),
                most,
                time,
                new SplittableRandom(7));
    }

    private void offer(String... ids) {
        for (String id : ids) {
            queue.offer(List.of(Told.firing("r", id)));
        }
    }

    private void passes(Duration duration) {
        time.until(time.elapsed().plus(duration));
    }

    private List<String> dead() {
        return ledger.deadLetters().stream()
                .map(letter -> letter.entry().notification().id() + ": " + letter.reason())
                .toList();
    }

    private void counted(long delivered, long retried, long dead) {
        assertThat(List.of(counts.delivered.get(), counts.retried.get(), counts.dead.get()))
                .as("delivered, retried, dead")
                .containsExactly(delivered, retried, dead);
    }

    @ParameterizedTest
    @CsvSource({"WEBHOOK, 300", "ALERTMANAGER, 30"})
    void triesForAWeekWithWaitsThatGrowUpToABound(Kind kind, long longest) {
        queue = queue(kind, MOST);
        offer("a", "b");
        passes(Duration.ofDays(7));
        List<Duration> waits = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            waits.add(times.get(i).minus(times.get(i - 1)));
            assertThat(waits.get(i - 1))
                    .isLessThanOrEqualTo(Duration.ofSeconds(Math.min(longest, 1L << Math.min(i - 1, 20))));
        }
        // Full jitter: over a week the waits fill the whole range, and their mean is its half.
        assertThat(waits).anyMatch(wait -> wait.toSeconds() > longest * 9 / 10);
        assertThat(times.size()).isBetween((int) (604_800 / longest * 18 / 10), (int) (604_800 / longest * 22 / 10));
        assertThat(tried).containsOnly("a");
        assertThat(dead()).isEmpty();
        answer = completedFuture(Answer.DELIVERED);
        passes(Duration.ofSeconds(longest));
        assertThat(tried).endsWith("a", "b");
        assertThat(queue.size()).isZero();
        counted(2, times.size() - 2, 0);
    }

    /** Somebody has mended something: nobody waits an hour to see whether it works. */
    @Test
    void aReloadTriesAtOnceWhatWaitsForItsNextAttempt() {
        answer = completedFuture(new Answer(Answer.Kind.RETRY, "HTTP 503", "", Duration.ofHours(1)));
        offer("a", "b");
        passes(Duration.ofSeconds(10));
        assertThat(tried).containsExactly("a");
        queue.change(Kind.WEBHOOK.format(URI.create("http://127.0.0.1:1/other"), false));
        passes(Duration.ofSeconds(1));
        assertThat(tried).containsExactly("a", "a");
        answer = completedFuture(Answer.DELIVERED);
        queue.change(Kind.WEBHOOK.format(URI.create("http://127.0.0.1:1/third"), false));
        passes(Duration.ofHours(3));
        assertThat(tried).containsExactly("a", "a", "a", "b");
        assertThat(dead()).isEmpty();
        counted(2, 2, 0);
    }

    @Test
    void aReloadLeavesAnAttemptAloneThatIsUnderWay() {
        answer = new CompletableFuture<>();
        offer("a", "b");
        passes(Duration.ofSeconds(10));
        queue.change(Kind.WEBHOOK.format(URI.create("http://127.0.0.1:1/other"), false));
        passes(Duration.ofHours(1));
        assertThat(tried).containsExactly("a");
        answer.complete(Answer.DELIVERED);
        passes(Duration.ofSeconds(1));
        assertThat(tried).containsExactly("a", "b");
        counted(2, 0, 0);
    }

    @Test
    void doesNotComeBackBeforeItIsAskedTo() {
        answer = completedFuture(new Answer(Answer.Kind.RETRY, "HTTP 429", "", Duration.ofHours(1)));
        offer("a");
        passes(Duration.ofMinutes(59));
        assertThat(times).hasSize(1);
        answer = completedFuture(Answer.DELIVERED);
        passes(Duration.ofMinutes(2));
        assertThat(times).hasSize(2);
        counted(1, 1, 0);
    }

    /** On return all of it is told, oldest first: also what began and ended meanwhile. */
    @Test
    void whatBeganAndEndedWhileTheReceiverWasAwayIsToldInOrder() {
        offer("a");
        passes(Duration.ofMinutes(10));
        queue.offer(List.of(Told.of("r", "a-over", false, Told.alert("a-over", Told.ENDED))));
        offer("b");
        passes(Duration.ofHours(1));
        tried.clear();
        answer = completedFuture(Answer.DELIVERED);
        passes(Duration.ofMinutes(5));
        assertThat(tried).containsExactly("a", "a-over", "b");
    }

    @Test
    void nothingIsLostUpToTheBoundAndTheOldestBeyondIt() {
        offer("a", "b", "c", "d", "e");
        passes(Duration.ofMinutes(1));
        assertThat(queue.size()).isEqualTo(MOST);
        assertThat(dead()).isEmpty();
        // Not the one under way: it may have arrived.
        offer("f", "g");
        assertThat(queue.size()).isEqualTo(MOST);
        assertThat(dead()).containsExactly("b: the queue is full", "c: the queue is full");
        assertThat(counts.dead.get()).isEqualTo(2);
        tried.clear();
        answer = completedFuture(Answer.DELIVERED);
        passes(Duration.ofMinutes(6));
        assertThat(tried).containsExactly("a", "d", "e", "f", "g");
        assertThat(ledger.unfinished("target")).isEmpty();
    }

    @Test
    void whatIsRefusedIsADeadLetterAndTheNextGoesOn() {
        answer = completedFuture(NEVER);
        offer("a");
        passes(Duration.ofSeconds(1));
        answer = completedFuture(Answer.DELIVERED);
        offer("b");
        passes(Duration.ofHours(1));
        assertThat(tried).containsExactly("a", "b");
        assertThat(ledger.deadLetters()).extracting(DeadLetter::reason).containsExactly("HTTP 400");
        assertThat(ledger.unfinished("target")).isEmpty();
        counted(1, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeSentAtAllStopsNobody(Kind kind) {
        queue = new DeliveryQueue(
                "target",
                kind.format(URI.create("http://127.0.0.1:1/"), false),
                request -> {
                    tried.add("x");
                    if (tried.size() == 1) {
                        throw new IllegalStateException("hunter2");
                    }
                    return completedFuture(Answer.DELIVERED);
                },
                ledger,
                time.clocks(),
                Latency.delivery(time.clocks().nanos()),
                counts,
                failures.of("r", "target"),
                MOST,
                time,
                new SplittableRandom(7));
        offer("a", "b");
        passes(Duration.ofMinutes(1));
        assertThat(dead()).containsExactly("a: it could not be sent: IllegalStateException");
        counted(1, 0, 1);
    }

    @Test
    void takesUpWhatTheLedgerSaysIsUnfinishedUnderTheSameId() {
        Notification before = Told.firing("r", "a");
        ledger.entered(new DeliveryLedger.Entry("target", before));
        answer = completedFuture(Answer.DELIVERED);
        queue.restore();
        offer("b");
        passes(Duration.ofSeconds(1));
        assertThat(tried).containsExactly("a", "b");
        assertThat(ledger.unfinished("target")).isEmpty();
    }

    @Test
    void theEndLeavesWhatWaitsUnfinished() {
        answer = new CompletableFuture<>();
        offer("a", "b");
        passes(Duration.ofSeconds(1));
        queue.close();
        offer("c");
        answer.complete(Answer.DELIVERED);
        passes(Duration.ofHours(1));
        assertThat(tried).containsExactly("a");
        assertThat(ledger.unfinished("target"))
                .extracting(entry -> entry.notification().id())
                .containsExactly("a", "b");
        assertThat(dead()).isEmpty();
        counted(0, 0, 0);
    }

    // A receiver that is removed.

    private final List<String> ended = new ArrayList<>();

    @Test
    void whatIsUnderWayToARemovedReceiverIsHeardOut() {
        answer = new CompletableFuture<>();
        offer("a", "b");
        passes(Duration.ofSeconds(1));
        queue.abandon(() -> ended.add("now"));
        assertThat(answer).isNotCancelled();
        assertThat(ended).isEmpty();
        answer.complete(Answer.DELIVERED);
        passes(Duration.ofHours(1));
        assertThat(ended).containsExactly("now");
        assertThat(dead()).containsExactly("b: the receiver was removed");
        counted(1, 0, 1);
    }

    @Test
    void butNotTriedAgain() {
        answer = new CompletableFuture<>();
        offer("a", "b");
        passes(Duration.ofSeconds(1));
        queue.abandon(() -> ended.add("now"));
        offer("c");
        answer.complete(LATER);
        passes(Duration.ofHours(1));
        assertThat(ended).containsExactly("now");
        assertThat(tried).containsExactly("a");
        assertThat(dead()).containsExactly("b: the receiver was removed", "a: the receiver was removed");
        assertThat(queue.size()).isZero();
        counted(0, 0, 2);
    }

    @Test
    void whatWaitsForItsNextAttemptIsGivenUpAtOnce() {
        offer("a", "b");
        passes(Duration.ofMinutes(10));
        int attempts = tried.size();
        queue.abandon(() -> ended.add("now"));
        assertThat(ended).containsExactly("now");
        passes(Duration.ofHours(1));
        assertThat(tried).hasSize(attempts);
        assertThat(dead()).containsExactly("b: the receiver was removed", "a: the receiver was removed");
        counted(0, attempts, 2);
    }

    @Test
    void anIdleQueueEndsAtOnce() {
        queue.abandon(() -> ended.add("now"));
        assertThat(ended).containsExactly("now");
        counted(0, 0, 0);
    }
}
