package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.session.Collision;
import dev.ribwatch.agent.session.DownReason;
import dev.ribwatch.agent.session.Event;
import dev.ribwatch.agent.session.IdleHold;
import dev.ribwatch.agent.session.Negotiated;
import dev.ribwatch.agent.session.SessionState;
import dev.ribwatch.agent.session.Step;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.Open;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One router: its connections, of which at most one is established, and what outlasts them: lane, counters, idle hold.
 * Lives on one loop; other threads only hand it tasks and read its {@link SessionStatus}.
 */
final class Peer implements Lane.Feeder {
    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);

    /** Connections of one router that are not established. */
    private static final int MOST_PENDING = 2;

    /** Sockets of one router, those included that wait to be closed. */
    private static final int MOST_SOCKETS = 4;

    /** Lets one in that came under a range, once it has brought an acceptable OPEN. */
    interface Entrance {
        /** Asks for a place; the answer comes later, on any thread. */
        void enter(Peer peer, Consumer<Boolean> answer);
    }

    private final PeerLoop loop;
    private final @Nullable Entrance entrance;
    private final Lane lane;
    private final SessionStatus status;
    private final LogLimit logLimit = new LogLimit();
    private final List<Connection> connections = new ArrayList<>(MOST_SOCKETS);
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile PeerTerms terms;
    private IdleHold idleHold;
    private @Nullable Probe probe;
    private int generation;
    private boolean removed;
    private volatile boolean inside;
    private volatile boolean wasUp;
    private volatile long awaySince;

    /** A router with a place of its own, known from now on; {@link PeerLoop#add} must follow on the loop. */
    Peer(String name, String configuredAs, PeerTerms terms, PeerLoop loop, ReadyLanes ready) {
        this(name, configuredAs, terms, loop, ready, null);
    }

    /**
     * The same of one that came under a range.
     *
     * @param entrance asked before the first session, unless it is {@link #enter let in} before; null: it has its place
     */
    Peer(
            String name,
            String configuredAs,
            PeerTerms terms,
            PeerLoop loop,
            ReadyLanes ready,
            @Nullable Entrance entrance) {
        this.terms = terms;
        this.loop = loop;
        this.entrance = entrance;
        this.inside = entrance == null;
        this.awaySince = loop.now();
        this.lane = new Lane(name, configuredAs, ready, this);
        this.status = new SessionStatus(lane);
        this.idleHold = IdleHold.none(loop.now());
        status.state(SessionState.ACTIVE.number());
    }

    // Connections come and go.

    /** Whether a connection that was just accepted may stay. */
    boolean admit(Connection connection) {
        boolean held = removed || idleHold.isHeld(loop.now());
        if (held
                || connections.size() >= MOST_SOCKETS
                || connections.stream().filter(Connection::isPending).count() >= MOST_PENDING) {
            loop.refusals().count(held ? Refusal.IDLE_HOLD : Refusal.ROUTER_BUSY);
            return false;
        }
        connections.add(connection);
        status.connected(connection.address());
        return true;
    }

    /** A connection has brought an acceptable OPEN: decides which of the router's connections go on. */
    void opened(Connection newer, Open theirs) {
        Entrance asked = entrance;
        if (inside || asked == null) {
            decide(newer, theirs);
            return;
        }
        newer.suspend();
        asked.enter(this, let -> execute(() -> answered(newer, theirs, let)));
    }

    private void answered(Connection newer, Open theirs, boolean let) {
        if (newer.session().state() != SessionState.OPEN_SENT) {
            return; // it is over meanwhile
        }
        if (let) {
            decide(newer, theirs);
        } else {
            loop.refusals().count(Refusal.RANGE_FULL);
            newer.advance(new Event.Faulty(
                    Notification.of(ProtocolError.CONNECTION_REJECTED), Refusal.RANGE_FULL.toString()));
        }
        if (probe == null || !probe.isAbout(newer)) {
            newer.resume();
        }
    }

    private void decide(Connection newer, Open theirs) {
        if (!mayEstablish(newer)) {
            return;
        }
        for (Connection older : List.copyOf(connections)) {
            if (older == newer) {
                continue;
            }
            switch (Collision.between(older.session(), newer.session().ours(), theirs)) {
                case NONE -> {}
                case CLOSE_OLD -> older.advance(new Event.CollisionLost());
                case REPLACE_OLD -> older.advance(new Event.Superseded());
                case CLOSE_NEW -> {
                    newer.advance(new Event.CollisionLost());
                    return;
                }
                case PROBE_OLD -> {
                    if (probe == null) {
                        probe = new Probe(older, newer, theirs, loop.now());
                    } else {
                        newer.advance(new Event.CollisionLost());
                    }
                    return;
                }
            }
        }
        newer.accept(newer.agree(theirs));
    }

    /** A connection that was there before an error of the router outlasts no idle hold. */
    private boolean mayEstablish(Connection connection) {
        if (!idleHold.isHeld(loop.now())) {
            return true;
        }
        connection.advance(new Event.Faulty(
                Notification.of(ProtocolError.CONNECTION_REJECTED), "the router must stay away after its error"));
        return false;
    }

    /** The socket of a connection is closed. */
    void closed(Connection connection) {
        connections.remove(connection);
        showState();
        Probe running = probe;
        if (running != null && running.isAbout(connection)) {
            settle(running);
        }
        if (removed && connections.isEmpty()) {
            gone.complete(null);
        }
    }

    private void settle(Probe running) {
        switch (running.outcome(loop.now())) {
            case UNDECIDED -> {}
            case OLD_IS_ALIVE -> {
                probe = null;
                running.newer().advance(new Event.CollisionLost());
            }
            case OLD_IS_DEAD -> {
                probe = null;
                Connection newer = running.newer();
                running.older().advance(new Event.Lost("it no longer answered when the router opened another"));
                if (mayEstablish(newer)) {
                    newer.accept(newer.agree(running.theirs()));
                    execute(newer::resume);
                }
            }
            case NEW_IS_GONE -> probe = null;
        }
    }

    // What the connections report.

    /** The log line of every change of state. */
    void transition(Connection connection, SessionState before, Step step) {
        SessionState after = step.next().state();
        showState();
        boolean notable = after == SessionState.ESTABLISHED || after == SessionState.IDLE;
        if ((notable ? LOG.isInfoEnabled() : LOG.isDebugEnabled()) && logLimit.admits(loop.now())) {
            String line = lane.router() + " " + connection + ": " + before + " -> " + after + ": " + step.reason()
                    + logLimit.takeSuppressed();
            if (notable) {
                LOG.info(line);
            } else {
                LOG.debug(line);
            }
        }
    }

    /** A session is established; returns its generation. */
    int up(Negotiated negotiated) {
        generation++;
        wasUp = true;
        lane.up(generation, negotiated);
        status.up(negotiated, loop.wallNow());
        if (negotiated.context().families() == 0) {
            String text = "no address family in common: the router offers none that is configured";
            status.error(text);
            LOG.warn("{}: {}", this, text);
        }
        return generation;
    }

    /**
     * A connection is over.
     *
     * @param ofGeneration 0 if it never was established
     * @param established for how long, in nanoseconds
     */
    void ended(int ofGeneration, DownReason reason, long established) {
        // What comes to nothing beside a session, or after an error, says nothing new about the router.
        boolean aside = idleHold.isHeld(loop.now()) || connections.stream().anyMatch(Connection::isEstablished);
        if (ofGeneration != 0 || !aside) {
            idleHold = idleHold.after(reason, loop.now(), established);
            status.error(reason.text());
            if (ofGeneration == 0) {
                status.attemptFailed(reason.text());
            }
        }
        if (ofGeneration != 0) {
            awaySince = loop.now();
            status.down();
            lane.down(ofGeneration, reason);
        }
        showState();
    }

    private void showState() {
        SessionState best = idleHold.isHeld(loop.now()) || removed ? SessionState.IDLE : SessionState.ACTIVE;
        for (Connection connection : connections) {
            SessionState state = connection.session().state();
            if (state.number() > best.number()) {
                best = state;
            }
        }
        status.state(best.number());
    }

    // What the table says, on its thread.

    @Override
    public void roomAgain() {
        execute(() -> {
            lane.writeDelayedUp();
            connections.forEach(Connection::roomAgain);
        });
    }

    @Override
    public void fault(int ofGeneration, int code, int subcode, byte[] data) {
        execute(() -> {
            for (Connection connection : List.copyOf(connections)) {
                if (connection.generation() == ofGeneration) {
                    connection.advance(new Event.Faulty(
                            new Notification(code, subcode, data), "the router sent a broken message"));
                }
            }
        });
    }

    @Override
    public void refresh(int ofGeneration, Family family) {
        execute(() -> {
            for (Connection connection : List.copyOf(connections)) {
                if (connection.generation() == ofGeneration) {
                    connection.advance(new Event.AskRefresh(family));
                }
            }
        });
    }

    private void execute(Runnable task) {
        loop.execute(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                defect(e);
            }
        });
    }

    /** We did something wrong with this router, and do not know where that leaves its connections. */
    void defect(Throwable cause) {
        logDefect("its connections are reset after a defect of ours", cause);
        abandon();
    }

    void logDefect(String what, Throwable cause) {
        if (logLimit.admits(loop.now())) {
            LOG.error("{}: {}{}", this, what, logLimit.takeSuppressed(), cause);
        }
    }

    /** The alarm of a socket that has not been read for so long because the lane is full. */
    void logPause(long nanos) {
        if (logLimit.admits(loop.now())) {
            LOG.warn(
                    "{}: not read for {} s, {} octets wait for the table{}",
                    this,
                    TimeUnit.NANOSECONDS.toSeconds(nanos),
                    lane.bytes(),
                    logLimit.takeSuppressed());
        }
    }

    // What the configuration says.

    /** Puts other terms into force; the sessions that rest on the old ones end, and nothing of them is kept. */
    void reconfigure(PeerTerms changed) {
        if (!changed.equals(terms)) {
            terms = changed;
            stop(Notification.of(ProtocolError.CONFIGURATION_CHANGE));
            status.forgetAttempts(); // those were judged by the old ones
            lane.outdated();
            idleHold = IdleHold.none(loop.now());
            showState();
        }
    }

    /** Ends the router's sessions for good; {@link #gone} tells when its sockets are closed. */
    void remove(Notification cease) {
        if (removed) {
            return;
        }
        removed = true;
        stop(cease);
        lane.removed();
        showState();
        if (connections.isEmpty()) {
            gone.complete(null);
        }
    }

    private void stop(Notification cease) {
        List.copyOf(connections).forEach(connection -> connection.advance(new Event.Stop(cease)));
    }

    /** Closes what is still open, without a word and without waiting for the router's side. */
    void abandon() {
        for (Connection connection : List.copyOf(connections)) {
            try {
                connection.reset();
            } catch (RuntimeException e) {
                LOG.error("{}: cannot close {}", this, connection, e);
            }
        }
    }

    /** Looks at every deadline; false if there never will be another. */
    boolean tick(long now) {
        for (int i = connections.size() - 1; i >= 0; i--) {
            connections.get(i).tick(now);
        }
        Probe running = probe;
        if (running != null) {
            settle(running);
        }
        showState();
        return !removed || !connections.isEmpty();
    }

    /** Completes when the router was removed and its last socket is closed. Any thread. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    /** Whether no connection is open and none is kept away, seen from any thread; may be out of date. */
    boolean isUnconnected() {
        return status.state() == SessionState.ACTIVE.number();
    }

    /** Whether no connection is open, and none is let in for a while after an error; as unsure as {@link #isUnconnected}. */
    boolean isKeptAway() {
        return status.state() == SessionState.IDLE.number();
    }

    /** It has its place in its range from now on. */
    void enter() {
        inside = true;
    }

    /** Whether it has. Any thread. */
    boolean isInside() {
        return inside;
    }

    /** It was up before this process began, until then; reading of the monotonic clock. */
    void remember(long since) {
        wasUp = true;
        awaySince = since;
    }

    /** Whether it is the better one of two to forget, neither of which is connected: never up, else longer away. Any thread. */
    boolean isForgottenBefore(Peer other) {
        return wasUp == other.wasUp ? awaySince - other.awaySince < 0 : !wasUp;
    }

    PeerLoop loop() {
        return loop;
    }

    Lane lane() {
        return lane;
    }

    SessionStatus status() {
        return status;
    }

    PeerTerms terms() {
        return terms;
    }

    @Override
    public String toString() {
        return lane.router();
    }
}
