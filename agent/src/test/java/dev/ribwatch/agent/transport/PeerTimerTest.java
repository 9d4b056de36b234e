package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows F1, F2, F5, F8 and H5 of the protocol, minutes of them, with a clock that is moved. Our hold time is 90 s. */
class PeerTimerTest extends PeerFixture {

    @ParameterizedTest
    @CsvSource({
        // theirs, agreed
        "3, 3",
        "30, 30",
        "90, 90",
        "240, 90",
        "65535, 90"
    })
    void f1TheLowerHoldTimeHoldsAndAThirdOfItIsTheKeepalives(int theirs, int agreed) {
        EmbeddedChannel channel =
                establish(Messages.open(Routers.THEIR_AS, theirs, "10.0.0.11", Messages.MULTIPROTOCOL_IPV4));
        long start = now;
        long last = start;
        long longest = 0;
        long shortest = Long.MAX_VALUE;
        while (channel.isOpen() && now - start < 2 * SECOND * agreed) {
            pass(0.1);
            if (sent(channel).contains(LaneRecorder.hex(Messages.keepalive()))) {
                longest = Math.max(longest, now - last);
                shortest = Math.min(shortest, now - last);
                last = now;
            }
        }

        long third = agreed * SECOND / 3;
        assertThat(longest).isLessThanOrEqualTo(third + SECOND / 10);
        assertThat(shortest).isGreaterThanOrEqualTo(third * 3 / 4);
        assertThat(now - start).isBetween(agreed * SECOND, agreed * SECOND + SECOND / 2);
        assertThat(records()).endsWith("down 1 NOTIFICATION_SENT 4/0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void f1KeepalivesAndUpdatesPutTheHoldTimerOff(boolean keepalives) {
        EmbeddedChannel channel = establish();
        for (int i = 0; i < 20; i++) {
            pass(89);
            receive(channel, keepalives ? Messages.keepalive() : Messages.update(23, i));
        }
        assertThat(peer.status().isEstablished()).isTrue();
        pass(90.3);
        assertThat(peer.status().isEstablished()).isFalse();
    }

    @Test
    void f2SilenceAfterTheOpenEndsWithTheNegotiatedTime() {
        EmbeddedChannel channel = connect();
        receive(channel, Messages.open(Routers.THEIR_AS, 30, "10.0.0.11"));
        sent(channel);
        pass(29.9);
        assertThat(channel.isOpen()).isTrue();
        assertThat(sent(channel)).as("OpenConfirm has its KEEPALIVEs").isNotEmpty();
        pass(0.4);

        assertThat(sent(channel)).singleElement().asString().endsWith("030400");
        assertThat(channel.isOpen()).isFalse();
        assertThat(pending.pending()).isZero();
        assertThat(peer.status().flaps()).isZero();
        assertThat(records()).isEmpty();
        assertThat(connect().isOpen())
                .as("a hold timer is no error to stay away for")
                .isTrue();
    }

    @Test
    void f2SilenceBeforeTheOpenEndsAfterThirtySeconds() {
        EmbeddedChannel channel = connect();
        sent(channel);
        pass(29.9);
        assertThat(channel.isOpen()).isTrue();
        pass(0.4);

        assertThat(sent(channel)).singleElement().asString().endsWith("030400");
        assertThat(pending.pending()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {19, 20, 100, 4_095})
    void h5AMessageWhoseOctetsNeverComeEndsWithTheHoldTimer(int octets) {
        EmbeddedChannel channel = establish();
        receive(channel, Arrays.copyOf(Messages.update(4_096, 1), octets));
        pass(89.9);
        assertThat(channel.isOpen()).isTrue();
        pass(0.4);

        assertThat(channel.isOpen()).isFalse();
        assertThat(records()).containsExactly("up 1", "down 1 NOTIFICATION_SENT 4/0");
    }

    @Test
    void h5NearMissTheLastOctetComesInTime() {
        EmbeddedChannel channel = establish();
        byte[] update = Messages.update(4_096, 1);
        receive(channel, Arrays.copyOf(update, 4_095));
        pass(89);
        receive(channel, update[4_095]);
        pass(89);

        assertThat(channel.isOpen()).isTrue();
        assertThat(records()).containsExactly("up 1", LaneRecorder.hex(update));
    }

    @ParameterizedTest
    @CsvSource({
        // Their AS; ours is 65000 and the identifiers are equal, so the larger AS keeps the one that it prefers.
        "65010, true",
        "64999, false"
    })
    void f5OfEqualIdentifiersTheAsDecides(int as, boolean newerStays) {
        peer.reconfigure(PeerTerms.of(Routers.agent(), Routers.router("edge1", "127.0.0.11", as, 64, null, false)));
        byte[] open = Messages.open(as, 90, "192.0.2.10");
        EmbeddedChannel older = connect();
        EmbeddedChannel newer = connect();
        receive(older, open);
        receive(newer, open);

        assertThat(newer.isOpen()).isEqualTo(newerStays);
        assertThat(older.isOpen()).isNotEqualTo(newerStays);
        assertThat(sent(newerStays ? older : newer)).last().asString().endsWith("030607");
    }

    @Test
    void f5NearMissAnOlderOneWithoutOpenIsLeftAlone() {
        EmbeddedChannel older = connect();
        EmbeddedChannel newer = connect();
        receive(newer, OPEN);

        assertThat(older.isOpen()).isTrue();
        assertThat(newer.isOpen()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 6/1 Cease: Maximum Number of Prefixes Reached",
        "2, 6/2 Cease: Administrative Shutdown",
        "3, 6/3 Cease: Peer De-configured",
        "4, 6/4 Cease: Administrative Reset",
        "5, 6/5 Cease: Connection Rejected",
        "6, 6/6 Cease: Other Configuration Change",
        "7, 6/7 Cease: Connection Collision Resolution",
        "8, 6/8 Cease: Out of Resources",
        "9, 6/9 Cease: Hard Reset",
        "10, 6/10 Cease: BFD Down"
    })
    void f8EveryCeaseIsNamed(int subcode, String name) {
        EmbeddedChannel channel = establish();
        receive(channel, Messages.notification(6, subcode));

        assertThat(peer.status().lastError()).isEqualTo("router sent " + name);
        assertThat(records()).endsWith("down 1 NOTIFICATION_RECEIVED 6/" + subcode);
        assertThat(connect().isOpen()).as("it may return at once").isTrue();
    }

    @Test
    void f8TheTextOfAShutdownIsShownAndCannotEscape() {
        EmbeddedChannel channel = establish();
        byte[] text = "back at 5\n\u001b[31m\u202e\"\\".getBytes(StandardCharsets.UTF_8);
        receive(channel, Messages.notification(6, 2, Messages.concat(new byte[] {(byte) text.length}, text)));

        assertThat(peer.status().lastError())
                .isEqualTo("router sent 6/2 Cease: Administrative Shutdown, \"back at 5??[31m???\"");
    }

    @Test
    void f8ATextThatIsNoUtf8IsShownInHex() {
        EmbeddedChannel channel = establish();
        receive(channel, Messages.notification(6, 2, (byte) 2, (byte) 0xc3, (byte) 0x28));

        assertThat(peer.status().lastError()).isEqualTo("router sent 6/2 Cease: Administrative Shutdown, data 02c328");
    }
}
