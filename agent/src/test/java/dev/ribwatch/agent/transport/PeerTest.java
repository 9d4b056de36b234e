package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A router's connections from OPEN to their end: rows O, F and G of the protocol. */
class PeerTest extends PeerFixture {
    @Test
    void aSessionComesUp() {
        EmbeddedChannel channel = connect();

        // Version 4, AS 65000, hold time 90, 192.0.2.10.
        List<String> first = sent(channel);
        assertThat(first).hasSize(1);
        assertThat(first.get(0)).startsWith("ff".repeat(16)).contains("0104fde8005ac000020a");
        assertThat(peer.status().state()).isEqualTo(4);
        receive(channel, OPEN);
        assertThat(sent(channel)).containsExactly(LaneRecorder.hex(Messages.keepalive()));
        assertThat(peer.status().state()).isEqualTo(5);
        assertThat(records()).isEmpty();
        receive(channel, Messages.keepalive());

        assertThat(records()).containsExactly("up 1");
        assertThat(peer.status().state()).isEqualTo(6);
        assertThat(peer.status().establishedAt()).isEqualTo(Instant.EPOCH);
        assertThat(peer.status().received(MessageType.OPEN)).isOne();
        assertThat(peer.status().received(MessageType.KEEPALIVE)).isOne();
        assertThat(peer.status().sent(MessageType.OPEN)).isOne();
        assertThat(pending.pending())
                .as("an established connection is not pending")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        // AS, hold time, identifier, NOTIFICATION in hex
        "65011, 90, 10.0.0.11, 0202",
        "65000, 90, 10.0.0.11, 0202",
        "0, 90, 10.0.0.11, 0202",
        "65010, 1, 10.0.0.11, 0206",
        "65010, 2, 10.0.0.11, 0206",
        "65010, 0, 10.0.0.11, 0206",
        "65010, 90, 0.0.0.0, 0203"
    })
    void o2ToO4AnOpenThatWeCannotAccept(int as, int holdTime, String identifier, String notification) {
        EmbeddedChannel channel = connect();
        sent(channel);
        receive(channel, Messages.open(as, holdTime, identifier));

        assertThat(sent(channel)).singleElement().asString().contains("03" + notification);
        assertThat(channel.isOpen()).isFalse();
        assertThat(records()).isEmpty();
        assertThat(peer.status().lastError()).isNotBlank();
        assertThat(pending.pending()).isZero();
    }

    @Test
    void o3AnIdentifierLikeOursIsFineOnAnExternalSession() {
        EmbeddedChannel channel = connect();
        receive(channel, Messages.open(Routers.THEIR_AS, 90, "192.0.2.10"));
        receive(channel, Messages.keepalive());

        assertThat(records()).containsExactly("up 1");
    }

    @Test
    void f1KeepalivesLeaveInTimeAndSilenceEndsTheSession() {
        EmbeddedChannel channel = establish();
        long start = now;
        long last = start;
        long longest = 0;
        while (channel.isOpen() && now < start + 200 * SECOND) {
            now += SECOND / 10;
            loop.tick();
            for (String message : sent(channel)) {
                if (message.equals(LaneRecorder.hex(Messages.keepalive()))) {
                    longest = Math.max(longest, now - last);
                    last = now;
                }
            }
        }

        assertThat(longest).isBetween(20 * SECOND, 30 * SECOND + SECOND / 10);
        assertThat(now - start).isBetween(90 * SECOND, 91 * SECOND);
        assertThat(records()).endsWith("down 1 NOTIFICATION_SENT 4/0");
        assertThat(peer.status().notificationsSent(4)).isOne();
    }

    @Test
    void f1HalfAMessageDoesNotResetTheHoldTimer() {
        EmbeddedChannel channel = establish();
        byte[] update = Messages.update(200, 1);
        for (int i = 0; i < 150 && channel.isOpen(); i++) {
            receive(channel, update[i]);
            pass(1);
        }

        assertThat(records()).endsWith("down 1 NOTIFICATION_SENT 4/0");
    }

    @Test
    void f1AWholeMessageResetsTheHoldTimer() {
        EmbeddedChannel channel = establish();
        for (int i = 0; i < 10; i++) {
            pass(60);
            receive(channel, Messages.update(23, i));
        }

        assertThat(channel.isOpen()).isTrue();
        assertThat(peer.status().isEstablished()).isTrue();
    }

    @Test
    void k13AfterAStopOfTheProcessWaitingInputIsReadBeforeTheTimerIsJudged() {
        EmbeddedChannel channel = establish();
        now += 120 * SECOND; // the process was stopped; the router's KEEPALIVEs wait in the socket
        loop.tick();
        assertThat(channel.isOpen()).isTrue();
        receive(channel, Messages.keepalive());
        pass(1);

        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void k9AnOpenThatNeverEndsIsWaitedForThirtySeconds() {
        EmbeddedChannel channel = connect();
        for (int i = 0; i < 29; i++) {
            receive(channel, OPEN[i]);
            pass(1);
        }
        assertThat(channel.isOpen()).isTrue();
        pass(2);

        assertThat(channel.isOpen()).isFalse();
        assertThat(records()).isEmpty();
        assertThat(pending.pending()).isZero();
    }

    @Test
    void k9ARouterHasTwoConnectionsPending() {
        EmbeddedChannel first = connect();
        EmbeddedChannel second = connect();
        EmbeddedChannel third = connect();

        assertThat(first.isOpen()).isTrue();
        assertThat(second.isOpen()).isTrue();
        assertThat(third.isOpen()).isFalse();
        assertThat(sent(third)).isEmpty();
        assertThat(refusals.of(Refusal.ROUTER_BUSY)).isOne();
        assertThat(refusals.of(Refusal.IDLE_HOLD)).isZero();
        assertThat(pending.pending()).isEqualTo(2);
    }

    @Test
    void f4ARouterThatRestartsGracefullyReplacesItsSession() {
        EmbeddedChannel old = establish(OPEN_WITH_RESTART);
        EmbeddedChannel fresh = connect();
        receive(fresh, OPEN_WITH_RESTART);

        assertThat(old.isOpen()).isFalse();
        assertThat(sent(old)).isEmpty();
        receive(fresh, Messages.keepalive());
        assertThat(records()).containsExactly("up 1", "down 1 REPLACED 0/0", "up 2");
        assertThat(peer.status().isEstablished()).isTrue();
    }

    @Test
    void f4WithoutGracefulRestartTheOldOneIsAskedAndStaysIfItTalks() {
        EmbeddedChannel old = establish();
        EmbeddedChannel fresh = connect();
        sent(fresh);
        receive(fresh, OPEN);
        assertThat(sent(old)).as("the probe").containsExactly(LaneRecorder.hex(Messages.keepalive()));
        assertThat(sent(fresh)).as("held until it is decided").isEmpty();
        now += SECOND;
        receive(old, Messages.keepalive());
        pass(1);

        assertThat(old.isOpen()).isTrue();
        assertThat(fresh.isOpen()).isFalse();
        assertThat(sent(fresh)).singleElement().asString().endsWith("030607");
        assertThat(records()).containsExactly("up 1");
    }

    @Test
    void f4WithoutGracefulRestartTheNewOneGoesOnWhenTheOldOneIsReset() {
        EmbeddedChannel old = establish();
        EmbeddedChannel fresh = connect();
        sent(fresh);
        receive(fresh, Messages.concat(OPEN, Messages.keepalive())); // it has our OPEN, so it confirms at once
        assertThat(fresh.config().isAutoRead()).isFalse();
        hangUp(old); // its kernel answered the probe with a reset
        holder.runPendingTasks();

        assertThat(records()).containsExactly("up 1", "down 1 CONNECTION_LOST 0/0", "up 2");
        assertThat(fresh.config().isAutoRead()).isTrue();
        assertThat(sent(fresh)).containsExactly(LaneRecorder.hex(Messages.keepalive()));
    }

    @Test
    void f4AThirdConnectionDuringTheProbeIsRefused() {
        establish();
        EmbeddedChannel fresh = connect();
        receive(fresh, OPEN);
        EmbeddedChannel third = connect();
        sent(third);
        receive(third, OPEN);

        assertThat(sent(third)).singleElement().asString().endsWith("030607");
        assertThat(fresh.isOpen()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.11, true", "192.0.2.9, false"})
    void f5OfTwoInOpenConfirmTheIdentifierDecides(String identifier, boolean newerStays) {
        byte[] open = Messages.open(Routers.THEIR_AS, 90, identifier);
        EmbeddedChannel older = connect();
        EmbeddedChannel newer = connect();
        receive(older, open);
        receive(newer, open);

        assertThat(newer.isOpen()).isEqualTo(newerStays);
        assertThat(older.isOpen()).isNotEqualTo(newerStays);
        assertThat(sent(newerStays ? older : newer)).last().asString().endsWith("030607");
        receive(newerStays ? newer : older, Messages.keepalive());
        assertThat(records()).containsExactly("up 1");
    }

    @Test
    void f9ARemovedRouterIsToldSo() {
        EmbeddedChannel channel = establish();
        peer.remove(Notification.of(ProtocolError.PEER_DECONFIGURED));

        assertThat(sent(channel)).singleElement().asString().endsWith("030603");
        assertThat(records()).containsExactly("up 1", "down 1 NOTIFICATION_SENT 6/3", "removed");
        assertThat(peer.gone()).isDone();
        assertThat(connect().isOpen()).isFalse();
    }

    @Test
    void f9OtherTermsEndTheSessionTheSameTermsDoNot() {
        EmbeddedChannel channel = establish();
        peer.reconfigure(PeerTerms.of(Routers.agent(), Routers.router("edge1", "127.0.0.11")));
        assertThat(channel.isOpen()).isTrue();
        assertThat(sent(channel)).isEmpty();
        peer.reconfigure(PeerTerms.of(Routers.agent(), Routers.router("edge1", "127.0.0.11", 65020, 64, null, false)));

        assertThat(sent(channel)).singleElement().asString().endsWith("030606");
        EmbeddedChannel again = connect();
        receive(again, Messages.open(65020, 90, "10.0.0.11"));
        receive(again, Messages.keepalive());
        assertThat(records()).containsExactly("up 1", "down 1 NOTIFICATION_SENT 6/6", "outdated", "up 2");
    }

    /** It may be another router by now: so it is said in order with the end of its session, which may not be read yet. */
    @Test
    void g2WhatWasToldOnOtherTermsIsOutdatedAlsoWhenTheSessionIsLostAlready() {
        PeerTerms moved = PeerTerms.of(Routers.agent(), Routers.router("edge1", "127.0.0.12"));
        peer.reconfigure(moved); // nothing was told yet
        EmbeddedChannel channel = establish();
        assertThat(channel.close().isDone()).isTrue();
        peer.reconfigure(moved);
        assertThat(records()).containsExactly("up 1", "down 1 CONNECTION_LOST 0/0");
        peer.reconfigure(PeerTerms.of(Routers.agent(), Routers.router("edge1", "127.0.0.13")));
        peer.reconfigure(PeerTerms.of(Routers.agent(), Routers.router("edge1", "127.0.0.14")));

        assertThat(records()).endsWith("down 1 CONNECTION_LOST 0/0", "outdated").hasSize(3);
    }

    @Test
    void f11AFloodOfRefreshRequestsGetsOneAnswerATick() {
        EmbeddedChannel channel = establish();
        for (int i = 0; i < 1000; i++) {
            receive(channel, Messages.refresh(1, 0, 1));
        }
        assertThat(sent(channel)).isEmpty();
        pass(0.1);

        assertThat(sent(channel))
                .containsExactly(
                        LaneRecorder.hex(Messages.refresh(1, 1, 1)), LaneRecorder.hex(Messages.refresh(1, 2, 1)));
        pass(0.1);
        assertThat(sent(channel)).isEmpty();
        assertThat(records()).hasSize(1001); // the table sees them too
    }

    @Test
    void f11ARefreshOfAFamilyThatIsNotOursIsIgnored() {
        EmbeddedChannel channel = establish();
        receive(
                channel,
                Messages.concat(Messages.refresh(25, 0, 70), Messages.refresh(2, 0, 1), Messages.refresh(1, 9, 1)));
        pass(0.1);

        assertThat(sent(channel)).isEmpty();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void g1OurEndOfRibFollowsTheirs() {
        EmbeddedChannel channel = establish(OPEN_WITH_RESTART);

        assertThat(endOfRibs).containsExactly(LaneRecorder.hex(Messages.message(Messages.UPDATE, new byte[4])));
        assertThat(sent(channel)).isEmpty();
    }

    @Test
    void noBufferIsLeftBehind() {
        EmbeddedChannel channel = establish();
        receive(channel, Arrays.copyOf(Messages.update(100, 1), 50));
        hangUp(channel);
        EmbeddedChannel other = establish();
        ByteBuf in = Unpooled.copiedBuffer(Messages.notification(6, 4));
        other.writeInbound(in);

        assertThat(in.refCnt()).isZero();
    }
}
