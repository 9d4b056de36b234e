package dev.ribwatch.exporter.sink;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.spi.Scheduler;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.DeliveryLedger;
import dev.ribwatch.exporter.alert.DeliveryLedger.Entry;
import dev.ribwatch.exporter.alert.Notification;
import dev.ribwatch.exporter.metrics.Latency;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one target is still to be told, in order: one notification at a time, tried until it is accepted or refused for
 * good. What does not fit is given up, the oldest first, and is then a dead letter.
 */
final class DeliveryQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueue.class);

    static final Answer GONE = Answer.refused("the receiver was removed");

    private final String target;
    private final Attempts attempts;
    private final DeliveryLedger ledger;
    private final Clocks clocks;
    private final Latency latency;
    private final DeliveryCounts counts;
    private final ReceiverHealth health;
    private final int most;
    private final FailsafeExecutor<Answer> retries;
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private volatile Format format;
    private @Nullable CompletableFuture<Answer> running;
    private boolean attempting;
    /** Counts what was begun, so that a wait that was cut short begins nothing. */
    private long begun;

    private boolean again;
    private boolean closed;
    private @Nullable Runnable ended;
    private boolean retrying;
    private @Nullable DeliveryFailure failure;

    /**
     * @param most how many notifications may wait
     * @param scheduler the target's own thread
     */
    DeliveryQueue(
            String target,
            Format format,
            Attempts attempts,
            DeliveryLedger ledger,
            Clocks clocks,
            Latency latency,
            DeliveryCounts counts,
            ReceiverHealth health,
            int most,
            Scheduler scheduler,
            RandomGenerator random) {
        this.target = target;
        this.format = format;
        this.attempts = attempts;
        this.ledger = ledger;
        this.clocks = clocks;
        this.latency = latency;
        this.counts = counts;
        this.health = health;
        this.most = most;
        this.retries =
                Failsafe.with(Backoff.policy(format.longestBackoff(), random)).with(scheduler);
    }

    /** Takes up what the ledger says is unfinished; to be called before anything is offered. */
    synchronized void restore() {
        for (Entry entry : ledger.unfinished(target)) {
            enqueue(entry);
        }
    }

    /**
     * Takes what its group tells at one moment. A repetition is left out, as a whole, if what still waits tells the same
     * alerts, or if there is no room for it: it must not displace news.
     */
    synchronized void offer(List<Notification> parts) {
        boolean again = parts.get(0).repeat();
        if (closed || ended != null || again && (waiting.size() + parts.size() > most || toldAnyway(parts))) {
            return;
        }
        for (Notification part : parts) {
            Entry entry = new Entry(target, part);
            ledger.entered(entry);
            enqueue(entry);
        }
    }

    private boolean toldAnyway(List<Notification> parts) {
        Set<SortedMap<String, String>> coming = new HashSet<>();
        for (Entry entry : waiting) {
            if (entry.notification().groupKey().equals(parts.get(0).groupKey())) {
                entry.notification().alerts().forEach(alert -> coming.add(alert.labels()));
            }
        }
        return !coming.isEmpty()
                && parts.stream()
                        .flatMap(part -> part.alerts().stream())
                        .allMatch(alert -> coming.contains(alert.labels()));
    }

    private void enqueue(Entry entry) {
        if (waiting.size() >= most) {
            Entry tried = running == null ? null : waiting.poll();
            Entry oldest = waiting.poll();
            if (tried != null) {
                waiting.addFirst(tried);
            }
            if (oldest != null) {
                die(oldest, "the queue is full");
                failed("the queue is full", true);
            }
        }
        waiting.add(entry);
        if (running == null) {
            next();
        }
    }

    // Under the lock.
    private void next() {
        Entry entry = waiting.peek();
        if (entry == null || closed) {
            notifyAll();
            if (ended != null) {
                ended.run();
            }
            return;
        }
        long mine = ++begun;
        CompletableFuture<Answer> delivery = retries.getStageAsync(context -> {
            if (!begins(mine)) {
                return CompletableFuture.completedFuture(GONE);
            }
            ledger.attempted(entry, context.getAttemptCount() + 1);
            return attempt(entry.notification()).thenApply(this::noted);
        });
        running = delivery;
        CompletableFuture<Answer> unused = delivery.whenComplete((answer, failure) -> finished(entry, answer, failure));
    }

    /** False where nothing is to be attempted any more, or where it was begun anew. */
    private synchronized boolean begins(long which) {
        if (which != begun) {
            return false;
        }
        attempting = !closed && ended == null;
        return attempting;
    }

    private CompletableFuture<Answer> attempt(Notification notification) {
        try {
            return attempts.attempt(format.request(notification, clocks.instant()));
        } catch (RuntimeException e) {
            // One that cannot be sent at all must not stop those behind it.
            LOG.error("A notification for {} could not be sent.", target, e);
            return CompletableFuture.completedFuture(
                    Answer.refused("it could not be sent: " + e.getClass().getSimpleName()));
        }
    }

    private synchronized Answer noted(Answer answer) {
        if (answer.kind() == Answer.Kind.RETRY) {
            attempting = false; // else it ends; to cancel it then would wait for who waits for us
        }
        if (ended != null && answer.kind() == Answer.Kind.RETRY) {
            return GONE;
        }
        if (answer.kind() == Answer.Kind.RETRY) {
            counts.retried.incrementAndGet();
            if (!retrying) {
                LOG.warn(
                        "Receiver {} did not take a notification ({}); trying again until it does.",
                        target,
                        answer.text());
            }
            failed(answer.reason(), false);
        } else if (retrying && answer.kind() == Answer.Kind.DELIVERED) {
            LOG.info("Receiver {} answers again.", target);
        }
        retrying = answer.kind() == Answer.Kind.RETRY;
        return answer;
    }

    /** What is lost stays said until something is taken: nothing else would be known of it. */
    private void failed(String reason, boolean lost) {
        if (ended != null) {
            return; // its target may have come back with another queue
        }
        DeliveryFailure before = failure;
        DeliveryFailure now = before == null
                ? new DeliveryFailure(clocks.instant(), clocks.nanos(), reason, lost)
                : lost || !before.lost()
                        ? new DeliveryFailure(before.since(), before.sinceNanos(), reason, lost || before.lost())
                        : before;
        failure = now;
        health.fails(target, now);
    }

    private void works(String reason) {
        failure = null;
        if (ended == null) {
            health.works(target, reason);
        }
    }

    private synchronized void finished(Entry entry, @Nullable Answer answer, @Nullable Throwable thrown) {
        boolean anew = again && answer == null;
        again = false;
        running = null;
        attempting = false;
        if (closed) {
            return;
        }
        if (anew) {
            next();
            return;
        }
        waiting.remove(entry);
        if (answer != null && answer.kind() == Answer.Kind.DELIVERED) {
            ledger.delivered(entry);
            counts.delivered.incrementAndGet();
            works("it took a notification");
            long now = clocks.nanos();
            entry.notification().news().forEach(detected -> latency.record(now - detected));
        } else {
            Answer refusal = answer != null
                    ? answer
                    : ended != null || thrown == null
                            ? GONE
                            : Answer.refused(thrown.getClass().getSimpleName());
            LOG.error("Receiver {} refused a notification for good ({}).", target, refusal.text());
            die(entry, refusal.text());
            if (!isOwn(entry.notification())) {
                failed(refusal.reason(), true);
            }
        }
        next();
    }

    /** One that takes what fires and refuses what is over would refuse the end of this alert each time, and begin it anew. */
    private static boolean isOwn(Notification notification) {
        return notification.alerts().stream()
                .allMatch(alert ->
                        RuleName.DELIVERY_FAILING.text().equals(alert.labels().get("alertname")));
    }

    private void die(Entry entry, String reason) {
        ledger.died(entry, reason);
        counts.dead.incrementAndGet();
    }

    /**
     * Sends what follows in this way, what waits for its next attempt at once; one that is under way is not touched. That
     * something was refused says nothing of it.
     */
    synchronized void change(Format format) {
        this.format = format;
        if (running != null && !attempting && !closed && ended == null) {
            again = true;
            running.cancel(false);
        }
        if (failure != null && failure.lost()) {
            works("the configuration was loaded again");
        }
    }

    /** How many wait, the one under way included. */
    synchronized int size() {
        return waiting.size();
    }

    /**
     * Gives up all that waits: its target is no more. An attempt that is under way is heard out.
     *
     * @param ended run when nothing is under way any more
     */
    synchronized void abandon(Runnable ended) {
        this.ended = ended;
        Entry tried = running == null ? null : waiting.poll();
        waiting.forEach(entry -> die(entry, GONE.reason()));
        waiting.clear();
        if (tried == null) {
            ended.run();
            return;
        }
        waiting.add(tried);
        if (!attempting && running != null) {
            running.cancel(false); // it waits for its next attempt
        }
    }

    /** Waits until nothing is left to deliver, at most this long. */
    synchronized void awaitEmpty(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; !waiting.isEmpty() && left > 0; left = end - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
    }

    /** Ends at once; what waits stays unfinished in the ledger. */
    @Override
    public void close() {
        CompletableFuture<Answer> delivery;
        synchronized (this) {
            closed = true;
            delivery = running;
            notifyAll();
        }
        if (delivery != null) {
            delivery.cancel(true);
        }
    }
}
