package dev.ribwatch.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people read of planned changes: two of azure-prod at pc-edge, one that comes and one that goes and is undone. */
class ChangeTextsTest {
    private final AlertTexts texts = new AlertTexts(Configs.sample()
            .change(change("fill", Expect.ANNOUNCED, "10.40.0.0/16", null))
            .change(change("drain", Expect.WITHDRAWN, "10.33.0.0/16", "2026-01-11T04:00:00Z"))
            .compile());

    private static PlannedChange change(String name, Expect expect, String prefix, String undoneBy) {
        return new PlannedChange(
                name,
                Instant.parse("2026-01-10T22:00:00Z"),
                Instant.parse("2026-01-11T02:00:00Z"),
                "azure-prod",
                List.of(Prefix.parse(prefix)),
                List.of("pc-edge"),
                expect,
                null,
                undoneBy == null ? null : Instant.parse(undoneBy));
    }

    private AlertText text(RuleName rule, String router, String prefix, String reason, String since) {
        return texts.of(finding(rule, router, prefix, reason, since));
    }

    private static Finding finding(
            RuleName rule, String router, @Nullable String prefix, @Nullable String reason, String since) {
        FindingKey key = new FindingKey(
                rule,
                "azure-prod",
                null,
                router,
                prefix == null ? null : Prefix.parse(prefix),
                null,
                Family.IPV4_UNICAST,
                null,
                null,
                null,
                reason);
        return new Finding(
                key,
                Severity.WARNING,
                Instant.parse(since),
                0,
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                List.of(),
                false,
                Detail.None.NONE);
    }

    @Test
    void late() {
        AlertText late =
                text(RuleName.PLANNED_CHANGE_MISSED, "pc-edge", "10.40.0.0/16", "late", "2026-01-11T02:00:00Z");
        assertThat(late.summary())
                .isEqualTo("Planned change is not in place: 10.40.0.0/16 of azure-prod not announced at pc-edge");
        assertThat(late.description())
                .contains(
                        "The planned change fill should have had 10.40.0.0/16 of azure-prod at pc-edge announced by"
                                + " 2026-01-11T02:00:00Z, and it is not: the change has not happened, or did not last.",
                        "Effect: ",
                        "Look at: ");
    }

    @Test
    void lateThoughItMayHaveHappenedBefore() {
        AlertText late =
                text(RuleName.PLANNED_CHANGE_MISSED, "pc-edge", "10.33.0.0/16", "late", "2026-01-11T02:00:00Z");
        assertThat(late.summary())
                .isEqualTo("Planned change is not in place: 10.33.0.0/16 of azure-prod announced at pc-edge");
        assertThat(late.description())
                .contains(
                        "withdrawn by 2026-01-11T02:00:00Z, and it is announced: the change has not happened, or did not last.");
    }

    @Test
    void notUndone() {
        AlertText kept =
                text(RuleName.PLANNED_CHANGE_MISSED, "pc-edge", "10.33.0.0/16", "not-undone", "2026-01-11T04:00:00Z");
        assertThat(kept.summary())
                .isEqualTo("Planned change is not undone: 10.33.0.0/16 of azure-prod still withdrawn at pc-edge");
        assertThat(kept.description()).contains("The planned change drain", "undone by 2026-01-11T04:00:00Z");
    }

    private String missing(String router, String prefix, String since) {
        return text(RuleName.MISSING_PREFIX, router, prefix, null, since).description();
    }

    @Test
    void whatIsMoreThanWasPlannedSaysSo() {
        String more = "was under way then and does not explain this: it is more than was planned.";
        assertThat(missing("pc-edge", "10.32.0.0/16", "2026-01-10T23:00:00Z")).contains("change fill", more);
        assertThat(missing("edge1", "10.33.0.0/16", "2026-01-11T03:00:00Z")).contains("change drain", more);
        assertThat(missing("pc-edge", "10.32.0.0/16", "2026-01-10T21:59:59Z")).doesNotContain("planned change");
        assertThat(missing("pc-edge", "10.32.0.0/16", "2026-01-11T04:00:00Z")).doesNotContain("planned change");
    }

    @Test
    void whatIsNotUndoneNamesTheChange() {
        String undone = "The planned change drain should have been undone by 2026-01-11T04:00:00Z, and until then"
                + " explained this.";
        assertThat(missing("pc-edge", "10.33.0.0/16", "2026-01-11T04:00:00Z")).endsWith(undone);
        assertThat(missing("edge1", "10.33.0.0/16", "2026-01-11T04:00:00Z")).doesNotContain("planned change");
    }

    /** Another one, first in the file, is under way for longer. */
    @Test
    void whatIsNotUndoneNamesItsOwnChangeBesideAnother() {
        PlannedChange longer = new PlannedChange(
                "refit",
                Instant.parse("2026-01-10T22:00:00Z"),
                Instant.parse("2026-01-12T00:00:00Z"),
                "azure-prod",
                List.of(Prefix.parse("10.34.0.0/16")),
                List.of("edge1"),
                Expect.WITHDRAWN,
                null,
                null);
        AlertTexts both = new AlertTexts(Configs.sample()
                .change(longer)
                .change(change("drain", Expect.WITHDRAWN, "10.33.0.0/16", "2026-01-11T04:00:00Z"))
                .compile());
        assertThat(both.of(finding(RuleName.MISSING_PREFIX, "pc-edge", "10.33.0.0/16", null, "2026-01-11T04:00:00Z"))
                        .description())
                .contains("change drain should have been undone")
                .doesNotContain("refit");
        assertThat(both.of(finding(RuleName.MISSING_PREFIX, "pc-edge", "10.32.0.0/16", null, "2026-01-11T04:00:00Z"))
                        .description())
                .contains("change refit", "more than was planned");
    }

    /** Elsewhere than planned, or, where no router is named, more of the network than planned. */
    @Test
    void aNetworkThatIsGoneIsMoreThanTheChangesTakeOfIt() {
        Finding gone = finding(RuleName.NETWORK_INVISIBLE, "edge1", null, null, "2026-01-10T23:00:00Z");
        assertThat(texts.of(gone).description()).contains("more than was planned.");
        AlertTexts everywhere = new AlertTexts(Configs.sample()
                .change(new PlannedChange(
                        "drain",
                        Instant.parse("2026-01-10T22:00:00Z"),
                        Instant.parse("2026-01-11T02:00:00Z"),
                        "azure-prod",
                        List.of(Prefix.parse("10.33.0.0/16")),
                        List.of(),
                        Expect.WITHDRAWN,
                        null,
                        null))
                .compile());
        assertThat(everywhere.of(gone).description())
                .contains("does not explain this: it does not take all that the network declares.")
                .doesNotContain("more than was planned");
    }
}
