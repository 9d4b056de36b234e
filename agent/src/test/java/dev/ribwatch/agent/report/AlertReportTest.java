package dev.ribwatch.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.Condition;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds of every text, and what is handed on. */
class AlertReportTest extends ReportedFindings {
    @Test
    void saysWhenNobodyCanLook() {
        Witness lastSeen =
                witness("edge1", "on-prem", "192.168.7.0/24", "65010").withJudged(false);
        Condition condition = report.condition(finding(
                at(RuleName.UNEXPECTED_PREFIX, "on-prem", "edge1", "192.168.7.0/24"),
                List.of(lastSeen),
                Detail.None.NONE,
                List.of("edge1"),
                true));

        assertThat(condition.unknown()).isTrue();
        assertThat(condition.annotations().get("description")).endsWith("""
                        Route: 192.168.7.0/24 of on-prem at edge1, AS path 65010, next hop 192.0.2.1 (as last seen).
                        Could not look: edge1 (no session, not this family, or its routes are not all here yet).""");
    }

    @Test
    void whatOneRouterShowsNamesThoseThatCouldNotBeAskedToo() {
        report.blind(Family.IPV4_UNICAST, List.of("edge2", "pc-edge"));
        Finding missing = finding(
                at(RuleName.MISSING_PREFIX, "azure-prod", "edge1", "10.32.0.0/16"), List.of(), Detail.None.NONE);
        String said =
                "\nCould not look: edge2 and pc-edge (no session, not this family, or its routes are not all here yet).";
        assertThat(report.condition(missing).annotations().get("description")).endsWith(said);
        Finding session = finding(
                FindingKey.of(RuleName.SESSION_DOWN, "edge1"),
                List.of(),
                new Detail.Session(false, 1, false, null, null, null));
        assertThat(report.condition(session).annotations().get("description"))
                .as("rests on nobody else")
                .doesNotContain("Could not look");
        report.blind(Family.IPV4_UNICAST, List.of());
        assertThat(report.condition(missing).annotations().get("description")).doesNotContain("Could not look");
    }

    @Test
    void textsStayBoundedWhateverAPeerSends() {
        String longPath = "4200000001 ".repeat(16_000);
        List<Witness> many = IntStream.range(0, Finding.WITNESSES)
                .mapToObj(i -> witness("r" + i, "private-cloud", "10.32.5.0/24", longPath + "\u001b[31m\n\u202e"))
                .toList();
        List<String> blind =
                IntStream.range(0, 1_000).mapToObj(i -> "router" + i).toList();
        String description = report.condition(finding(
                        overlap("10.32.5.0/24", "10.32.0.0/16"),
                        many,
                        new Detail.Overlap(Detail.Relation.WITHIN, true),
                        blind,
                        false))
                .annotations()
                .get("description");

        assertThat(description)
                .hasSizeLessThan(4_096)
                .contains("Routes: 8 more.")
                .contains("and 992 more");
        assertThat(description.lines()).hasSize(13);
    }

    @Test
    void textFromOutsideIsPrintable() {
        assertThat(Phrases.clean("a\u001b[31m\n\u202eb\u2028c\u0085")).isEqualTo("a?[31m??b?c?");
        assertThat(Phrases.clean("é…ß")).isEqualTo("é…ß");
        assertThat(Phrases.clean("x".repeat(300))).hasSize(257).endsWith("…");
    }

    @Test
    void membersOfARangeStandWhereTheRangeStands() {
        AlertReport ofRange = new AlertReport(
                Configs.sample().router("edge-range", "on-prem", 65010).compile(),
                new Silent(),
                InstantSource.fixed(NOW),
                () -> "");

        assertThat(ofRange.condition(finding(
                                FindingKey.of(RuleName.SESSION_DOWN, "edge-range-2001:db8::1"),
                                List.of(),
                                new Detail.Session(false, 1, false, null, null, null)))
                        .annotations()
                        .get("summary"))
                .isEqualTo("Session lost with edge-range-2001:db8::1, vantage on-prem");
    }

    @Test
    void handsOnWhatItHears() {
        Finding finding = finding(
                FindingKey.of(RuleName.SESSION_DOWN, "edge1"),
                List.of(),
                new Detail.Session(false, 1, false, null, null, null));

        report.opened(finding);
        report.changed(finding);
        report.closed(finding, "established and converged");

        assertThat(heard)
                .containsExactly(
                        "opened {router=edge1}",
                        "changed {router=edge1}",
                        "closed SessionDown {router=edge1} 2026-01-10T22:00:00Z established and converged");
        Condition condition = report.condition(finding);
        assertThat(condition.rule()).isEqualTo("SessionDown");
        assertThat(condition.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(condition.forDuration()).hasSeconds(30);
        assertThat(condition.keepFiringFor()).hasSeconds(60);
        assertThat(condition.since()).isEqualTo(SINCE);
        assertThat(condition.detectedNanos()).isEqualTo(42);
    }
}
