package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.RuleName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is known of a change whose clock jumped, whose router was out of sight, or whose configuration was reloaded. */
class PlannedChangeInterruptedTest extends PlannedChangeFixture {
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
