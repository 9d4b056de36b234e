package dev.ribwatch.exporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.value.Severity;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Drives a pipeline with a clock of its own and writes down what each receiver is told, a line a notification:
 * {@code 00:32 on-call +MissingPrefix(edge1) -MissingPrefix(edge2)}, where {@code +} fires and {@code -} is resolved, and what is
 * in brackets are the values of the subject in the order of their names.
 */
final class Timeline {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    final List<Notification> notifications = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    final List<String> heard = new ArrayList<>();
    final AlertPipeline pipeline;
    /** Whether no receiver keeps up. */
    int waiting;

    private long nanos = Long.MAX_VALUE - 5_000_000_000L; // the monotonic clock wraps during every test
    private Duration elapsed = Duration.ZERO;
    private Duration wallError = Duration.ZERO;

    Timeline(AlertsConfig config) {
        this(config, AlertPipeline.MOST_EPISODES);
    }

    Timeline(AlertsConfig config, int mostEpisodes) {
        pipeline = new AlertPipeline(
                config,
                new Outbox() {
                    @Override
                    public void send(List<Notification> parts) {
                        parts.forEach(Timeline.this::told);
                    }

                    @Override
                    public int waiting(String receiver) {
                        return waiting;
                    }
                },
                (alert, at) -> heard.add(stamp() + " " + brief(alert)),
                new Clocks(() -> nanos, this::now),
                AlertLedger.NONE,
                Outlook.NONE,
                mostEpisodes);
    }

    Instant now() {
        return START.plus(elapsed).plus(wallError);
    }

    long nanos() {
        return nanos;
    }

    /** The wall clock jumps; the monotonic one does not. */
    void wallClockJumps(Duration by) {
        wallError = wallError.plus(by);
    }

    /** Lets time pass until this long after the start, doing what is due on the way. */
    Timeline until(String end) {
        Duration target = Duration.parse("PT" + end.toUpperCase(java.util.Locale.ROOT));
        long wait = pipeline.advance();
        while (elapsed.compareTo(target) < 0) {
            Duration step = target.minus(elapsed);
            if (wait < step.toNanos()) {
                step = Duration.ofNanos(wait);
            }
            elapsed = elapsed.plus(step);
            nanos += step.toNanos();
            wait = pipeline.advance();
        }
        return this;
    }

    private void told(Notification notification) {
        notifications.add(notification);
        StringJoiner line = new StringJoiner(" ");
        line.add(stamp()).add(notification.receiver());
        notification.alerts().forEach(alert -> line.add(brief(alert)));
        log.add(line.toString());
    }

    private String stamp() {
        return String.format("%02d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart());
    }

    static String brief(Alert alert) {
        Map<String, String> subject = new TreeMap<>(alert.labels());
        String rule = subject.remove("alertname");
        subject.remove("severity");
        subject.remove("site");
        subject.remove("network");
        return (alert.firing() ? "+" : "-") + rule + "(" + String.join(",", subject.values()) + ")";
    }

    Notification last() {
        return notifications.get(notifications.size() - 1);
    }

    /** What someone believes to fire who has read all of this. */
    List<String> receiverView() {
        Map<String, String> firing = new LinkedHashMap<>();
        for (Notification notification : notifications) {
            for (Alert alert : notification.alerts()) {
                if (alert.firing()) {
                    firing.put(
                            alert.fingerprint(),
                            alert.labels().get("alertname") + "/"
                                    + alert.labels().get("severity"));
                } else {
                    assertThat(firing)
                            .as("told of the beginning before the end")
                            .containsKey(alert.fingerprint());
                    firing.remove(alert.fingerprint());
                }
            }
        }
        return List.copyOf(firing.values());
    }

    // Conditions, as the policy would report them now.

    Condition condition(String rule, String router, String holdsFor) {
        return new Condition(
                rule,
                Severity.CRITICAL,
                Map.of("router", router, "network", "azure-prod"),
                Map.of("summary", rule + " at " + router),
                Duration.parse("PT" + holdsFor),
                Duration.ofSeconds(60),
                now(),
                nanos,
                false);
    }

    static Condition with(Condition c, Severity severity) {
        return new Condition(
                c.rule(),
                severity,
                c.subject(),
                c.annotations(),
                c.forDuration(),
                c.keepFiringFor(),
                c.since(),
                c.detectedNanos(),
                c.unknown(),
                c.beside());
    }

    static Condition unknown(Condition c, boolean unknown) {
        return new Condition(
                c.rule(),
                c.severity(),
                c.subject(),
                c.annotations(),
                c.forDuration(),
                c.keepFiringFor(),
                c.since(),
                c.detectedNanos(),
                unknown,
                c.beside());
    }

    static Condition annotated(Condition c, Map<String, String> annotations) {
        return new Condition(
                c.rule(),
                c.severity(),
                c.subject(),
                annotations,
                c.forDuration(),
                c.keepFiringFor(),
                c.since(),
                c.detectedNanos(),
                c.unknown(),
                c.beside());
    }

    static Condition beside(Condition c, List<Map<String, String>> beside) {
        return new Condition(
                c.rule(),
                c.severity(),
                c.subject(),
                c.annotations(),
                c.forDuration(),
                c.keepFiringFor(),
                c.since(),
                c.detectedNanos(),
                c.unknown(),
                beside);
    }

    static Condition keeping(Condition c, Duration keepFiringFor) {
        return new Condition(
                c.rule(),
                c.severity(),
                c.subject(),
                c.annotations(),
                c.forDuration(),
                keepFiringFor,
                c.since(),
                c.detectedNanos(),
                c.unknown(),
                c.beside());
    }

    void closes(Condition condition) {
        pipeline.closed(condition.rule(), condition.subject(), now(), "the route is back");
    }

    // Configurations.

    static final AlertsConfig.Receiver ON_CALL =
            new AlertsConfig.Webhook("on-call", URI.create("http://127.0.0.1:9099/hook"), null, false);
    static final AlertsConfig.Receiver ALERTMANAGER =
            new AlertsConfig.Alertmanager("am", List.of(URI.create("http://127.0.0.1:9093")), false);

    static AlertsConfig.Receiver webhook(String name) {
        return new AlertsConfig.Webhook(name, URI.create("http://127.0.0.1:9099/" + name), null, false);
    }

    static AlertsConfig config(AlertsConfig.Receiver... receivers) {
        return config(List.of(receivers), List.of(), List.of());
    }

    static AlertsConfig config(
            List<AlertsConfig.Receiver> receivers,
            List<AlertsConfig.Route> routes,
            List<AlertsConfig.Maintenance> maintenance) {
        return new AlertsConfig(
                Map.of("site", "fra1"), Duration.ofSeconds(2), Duration.ofHours(4), receivers, routes, maintenance);
    }
}
