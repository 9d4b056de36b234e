package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.agent.lab.Fault.Alert;
import dev.ribwatch.agent.lab.Fault.Change;
import dev.ribwatch.agent.lab.Fault.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real routers as the networks of the scenario, healthy and silent; then every fault of {@code scenario.txt} opens what is
 * written there and nothing else, and all of it closes when the fault is undone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScenarioLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration QUIET =
            Boolean.getBoolean("ribwatch.long") ? Duration.ofMinutes(5) : Duration.ofSeconds(10);

    /** Longer than anything waits before an alert. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(3);

    private final FaultFile file;
    private final HookReceiver hook;
    private Path scratch;
    private Scenario scenario;

    ScenarioLab() throws IOException {
        file = FaultFile.read(Scenario.file("scenario.txt"));
        hook = new HookReceiver();
    }

    @BeforeAll
    void start() throws Exception {
        scratch = LabFiles.scratch("scenario");
        scenario = Scenario.start(scratch, hook.url(), file.healthy);
    }

    @AfterAll
    void stop() throws Exception {
        if (scenario != null) {
            scenario.close();
        }
        hook.close();
        LabFiles.discard(scratch);
    }

    @Test
    @Order(1)
    void healthyNetworksAreSilent() {
        Await.stays("nothing is open", QUIET, () -> scenario.open().isEmpty() && hook.notices().isEmpty());
        LabSummary.figure("scenario, healthy", "silent for " + QUIET.toSeconds() + " s");
    }

    List<Fault> faults() {
        return file.faults;
    }

    @ParameterizedTest
    @MethodSource("faults")
    @Order(2)
    void aFaultOpensWhatItMustAndNothingElse(Fault fault) throws Exception {
        int before = hook.notices().size();
        List<String> opened = new ArrayList<>();
        Duration longest = Duration.ZERO;
        try {
            for (Stage stage : fault.stages()) {
                Duration time = run(stage);
                longest = time.compareTo(longest) > 0 ? time : longest;
                opened.add(brief(stage.open()));
            }
        } catch (AssertionError | Exception failure) {
            try {
                scenario.undo(); // the next one begins with healthy routers
            } catch (AssertionError | Exception more) {
                failure.addSuppressed(more);
            }
            throw failure;
        }
        scenario.undo();
        Await.value("nothing is open any more", PATIENCE, scenario::open, Set::isEmpty);
        Await.value("all is resolved", PATIENCE, hook::firing, Set::isEmpty);
        Set<Map<String, String>> expected = new HashSet<>();
        fault.stages().forEach(stage -> expected.addAll(firing(stage)));
        assertThat(hook.notices().subList(before, hook.notices().size()))
                .allSatisfy(notice -> assertThat(expected).contains(notice.labels()));
        LabSummary.fault(fault.name(), String.join(", then ", opened), longest);
    }

    @Test
    @Order(3)
    void healedNetworksAreSilent() {
        Await.stays("nothing is open", AFTERWARDS, () -> scenario.open().isEmpty() && hook.firing().isEmpty());
    }

    /** The time from the first change to the last finding that was made by it. */
    private Duration run(Stage stage) throws IOException {
        Set<String> before = new HashSet<>();
        scenario.alerts().forEach(row -> before.add(row.path("id").asText()));
        String rule = stage.open().stream().map(Alert::rule).findFirst().orElse("");
        Instant began = Instant.now();
        for (Change change : stage.changes()) {
            scenario.make(change, rule);
        }
        scenario.settled();
        Await.value("open is " + stage.open(), PATIENCE, scenario::open, stage.open()::equals);
        Await.value("told is what fires of " + stage.open(), PATIENCE, hook::firing, firing(stage)::equals);
        Duration time = Duration.ZERO;
        for (JsonNode row : scenario.alerts()) {
            Duration since = Duration.between(began, Instant.parse(row.path("starts_at").asText()));
            if (!before.contains(row.path("id").asText()) && since.compareTo(time) > 0) {
                time = since;
            }
        }
        for (String told : stage.told()) {
            Await.value(
                    "an alert says " + told,
                    PATIENCE,
                    scenario::descriptions,
                    descriptions -> descriptions.stream().anyMatch(text -> text.contains(told)));
        }
        return time;
    }

    private static Set<Map<String, String>> firing(Stage stage) {
        return stage.open().stream().filter(Alert::firing).map(Alert::labels).collect(Collectors.toSet());
    }

    private static String brief(Set<Alert> open) {
        Map<String, Integer> counts = new TreeMap<>();
        open.forEach(alert -> counts.merge(alert.rule(), 1, Integer::sum));
        return open.isEmpty()
                ? "nothing"
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() == 1 ? entry.getKey() : entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(" + "));
    }
}
