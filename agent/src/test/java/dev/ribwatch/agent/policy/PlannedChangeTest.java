package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Verdict.Outcome;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Planned changes in the sample's networks on a clock that is moved by hand: windows from ten to twelve o'clock, undone by
 * two.
 */
class PlannedChangeTest {
    private static final String P = "10.33.0.0/16";
    private static final String MISSING = "MissingPrefix azure-prod " + P;
    private static final String LATE = "PlannedChangeMissed azure-prod " + P + " pc-edge late";

    private final List<PlannedChange> changes = new ArrayList<>();
    private Scene scene;

    private static Instant time(String hours) {
        return Instant.parse("2026-01-01T" + hours + ":00Z");
    }

    private PlannedChangeTest plan(
            Expect expect, String network, String movedTo, String undoneBy, String routers, String... prefixes) {
        changes.add(new PlannedChange(
                "move-" + changes.size(),
                time("10:00"),
                time("12:00"),
                network,
                Stream.of(prefixes).map(Prefix::parse).toList(),
                routers.isEmpty() ? List.of() : List.of(routers.split(" ")),
                expect,
                movedTo,
                undoneBy == null ? null : time(undoneBy)));
        return this;
    }

    private Config config() {
        Configs configs = Configs.sample();
        changes.forEach(configs::change);
        return configs.build();
    }

    /** The sample, healthy. */
    private void begin() {
        scene = new Scene(config());
        for (String edge : List.of("edge1", "edge2")) {
            scene.up(edge);
            scene.announce(edge, "10.1.0.0/16", "65010");
            scene.announce(edge, "10.32.0.0/16", "65010 12076");
            scene.announce(edge, P, "65010 12076");
            scene.announce(edge, "2001:db8:32::/48", "65010 12076 65515");
            scene.announce(edge, "172.20.0.0/20", "65010 12076");
            scene.announce(edge, "2001:db8:11::/48", "65010");
        }
        scene.up("pc-edge");
        scene.announce("pc-edge", "172.20.0.0/20", "65020");
        scene.announce("pc-edge", "10.32.0.0/16", "65020 12076");
        scene.announce("pc-edge", P, "65020 12076");
        scene.announce("pc-edge", "2001:db8:32::/48", "65020 12076");
        scene.announce("pc-edge", "10.1.0.0/16", "65020 12076 12076");
        scene.announce("pc-edge", "2001:db8:11::/48", "65020 65010");
        for (String router : List.of("edge1", "edge2", "pc-edge")) {
            scene.converge(router);
        }
        finds();
        scene.recorder.events.clear();
    }

    private PlannedChangeTest at(String hours) {
        Duration wait = Duration.between(scene.instant(), time(hours));
        assertThat(wait).isPositive();
        scene.pass(wait);
        return this;
    }

    private void finds(String... findings) {
        assertThat(scene.open()).isEqualTo(new TreeSet<>(Set.of(findings)));
    }

    /** Nothing has opened or closed since the last call. */
    private void quiet() {
        assertThat(scene.recorder.events).isEmpty();
    }

    private int count(String outcome) {
        scene.engine.takeCounts();
        return scene.engine.counts().changes().stream()
                .filter(count -> count.outcome().equals(outcome))
                .mapToInt(PolicyCounts.ChangeCount::count)
                .sum();
    }

    private Verdict explain(RuleName rule, String router, String prefix) {
        Prefix asked = Prefix.parse(prefix);
        return scene
                .engine
                .explanations()
                .at(
                        scene.routers.get(router).index(),
                        asked,
                        scene.engine.explanations().related(asked))
                .stream()
                .filter(verdict -> verdict.rule() == rule)
                .findFirst()
                .orElseThrow();
    }

    // ---- done

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
            assertThat(mismatch.reason()).contains("no leg of on-prem-circuit carries it");
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

    // ---- late

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

    // ---- certain, or not said

