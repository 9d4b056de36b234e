package dev.ribwatch.exporter.pair;

import dev.ribwatch.config.PairConfig;
import dev.ribwatch.config.Secret;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.client.HttpCalls;
import dev.ribwatch.exporter.client.HttpCalls.Outcome;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one other agent again and again, on a thread of its own, and compares what it says with what we see then. */
final class PairLink {
    private static final Logger LOG = LoggerFactory.getLogger(PairLink.class);
    private static final String PATH = "/api/v1/pair";
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int LOOKS = 6;

    private final PairConfig config;
    private final URI url;
    private final Supplier<CompletionStage<PairView>> ours;
    private final Settlement settlement;
    private final ScheduledThreadPoolExecutor thread;
    private final ThreadPoolExecutor lookups;
    private final Clocks clocks;
    private final long begunNanos;
    private volatile HttpCalls calls;
    private Duration settle;
    private boolean over;
    /** Whether we have heard out our own routers; once true, it stays so. */
    private boolean started;
    /** Our own name, as soon as we know it. */
    private String self = "";

    private boolean blind;
    private volatile boolean reachable;
    private volatile Map<Difference.Kind, Integer> counts = Map.of();

    /**
     * @param trusted whose certificates are trusted; null: those that this machine trusts
     * @param ours gives what we see; asked once a round
     * @param settle how long a difference must last
     */
    PairLink(
            PairConfig config,
            @Nullable SSLContext trusted,
            Supplier<CompletionStage<PairView>> ours,
            Duration settle,
            PairListener listener,
            Clocks clocks) {
        this.config = config;
        this.url = url(config.url());
        this.ours = ours;
        this.settle = settle;
        this.settlement = new Settlement(config.url().getRawAuthority(), settle, listener, clocks);
        this.thread = new ScheduledThreadPoolExecutor(1, daemon("ribwatch-pair"));
        thread.setRemoveOnCancelPolicy(true);
        this.lookups = new ThreadPoolExecutor(
                1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1), daemon("ribwatch-look-up-pair"));
        lookups.allowCoreThreadTimeOut(true);
        this.clocks = clocks;
        this.begunNanos = clocks.nanos();
        this.calls = calls(trusted);
    }

    private HttpCalls calls(@Nullable SSLContext trusted) {
        return new HttpCalls(
                thread,
                lookups,
                InetAddress::getAllByName,
                DEADLINE,
                clocks,
                new HttpCalls.Bounds(PairReader.MOST_OCTETS, null),
                trusted);
    }

    private static URI url(URI agent) {
        String text = agent.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + PATH);
    }

    private static ThreadFactory daemon(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The configuration of the other that is asked. */
    PairConfig config() {
        return config;
    }

    void start() {
        thread.execute(this::round);
    }

    void setSettle(Duration now) {
        thread.execute(() -> {
            settle = now;
            settlement.setSettle(now);
        });
    }

    /** From the next round on these certificates are trusted; what was seen stays. */
    void trust(SSLContext trusted) {
        thread.execute(() -> {
            if (!over) {
                calls = calls(trusted);
            }
        });
    }

    /** Ends it; what was told is over. */
    void close(String reason) {
        thread.execute(() -> {
            over = true;
            settlement.end(reason);
            abandon();
        });
    }

    /** Ends it and says nothing: we end. */
    void abandon() {
        calls.close();
        lookups.shutdownNow();
        thread.shutdownNow();
    }

    /** Whether the last answer was that of another agent. Any thread. */
    boolean isReachable() {
        return reachable;
    }

    /** How many differences there are now. Any thread. */
    Map<Difference.Kind, Integer> counts() {
        return counts;
    }

    private void round() {
        Secret token = config.bearerToken();
        Map<String, String> headers = token == null
                ? Map.of("Accept", "application/json")
                : Map.of("Accept", "application/json", "Authorization", "Bearer " + token.reveal());
        CompletableFuture<Void> unused = calls.send(new HttpCalls.Call(url, config.insecure(), headers, null))
                .thenComposeAsync(this::answered, thread)
                .handleAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                LOG.error("A round of the pair failed; the next one tries again.", failure);
                            }
                            again();
                            return null;
                        },
                        thread);
    }

    /** What does not need our own view is settled without: that may fail or hang while the other is away. */
    private CompletableFuture<Void> answered(Outcome outcome) {
        PairView there = null;
        String reason = "";
        try {
            there = read(outcome);
        } catch (PairReader.NoViewException e) {
            reason = String.valueOf(e.getMessage());
        }
        boolean was = reachable;
        reachable = there != null && !there.instance().equals(self);
        if (was && there == null) {
            LOG.info("The other agent of the pair does not answer: {}", reason);
        }
        if (there == null && isStarted()) {
            unanswered(reason);
            return CompletableFuture.completedFuture(null);
        }
        return look(there, reason);
    }

    private boolean isStarted() {
        return started || clocks.nanos() - begunNanos >= Settlement.START.toNanos();
    }

    private CompletableFuture<Void> look(@Nullable PairView there, String reason) {
        CompletionStage<PairView> look;
        try {
            look = ours.get();
        } catch (RuntimeException e) {
            look = CompletableFuture.failedStage(e);
        }
        return look.thenApply(view -> view) // a copy: what others wait for too is not ours to time out
                .toCompletableFuture()
                .orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync(
                        (here, failure) -> {
                            if (here != null) {
                                seen(here, there, reason);
                            } else {
                                failed(failure, there);
                            }
                            return null;
                        },
                        thread);
    }

    private void failed(@Nullable Throwable failure, @Nullable PairView there) {
        if (blind) {
            LOG.debug("Our own view for the pair failed again.", failure);
        } else {
            LOG.warn(
                    "We could not look at our own view, so the pair is not compared; the next round tries again.",
                    failure);
        }
        blind = true;
        if (there != null && !over) {
            settlement.answered();
            counts = settlement.counts();
        }
    }

    private void seen(PairView here, @Nullable PairView there, String reason) {
        blind = false;
        started |= !here.starting();
        self = here.instance();
        reachable = there != null && !there.instance().equals(self);
        if (over) {
            return;
        }
        if (here.starting()) {
            settlement.starting();
            counts = settlement.counts();
        } else if (there == null) {
            unanswered(reason);
        } else {
            settlement.compared(here, there);
            counts = settlement.counts();
        }
    }

    private void unanswered(String reason) {
        if (!over) {
            settlement.unanswered(reason);
            counts = settlement.counts();
        }
    }

    /** What the other says; why there is nothing is told in our own words. */
    private static PairView read(Outcome outcome) throws PairReader.NoViewException {
        if (outcome instanceof Outcome.Answered answered) {
            if (answered.status() == 401 || answered.status() == 403) {
                throw new PairReader.NoViewException("it refuses our bearer token (HTTP " + answered.status() + ")");
            } else if (answered.status() == 404) {
                throw new PairReader.NoViewException("it knows no " + PATH + " (HTTP 404)");
            } else if (answered.status() != 200) {
                throw new PairReader.NoViewException("HTTP " + answered.status());
            } else if (!answered.whole()) {
                throw new PairReader.NoViewException(
                        answered.body().length >= PairReader.MOST_OCTETS
                                ? "its answer is too large"
                                : "its answer did not come to an end");
            }
            return PairReader.read(answered.body());
        } else if (outcome instanceof Outcome.NotPermitted not) {
            throw new PairReader.NoViewException(not.reason());
        } else if (outcome instanceof Outcome.NoAnswer none) {
            throw new PairReader.NoViewException(none.reason());
        }
        throw new IllegalStateException("an outcome of no kind: " + outcome);
    }

    private void again() {
        Duration wait = settle.dividedBy(LOOKS);
        if (wait.compareTo(LONGEST) > 0) {
            wait = LONGEST;
        } else if (wait.compareTo(SHORTEST) < 0) {
            wait = SHORTEST;
        }
        try {
            ScheduledFuture<?> unused = thread.schedule(this::round, wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The pair is no longer asked.", e);
        }
    }
}
