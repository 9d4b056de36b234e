package dev.ribwatch.exporter.ledger;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.AlertListener;
import dev.ribwatch.exporter.alert.AlertPipeline;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.DeliveryLedger.Entry;
import dev.ribwatch.exporter.alert.Notification;
import dev.ribwatch.exporter.alert.Outlook;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline, its ledger and receivers that take all they are sent, under a clock of its own, that can be ended at any moment
 * and started again with what the disk has. Writes down what receivers take.
 */
final class Restarts {
    final Samples.Clock time = new Samples.Clock();
    final List<Notification> taken = new ArrayList<>();
    /** What the policy can look at. */
    boolean judged = true;
    /** Whether all that was there before has come back. */
    boolean settled = true;
    /** Another agent tells Alertmanager for so long. */
    Duration untilToldAgain = Duration.ZERO;

    @Nullable
    String removed;

    FaultyFiles files = new FaultyFiles();
    AlertsConfig config;
    /** Whether receivers take anything. */
    boolean delivering = true;

    private AlertPipeline pipeline;
    private FileLedger ledger;
    private ArrayDeque<Entry> queue = new ArrayDeque<>();
    private Duration elapsed = Duration.ZERO;

    Restarts(AlertsConfig config) throws IOException {
        this.config = config;
        ledger = new FileLedger(files, clocks(), 10);
        pipeline = start();
    }

    Clocks clocks() {
        return time.clocks();
    }

    private AlertPipeline start() {
        Set<String> receivers =
                config.receivers().stream().map(AlertsConfig.Receiver::name).collect(Collectors.toSet());
        ledger.receivers(receivers);
        queue = new ArrayDeque<>();
        receivers.forEach(receiver -> queue.addAll(ledger.unfinished(receiver)));
        return new AlertPipeline(
                config,
                parts -> {
                    for (Notification part : parts) {
                        Entry entry = new Entry(part.receiver(), part);
                        ledger.entered(entry);
                        queue.add(entry);
                    }
                },
                AlertListener.NONE,
                clocks(),
                ledger,
                new Outlook() {
                    @Override
                    public @Nullable String removed(String rule, Map<String, String> subject) {
                        return removed;
                    }

                    @Override
                    public boolean isJudged(String rule, Map<String, String> subject, Set<String> routers) {
                        return judged;
                    }

                    @Override
                    public Duration untilToldAgain(Map<String, String> subject) {
                        return untilToldAgain;
                    }

                    @Override
                    public boolean isSettled(Map<String, String> subject) {
                        return settled;
                    }
                });
    }

    /** The process ends as with kill -9: what it wrote is there. */
    void restart() throws IOException {
        ledger.round();
        start(files);
    }

    /** The power fails. */
    void crash(Random random) throws IOException {
        start(files.crash(random));
    }

    private void start(FaultyFiles next) throws IOException {
        files = next;
        ledger = new FileLedger(files, clocks(), 10);
        pipeline = start();
    }

    void commit() {
        ledger.round();
    }

    AlertPipeline pipeline() {
        return pipeline;
    }

    @Nullable
    LedgerFault fault() {
        return ledger.fault();
    }

    Restarts until(String end) {
        return passes(
                Duration.parse("PT" + end.toUpperCase(java.util.Locale.ROOT)).minus(elapsed));
    }

    Restarts passes(Duration duration) {
        Duration target = elapsed.plus(duration);
        long wait = pipeline.advance();
        deliver();
        while (elapsed.compareTo(target) < 0) {
            Duration step = target.minus(elapsed);
            step = wait < step.toNanos() ? Duration.ofNanos(wait) : step;
            elapsed = elapsed.plus(step);
            time.passes(step);
            wait = pipeline.advance();
            deliver();
        }
        return this;
    }

    private void deliver() {
        while (delivering && deliverOne(true)) {
            // One after the other.
        }
    }

    /** @param noted whether the ledger hears of it */
    boolean deliverOne(boolean noted) {
        Entry entry = queue.peek();
        if (entry == null) {
            return false;
        }
        ledger.round(); // an attempt waits for it
        taken.add(entry.notification());
        if (noted) {
            queue.remove();
            ledger.delivered(entry);
        }
        return true;
    }

    /** What was taken, a line a notification: {@code on-call +10.0.0.0/16 -10.1.0.0/16}. */
    List<String> lines() {
        return taken.stream()
                .map(one -> one.receiver()
                        + one.alerts().stream().map(Restarts::brief).collect(Collectors.joining()))
                .toList();
    }

    static String brief(Alert alert) {
        return (alert.firing() ? " +" : " -") + alert.labels().get("prefix");
    }

    Instant now() {
        return clocks().instant();
    }

    Condition opens(String prefix) {
        return opens(prefix, Severity.CRITICAL, Duration.ZERO);
    }

    Condition opens(String prefix, Severity severity, Duration wait) {
        return opens(prefix, severity, wait, false);
    }

    Condition opens(String prefix, Severity severity, Duration wait, boolean unknown) {
        Condition condition = new Condition(
                "MissingPrefix",
                severity,
                Map.of("network", "azure", "router", "edge1", "prefix", prefix),
                new TreeMap<>(Map.of("summary", prefix + " is gone", "description", "Nothing leads there.")),
                wait,
                Duration.ofSeconds(60),
                now(),
                clocks().nanos(),
                unknown);
        pipeline.opened(condition);
        return condition;
    }

    void closes(String prefix) {
        pipeline.closed(
                "MissingPrefix",
                Map.of("network", "azure", "router", "edge1", "prefix", prefix),
                now(),
                "the route is back");
    }

    /** Receivers are webhooks, but for one that is called {@code alertmanager}. */
    static AlertsConfig config(String site, String... receivers) {
        List<AlertsConfig.Receiver> all = new ArrayList<>();
        for (String name : receivers) {
            all.add(
                    name.equals("alertmanager")
                            ? new AlertsConfig.Alertmanager(name, List.of(URI.create("http://127.0.0.1:9093")), false)
                            : new AlertsConfig.Webhook(name, URI.create("http://127.0.0.1:9099/hook"), null, false));
        }
        return new AlertsConfig(
                Map.of("site", site),
                Duration.ofSeconds(2),
                Duration.ofHours(4),
                all,
                List.of(new AlertsConfig.Route(Map.of(), List.of(receivers))),
                List.of());
    }
}
