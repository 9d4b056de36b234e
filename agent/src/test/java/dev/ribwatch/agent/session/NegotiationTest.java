package dev.ribwatch.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.agent.wire.message.Open;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two OPENs agree on. IPv4 unicast is bit 1, IPv6 unicast bit 2. */
class NegotiationTest {

    @ParameterizedTest
    @CsvSource({"90, 90, 90", "90, 30, 30", "30, 90, 30", "90, 65535, 90", "90, 0, 0"})
    void f1TheLowerHoldTimeWins(int ours, int theirs, int expected) {
        Open peer = new Open(65010, theirs, 1, everything(3, 0));

        assertThat(agree(ours(ours, 3, 0), peer).holdTime()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"3, 3, 3", "3, 1, 1", "3, 2, 2", "1, 2, 0", "1, 3, 1"})
    void familiesAreThoseThatBothSpeak(int ours, int theirs, int expected) {
        Open peer = new Open(65010, 90, 1, everything(theirs, 0));

        assertThat(agree(ours(90, ours, 0), peer).context().families()).isEqualTo(expected);
    }

    @Test
    void withoutMultiprotocolThePeerSpeaksIpv4() {
        Negotiated negotiated = agree(ours(90, 3, 0), new Open(65010, 90, 1, nothing()));

        assertThat(negotiated.context().families()).isEqualTo(1);
        assertThat(negotiated.context().fourOctetAs()).isFalse();
        assertThat(negotiated.extendedMessages()).isFalse();
        assertThat(negotiated.routeRefresh()).isFalse();
        assertThat(negotiated.enhancedRouteRefresh()).isFalse();
        assertThat(negotiated.expectEndOfRib()).isFalse();
    }

    @Test
    void whatBothCanDoIsAgreed() {
        Negotiated negotiated = agree(ours(90, 3, 0), new Open(65010, 90, 0x0a00000b, everything(3, 0)));

        assertThat(negotiated.context().fourOctetAs()).isTrue();
        assertThat(negotiated.context().peerAs()).isEqualTo(65010);
        assertThat(negotiated.context().localAs()).isEqualTo(65000);
        assertThat(negotiated.extendedMessages()).isTrue();
        assertThat(negotiated.routeRefresh()).isTrue();
        assertThat(negotiated.enhancedRouteRefresh()).isTrue();
        assertThat(negotiated.expectEndOfRib()).isTrue();
        assertThat(negotiated.identifierText()).isEqualTo("10.0.0.11");
    }

    @Test
    void g1_theNBitCountsWhereBothSidesSetIt() {
        Open theirs = new Open(65010, 90, 1, everything(3, 0));
        RestartTerms terms = agree(ours(90, 3, 0), theirs).restart();

        assertThat(terms.graceful()).isEqualTo(new GracefulRestart(false, true, 120, 3, 3));
        assertThat(terms.notification()).isFalse();
        Open ours = new Open(
                65000,
                90,
                2,
                Capabilities.offered(65000, 3, 0).withGracefulRestart(GracefulRestart.NOTIFICATION_HELPER));
        assertThat(agree(ours, theirs).restart().notification()).isTrue();
        Capabilities without = capabilities(true, 3, 65010, true, new GracefulRestart(false, false, 120, 3, 3), 0);
        assertThat(agree(ours, new Open(65010, 90, 1, without)).restart().notification())
                .isFalse();
        assertThat(agree(new Open(65000, 90, 2, nothing()), theirs).restart()).isEqualTo(RestartTerms.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        // families of both, our receive, their send, expected
        "3, 3, 3, 3",
        "3, 3, 1, 1",
        "3, 0, 3, 0",
        "3, 3, 0, 0",
        "1, 3, 3, 1"
    })
    void addPathNeedsOurReceiveAndTheirSendAndTheFamily(int families, int receive, int send, int expected) {
        Open peer = new Open(65010, 90, 1, everything(families, send));

        assertThat(agree(ours(90, 3, receive), peer).context().addPath()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"65000, false", "65010, true"})
    void aPeerOfOurAsIsInternal(long as, boolean external) {
        Open peer = new Open(as, 90, 1, everything(3, 0));

        assertThat(agree(ours(90, 3, 0), peer).context().ebgp()).isEqualTo(external);
    }

    private static Negotiated agree(Open ours, Open theirs) {
        return Negotiation.agree(ours, theirs, Strictness.ORDINARY);
    }

    private static Open ours(int holdTime, int families, int addPathReceive) {
        return new Open(65000, holdTime, 0xc000020a, Capabilities.offered(65000, families, addPathReceive));
    }

    private static Capabilities everything(int families, int addPathSend) {
        return capabilities(true, families, 65010, true, new GracefulRestart(false, true, 120, 3, 3), addPathSend);
    }

    private static Capabilities nothing() {
        return capabilities(false, 0, Capabilities.ABSENT, false, null, 0);
    }

    private static Capabilities capabilities(
            boolean multiprotocol,
            int families,
            long as,
            boolean refreshAndExtended,
            @Nullable GracefulRestart restart,
            int addPathSend) {
        return new Capabilities(
                multiprotocol,
                families,
                as,
                refreshAndExtended,
                refreshAndExtended,
                refreshAndExtended,
                restart,
                null,
                addPathSend,
                0,
                Capabilities.ABSENT,
                false,
                null,
                null,
                List.of());
    }
}
