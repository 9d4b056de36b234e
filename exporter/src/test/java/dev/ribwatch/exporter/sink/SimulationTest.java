package dev.ribwatch.exporter.sink;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.config.AlertsConfig;
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
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pipeline and queues under one clock, random histories, receivers that fail at random: whatever happens, at the end every
 * receiver was told all that was so, in its order, and nothing twice without a repetition being due; and an Alertmanager
 * that answers at least every two minutes never takes a firing alert for resolved.
 */
class SimulationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration GROUP_WAIT = Duration.ofSeconds(2);
    private static final int MOST_STALLED_MILLIS = 3_000;
    private static final Duration REPEAT = Duration.ofMinutes(20);
    private static final Duration HISTORY = Duration.ofHours(2);
    private static final Duration CALM = Duration.ofMinutes(30);
    private static final int MOST_AWAY_SECONDS = 120;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void everyReceiverHearsTheTruthInOrder(int block) {
        for (int seed = block * 12; seed < block * 12 + 12; seed++) {
            new Run(seed).play();
        }
    }

    /** One turn of a label set: as the pipeline's listener heard it, so receivers must be told. */
    private record Turn(boolean firing, Instant startsAt, Duration at) {
        boolean same(Turn other) {
            return firing == other.firing && startsAt.equals(other.startsAt);
        }
    }

    private static final class Run {
        private final int seed;
        private final SplittableRandom random;
        private final VirtualTime time = new VirtualTime();
        private final MemoryLedger ledger = new MemoryLedger(time::now, 100);
        private final Map<String, DeliveryQueue> queues = new LinkedHashMap<>();
        private final Map<String, List<Turn>> truth = new TreeMap<>();
        private final Map<String, Map<String, List<Turn>>> told = new LinkedHashMap<>();
        private final AlertmanagerModel alertmanager = new AlertmanagerModel();
        private final AlertPipeline pipeline;
        /** Receiver to label set to whether it was last said to fire. */
        private final Map<String, Map<String, Boolean>> left = new HashMap<>();

        private final Map<String, Duration> lastRepeated = new HashMap<>();
        private final ToldOfFailures failures = new ToldOfFailures();
        private boolean calm;

        Run(int seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            List<AlertsConfig.Receiver> receivers = new ArrayList<>();
            for (String name : List.of("hook", "pager")) {
                receivers.add(Kind.WEBHOOK.receiver(name, URI.create("http://127.0.0.1:1/"), false));
                open(name, Kind.WEBHOOK, new Moods(4 * MOST_AWAY_SECONDS));
            }
            receivers.add(Kind.ALERTMANAGER.receiver("am", URI.create("http://127.0.0.1:1/"), false));
            open("am", Kind.ALERTMANAGER, new Moods(MOST_AWAY_SECONDS));
            this.pipeline = new AlertPipeline(
                    new AlertsConfig(Map.of(), GROUP_WAIT, REPEAT, receivers, routes(), List.of()),
                    this::leaves,
                    (alert, at) -> happened(alert),
                    time.clocks());
            time.drive(pipeline);
        }

        private static List<AlertsConfig.Route> routes() {
            return List.of(new AlertsConfig.Route(Map.of(), List.of("hook", "pager", "am")));
        }

        private DeliveryQueue queue(String receiver) {
            return Objects.requireNonNull(queues.get(receiver));
        }

        private void open(String name, Kind kind, Moods moods) {
            Map<String, List<Turn>> heard = new TreeMap<>();
            told.put(name, heard);
            Attempts attempts = request -> moods.answer(() -> {
                read(request.body(), heard);
                if (kind == Kind.ALERTMANAGER) {
                    alertmanager.post(request.body(), time.now());
                }
            });
            queues.put(
                    name,
                    new DeliveryQueue(
                            name,
                            kind.format(URI.create("http://127.0.0.1:1/"), false),
                            attempts,
                            ledger,
                            time.clocks(),
                            Latency.delivery(time.clocks().nanos()),
                            new DeliveryCounts(),
                            failures.of(name, name),
                            10_000,
                            time,
                            random.split()));
        }

        /** Whatever leaves tells something new, or repeats what is due to be repeated. */
        private void leaves(List<Notification> parts) {
            Notification first = parts.get(0);
            String receiver = first.receiver();
            boolean onlyChanges = receiver.equals("am");
            Map<String, Boolean> known = left.computeIfAbsent(receiver, name -> new HashMap<>());
            int news = 0;
            int alerts = 0;
            for (Notification part : parts) {
                assertThat(part.repeat()).isEqualTo(first.repeat());
                for (Alert alert : part.alerts()) {
                    Boolean before = known.put(alert.labels().toString(), alert.firing());
                    news += before == null || before != alert.firing() ? 1 : 0;
                    alerts++;
                }
            }
            String group = receiver + " " + first.groupKey();
            if (first.repeat()) {
                assertThat(news).as("seed %d: news in a repetition", seed).isZero();
                Duration last = lastRepeated.getOrDefault(group, Duration.ofDays(-1));
                assertThat(time.elapsed().minus(last))
                        .as("seed %d: %s", seed, group)
                        .isGreaterThanOrEqualTo(onlyChanges ? Duration.ofMinutes(1) : REPEAT);
            } else {
                assertThat(news).as("seed %d: nothing new for %s", seed, group).isPositive();
                assertThat(onlyChanges && news != alerts)
                        .as("seed %d: more than what changed", seed)
                        .isFalse();
            }
            if (first.repeat() || !onlyChanges) {
                lastRepeated.put(group, time.elapsed());
            }
            queue(receiver).offer(parts);
        }

        private void happened(Alert alert) {
            truth.computeIfAbsent(alert.labels().toString(), labels -> new ArrayList<>())
                    .add(new Turn(alert.firing(), alert.startsAt(), time.elapsed()));
        }

        private void read(String body, Map<String, List<Turn>> heard) {
            try {
                JsonNode read = JSON.readTree(body);
                for (JsonNode alert : read.isArray() ? read : read.get("alerts")) {
                    Map<String, String> labels = new TreeMap<>();
                    alert.get("labels")
                            .properties()
                            .forEach(label ->
                                    labels.put(label.getKey(), label.getValue().textValue()));
                    boolean firing = read.isArray()
                            ? Instant.parse(alert.get("endsAt").textValue()).isAfter(time.now())
                            : alert.get("status").textValue().equals("firing");
                    Instant startsAt = Instant.parse(alert.get("startsAt").textValue());
                    heard.computeIfAbsent(labels.toString(), key -> new ArrayList<>())
                            .add(new Turn(firing, startsAt, time.elapsed()));
                }
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }

        /** Good and bad times of a receiver. */
        private final class Moods {
            private final int longestAway;
            private boolean away;
            private Duration until = Duration.ZERO;

            Moods(int longestAway) {
                this.longestAway = longestAway;
            }

            CompletableFuture<Answer> answer(Runnable taken) {
                while (!calm && until.compareTo(time.elapsed()) <= 0) {
                    away = !away;
                    until = until.plusSeconds(away ? 1 + random.nextInt(longestAway) : 60 + random.nextInt(300));
                }
                if (away && !calm) {
                    return random.nextBoolean()
                            ? completedFuture(Answer.retry("HTTP 503"))
                            : time.after(Duration.ofSeconds(10), Answer.retry("no answer in time"));
                }
                taken.run();
                return time.after(Duration.ofMillis(random.nextInt(400)), Answer.DELIVERED);
            }
        }

        void play() {
            Map<String, Condition> holds = new HashMap<>();
            while (time.elapsed().compareTo(HISTORY) < 0) {
                passes(random.nextInt(3) == 0 ? random.nextInt(180_000) : random.nextInt(5_000));
                String prefix = "10." + random.nextInt(6) + ".0.0/16";
                Condition held = holds.get(prefix);
                if (held == null) {
                    held = condition(
                            prefix, severity(), time.now(), time.clocks().nanos());
                    holds.put(prefix, held);
                    pipeline.opened(held);
                } else if (random.nextInt(3) == 0) {
                    held = condition(prefix, severity(), held.since(), held.detectedNanos());
                    holds.put(prefix, held);
                    pipeline.changed(held);
                } else {
                    holds.remove(prefix);
                    pipeline.closed(held.rule(), held.subject(), time.now(), "back");
                }
                if (random.nextInt(20) == 0) {
                    time.stall(Duration.ofMillis(random.nextInt(MOST_STALLED_MILLIS)));
                }
            }
            calm = true;
            passes((int) CALM.toMillis());
            for (String receiver : queues.keySet()) {
                List<String> said = failures.said().stream()
                        .filter(line -> line.startsWith(receiver + ' '))
                        .toList();
                assertThat(said).as("seed %d: %s was away", seed, receiver).isNotEmpty();
                assertThat(said.get(said.size() - 1)).isEqualTo(receiver + " over: it took a notification");
            }
            judge();
        }

        private Severity severity() {
            return random.nextInt(4) == 0 ? Severity.WARNING : Severity.CRITICAL;
        }

        private Condition condition(String prefix, Severity severity, Instant since, long detected) {
            return new Condition(
                    prefix.charAt(3) % 2 == 0 ? "MissingPrefix" : "UnexpectedPrefix",
                    severity,
                    Map.of("prefix", prefix, "network", "azure-prod"),
                    Map.of("summary", prefix + " is gone"),
                    Duration.ofSeconds(random.nextInt(3)),
                    Duration.ofSeconds(random.nextInt(20)),
                    since,
                    detected,
                    false);
        }

        private void passes(int millis) {
            Duration end = time.elapsed().plusMillis(millis);
            while (time.elapsed().compareTo(end) < 0) {
                Duration next = time.elapsed().plusSeconds(10);
                time.until(next.compareTo(end) < 0 ? next : end);
                alertmanager.lapse(time.now());
            }
        }

        private void judge() {
            assertThat(alertmanager.expired).as("seed %d", seed).isEmpty();
            assertThat(ledger.deadLetters()).as("seed %d", seed).isEmpty();
            Set<String> firing = new TreeSet<>();
            truth.forEach((labels, turns) -> {
                if (turns.get(turns.size() - 1).firing()) {
                    firing.add(labels);
                }
            });
            assertThat(alertmanager.firing()).as("seed %d", seed).isEqualTo(firing);
            told.forEach((receiver, heard) -> {
                assertThat(ledger.unfinished(receiver))
                        .as("seed %d: %s", seed, receiver)
                        .allMatch(entry -> entry.notification().repeat());
                truth.forEach((labels, turns) -> judge(receiver, labels, turns, heard.getOrDefault(labels, List.of())));
                assertThat(truth.keySet()).as("seed %d: %s", seed, receiver).containsAll(heard.keySet());
            });
        }

        /**
         * Without the repetitions it is the truth, in its order. Only what took on another severity before its group
         * left was never told under the first.
         */
        private void judge(String receiver, String labels, List<Turn> truth, List<Turn> heard) {
            List<Turn> told = new ArrayList<>();
            for (Turn turn : heard) {
                if (told.isEmpty() || !told.get(told.size() - 1).same(turn)) {
                    told.add(turn);
                } else {
                    assertThat(turn.firing())
                            .as("seed %d: %s: %s resolved twice", seed, receiver, labels)
                            .isTrue();
                }
            }
            assertThat(isTold(truth, told, !receiver.equals("am")))
                    .as("seed %d: %s: %s: of %s was told %s", seed, receiver, labels, truth, told)
                    .isTrue();
        }

        /** Whether what was told is the truth, but for moments that may be left out. */
        private static boolean isTold(List<Turn> truth, List<Turn> told, boolean mayLeaveOut) {
            // Of each truth's beginning: how long the beginnings of what was told are that match it.
            List<BitSet> matches = new ArrayList<>();
            matches.add(new BitSet());
            matches.get(0).set(0);
            for (int i = 1; i <= truth.size(); i++) {
                BitSet match = new BitSet();
                for (int j = 1; j <= told.size(); j++) {
                    match.set(
                            j, matches.get(i - 1).get(j - 1) && truth.get(i - 1).same(told.get(j - 1)));
                }
                if (mayLeaveOut && i > 1 && isMoment(truth.get(i - 2), truth.get(i - 1))) {
                    match.or(matches.get(i - 2));
                }
                matches.add(match);
            }
            return matches.get(truth.size()).get(told.size());
        }

        private static boolean isMoment(Turn from, Turn to) {
            return from.firing()
                    && !to.firing()
                    && to.at().minus(from.at()).compareTo(GROUP_WAIT.plusMillis(MOST_STALLED_MILLIS)) <= 0;
        }
    }
}
