package dev.ribwatch.exporter.sink;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.AlertPipeline;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.MemoryLedger;
import dev.ribwatch.exporter.alert.Notification;
import dev.ribwatch.exporter.metrics.Latency;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pipeline, queues and DeliveryFailing joined for a day, with receivers that take what fires and refuse what is over. That one
 * takes the beginning of DeliveryFailing ends it, and it refuses to hear so: that must not begin it anew, for ever.
 */
class DeliveryCircleTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final String FAILING = "DeliveryFailing";
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VirtualTime time = new VirtualTime();
    private final MemoryLedger ledger = new MemoryLedger(time::now, 10_000);
    private final Map<String, DeliveryQueue> queues = new TreeMap<>();
    /** How often each was sent something that is not a mere repetition. */
    private final Map<String, Integer> news = new TreeMap<>();
    /** Beginnings and ends of DeliveryFailing. */
    private final List<String> turns = new ArrayList<>();

    /** Receivers that are told of everything, and those of them that refuse what is over. */
    private AlertPipeline receivers(Kind kind, Set<String> names, Set<String> refusing) {
        List<AlertsConfig.Receiver> receivers =
                names.stream().map(name -> kind.receiver(name, NOWHERE, false)).toList();
        List<AlertsConfig.Route> all = List.of(new AlertsConfig.Route(Map.of(), List.copyOf(names)));
        AlertPipeline pipeline = new AlertPipeline(
                new AlertsConfig(Map.of(), Duration.ofSeconds(2), Duration.ofHours(4), receivers, all, List.of()),
                this::leaves,
                (alert, at) -> happened(alert),
                time.clocks());
        time.drive(pipeline);
        DeliveryTrouble trouble = new DeliveryTrouble(config(), () -> pipeline, time.clocks(), () -> "http://self/#");
        for (String name : names) {
            ReceiverHealth health = new ReceiverHealth(name, trouble);
            health.targets(Set.of(name));
            Attempts attempts = request -> completedFuture(
                    refusing.contains(name) && isAnyOver(request.body())
                            ? Answer.refused("HTTP 400")
                            : Answer.DELIVERED);
            queues.put(
                    name,
                    new DeliveryQueue(
                            name,
                            kind.format(NOWHERE, false),
                            attempts,
                            ledger,
                            time.clocks(),
                            Latency.delivery(time.clocks().nanos()),
                            new DeliveryCounts(),
                            health,
                            1_000,
                            time,
                            new SplittableRandom(7)));
        }
        return pipeline;
    }

    private static Config config() {
        String text = "agent: {as: 65000, router-id: 192.0.2.10, listen: [\"127.0.0.1:0\"]}\n";
        return ((Loaded.Valid) new ConfigLoader().load("test", text)).config();
    }

    private boolean isAnyOver(String body) {
        try {
            JsonNode read = JSON.readTree(body);
            boolean over = false;
            for (JsonNode alert : read.isArray() ? read : read.get("alerts")) {
                over |= read.isArray()
                        ? !Instant.parse(alert.get("endsAt").textValue()).isAfter(time.now())
                        : alert.get("status").textValue().equals("resolved");
            }
            return over;
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }

    private void leaves(List<Notification> parts) {
        String receiver = parts.get(0).receiver();
        news.merge(receiver, parts.get(0).repeat() ? 0 : 1, Integer::sum);
        Objects.requireNonNull(queues.get(receiver)).offer(parts);
    }

    private void happened(Alert alert) {
        if (FAILING.equals(alert.labels().get("alertname"))) {
            turns.add(alert.labels().get("component") + " " + alert.status());
        }
    }

    private Condition missing(String prefix) {
        return new Condition(
                "MissingPrefix",
                Severity.CRITICAL,
                Map.of("prefix", prefix, "network", "azure-prod"),
                Map.of("summary", prefix + " is gone"),
                Duration.ZERO,
                Duration.ZERO,
                time.now(),
                time.clocks().nanos(),
                false);
    }

    private void passes(Duration duration) {
        time.until(time.elapsed().plus(duration));
    }

    private void comesAndGoes(AlertPipeline pipeline, String prefix) {
        Condition missing = missing(prefix);
        pipeline.opened(missing);
        passes(Duration.ofMinutes(5));
        pipeline.closed(missing.rule(), missing.subject(), time.now(), "back");
    }

    @ParameterizedTest
    @EnumSource
    void oneAlertThatIsOverIsTold(Kind kind) {
        AlertPipeline pipeline = receivers(kind, Set.of("pager", "chat"), Set.of("pager"));
        comesAndGoes(pipeline, "10.1.0.0/16");
        passes(DAY);
        assertThat(turns).containsExactly("receiver pager firing", "receiver pager resolved");
        assertThat(ledger.deadLetters())
                .as("the end of the alert, and that of DeliveryFailing")
                .hasSize(2);
        assertThat(news).isEqualTo(Map.of("pager", 4, "chat", 4));
    }

    @ParameterizedTest
    @EnumSource
    void twoThatRefuseTheSameDoNotKeepEachOtherAwake(Kind kind) {
        AlertPipeline pipeline = receivers(kind, Set.of("pager", "chat"), Set.of("pager", "chat"));
        pipeline.opened(missing("10.2.0.0/16")); // for all day: what is told with others, or again
        comesAndGoes(pipeline, "10.1.0.0/16");
        passes(DAY);
        assertThat(turns)
                .containsExactlyInAnyOrder(
                        "receiver pager firing",
                        "receiver pager resolved",
                        "receiver chat firing",
                        "receiver chat resolved");
        assertThat(news.values()).allMatch(count -> count <= 7);
    }

    @ParameterizedTest
    @EnumSource
    void eachLostEndIsToldOnceAtMost(Kind kind) {
        AlertPipeline pipeline = receivers(kind, Set.of("pager", "chat"), Set.of("pager"));
        int alerts = 100;
        for (int i = 0; i < alerts; i++) {
            comesAndGoes(pipeline, "10." + i % 7 + ".0.0/16");
            passes(Duration.ofSeconds(37L * i)); // an end may come at any moment of DeliveryFailing's own life
        }
        passes(Duration.ofHours(1));
        assertThat(turns).hasSizeBetween(2, 2 * alerts).last().isEqualTo("receiver pager resolved");
        int before = turns.size();
        assertThat(news.values()).allMatch(count -> count <= 4 * alerts);
        passes(DAY);
        assertThat(turns).as("nothing of itself").hasSize(before);
    }
}
