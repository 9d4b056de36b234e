package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Verdict.Outcome;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What did not happen in its window, or was not undone in time. */
class PlannedChangeMissedTest extends PlannedChangeFixture {
    @Test
    void whatDoesNotHappenInTheWindowIsLate() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        at("11:59");
        quiet();
        at("12:01");
        finds(LATE);
        assertThat(count("late")).isEqualTo(1);
        assertThat(explain(RuleName.PLANNED_CHANGE_MISSED, "pc-edge", P).outcome())
                .isEqualTo(Outcome.FINDING);
        scene.withdraw("pc-edge", P);
        finds();
        at("14:01");
        finds(MISSING + " pc-edge");
    }

    @Test
    void whatNeverHappensIsLateUntilItIsOver() {
        plan(Expect.ANNOUNCED, "private-cloud", null, "14:00", "", "172.20.32.0/24")
                .begin();
        at("12:01");
        finds(
                "PlannedChangeMissed private-cloud 172.20.32.0/24 edge1 late",
                "PlannedChangeMissed private-cloud 172.20.32.0/24 edge2 late",
                "PlannedChangeMissed private-cloud 172.20.32.0/24 pc-edge late");
        at("14:01");
        finds();
    }

    @Test
    void bothSidesOfAMoveMayBeLate() {
        plan(Expect.MOVED, "azure-prod", "private-cloud", null, "pc-edge", P).begin();
        at("12:01");
        finds(LATE, "PlannedChangeMissed private-cloud " + P + " pc-edge late");
        scene.withdraw("pc-edge", P);
        finds("PlannedChangeMissed private-cloud " + P + " pc-edge late");
        scene.announce("pc-edge", P, "65020");
        finds();
    }

    @Test
    void aPartOfAnAnnouncementIsNotAllOfIt() {
        plan(Expect.ANNOUNCED, "private-cloud", null, null, "pc-edge", "172.20.32.0/23")
                .begin();
        scene.announce("pc-edge", "172.20.32.0/24", "65020");
        at("12:01");
        finds("PlannedChangeMissed private-cloud 172.20.32.0/23 pc-edge late");
    }

    @Test
    void aPartThatStaysIsNotWithdrawn() {
        plan(Expect.WITHDRAWN, "on-prem", null, null, "edge1", "10.1.0.0/16").begin();
        scene.announce("edge1", "10.1.7.0/24", "65010");
        at("10:30");
        scene.withdraw("edge1", "10.1.0.0/16");
        at("12:01");
        finds("PlannedChangeMissed on-prem 10.1.0.0/16 edge1 late");
        scene.withdraw("edge1", "10.1.7.0/24");
        finds();
    }

    @Test
    void changesOfOneNetworkShareWhatIsLateOfThem() {
        plan(Expect.ANNOUNCED, "private-cloud", null, null, "pc-edge", prefixes("172.20.32.0/", 25))
                .plan(Expect.ANNOUNCED, "private-cloud", null, null, "pc-edge", prefixes("172.20.40.0/", 25))
                .begin();
        at("12:01");
        assertThat(scene.open()).hasSize(21).contains("PlannedChangeMissed private-cloud pc-edge ipv4-unicast late");
        assertThat(scene.recorder.open.values())
                .filteredOn(finding -> finding.detail() instanceof Detail.Folded)
                .singleElement()
                .satisfies(finding ->
                        assertThat(((Detail.Folded) finding.detail()).count()).isEqualTo(30));
        scene.recorder.events.clear();
        scene.reload(config(), 10).settle();
        assertThat(scene.recorder.events).noneMatch(event -> event.startsWith("+") || event.startsWith("-"));
        for (PlannedChange change : changes) {
            for (Prefix prefix : change.prefixes()) {
                scene.announce("pc-edge", prefix.toString(), "65020");
            }
        }
        finds();
    }

    private static String[] prefixes(String base, int count) {
        Prefix first = Prefix.parse(base + 29);
        return Stream.iterate(first, last -> new Prefix(last.family(), last.high() + (1L << 35), last.low(), 29))
                .limit(count)
                .map(Prefix::toString)
                .toArray(String[]::new);
    }

    @Test
    void aPrefixIsLateUntilNoChangeMissesIt() {
        plan(Expect.ANNOUNCED, "private-cloud", null, null, "pc-edge", "172.20.32.0/24")
                .plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P)
                .plan(Expect.WITHDRAWN, "azure-prod", null, null, "pc-edge", P, "2001:db8:32::/48")
                .begin();
        at("12:01");
        String other = "PlannedChangeMissed azure-prod 2001:db8:32::/48 pc-edge late";
        finds(LATE, other, "PlannedChangeMissed private-cloud 172.20.32.0/24 pc-edge late");
        scene.announce("pc-edge", "172.20.32.0/24", "65020");
        at("14:01");
        finds(LATE, other);
        scene.withdraw("pc-edge", P);
        finds(other);
    }

    // ---- not undone

    @Test
    void whatIsNotUndoneInTimeIsTheOrdinaryFinding() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        at("10:30");
        scene.withdraw("pc-edge", P);
        at("13:59");
        quiet();
        at("14:01");
        finds(MISSING + " pc-edge");
        assertThat(count("not-undone")).isEqualTo(1);
        assertThat(explain(RuleName.PLANNED_CHANGE_MISSED, "pc-edge", P).outcome())
                .isEqualTo(Verdict.Outcome.EXPLAINED);
        scene.announce("pc-edge", P, "65020 12076");
        finds();
        assertThat(count("undone")).isEqualTo(1);
    }

    @Test
    void whereNoOtherRuleSaysItThisOneDoes() {
        plan(Expect.ANNOUNCED, "private-cloud", null, "14:00", "pc-edge", "172.20.32.0/24")
                .plan(Expect.WITHDRAWN, "on-prem", null, "14:00", "edge1", "10.1.0.0/16")
                .begin();
        at("10:30");
        scene.announce("pc-edge", "172.20.32.0/24", "65020");
        scene.withdraw("edge1", "10.1.0.0/16");
        at("13:59");
        quiet();
        at("14:01");
        finds(
                "PlannedChangeMissed private-cloud 172.20.32.0/24 pc-edge not-undone",
                "PlannedChangeMissed on-prem 10.1.0.0/16 edge1 not-undone");
        scene.withdraw("pc-edge", "172.20.32.0/24");
        finds("PlannedChangeMissed on-prem 10.1.0.0/16 edge1 not-undone");
        scene.announce("edge1", "10.1.0.0/16", "65010");
        finds();
        scene.withdraw("edge1", "10.1.0.0/16");
        finds();
    }

    @Test
    void whatIsUndoneAndHappensAgainIsNotUndone() {
        plan(Expect.ANNOUNCED, "private-cloud", null, "14:00", "pc-edge", "172.20.32.0/24")
                .begin();
        at("10:30");
        scene.announce("pc-edge", "172.20.32.0/24", "65020");
        at("12:30");
        scene.withdraw("pc-edge", "172.20.32.0/24");
        assertThat(count("undone")).isEqualTo(1);
        scene.announce("pc-edge", "172.20.32.0/24", "65020");
        at("14:01");
        finds("PlannedChangeMissed private-cloud 172.20.32.0/24 pc-edge not-undone");
        assertThat(count("not-undone")).isEqualTo(1);
        scene.withdraw("pc-edge", "172.20.32.0/24");
        finds();
        scene.announce("pc-edge", "172.20.32.0/24", "65020");
        finds();
        assertThat(count("undone")).isEqualTo(1);
    }

    @Test
    void anAnnouncementIsUndoneThoughARouteWithinItStays() {
        plan(Expect.ANNOUNCED, "private-cloud", null, "14:00", "pc-edge", "172.20.32.0/24")
                .begin();
        scene.announce("pc-edge", "172.20.32.0/25", "65020");
        at("10:30");
        scene.announce("pc-edge", "172.20.32.0/24", "65020");
        at("12:30");
        scene.withdraw("pc-edge", "172.20.32.0/24");
        assertThat(count("undone")).isEqualTo(1);
        at("14:01");
        assertThat(count("undone")).isEqualTo(1);
        scene.announce("pc-edge", "172.20.32.0/24", "65020");
        finds();
    }

    @Test
    void whatHappensOnlyWhenAllIsOverIsNotTheChange() {
        plan(Expect.ANNOUNCED, "private-cloud", null, "14:00", "pc-edge", "172.20.32.0/24")
                .begin();
        at("14:01");
        scene.announce("pc-edge", "172.20.32.0/24", "65020");
        finds();
        assertThat(count("unknown")).isEqualTo(1);
    }
}
