package dev.ribwatch.exporter.alert;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives an {@link AlertPipeline} on a thread of its own. Every method may be called from any thread and returns at once. */
public final class AlertThread implements Conditions, MetricSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlertThread.class);
    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_REQUESTS = 256;

    private final AlertPipeline pipeline;
    private final Clocks clocks;
    private final Mailbox mailbox;
    private final ArrayBlockingQueue<Runnable> requests = new ArrayBlockingQueue<>(MOST_REQUESTS);
    private final Thread thread;
    private final AtomicReference<@Nullable AlertsConfig> reloaded = new AtomicReference<>();
    private volatile boolean closing;
    private volatile long progressNanos;

    public AlertThread(AlertPipeline pipeline, Clocks clocks) {
        this.pipeline = pipeline;
        this.clocks = clocks;
        this.mailbox = new Mailbox(AlertPipeline.MOST_EPISODES, pipeline::refused);
        this.progressNanos = clocks.nanos();
        this.thread = new Thread(this::run, "ribwatch-alerts");
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    @Override
    public void opened(Condition condition) {
        mailbox.put(Subject.of(condition), new Mailbox.Holds(condition));
    }

    @Override
    public void changed(Condition condition) {
        mailbox.put(Subject.of(condition), new Mailbox.Holds(condition));
    }

    @Override
    public void closed(String rule, Map<String, String> subject, Instant at, String reason) {
        mailbox.put(new Subject(rule, Map.copyOf(subject)), new Mailbox.Ended(at, reason));
    }

    /** All alerts that are not over. Fails with {@link RejectedExecutionException} if too many ask at a time. */
    public CompletionStage<List<ActiveAlert>> active() {
        return ask(pipeline::active);
    }

    /** Takes a new configuration live, in a moment, before whatever is asked after this call. Never refused. */
    public void apply(AlertsConfig config) {
        reloaded.set(config);
        mailbox.nudge();
    }

    private <T> CompletionStage<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable request = () -> {
            try {
                answer.complete(question.get());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        };
        if (closing || !requests.offer(request)) {
            answer.completeExceptionally(new RejectedExecutionException("the alert thread is busy or stopping"));
        }
        mailbox.nudge();
        return answer;
    }

    /** When it last went round, on the monotonic clock; it does so at least every second. */
    public long progressNanos() {
        return progressNanos;
    }

    private void run() {
        long wait = 0;
        // Drained before the mailbox: whoever asks is answered with what it had told before.
        List<Runnable> asked = new ArrayList<>(MOST_REQUESTS);
        while (true) {
            boolean last = closing;
            boolean went = true;
            try {
                requests.drainTo(asked);
                boolean now = last || !asked.isEmpty();
                take(mailbox.take(now ? 0 : Math.min(wait, LONGEST_WAIT_NANOS)));
                AlertsConfig config = reloaded.getAndSet(null);
                if (config != null) {
                    pipeline.apply(config);
                }
                asked.forEach(Runnable::run);
                asked.clear();
                wait = pipeline.advance();
                if (last) {
                    pipeline.flush();
                }
            } catch (InterruptedException e) {
                LOG.warn("The alert thread was interrupted; it ends.");
                return;
            } catch (Throwable e) {
                LOG.error("A step of the alert pipeline failed; the others go on.", e);
                wait = 0;
                went = false;
            }
            if (went) {
                progressNanos = clocks.nanos();
            }
            if (last) {
                requests.drainTo(asked);
                asked.forEach(Runnable::run);
                return;
            }
        }
    }

    // In rounds, so that what came together leaves together, and what held for a moment only still fires.
    private void take(Map<Subject, List<Mailbox.Turn>> arrived) {
        boolean more = !arrived.isEmpty();
        for (int round = 0; more; round++) {
            more = false;
            for (Map.Entry<Subject, List<Mailbox.Turn>> entry : arrived.entrySet()) {
                List<Mailbox.Turn> turns = entry.getValue();
                if (round < turns.size()) {
                    take(entry.getKey(), turns.get(round));
                    more |= round + 1 < turns.size();
                }
            }
            if (more) {
                advance();
            }
        }
    }

    private void advance() {
        try {
            pipeline.advance();
        } catch (Throwable e) {
            LOG.error("A step of the alert pipeline failed; what has come is taken all the same.", e);
        }
    }

    private void take(Subject subject, Mailbox.Turn turn) {
        try {
            if (turn instanceof Mailbox.Holds holds) {
                pipeline.changed(holds.condition());
            } else if (turn instanceof Mailbox.Ended ended) {
                pipeline.closed(subject.rule(), subject.labels(), ended.at(), ended.reason());
            }
        } catch (Throwable e) {
            LOG.error("A condition of rule {} could not be taken; the others go on.", subject.rule(), e);
        }
    }

    @Override
    public void write(MetricSink sink) {
        pipeline.write(sink);
    }

    /** Takes what has come, does what is due, tells what waits for others of its group, and ends the thread. */
    @Override
    public void close() {
        closing = true;
        mailbox.nudge();
        try {
            thread.join(Duration.ofSeconds(1).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
