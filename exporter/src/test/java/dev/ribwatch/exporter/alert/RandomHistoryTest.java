package dev.ribwatch.exporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.value.Severity;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens, a receiver that has read everything believes at last what is true, and was told of every beginning
 * before its end. The truth is kept here by the simplest means: a map of what holds.
 */
class RandomHistoryTest {
    private static final String[] RULES = {"MissingPrefix", "SessionDown", "UnexpectedPrefix"};
    private static final AlertsConfig.Receiver MAIL =
            new AlertsConfig.Webhook("mail", URI.create("http://127.0.0.1:9/mail"), null, false);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void receiversBelieveAtLastWhatIsTrue(int block) {
        for (int seed = block * 100; seed < block * 100 + 100; seed++) {
            run(seed);
        }
    }

    private static void run(int seed) {
        Random random = new Random(seed);
        Timeline time = new Timeline(config(0));
        Map<String, Condition> truth = new LinkedHashMap<>();
        long second = 0;
        for (int step = 0; step < 120; step++) {
            second += random.nextInt(4) == 0 ? random.nextInt(200) : random.nextInt(3);
            time.until(second + "s");
            String rule = RULES[random.nextInt(RULES.length)];
            String router = "edge" + random.nextInt(3);
            Condition holds = truth.get(rule + router);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    Condition opened = Timeline.keeping(
                            Timeline.with(
                                    time.condition(rule, router, random.nextInt(20) + "S"),
                                    Severity.values()[random.nextInt(2)]),
                            Duration.ofSeconds(random.nextInt(30)));
                    truth.put(rule + router, opened);
                    time.pipeline.opened(opened);
                }
                case 3, 4 -> {
                    if (holds != null) {
                        truth.remove(rule + router);
                        time.closes(holds);
                    }
                }
                case 5 -> {
                    if (holds != null) {
                        Condition changed = Timeline.unknown(
                                Timeline.with(holds, Severity.values()[random.nextInt(2)]), random.nextBoolean());
                        truth.put(rule + router, changed);
                        time.pipeline.changed(changed);
                    }
                }
                case 6 -> {
                    if (holds != null) {
                        Condition known = Timeline.unknown(holds, false);
                        truth.put(rule + router, known);
                        time.pipeline.changed(known);
                    }
                }
                default -> time.pipeline.apply(config(random.nextInt(3)));
            }
        }
        truth.replaceAll((key, condition) -> Timeline.unknown(condition, false));
        truth.values().forEach(time.pipeline::changed);
        time.until(second + 1_000 + "s");

        Set<String> expected = truth.values().stream()
                .map(c -> c.rule() + " " + c.severity() + " " + c.subject().get("router"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> believed = new TreeSet<>();
        for (String receiver : List.of("on-call", "am", "mail")) {
            Set<String> view = view(time.notifications, receiver, seed);
            assertThat(expected).as("seed %d: %s", seed, receiver).containsAll(view);
            believed.addAll(view);
        }
        assertThat(believed).as("seed %d", seed).isEqualTo(expected);
        assertThat(view(time.notifications, "on-call", seed))
                .as("seed %d", seed)
                .isEqualTo(expected);
        assertThat(time.pipeline.active()).as("seed %d", seed).hasSize(expected.size());
        Set<String> ids = new HashSet<>();
        time.notifications.forEach(told -> assertThat(ids.add(told.id())).isTrue());
    }

    private static Set<String> view(List<Notification> notifications, String receiver, int seed) {
        Map<String, String> firing = new HashMap<>();
        for (Notification notification : notifications) {
            if (!notification.receiver().equals(receiver)) {
                continue;
            }
            Set<String> inThisOne = new HashSet<>();
            for (Alert alert : notification.alerts()) {
                assertThat(inThisOne.add(alert.fingerprint()))
                        .as("seed %d: told twice at once", seed)
                        .isTrue();
                if (alert.firing()) {
                    firing.put(
                            alert.fingerprint(),
                            alert.labels().get("alertname") + " "
                                    + alert.labels().get("severity") + " "
                                    + alert.labels().get("router"));
                } else {
                    assertThat(firing.remove(alert.fingerprint()))
                            .as("seed %d: an end without a beginning", seed)
                            .isNotNull();
                }
            }
        }
        return new TreeSet<>(firing.values());
    }

    /** On-call hears everything always; the others as the routes have it. */
    private static AlertsConfig config(int variant) {
        List<AlertsConfig.Receiver> receivers = List.of(Timeline.ON_CALL, Timeline.ALERTMANAGER, MAIL);
        List<AlertsConfig.Route> routes = switch (variant) {
            case 0 -> List.of();
            case 1 ->
                List.of(
                        new AlertsConfig.Route(Map.of("severity", "critical"), List.of("on-call", "am")),
                        new AlertsConfig.Route(Map.of(), List.of("on-call")));
            default -> List.of(new AlertsConfig.Route(Map.of(), List.of("mail", "on-call")));
        };
        return Timeline.config(receivers, routes, List.of());
    }
}
