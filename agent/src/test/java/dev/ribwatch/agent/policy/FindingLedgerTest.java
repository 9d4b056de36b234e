package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of several changes with one flush. */
class FindingLedgerTest {
    private final List<String> told = new ArrayList<>();
    private final FindingLedger ledger = new FindingLedger(new FindingListener() {
        @Override
        public void opened(Finding finding) {
            told.add("+ " + finding.severity());
        }

        @Override
        public void changed(Finding finding) {
            told.add("~ " + finding.severity());
        }

        @Override
        public void closed(Finding finding, String reason) {
            told.add("- " + finding.severity() + " " + reason);
        }
    });

    private static Finding finding(Severity severity) {
        FindingKey key = FindingKey.at(
                RuleName.UNEXPECTED_PREFIX, "a", "edge1", Prefix.parse("10.0.0.0/24"), Family.IPV4_UNICAST);
        return new Finding(
                key,
                severity,
                Instant.EPOCH,
                0,
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                List.of(),
                false,
                Detail.None.NONE);
    }

    private final Finding warning = finding(Severity.WARNING);
    private final Finding critical = finding(Severity.CRITICAL);

    private void flushed(String... expected) {
        ledger.flush();
        assertThat(told).containsExactly(expected);
        told.clear();
    }

    @Test
    void nothingIsToldBeforeTheFlush() {
        ledger.open(warning);
        assertThat(told).isEmpty();
        assertThat(ledger.findings()).containsExactly(warning);
        flushed("+ warning");
        flushed();
    }

    @Test
    void whatOpensAndClosesIsNotTold() {
        ledger.open(warning);
        ledger.change(critical);
        ledger.close(warning.key(), "gone");
        flushed();
        ledger.open(warning);
        flushed("+ warning");
    }

    @Test
    void whatOpensIsToldAsItIsInTheEnd() {
        ledger.open(warning);
        ledger.change(critical);
        flushed("+ critical");
    }

    @Test
    void whatChangesThereAndBackIsNotTold() {
        ledger.open(warning);
        flushed("+ warning");
        ledger.change(critical);
        ledger.change(warning);
        flushed();
    }

    @Test
    void whatClosesIsToldAsItWasTold() {
        ledger.open(warning);
        flushed("+ warning");
        ledger.change(critical);
        ledger.close(warning.key(), "gone");
        flushed("- warning gone");
    }

    @Test
    void whatClosesAndOpensAgainGoesOn() {
        ledger.open(warning);
        flushed("+ warning");
        ledger.close(warning.key(), "gone");
        Finding goesOn = ledger.open(later(critical));
        assertThat(goesOn.since()).isEqualTo(warning.since());
        assertThat(goesOn.detectedNanos()).isEqualTo(warning.detectedNanos());
        assertThat(ledger.get(warning.key())).isEqualTo(goesOn);
        flushed("~ critical");
        ledger.close(warning.key(), "once");
        ledger.open(warning);
        ledger.close(warning.key(), "twice");
        flushed("- critical twice");
        assertThat(ledger.open(later(warning)).since()).isAfter(warning.since());
        flushed("+ warning");
    }

    /** One of another intent is over whatever this one finds. */
    @Test
    void whatEndsForGoodAndOpensAgainIsToldAsBoth() {
        ledger.end(warning, "of another intent");
        assertThat(ledger.open(later(critical)).since()).isAfter(warning.since());
        flushed("- warning of another intent", "+ critical");
    }

    private static Finding later(Finding finding) {
        return new Finding(
                finding.key(),
                finding.severity(),
                finding.since().plusSeconds(1),
                finding.detectedNanos() + 1_000_000_000L,
                finding.forDuration(),
                finding.keepFiringFor(),
                finding.witnesses(),
                finding.blind(),
                finding.unknown(),
                finding.detail());
    }

    @Test
    void oneThatAListenerFailsAtDoesNotComeAgain() {
        FindingLedger failing = new FindingLedger(new FindingListener() {
            @Override
            public void opened(Finding finding) {
                told.add("failed");
                throw new IllegalStateException("a defect");
            }

            @Override
            public void changed(Finding finding) {}

            @Override
            public void closed(Finding finding, String reason) {}
        });
        failing.open(warning);
        assertThatThrownBy(failing::flush).hasMessage("a defect");
        failing.flush();
        assertThat(told).containsExactly("failed");
    }
}
