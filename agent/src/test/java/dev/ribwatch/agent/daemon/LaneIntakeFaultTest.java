package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.transport.LaneFeed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of a router and defects of ours stay in their session. */
class LaneIntakeFaultTest extends LaneIntakeFixture {
    @Test
    void aResetFollowsFromTheMessageAndTheRestOfTheSessionIsDropped() {
        feed.up().send(Ipv4Updates.announce(0, 5), Ipv4Updates.impossible(), Ipv4Updates.announce(5, 5));
        serveAll();

        assertThat(feed.faults()).containsExactly("1 3/10");
        assertThat(routes("edge1")).isEqualTo(5);
        assertThat(intake.routers())
                .singleElement()
                .satisfies(router -> assertThat(router.resets).isOne());
    }

    @Test
    void aMessageThatIsHandledAsWithdrawIsCountedAndTheSessionStands() {
        feed.up().send(Ipv4Updates.announce(0, 5), Ipv4Updates.announceBadly(3, 5), Ipv4Updates.announce(9, 1));
        serveAll();

        assertThat(feed.faults()).isEmpty();
        assertThat(routes("edge1")).isEqualTo(4);
        assertThat(intake.routers())
                .singleElement()
                .satisfies(router -> assertThat(router.treatedAsWithdraw).isOne());
    }

    @ParameterizedTest
    @ValueSource(classes = {StackOverflowError.class, AssertionError.class, IllegalStateException.class})
    void aDefectOfOursEndsThatSessionAlone(Class<? extends Throwable> defect) {
        LaneFeed other = new LaneFeed("edge2", "edge2", ready).up().send(Ipv4Updates.announce(0, 5));
        serveAll();
        feed.up();
        serveAll();
        story.atChange = () -> sneak(defect);
        feed.send(Ipv4Updates.announce(100, 1), Ipv4Updates.announce(200, 1)).down();
        Lane lane = ready.take(0);
        assertThat(lane).isNotNull();
        intake.serve(feed.lane());
        story.atChange = () -> {};
        other.send(Ipv4Updates.announce(10, 5));
        serveAll();

        assertThat(feed.faults()).containsExactly("1 3/0");
        assertThat(feed.lane().bytes()).isZero();
        assertThat(routes("edge1")).isZero();
        assertThat(other.faults()).isEmpty();
        assertThat(routes("edge2")).isEqualTo(10);
    }

    @Test
    void aDefectWhileRoutesAreWithdrawnDelaysThemAndNoMore() {
        feed.up().send(Ipv4Updates.announce(0, ROUTES));
        serveAll();
        story.atChange = () -> sneak(IllegalStateException.class);
        feed.down();
        assertThatThrownBy(this::serveAll).isInstanceOf(IllegalStateException.class);
        story.atChange = () -> {};
        feed.up().send(Ipv4Updates.announce(0, 3));
        serveAll();

        assertThat(routes("edge1")).isEqualTo(3);
        assertThat(feed.faults()).isEmpty();
    }

    @Test
    void aDefectAtTheStartOfASessionResetsItAndTheNextOneStands() {
        feed.up().send(Ipv4Updates.announce(0, 5)).down();
        serveAll();
        story.atConvergence = () -> sneak(AssertionError.class);
        feed.up();
        serveAll();
        story.atConvergence = () -> {};
        feed.down().up().send(Ipv4Updates.announce(0, 4));
        serveAll();

        assertThat(feed.faults()).containsExactly("2 3/0");
        assertThat(routes("edge1")).isEqualTo(4);
    }

    private static void sneak(Class<? extends Throwable> defect) {
        if (defect == StackOverflowError.class) {
            throw new StackOverflowError("as deep as it gets");
        } else if (defect == AssertionError.class) {
            throw new AssertionError("cannot be");
        }
        throw new IllegalStateException("cannot be");
    }
}
