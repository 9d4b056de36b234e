package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Verdict.Outcome;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.RuleName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a planned change excepts while it lasts, and what is a finding all the same. */
class PlannedChangeTest extends PlannedChangeFixture {
    @Test
    void aWithdrawalThatIsDoneAndUndoneInTimeIsNoFinding() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        assertThat(count("pending")).isEqualTo(1);
        at("10:30");
        scene.withdraw("pc-edge", P);
        assertThat(count("done")).isEqualTo(1);
        Verdict missing = explain(RuleName.MISSING_PREFIX, "pc-edge", P);
        assertThat(missing.outcome()).isEqualTo(Outcome.EXCEPTED);
        assertThat(missing.reason()).contains("policy.changes move-0", "until 2026-01-01T14:00:00Z");
        Verdict planned = explain(RuleName.PLANNED_CHANGE_MISSED, "pc-edge", P);
        assertThat(planned.outcome()).isEqualTo(Outcome.GOOD);
        assertThat(planned.reason()).contains("move-0", "withdrawn between", "undone by", "; done");
        at("12:30");
        at("13:30");
        scene.announce("pc-edge", P, "65020 12076");
        assertThat(count("undone")).isEqualTo(1);
        at("15:00");
        assertThat(count("undone")).isEqualTo(1);
        quiet();
    }

    @Test
    void whatIsUndoneWithinTheWindowHasHappened() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        at("10:30");
        scene.withdraw("pc-edge", P);
        at("11:00");
        scene.announce("pc-edge", P, "65020 12076");
        at("12:30");
        at("15:00");
        quiet();
        scene.withdraw("pc-edge", P);
        finds(MISSING + " pc-edge");
    }

    @Test
    void aWithdrawalThatStaysIsExpectedForGood() {
        plan(Expect.WITHDRAWN, "azure-prod", null, null, "", P).begin();
        at("10:30");
        for (String router : List.of("edge1", "edge2", "pc-edge")) {
            scene.withdraw(router, P);
        }
        assertThat(count("done")).isEqualTo(3);
        at("20:00");
        quiet();
        scene.announce("edge1", P, "65010 12076");
        finds("PlannedChangeMissed azure-prod " + P + " edge1 late");
    }

    @Test
    void everythingOfANetworkMayGo() {
        plan(Expect.WITHDRAWN, "private-cloud", null, "14:00", "edge1", "172.20.0.0/18")
                .plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", "10.32.0.0/15", "2001:db8:32::/48")
                .begin();
        at("10:30");
        scene.withdraw("edge1", "172.20.0.0/20");
        scene.withdraw("pc-edge", P);
        scene.withdraw("pc-edge", "10.32.0.0/16");
        scene.withdraw("pc-edge", "2001:db8:32::/48");
        quiet();
        assertThat(explain(RuleName.NETWORK_INVISIBLE, "pc-edge", P).outcome()).isEqualTo(Outcome.EXCEPTED);
        at("14:30");
        // The winners of what is not undone, as ever.
        finds(
                "NetworkInvisible azure-prod pc-edge ipv4-unicast",
                "NetworkInvisible azure-prod pc-edge ipv6-unicast",
                "RedundancyLost private-cloud on-prem-circuit ipv4-unicast");
    }

    @Test
    void everythingMayGoByTwoChanges() {
        plan(Expect.WITHDRAWN, "azure-prod", null, null, "", "10.32.0.0/16")
                .plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P)
                .begin();
        at("10:30");
        scene.withdraw("pc-edge", "10.32.0.0/16");
        scene.withdraw("pc-edge", P);
        quiet();
    }

    @Test
    void everythingMayGoWhereTwoChangesMeet() {
        plan(Expect.WITHDRAWN, "azure-prod", null, null, "edge1 pc-edge", "10.32.0.0/16")
                .plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "edge2 pc-edge", P)
                .begin();
        at("10:30");
        scene.withdraw("pc-edge", "10.32.0.0/16");
        scene.withdraw("pc-edge", P);
        quiet();
        scene.withdraw("edge1", "10.32.0.0/16");
        scene.withdraw("edge1", P);
        finds("RedundancyLost azure-prod on-prem-circuit ipv4-unicast");
    }

    @Test
    void everythingMayGoInPieces() {
        plan(Expect.WITHDRAWN, "private-cloud", null, null, "edge1", "172.20.0.0/19", "172.20.32.0/19")
                .begin();
        at("10:30");
        scene.withdraw("edge1", "172.20.0.0/20");
        quiet();
    }

    @Test
    void oneLegMayLackWhatThePlanWithdraws() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "edge1", P).begin();
        at("10:30");
        scene.withdraw("edge1", "10.32.0.0/16");
        finds("RedundancyMismatch azure-prod on-prem-circuit ipv4-unicast");
        scene.announce("edge1", "10.32.0.0/16", "65010 12076");
        finds();
        scene.recorder.events.clear();
        scene.withdraw("edge1", P);
        quiet();
        assertThat(explain(RuleName.REDUNDANCY_MISMATCH, "edge1", P).reason()).contains("policy.changes move-0");
        at("14:01");
        finds("RedundancyMismatch azure-prod on-prem-circuit ipv4-unicast");
    }

    @Test
    void oneLegMayCarryNothingButWhatThePlanAnnounces() {
        plan(Expect.ANNOUNCED, "private-cloud", null, "14:00", "edge1", "2001:db8:20::/48", "::/0")
                .begin();
        at("10:30");
        scene.announce("edge1", "2001:db8:20::/48", "65010 12076 65020");
        scene.announce("edge1", "::/0", "65010 12076 65020");
        quiet();
        Verdict lost = explain(RuleName.REDUNDANCY_LOST, "edge1", "2001:db8:20::/48");
        assertThat(lost.outcome()).isEqualTo(Outcome.EXCEPTED);
        assertThat(lost.reason()).contains("policy.changes move-0");
        String other = "RedundancyLost private-cloud on-prem-circuit ipv6-unicast";
        scene.announce("edge1", "2001:db8:21::/48", "65010 12076 65020");
        finds(
                other,
                "UnexpectedPrefix private-cloud 2001:db8:21::/48 edge1",
                "Bogon private-cloud 2001:db8:21::/48 edge1");
        scene.withdraw("edge1", "2001:db8:21::/48");
        finds();
        at("14:01");
        assertThat(scene.open()).contains(other);
    }

    /** RedundancyMismatch explains what one leg lacks, but not any more when it closes itself. */
    @Test
    void whatAMismatchThatEndsWouldExplainGoesOnStanding() {
        plan(Expect.ANNOUNCED, "azure-prod", null, "14:00", "edge1", P).begin();
        at("09:00");
        scene.withdraw("edge1", P);
        scene.withdraw("edge2", P);
        scene.announce("edge2", "10.32.7.0/24", "65010 12076");
        String mismatch = "RedundancyMismatch azure-prod on-prem-circuit ipv4-unicast";
        String more = "UnexpectedPrefix azure-prod 10.32.7.0/24";
        finds(mismatch, MISSING + " edge1", MISSING + " edge2", more + " edge2");
        at("10:30");
        scene.down("edge1");
        scene.up("edge1");
        for (String prefix : List.of("10.1.0.0/16", "2001:db8:11::/48")) {
            scene.announce("edge1", prefix, "65010");
        }
        for (String prefix : List.of("10.32.0.0/16", "10.32.7.0/24", P, "172.20.0.0/20")) {
            scene.announce("edge1", prefix, "65010 12076");
        }
        scene.announce("edge1", "2001:db8:32::/48", "65010 12076 65515");
        scene.recorder.events.clear();
        scene.converge("edge1");
        finds(MISSING + " edge2", more + " edge1", more + " edge2");
        assertThat(scene.recorder.events)
                .filteredOn(event -> event.contains("router=edge2"))
                .noneMatch(event -> event.startsWith("- ") || event.startsWith("+ "));
    }

    @Test
    void theOtherLegMayNotCarryAloneWhatThePlanAnnounces() {
        plan(Expect.ANNOUNCED, "private-cloud", null, "14:00", "edge1", "2001:db8:20::/48")
                .begin();
        at("10:30");
        scene.announce("edge2", "2001:db8:20::/48", "65010 12076 65020");
        assertThat(scene.open()).contains("RedundancyLost private-cloud on-prem-circuit ipv6-unicast");
        scene.announce("edge1", "2001:db8:20::/48", "65010 12076 65020");
        scene.withdraw("edge2", "2001:db8:20::/48");
        finds();
    }

    /** Named or not, together or each by a change of its own: what must come to both may be lost by neither. */
    @Test
    void noLegMayLoseWhatThePlanAnnouncesAtBoth() {
        for (String[] plan : new String[][] {{""}, {"edge1 edge2 pc-edge"}, {"edge1", "edge2 pc-edge"}}) {
            changes.clear();
            for (String routers : plan) {
                plan(Expect.ANNOUNCED, "private-cloud", null, null, routers, "2001:db8:20::/48");
            }
            begin();
            String lost = "RedundancyLost private-cloud on-prem-circuit ipv6-unicast";
            at("10:30");
            scene.announce("pc-edge", "2001:db8:20::/48", "65020");
            scene.announce("edge1", "2001:db8:20::/48", "65010 12076 65020");
            assertThat(scene.open()).as(List.of(plan).toString()).contains(lost);
            scene.announce("edge2", "2001:db8:20::/48", "65010 12076 65020");
            assertThat(scene.open()).doesNotContain(lost);
            at("20:00");
            scene.withdraw("edge2", "2001:db8:20::/48");
            finds(lost, "PlannedChangeMissed private-cloud 2001:db8:20::/48 edge2 late");
            assertThat(explain(RuleName.REDUNDANCY_LOST, "edge1", "2001:db8:20::/48")
                            .outcome())
                    .isEqualTo(Outcome.FINDING);
        }
    }

    @Test
    void oneLegMayGoOnCarryingNothingButWhatThePlanAnnouncesForGood() {
        plan(Expect.ANNOUNCED, "private-cloud", null, null, "edge1 pc-edge", "2001:db8:20::/48")
                .begin();
        at("10:30");
        scene.announce("pc-edge", "2001:db8:20::/48", "65020");
        for (String edge : List.of("edge1", "edge2")) {
            scene.announce(edge, "2001:db8:20::/48", "65010 12076 65020");
        }
        at("20:00");
        scene.withdraw("edge2", "2001:db8:20::/48");
        finds();
    }

    @Test
    void whatNeitherLegCarriesIsAlikeOnBoth() {
        for (String edge : List.of("edge1", "edge2")) {
            changes.clear();
            plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", edge, P).begin();
            at("10:30");
            scene.withdraw("edge1", P);
            scene.withdraw("edge2", P);
            Verdict mismatch = explain(RuleName.REDUNDANCY_MISMATCH, edge, P);
            assertThat(mismatch.outcome()).as(edge).isEqualTo(Outcome.GOOD);
            assertThat(mismatch.reason()).contains("no leg of on-prem-circuit carries this prefix itself");
        }
    }

    @Test
    void aMoveIsAWithdrawalAndAnAnnouncement() {
        plan(Expect.MOVED, "azure-prod", "private-cloud", "14:00", "pc-edge", P).begin();
        at("10:30");
        scene.announce("pc-edge", P, "65020");
        assertThat(count("done")).isEqualTo(2);
        assertThat(explain(RuleName.OVERLAPPING_PREFIX, "pc-edge", P).reason()).contains("policy.changes move-0");
        at("13:00");
        scene.announce("pc-edge", P, "65020 12076");
        at("15:00");
        assertThat(count("undone")).isEqualTo(2);
        quiet();
    }

    @Test
    void anAnnouncementIsExpectedWithAllWithin() {
        plan(Expect.ANNOUNCED, "private-cloud", null, null, "pc-edge", "192.168.4.0/22")
                .begin();
        at("10:30");
        scene.announce("pc-edge", "192.168.5.0/24", "65020");
        assertThat(count("pending")).isEqualTo(1);
        scene.announce("pc-edge", "192.168.4.0/22", "65020");
        assertThat(count("done")).isEqualTo(1);
        at("20:00");
        quiet();
    }

    @Test
    void aDefaultRouteStandsForItselfAlone() {
        plan(Expect.ANNOUNCED, "on-prem", null, "14:00", "edge1", "0.0.0.0/0").begin();
        at("10:30");
        scene.announce("edge1", "0.0.0.0/0", "65010");
        quiet();
        scene.announce("edge1", "192.168.77.0/24", "65010");
        finds("UnexpectedPrefix on-prem 192.168.77.0/24 edge1");
        scene.withdraw("edge1", "192.168.77.0/24");
        at("14:01");
        finds("UnexpectedDefaultRoute on-prem 0.0.0.0/0 edge1");
    }

    // ---- too much

    @Test
    void anotherPrefixAnotherRouterAndAnotherTimeAreFindingsAsEver() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        at("09:30");
        scene.withdraw("pc-edge", P);
        finds(MISSING + " pc-edge");
        at("10:01");
        finds();
        scene.announce("pc-edge", P, "65020 12076");
        scene.withdraw("pc-edge", "10.32.0.0/16");
        finds("MissingPrefix azure-prod 10.32.0.0/16 pc-edge");
        scene.withdraw("edge1", P);
        scene.withdraw("edge2", P);
        finds("MissingPrefix azure-prod 10.32.0.0/16 pc-edge", MISSING + " edge1", MISSING + " edge2");
        // Nothing of the network is left, and that was not planned.
        scene.withdraw("pc-edge", P);
        finds("NetworkInvisible azure-prod pc-edge ipv4-unicast", MISSING + " edge1", MISSING + " edge2");
    }

    @Test
    void theLossOfMoreThanWhatMustBeThereIsAFinding() {
        plan(Expect.WITHDRAWN, "on-prem", null, "14:00", "", "10.1.0.0/16").begin();
        scene.announce("pc-edge", "10.2.0.0/16", "65020 12076 12076");
        at("10:30");
        scene.withdraw("pc-edge", "10.1.0.0/16");
        finds();
        scene.withdraw("pc-edge", "10.2.0.0/16");
        finds("NetworkInvisible on-prem pc-edge ipv4-unicast");
    }

    @Test
    void theOtherLegMayNotLackWhatThePlanWithdraws() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "edge1", P).begin();
        at("10:30");
        scene.withdraw("edge2", P);
        finds("RedundancyMismatch azure-prod on-prem-circuit ipv4-unicast");
        scene.withdraw("edge1", P);
        finds(MISSING + " edge2");
        scene.announce("edge2", P, "65010 12076");
        finds();
    }

    @Test
    void theOtherLegMayNotLoseWhatThePlanWithdraws() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "edge1", "10.32.0.0/16", P)
                .begin();
        at("10:30");
        scene.withdraw("edge2", "10.32.0.0/16");
        scene.withdraw("edge2", P);
        finds("RedundancyLost azure-prod on-prem-circuit ipv4-unicast");
        scene.announce("edge2", "10.32.0.0/16", "65010 12076");
        scene.announce("edge2", P, "65010 12076");
        scene.withdraw("edge1", "10.32.0.0/16");
        scene.withdraw("edge1", P);
        finds();
    }

    @Test
    void anAnnouncementExplainsTheOverlapWithWhatIsThere() {
        plan(Expect.ANNOUNCED, "private-cloud", null, null, "pc-edge", "192.168.77.0/24")
                .begin();
        scene.announce("edge1", "192.168.64.0/18", "65010");
        scene.announce("edge1", "192.168.77.8/29", "65010");
        String[] there = {
            "UnexpectedPrefix on-prem 192.168.64.0/18 edge1", "UnexpectedPrefix on-prem 192.168.77.8/29 edge1"
        };
        finds(there);
        at("10:30");
        scene.announce("pc-edge", "192.168.77.0/24", "65020");
        finds(there);
        Verdict planned = explain(RuleName.OVERLAPPING_PREFIX, "pc-edge", "192.168.77.0/24");
        assertThat(planned.outcome()).isEqualTo(Outcome.EXCEPTED);
        assertThat(planned.reason()).contains("live routes", "policy.changes move-0");
        Verdict met = explain(RuleName.OVERLAPPING_PREFIX, "edge1", "192.168.64.0/18");
        assertThat(met.outcome()).isEqualTo(Outcome.GOOD);
        assertThat(met.reason()).contains("allowed, excepted or planned");
        scene.announce("pc-edge", "192.168.76.0/22", "65020");
        assertThat(scene.open())
                .contains("OverlappingPrefix on-prem 192.168.64.0/18 private-cloud 192.168.76.0/22")
                .contains("OverlappingPrefix on-prem 192.168.77.8/29 private-cloud 192.168.76.0/22");
    }

    @Test
    void anAnnouncementExplainsNoOtherNetworksRoute() {
        plan(Expect.ANNOUNCED, "azure-prod", null, null, "pc-edge", P).begin();
        at("10:30");
        scene.announce("pc-edge", "10.33.7.0/24", "65020");
        finds("OverlappingPrefix private-cloud 10.33.7.0/24 azure-prod " + P);
    }

    @Test
    void anAnnouncementExplainsWhatItsRouteOverlaps() {
        plan(Expect.ANNOUNCED, "private-cloud", null, null, "pc-edge", "10.33.7.0/24")
                .begin();
        at("10:30");
        scene.announce("pc-edge", "10.33.7.0/24", "65020");
        finds();
        scene.announce("pc-edge", "10.33.8.0/24", "65020");
        finds("OverlappingPrefix private-cloud 10.33.8.0/24 azure-prod " + P);
    }

    @Test
    void aMoveToSomebodyElseIsNotTheOne() {
        plan(Expect.MOVED, "azure-prod", "private-cloud", null, "pc-edge", P).begin();
        at("10:30");
        scene.announce("edge1", P, "65010");
        finds(
                "OverlappingPrefix on-prem " + P + " azure-prod " + P,
                "RedundancyMismatch azure-prod on-prem-circuit ipv4-unicast");
        scene.announce("edge1", P, "65010 12076");
        scene.announce("pc-edge", "10.32.0.0/15", "65020");
        assertThat(scene.open()).contains("OverlappingPrefix private-cloud 10.32.0.0/15 azure-prod 10.32.0.0/16");
    }
}