    @Test
    void aClockThatJumpsOverAWindowSaysNothingOfIt() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        scene.set(time("12:30"));
        finds();
        assertThat(count("unknown")).isEqualTo(1);
    }

    @Test
    void aClockThatIsSetBackTakesTheChangeWithIt() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        at("12:01");
        finds(LATE);
        scene.set(time("11:00"));
        finds();
        assertThat(count("pending")).isEqualTo(1);
        scene.withdraw("pc-edge", P);
        finds();
        scene.set(time("09:00"));
        finds(MISSING + " pc-edge");
        scene.announce("pc-edge", P, "65020 12076");
        at("12:01");
        finds(LATE);
    }

    @Test
    void aLostSessionIsNoWithdrawal() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        at("10:30");
        scene.down("pc-edge");
        assertThat(count("unknown")).isEqualTo(1);
        at("10:40");
        recover();
        assertThat(count("pending")).isEqualTo(1);
        // What happened and was undone meanwhile was not seen, so it is not said that nothing did.
        at("12:01");
        assertThat(count("unknown")).isEqualTo(1);
        finds();
        scene.withdraw("pc-edge", P);
        assertThat(count("done")).isEqualTo(1);
        finds();
    }

    private void recover() {
        scene.up("pc-edge");
        scene.announce("pc-edge", "172.20.0.0/20", "65020");
        scene.announce("pc-edge", "10.32.0.0/16", "65020 12076");
        scene.announce("pc-edge", P, "65020 12076");
        scene.announce("pc-edge", "2001:db8:32::/48", "65020 12076");
        scene.announce("pc-edge", "10.1.0.0/16", "65020 12076 12076");
        scene.announce("pc-edge", "2001:db8:11::/48", "65020 65010");
        scene.converge("pc-edge");
    }

    @Test
    void whatIsToStayIsLateWhateverWasSeen() {
        plan(Expect.WITHDRAWN, "azure-prod", null, null, "pc-edge", P).begin();
        at("11:59");
        scene.down("pc-edge");
        at("12:30");
        finds("SessionDown pc-edge");
        recover();
        finds(LATE);
        scene.down("pc-edge");
        assertThat(scene.recorder.open.values())
                .filteredOn(finding -> finding.key().rule() == RuleName.PLANNED_CHANGE_MISSED)
                .allMatch(Finding::unknown)
                .hasSize(1);
        recover();
        finds(LATE);
    }

    @Test
    void whatIsNotUndoneWhileNobodyLooksIsSaidAtConvergence() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        at("10:30");
        scene.withdraw("pc-edge", P);
        scene.down("pc-edge");
        at("14:30");
        finds("SessionDown pc-edge");
        recover();
        finds();
        scene.withdraw("pc-edge", P);
        finds(MISSING + " pc-edge");
    }

    // ---- reload

    @Test
    void aChangeIsAddedAndTakenAwayInItsWindow() {
        begin();
        at("10:30");
        scene.withdraw("pc-edge", P);
        finds(MISSING + " pc-edge");
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P);
        scene.reload(config(), 10).settle();
        finds();
        changes.clear();
        scene.reload(config(), 10).settle();
        finds(MISSING + " pc-edge");
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "edge1", P);
        scene.reload(config(), 10).settle();
        finds(MISSING + " pc-edge");
    }

    @Test
    void whatWasSeenOutlivesAReload() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        at("10:30");
        scene.withdraw("pc-edge", P);
        at("11:00");
        scene.announce("pc-edge", P, "65020 12076");
        plan(Expect.ANNOUNCED, "private-cloud", null, null, "pc-edge", "172.20.32.0/24");
        scene.reload(config(), 10).settle();
        quiet();
        at("12:01");
        finds("PlannedChangeMissed private-cloud 172.20.32.0/24 pc-edge late");
        scene.recorder.events.clear();
        scene.reload(config(), 10).settle();
        assertThat(scene.recorder.events).noneMatch(event -> event.startsWith("+") || event.startsWith("-"));
        assertThat(count("undone")).isEqualTo(1);
    }

    @Test
    void anEntryWithAnotherWindowIsAnotherChange() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        at("10:30");
        scene.withdraw("pc-edge", P);
        scene.announce("pc-edge", P, "65020 12076");
        at("12:01");
        assertThat(count("undone")).isEqualTo(1);
        PlannedChange first = changes.remove(0);
        changes.add(new PlannedChange(
                first.name(),
                time("13:00"),
                time("13:30"),
                first.network(),
                first.prefixes(),
                first.routers(),
                first.expect(),
                null,
                first.undoneBy()));
        scene.reload(config(), 10).settle();
        assertThat(count("pending")).isEqualTo(1);
        at("13:31");
        finds(LATE);
    }

    @Test
    void anEntryThatComesWithinItsWindowDidNotSeeAllOfIt() {
        begin();
        at("11:00");
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P);
        scene.reload(config(), 10).settle();
        at("12:01");
        finds();
        assertThat(count("unknown")).isEqualTo(1);
    }

    @Test
    void aPrefixThatComesWithinTheWindowDidNotSeeAllOfIt() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        at("10:30");
        scene.withdraw("pc-edge", "10.32.0.0/16");
        scene.announce("pc-edge", "10.32.0.0/16", "65020 12076");
        at("11:00");
        changes.clear();
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P, "10.32.0.0/16");
        scene.reload(config(), 10).settle();
        at("12:01");
        finds(LATE);
        assertThat(count("unknown")).isEqualTo(1);
    }

    @Test
    void aPolicyThatIsTakenOverAsTheWindowBeginsKnowsWhoCouldNotBeAsked() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        at("09:59");
        scene.down("pc-edge").idle(Duration.ofMinutes(1));
        scene.takeOver(config());
        recover();
        at("12:01");
        finds();
        assertThat(count("unknown")).isEqualTo(1);
    }

    @Test
    void aWindowThatBeginsWhileAPolicyIsReadIsKnown() {
        plan(Expect.WITHDRAWN, "azure-prod", null, "14:00", "pc-edge", P).begin();
        at("09:59");
        PolicyEngine next = scene.engine(config(), scene.recorder);
        next.attach();
        while (!next.isCaughtUp()) {
            next.step(1000);
        }
        at("10:01");
        scene.withdraw("pc-edge", P);
        scene.announce("pc-edge", P, "65020 12076");
        next.adopt(scene.engine);
        scene.engine = next;
        at("12:01");
        finds();
        assertThat(count("undone")).isEqualTo(1);
    }

    @Test
    void aRemovedRouterTakesItsFindingsWithIt() {
        plan(Expect.WITHDRAWN, "azure-prod", null, null, "", P).begin();
        at("12:01");
        assertThat(scene.open()).hasSize(3).contains(LATE);
        scene.down("pc-edge");
        scene.rib.remove(scene.routers.get("pc-edge"));
        scene.settle();
        assertThat(scene.open()).hasSize(2).noneMatch(finding -> finding.contains("pc-edge"));
        assertThat(count("late")).isEqualTo(2);
    }
}
