package dev.ribwatch.exporter.pair;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.PairConfig;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.client.TrustedCertificates;
import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The other agent of a pair, where the configuration names one. */
public final class Pair implements MetricSource, AutoCloseable {
    /** How long a difference must last where the rule has no {@code for}. */
    public static final Duration SETTLE = Duration.ofMinutes(1);

    private final Supplier<CompletionStage<PairView>> ours;
    private final PairListener listener;
    private final Clocks clocks;
    private volatile @Nullable PairLink link;

    /** @param ours gives what we see; each stage completes on whatever thread has it */
    public Pair(Supplier<CompletionStage<PairView>> ours, PairListener listener, Clocks clocks) {
        this.ours = ours;
        this.listener = listener;
        this.clocks = clocks;
    }

    /**
     * Reads a configuration. Nothing changes yet.
     *
     * @return puts it into force and cannot fail
     * @throws IOException if the certificates to trust cannot be read
     */
    public Runnable prepare(Config config) throws IOException {
        PairConfig wanted = config.agent().pair();
        RuleConfig rule = config.policy().rules().get(RuleName.SPLIT_VIEW);
        Duration settle = rule == null || rule.forDuration() == null ? SETTLE : rule.forDuration();
        SSLContext trusted = wanted == null || wanted.ca() == null ? null : TrustedCertificates.of(wanted.ca());
        return () -> apply(wanted, trusted, settle);
    }

    private synchronized void apply(@Nullable PairConfig wanted, @Nullable SSLContext trusted, Duration settle) {
        PairLink before = link;
        if (before != null) {
            if (before.config().equals(wanted)) {
                before.setSettle(settle);
                if (trusted != null) {
                    before.trust(trusted); // the file may have other certificates by now
                }
                return;
            }
            before.close(wanted == null ? "agent.pair names no other agent any longer" : "agent.pair has changed");
        }
        if (wanted == null) {
            link = null;
            return;
        }
        PairLink next = new PairLink(wanted, trusted, ours, settle, listener, clocks);
        link = next;
        next.start();
    }

    @Override
    public void write(MetricSink sink) {
        PairLink now = link;
        if (now == null) {
            return;
        }
        sink.sample(Metric.PAIR_REACHABLE, now.isReachable() ? 1 : 0);
        Map<Difference.Kind, Integer> counts = now.counts();
        for (Difference.Kind kind : Difference.Kind.values()) {
            sink.sample(Metric.PAIR_DIFFERENCES, counts.getOrDefault(kind, 0), kind.text());
        }
    }

    /** Asks no more. What was told stays: nobody looked. */
    @Override
    public synchronized void close() {
        PairLink now = link;
        link = null;
        if (now != null) {
            now.abandon();
        }
    }
}
