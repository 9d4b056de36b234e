package dev.ribwatch.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.Conditions;
import dev.ribwatch.exporter.ledger.LedgerFault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LedgerTroubleTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final LedgerFault FULL =
            new LedgerFault(LedgerFault.Kind.UNWRITABLE, SINCE, 7, "No space left on device: /state/ledger.new");

    private final Recorder recorder = new Recorder();
    private @Nullable LedgerFault fault;
    private final LedgerTrouble trouble = new LedgerTrouble(
            config(true),
            () -> fault,
            "/state",
            recorder,
            new Clocks(() -> 9, InstantSource.fixed(NOW)),
            () -> "http://self/#");

    private static Config config(boolean enabled) {
        return Configs.as(65000)
                .rule(
                        RuleName.LEDGER_DEGRADED,
                        new RuleConfig(
                                enabled, null, null, Duration.ofSeconds(60), List.of(), 10, Duration.ofMinutes(5)))
                .build();
    }

    @Test
    void saysWhatIsWrongWhereAndWhatFollows() {
        trouble.look();
        assertThat(recorder.opened).isEmpty();
        fault = FULL;
        trouble.look();
        trouble.look();
        assertThat(recorder.opened).hasSize(1);
        Condition said = recorder.opened.get(0);
        assertThat(said.rule()).isEqualTo("LedgerDegraded");
        assertThat(said.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(said.subject()).isEqualTo(Map.of("component", "ledger"));
        assertThat(said.since()).isEqualTo(SINCE);
        assertThat(said.forDuration()).isZero();
        assertThat(said.annotations())
                .containsEntry(
                        "summary",
                        "Ribwatch's ledger of alerts cannot be written: No space left on device: /state/ledger.new")
                .containsEntry("runbook_url", "http://self/#LedgerDegraded")
                .hasEntrySatisfying(
                        "description",
                        text -> assertThat(text)
                                .contains("agent.state-directory, /state")
                                .contains("a restart now would lose what waits for receivers"));
        fault = null;
        trouble.look();
        trouble.look();
        assertThat(recorder.closed)
                .containsExactly("LedgerDegraded {component=ledger} " + NOW + " the ledger is written again");
    }

    /** Another reason changes the text of the same alert. */
    @Test
    void oneAlertHoweverItsReasonTurns() {
        fault = new LedgerFault(LedgerFault.Kind.DAMAGED, SINCE, 7, "damaged at byte 9");
        trouble.look();
        fault = new LedgerFault(LedgerFault.Kind.UNWRITABLE, NOW, 8, "permission denied: /state");
        trouble.look();
        assertThat(recorder.opened).extracting(Condition::since).containsExactly(SINCE, SINCE);
        assertThat(recorder.closed).isEmpty();
    }

    @Test
    void offAndOnAgain() {
        fault = FULL;
        trouble.look();
        trouble.apply(config(false));
        assertThat(recorder.closed).hasSize(1);
        trouble.look();
        trouble.apply(config(true));
        trouble.look();
        assertThat(recorder.opened).hasSize(2);
    }

    private static final class Recorder implements Conditions {
        final List<Condition> opened = new ArrayList<>();
        final List<String> closed = new ArrayList<>();

        @Override
        public void opened(Condition condition) {
            opened.add(condition);
        }

        @Override
        public void changed(Condition condition) {
            throw new AssertionError(condition);
        }

        @Override
        public void closed(String rule, Map<String, String> subject, Instant at, String reason) {
            closed.add(rule + " " + subject + " " + at + " " + reason);
        }
    }
}
