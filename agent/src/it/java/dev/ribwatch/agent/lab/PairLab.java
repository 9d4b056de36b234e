package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.HookReceiver.Notice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** SplitView of two real agents, each with a BIRD of its own. Every test leaves a pair that sees the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PairLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String REQUIRED = "10.33.0.0/16";

    private Path scratch;
    private List<PairSide> sides = List.of();
    private PairSide first;
    private PairSide second;

    @BeforeAll
    void start() throws IOException {
        scratch = LabFiles.scratch("pair");
        sides = PairSide.two(scratch);
        first = sides.get(0);
        second = sides.get(1);
        for (PairSide side : sides) {
            assertThat(side.starting()).as("its router is not up").isTrue();
        }
        for (PairSide side : sides) {
            side.router().announce(LabConfig.healthy());
            side.router().start();
        }
    }

    @AfterAll
    void stop() throws IOException {
        sides.forEach(PairSide::close);
        LabFiles.discard(scratch);
    }

    @BeforeEach
    void bothSeeTheSame() {
        for (PairSide side : sides) {
            Await.until(side.name() + " has heard its router out", PATIENCE, () -> !side.starting());
            Await.until(side.name() + " sees what the other sees", PATIENCE, () -> side.reachesTheOther() && same(side));
            Await.until("nothing is said", PATIENCE, () -> !side.told("SplitView"));
        }
    }

    private static boolean same(PairSide side) throws IOException {
        for (String kind : List.of("itself", "unreachable", "starting", "policy", "converged", "routes", "alerts")) {
            if (side.differences(kind) != 0) {
                return false;
            }
        }
        return side.splitView().isEmpty();
    }

    @Test
    void twoThatSeeTheSameSayNothing() {
        silent(PairSide.SETTLE.multipliedBy(3), () -> same(first) && same(second));
        LabSummary.figure("pair that sees the same", "silent for three settle times");
    }

    @Test
    void aFilterTowardsOneIsNamedAtBothUntilItIsLifted() throws Exception {
        Told told = new Told();
        second.router().hide(REQUIRED);
        told.opens("filter towards one agent", first, second);
        contains(first, "Fires only at " + second.name(), "MissingPrefix", REQUIRED, "edge ipv4-unicast (6 here, 5 there)");
        contains(second, "Fires only at " + second.name(), "MissingPrefix", REQUIRED, "edge ipv4-unicast (5 here, 6 there)");
        assertThat(first.told("MissingPrefix")).isFalse();
        assertThat(second.told("MissingPrefix")).isTrue();
        assertThat(first.differences("routes")).isEqualTo(1);
        assertThat(second.differences("alerts")).isEqualTo(1);

        told.begin();
        second.router().hide();
        told.closes("filter lifted", first, second);
    }

    @Test
    void anAgentThatIsGoneIsMissedByTheOtherUntilItIsBack() throws Exception {
        Told told = new Told();
        second.kill();
        told.opens("agent killed", first);
        contains(first, "The other agent of the pair, " + second.name() + ", cannot be asked");
        assertThat(first.reachesTheOther()).isFalse();
        assertThat(first.differences("unreachable")).isEqualTo(1);

        told.begin();
        second.startAgain();
        told.closes("agent started again", first);
        assertThat(second.notices()).as("the one that came back has nothing to tell").isEqualTo(told.before(second));
    }

    @Test
    void aRestartWithinTheSettleTimeIsSilent() throws Exception {
        // A Java machine may take longer to start here than the settle time of the other tests.
        Duration longer = Duration.ofSeconds(30);
        for (PairSide side : sides) {
            side.reload(yaml -> yaml.replace("SplitView: {for: 5s", "SplitView: {for: 30s"));
        }
        bothSeeTheSame();
        Told told = new Told();
        second.kill();
        Await.until("it is missed", PATIENCE, () -> first.differences("unreachable") == 1);
        second.startAgain();
        Await.until("it is back", PATIENCE, () -> first.differences("unreachable") == 0);
        assertThat(told.elapsed()).as("within the settle time").isLessThan(longer);
        bothSeeTheSame();
        silent(longer.minus(told.elapsed()).plusSeconds(5), () -> true);
        for (PairSide side : sides) {
            assertThat(side.notices()).isEqualTo(told.before(side));
            side.reload(yaml -> yaml);
        }
        LabSummary.figure("pair, restart within the settle time", "silent");
    }

    @Test
    void anotherPolicyAtOneIsNamedAtBothUntilItIsBack() throws Exception {
        Told told = new Told();
        second.reload(yaml -> yaml.replace("prefixes: [172.20.0.0/18]", "prefixes: [172.20.0.0/18, 172.21.0.0/18]"));
        told.opens("another policy at one", first, second);
        contains(first, "The two agents of the pair run different policies: they differ in networks");
        contains(second, "The two agents of the pair run different policies: they differ in networks");
        assertThat(first.differences("policy")).isEqualTo(1);
        assertThat(second.differences("policy")).isEqualTo(1);

        told.begin();
        second.reload(yaml -> yaml);
        told.closes("the same policy again", first, second);
    }

    @Test
    void aSessionThatIsDownAtOneIsNamedByTheTableAtBothUntilItIsBack() throws Exception {
        Told told = new Told();
        second.router().shutDown("maintenance");
        told.opens("session down at one", first, second);
        contains(first, "The table is whole only at " + first.name() + ": edge ipv4-unicast; edge ipv6-unicast");
        contains(second, "The table is whole only at " + first.name() + ": edge ipv4-unicast; edge ipv6-unicast");
        Await.until("the session is told of where it is down", PATIENCE, () -> second.told("SessionDown"));
        assertThat(first.told("SessionDown")).isFalse();
        assertThat(first.differences("converged")).isEqualTo(2);

        told.begin();
        second.router().open();
        told.closes("session up again", first, second);
    }

    private static void contains(PairSide side, String... words) {
        Await.value("what SplitView says at " + side.name(), PATIENCE, side::splitView, text -> {
            for (String word : words) {
                if (!text.contains(word)) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Neither receiver hears of SplitView for this long, and this holds. */
    private void silent(Duration time, Callable<Boolean> holds) {
        int notices = first.notices() + second.notices();
        Await.stays(
                "silence", time, () -> holds.call() && first.notices() + second.notices() == notices);
    }

    /** What both receivers had heard when something changed, and when that was. */
    private final class Told {
        private int firstNotices;
        private int secondNotices;
        private long nanos;

        Told() {
            begin();
        }

        /** Here something changes. */
        void begin() {
            firstNotices = first.notices();
            secondNotices = second.notices();
            nanos = System.nanoTime();
        }

        int before(PairSide side) {
            return side == first ? firstNotices : secondNotices;
        }

        Duration elapsed() {
            return Duration.ofNanos(System.nanoTime() - nanos);
        }

        void opens(String change, PairSide... at) {
            for (PairSide side : at) {
                note(change, side, side.awaitNotice(before(side), true));
            }
        }

        void closes(String change, PairSide... at) {
            for (PairSide side : at) {
                note(change, side, side.awaitNotice(before(side), false));
            }
        }

        private void note(String change, PairSide side, Notice notice) {
            LabSummary.figure(
                    "pair, " + change + (side == first ? " (a)" : " (b)"),
                    (notice.arrivedNanos() - nanos) / 1_000_000 + " ms to " + notice.status());
        }
    }
}
