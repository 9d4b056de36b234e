package dev.ribwatch.agent.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.config.value.Family;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What leaves, octet by octet. */
class OutboundMessageTest {
    private static final String MARKER = "ff".repeat(16);

    @Test
    void openCarriesWhatAListenerOffers() {
        Open open = new Open(65000, 90, 0xc0000263, Capabilities.offered(65000, 3, 0));
        assertThat(open.encode()).isEqualTo(HexText.parse(MARKER + """
                                          003d 01        # length, OPEN
                                          04 fde8 005a   # version 4, AS 65000, hold time 90
                                          c0000263       # identifier 192.0.2.99
                                          20 02 1e       # one parameter: capabilities
                                          01 04 00010001 # multiprotocol IPv4 unicast
                                          01 04 00020001 # multiprotocol IPv6 unicast
                                          02 00          # route refresh
                                          06 00          # extended message
                                          40 02 0000     # graceful restart: time 0, no family
                                          41 04 0000fde8 # 4-octet AS 65000
                                          46 00          # enhanced route refresh
                                          47 00          # long-lived graceful restart: no family
                                          """));
    }

    @Test
    void openOffersTheNBitInTheSameOctets() {
        Capabilities plain = Capabilities.offered(65000, 3, 0);
        byte[] without = new Open(65000, 90, 1, plain).encode();
        byte[] with = new Open(65000, 90, 1, plain.withGracefulRestart(GracefulRestart.NOTIFICATION_HELPER)).encode();
        // 29 octets to the parameter, 2 of its head, 2 capabilities of 6 and 2 of 2, code and length: the flags.
        int flags = 29 + 2 + 12 + 4 + 2;
        assertThat(HexText.parse("40 02")).isEqualTo(Arrays.copyOfRange(with, flags - 2, flags));
        assertThat(with[flags]).isEqualTo((byte) 0x40);
        assertThat(without[flags]).isZero();
        with[flags] = 0;
        assertThat(with).isEqualTo(without);
    }

    @Test
    void aHardResetWrapsAnotherNotification() {
        Notification shutdown = Notification.cease(ProtocolError.ADMINISTRATIVE_SHUTDOWN, "bye");
        Notification hard = Notification.hardReset(shutdown);
        assertThat(hard.encode()).isEqualTo(HexText.parse(MARKER + "001b 03 06 09 06 02 03 627965"));
        assertThat(hard.shutdownText()).isEqualTo("bye");
        assertThat(Notification.hardReset(Notification.of(ProtocolError.PEER_DECONFIGURED))
                        .encode())
                .isEqualTo(HexText.parse(MARKER + "0017 03 06 09 06 03"));
    }

    @Test
    void openWithAFourOctetAsAndAddPathReadsBack() {
        Open open = new Open(4_200_000_000L, 30, 1, Capabilities.offered(4_200_000_000L, 3, 2));
        byte[] octets = open.encode();
        assertThat(MessageHeader.check(octets, 0, octets.length, false)).isEqualTo(octets.length);
        assertThat(octets[20] << 8 & 0xff00 | octets[21] & 0xff).isEqualTo(23456);
        Open read = OpenDecoder.decode(octets, 0, octets.length).open();
        assertThat(read.as()).isEqualTo(4_200_000_000L);
        assertThat(read.holdTime()).isEqualTo(30);
        Capabilities capabilities = read.capabilities();
        assertThat(capabilities.families()).isEqualTo(3);
        assertThat(capabilities.addPathReceive()).isEqualTo(2);
        assertThat(capabilities.addPathSend()).as("we never send a path").isZero();
        assertThat(capabilities.extendedMessage()).isTrue();
        assertThat(capabilities.enhancedRouteRefresh()).isTrue();
        assertThat(capabilities.gracefulRestart().families()).isZero();
        assertThat(capabilities.gracefulRestart().restartSeconds()).isZero();
        assertThat(capabilities.longLivedRestart().staleSeconds()).containsExactly(0, 0);
    }

    @Test
    void keepaliveIsAHeader() {
        assertThat(Keepalive.INSTANCE.encode()).isEqualTo(HexText.parse(MARKER + "0013 04"));
    }

    @Test
    void notificationCarriesItsData() {
        assertThat(Notification.of(ProtocolError.UNSUPPORTED_VERSION, (byte) 0, (byte) 4)
                        .encode())
                .isEqualTo(HexText.parse(MARKER + "0017 03 02 01 0004"));
        byte[] shutdown =
                Notification.cease(ProtocolError.ADMINISTRATIVE_SHUTDOWN, "bye").encode();
        assertThat(shutdown).isEqualTo(HexText.parse(MARKER + "0019 03 06 02 03 627965"));
    }

    @Test
    void notificationNeverExceedsAnOrdinaryMessage() {
        byte[] octets = Notification.of(ProtocolError.ATTRIBUTE_LENGTH, new byte[60_000])
                .encode();
        assertThat(octets).hasSize(4096);
        assertThat(MessageHeader.check(octets, 0, octets.length, false)).isEqualTo(4096);
    }

    @Test
    void shutdownTextIsCutBetweenCharacters() {
        String text = "x".repeat(254) + "é";
        Notification cease = Notification.cease(ProtocolError.ADMINISTRATIVE_SHUTDOWN, text);
        assertThat(cease.shutdownText()).isEqualTo("x".repeat(254));
        assertThat(Notification.cease(ProtocolError.ADMINISTRATIVE_SHUTDOWN, "x".repeat(253) + "é")
                        .shutdownText())
                .isEqualTo("x".repeat(253) + "é");
    }

    @Test
    void routeRefreshNamesItsFamily() {
        assertThat(RouteRefresh.request(Family.IPV6_UNICAST).encode())
                .isEqualTo(HexText.parse(MARKER + "0017 05 0002 00 01"));
        assertThat(RouteRefresh.begin(Family.IPV4_UNICAST).encode())
                .isEqualTo(HexText.parse(MARKER + "0017 05 0001 01 01"));
        assertThat(RouteRefresh.end(Family.IPV4_UNICAST).encode())
                .isEqualTo(HexText.parse(MARKER + "0017 05 0001 02 01"));
    }

    /** The only UPDATEs there are: no withdrawn routes, no NLRI, at most an MP_UNREACH_NLRI without prefixes. */
    @Test
    void endOfRibHoldsNoPrefix() {
        assertThat(new EndOfRib(Family.IPV4_UNICAST).encode()).isEqualTo(HexText.parse(MARKER + "0017 02 0000 0000"));
        assertThat(new EndOfRib(Family.IPV6_UNICAST).encode())
                .isEqualTo(HexText.parse(MARKER + "001d 02 0000 0006 80 0f 03 0002 01"));
        for (Family family : Family.values()) {
            Update update = UpdateVerdictTest.decode(new EndOfRib(family).encode(), UpdateMessage.external());
            assertThat(update.endOfRib()).isEqualTo(family);
        }
    }

    @Test
    void nothingElseCanBeSent() {
        assertThat(List.of(OutboundMessage.class.getPermittedSubclasses()))
                .containsExactlyInAnyOrder(
                        Open.class, Keepalive.class, Notification.class, RouteRefresh.class, EndOfRib.class);
        assertThat(OutboundMessage.class.isSealed()).isTrue();
    }
}
