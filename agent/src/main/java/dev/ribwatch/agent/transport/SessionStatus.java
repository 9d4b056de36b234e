package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.session.Negotiated;
import dev.ribwatch.agent.wire.message.MessageType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * State and counters of one router's session. The router's event loop writes, any thread reads; each value is right by
 * itself, two of them need not belong to the same moment.
 */
public final class SessionStatus {
    private static final int TYPES = MessageType.values().length;

    /** NOTIFICATION codes are 1 to 8; others count as 0. */
    private static final int CODES = 9;

    private final String name;
    private final String configuredAs;
    private final Lane lane;
    private final Counter[] received = counters(TYPES);
    private final Counter[] sent = counters(TYPES);
    private final Counter[] notificationsReceived = counters(CODES);
    private final Counter[] notificationsSent = counters(CODES);
    private final Counter flaps = new Counter();
    private final Counter pausedNanos = new Counter();
    private volatile int state;
    private volatile @Nullable Instant establishedAt;
    private volatile @Nullable String address;
    private volatile @Nullable Negotiated negotiated;
    private volatile @Nullable String lastError;
    private volatile @Nullable String failedAttempt;

    SessionStatus(Lane lane) {
        this.name = lane.router();
        this.configuredAs = lane.configuredAs();
        this.lane = lane;
    }

    private static Counter[] counters(int count) {
        Counter[] counters = new Counter[count];
        for (int i = 0; i < count; i++) {
            counters[i] = new Counter();
        }
        return counters;
    }

    /** The router's unique name. */
    public String name() {
        return name;
    }

    /** The name of its configuration entry; differs from {@link #name} for a member of a range. */
    public String configuredAs() {
        return configuredAs;
    }

    /** The peer's address, or null while no connection was ever accepted from it. */
    public @Nullable String address() {
        return address;
    }

    /** 1 Idle, 2 Connect, 3 Active, 4 OpenSent, 5 OpenConfirm, 6 Established (bgpPeerState of RFC 4273). */
    public int state() {
        return state;
    }

    public boolean isEstablished() {
        return state == 6;
    }

    /** When the present session was established, or null without one. */
    public @Nullable Instant establishedAt() {
        return establishedAt;
    }

    /** What the present session agreed on, or null without one. */
    public @Nullable Negotiated negotiated() {
        return negotiated;
    }

    /** Why the last session or attempt ended; safe to print; null if none ended yet. */
    public @Nullable String lastError() {
        return lastError;
    }

    /**
     * Why the latest attempt that came to nothing since the last session did so; safe to print, at most 512 characters; null
     * if there was none, or a session is established.
     */
    public @Nullable String failedAttempt() {
        return failedAttempt;
    }

    /** How often an established session ended. */
    public long flaps() {
        return flaps.get();
    }

    /** Messages received. */
    public long received(MessageType type) {
        return received[type.ordinal()].get();
    }

    /** Messages sent; an End-of-RIB is an UPDATE. */
    public long sent(MessageType type) {
        return sent[type.ordinal()].get();
    }

    /** NOTIFICATIONs received with this code, 1 to 8; 0 counts all other codes. */
    public long notificationsReceived(int code) {
        return notificationsReceived[code].get();
    }

    /** NOTIFICATIONs sent with this code, 1 to 8. */
    public long notificationsSent(int code) {
        return notificationsSent[code].get();
    }

    /** Bytes that wait in the lane. */
    public long laneBytes() {
        return lane.bytes();
    }

    /** How long we did not read this router's socket because its lane was full, in seconds. */
    public double pausedSeconds() {
        return pausedNanos.get() / 1e9;
    }

    Lane lane() {
        return lane;
    }

    // The loop's side.

    void countReceived(MessageType type, int messages) {
        received[type.ordinal()].add(messages);
    }

    void countSent(MessageType type) {
        sent[type.ordinal()].add(1);
    }

    void countNotificationReceived(int code) {
        notificationsReceived[code < CODES ? code : 0].add(1);
    }

    void countNotificationSent(int code) {
        notificationsSent[code < CODES ? code : 0].add(1);
    }

    void countPaused(long nanos) {
        pausedNanos.add(nanos);
    }

    void connected(String from) {
        address = from;
    }

    void state(int number) {
        state = number;
    }

    void up(Negotiated agreed, Instant at) {
        failedAttempt = null;
        negotiated = agreed;
        establishedAt = at;
    }

    void down() {
        flaps.add(1);
        negotiated = null;
        establishedAt = null;
    }

    void error(String text) {
        lastError = text;
    }

    void attemptFailed(String text) {
        failedAttempt = text;
    }

    void forgetAttempts() {
        failedAttempt = null;
    }
}
