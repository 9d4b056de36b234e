package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.session.SessionState;
import dev.ribwatch.agent.wire.message.Open;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether an established connection still has a peer, when the router opens another: a router that lost power
 * would otherwise be kept out until the hold timer of its former self runs out. A KEEPALIVE goes out on the older one; the
 * kernel of a router that knows the connection acknowledges it, that of one that started anew answers with a reset, and a
 * dead one says nothing.
 */
final class Probe {
    /** What has become of the two. */
    enum Outcome {
        UNDECIDED,
        OLD_IS_ALIVE,
        OLD_IS_DEAD,
        NEW_IS_GONE
    }

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private final Connection older;
    private final Connection newer;
    private final Open theirs;
    private final long since;
    private final long heardAt;

    /** Holds the newer connection and asks the older one. */
    Probe(Connection older, Connection newer, Open theirs, long now) {
        this.older = older;
        this.newer = newer;
        this.theirs = theirs;
        this.since = now;
        this.heardAt = older.heardAt();
        newer.suspend();
        older.probe();
    }

    Outcome outcome(long now) {
        if (newer.session().state() == SessionState.IDLE) {
            return Outcome.NEW_IS_GONE;
        }
        if (older.session().state() == SessionState.IDLE) {
            return Outcome.OLD_IS_DEAD;
        }
        if (older.heardAt() != heardAt || isAcknowledged()) {
            return Outcome.OLD_IS_ALIVE;
        }
        if (now - since < PATIENCE) {
            return Outcome.UNDECIDED;
        }
        // Where the kernel does not tell what was acknowledged, the rule of RFC 4271 section 6.8 stands.
        return tellsAcknowledged() ? Outcome.OLD_IS_DEAD : Outcome.OLD_IS_ALIVE;
    }

    private boolean isAcknowledged() {
        return older.channel() instanceof EpollSocketChannel channel
                && channel.isActive()
                && channel.tcpInfo().unacked() == 0;
    }

    private boolean tellsAcknowledged() {
        return older.channel() instanceof EpollSocketChannel;
    }

    boolean isAbout(Connection connection) {
        return connection == older || connection == newer;
    }

    Connection older() {
        return older;
    }

    Connection newer() {
        return newer;
    }

    Open theirs() {
        return theirs;
    }
}
