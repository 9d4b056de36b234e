package dev.ribwatch.agent.session;

import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.config.value.Family;
import org.jspecify.annotations.Nullable;

/** What can happen to a connection. Times are readings of the monotonic clock in nanoseconds. */
public sealed interface Event {

    /** The least share of a third of the hold time after which a KEEPALIVE leaves (RFC 4271 section 10). */
    double LEAST_JITTER = 0.75;

    /** The connection was accepted from a router that we know. */
    record Accepted(long now) implements Event {}

    /**
     * An OPEN came that we can accept, and no other connection stands in its way.
     *
     * @param jitter share of the KEEPALIVE interval to use, {@link #LEAST_JITTER} to 1
     */
    record OpenAccepted(long now, Negotiated negotiated, double jitter) implements Event {}

    /** A message other than an acceptable OPEN and a NOTIFICATION came. */
    record Received(MessageType type) implements Event {}

    /** A NOTIFICATION came. */
    record NotificationReceived(Notification notification) implements Event {}

    /**
     * What came cannot be accepted: framing, OPEN, or a message whose verdict is a reset.
     *
     * @param answer what to send before closing; null if it is never answered
     * @param what one line for people, safe to print
     */
    record Faulty(@Nullable Notification answer, String what) implements Event {}

    /** The peer asked for families again (RFC 2918); bits of {@link Family#ordinal()}. */
    record RefreshAsked(int families) implements Event {}

    /** We want the peer to tell a family again (RFC 2918). */
    record AskRefresh(Family family) implements Event {}

    /**
     * Time went on.
     *
     * @param heardAt see {@link Session#isOverdue}
     * @param unread bytes of the peer wait on our side, so its silence cannot be judged
     * @param jitter as in {@link OpenAccepted}
     */
    record Tick(long now, long heardAt, boolean unread, double jitter) implements Event {}

    /** Another connection of the same router was preferred (RFC 4271 section 6.8). */
    record CollisionLost() implements Event {}

    /** The peer restarted and is back on another connection: this one goes without a word (RFC 4724 section 4.2). */
    record Superseded() implements Event {}

    /** We end it for good: shutdown or another configuration. */
    record Stop(Notification cease) implements Event {}

    /**
     * The connection is gone.
     *
     * @param how one line for people, safe to print
     */
    record Lost(String how) implements Event {}
}
