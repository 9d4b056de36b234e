package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.session.Action;
import dev.ribwatch.agent.session.DownReason;
import dev.ribwatch.agent.session.Event;
import dev.ribwatch.agent.session.Negotiated;
import dev.ribwatch.agent.session.Negotiation;
import dev.ribwatch.agent.session.PeerText;
import dev.ribwatch.agent.session.Session;
import dev.ribwatch.agent.session.SessionState;
import dev.ribwatch.agent.session.SessionStep;
import dev.ribwatch.agent.session.Step;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.message.Keepalive;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.Open;
import dev.ribwatch.agent.wire.message.OpenDecoder;
import dev.ribwatch.agent.wire.message.OpenResult;
import dev.ribwatch.agent.wire.message.OutboundMessage;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.config.value.Family;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection of a router: feeds its {@link Session} with what happens on the socket, and does what the session
 * says. On the router's loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a socket shows in exceptionCaught and channelInactive
final class Connection extends ChannelInboundHandlerAdapter implements Intake.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /**
     * How long a connection stays open after our NOTIFICATION, so that the peer can read it: closing at once, with octets
     * of the peer unread, would make the kernel send a reset that overtakes it.
     */
    private static final long LINGER = TimeUnit.MILLISECONDS.toNanos(500);

    /** A pause this long, in nanoseconds, says that the table cannot keep up. */
    private static final long PAUSE_ALARM = TimeUnit.SECONDS.toNanos(5);

    private final Peer peer;
    private final PeerLoop loop;
    private final Channel channel;
    private final PendingBound pendingBound;
    private final PeerTerms terms;
    private final Intake intake;
    private Session session;
    private boolean admitted;
    private boolean pending = true;
    private long readAt;
    private long heardAt;
    private boolean suspected;
    private int generation;
    private long establishedAt;
    private boolean starved;
    private boolean suspended;
    private long starvedAt;
    private long pausedFrom;
    private long alarmAfter;
    private int refreshAsked;
    private boolean ended;
    private boolean lingering;
    private long lingerUntil;
    private @Nullable String lostHow;

    /**
     * @param pendingBound of which this connection holds one place until it is established or closed
     */
    Connection(Peer peer, Channel channel, PendingBound pendingBound) {
        this.peer = peer;
        this.loop = peer.loop();
        this.channel = channel;
        this.pendingBound = pendingBound;
        this.terms = peer.terms();
        this.intake = new Intake(this, loop.scratch());
        this.session = Session.initial(terms.ours(), loop.timing());
    }

    // What the socket says.

    @Override
    public void channelActive(ChannelHandlerContext context) {
        admitted = peer.admit(this);
        if (!admitted) {
            reset();
            return;
        }
        heardAt = loop.now();
        advance(new Event.Accepted(heardAt));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (session.state() != SessionState.IDLE) {
                readAt = loop.now();
                intake.read(in);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        releasePending();
        if (admitted) {
            try {
                if (session.state() != SessionState.IDLE) {
                    intake.end();
                }
                advance(new Event.Lost(lostHow == null ? "the router closed the connection" : lostHow));
            } finally {
                end(new DownReason(DownReason.Kind.CONNECTION_LOST, 0, 0, "closed after a defect of ours"));
                peer.closed(this);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            lostHow = lostHow(String.valueOf(cause.getMessage()));
        } else {
            peer.logDefect("cannot handle what it sent", cause);
            try {
                advance(new Event.Faulty(new Notification(blamed(), 0), "what the router sent met a defect of ours"));
            } catch (RuntimeException e) {
                LOG.debug("{}: nor can it be told so", peer, e);
            }
        }
        if (!lingering) {
            channel.close();
        }
    }

    /** A time out is that of {@link PeerTerms#sendHoldMillis}: the kernel says no more. */
    private static String lostHow(String message) {
        return message.endsWith("timed out")
                ? ProtocolError.describe(8, 0) + ": what we sent was not acknowledged"
                : "connection lost: " + PeerText.printable(message);
    }

    /** The error code of the message that the state waits for; the subcode is Unspecific. */
    private int blamed() {
        return switch (session.state()) {
            case IDLE, ACTIVE, OPEN_CONFIRM -> 1;
            case OPEN_SENT -> 2;
            case ESTABLISHED -> 3;
        };
    }

    // What the router says.

    @Override
    public boolean isReading() {
        return !starved && !suspended && session.state() != SessionState.IDLE;
    }

    @Override
    public boolean isEstablished() {
        return session.state() == SessionState.ESTABLISHED;
    }

    @Override
    public int room(int octets) {
        int room = peer.lane().room(octets);
        if (room == 0 && !starved) {
            starved = true;
            starvedAt = loop.now();
            pausedFrom = starvedAt;
            alarmAfter = PAUSE_ALARM;
            channel.config().setAutoRead(false);
        }
        return room;
    }

    @Override
    public void updates(byte[] buffer, int offset, int length, int count) {
        heardAt = readAt;
        peer.status().countReceived(MessageType.UPDATE, count);
        peer.lane().run(generation, buffer, offset, length, readAt);
    }

    @Override
    public boolean message(MessageType type, byte[] buffer, int offset, int length) {
        if (type == MessageType.ROUTE_REFRESH && isEstablished() && room(length) == 0) {
            return false;
        }
        heardAt = readAt;
        peer.status().countReceived(type, 1);
        switch (type) {
            case OPEN -> open(buffer, offset, length);
            case NOTIFICATION -> notified(Notification.decode(buffer, offset, length));
            case ROUTE_REFRESH -> refresh(buffer, offset, length);
            case KEEPALIVE, UPDATE -> advance(new Event.Received(type));
        }
        return true;
    }

    @Override
    public void unframed(@Nullable Notification answer) {
        advance(new Event.Faulty(answer, "the router sent what is no BGP message"));
    }

    private void open(byte[] buffer, int offset, int length) {
        if (session.state() != SessionState.OPEN_SENT) {
            advance(new Event.Received(MessageType.OPEN));
            return;
        }
        OpenResult result = OpenDecoder.decode(buffer, offset, length);
        Open open = result.open();
        Notification refusal = open == null ? result.fault() : terms.accepted().refuse(open);
        if (open == null || refusal != null) {
            advance(new Event.Faulty(
                    Objects.requireNonNull(refusal),
                    "unacceptable OPEN" + (open == null ? "" : " of AS " + open.as())));
        } else {
            peer.opened(this, open);
        }
    }

    private void notified(Notification notification) {
        peer.status().countNotificationReceived(notification.code());
        advance(new Event.NotificationReceived(notification));
    }

    private void refresh(byte[] buffer, int offset, int length) {
        Negotiated negotiated = session.negotiated();
        if (session.state() != SessionState.ESTABLISHED || negotiated == null) {
            advance(new Event.Received(MessageType.ROUTE_REFRESH));
            return;
        }
        Notification fault = RouteRefresh.fault(buffer, offset, length, negotiated.enhancedRouteRefresh());
        if (fault != null) {
            advance(new Event.Faulty(fault, "bad ROUTE-REFRESH"));
            return;
        }
        RouteRefresh refresh = RouteRefresh.decode(buffer, offset);
        Family family = refresh.family();
        if (family != null && refresh.subtype() == RouteRefresh.REQUEST) {
            // Answered with the next tick: a flood of requests gets one answer.
            refreshAsked |= 1 << family.ordinal();
        }
        peer.lane().run(generation, buffer, offset, length, readAt);
    }

    // What the clock and the other connections say.

    /** Looks at the deadlines; the clock may have been read a moment ago. */
    void tick(long now) {
        if (lingering) {
            if (now - lingerUntil >= 0) {
                channel.close();
            }
            return;
        }
        intake.trim();
        if (starved) {
            countPause(now);
            if (now - starvedAt >= alarmAfter) {
                peer.logPause(now - starvedAt);
                alarmAfter *= 4; // 20 s, which no router need bear, and then ever more rarely
            }
        }
        boolean overdue = session.isOverdue(now, heardAt);
        // What was unread when the time ran out is read before the next tick: only then silence is silence.
        boolean unread = !isReading() || overdue && !suspected;
        suspected = overdue;
        advance(new Event.Tick(now, heardAt, unread, loop.jitter()));
        if (refreshAsked != 0 && channel.isWritable()) {
            int families = refreshAsked;
            refreshAsked = 0;
            advance(new Event.RefreshAsked(families));
        }
    }

    /** There is room in the lane again. */
    void roomAgain() {
        if (starved) {
            starved = false;
            countPause(loop.now());
            goOn();
        }
    }

    /** Reads no more until {@link #resume}: what comes next depends on another connection. */
    void suspend() {
        suspended = true;
        channel.config().setAutoRead(false);
    }

    /** Ends {@link #suspend}. Never called while a read is handled. */
    void resume() {
        suspended = false;
        goOn();
    }

    private void goOn() {
        if (!isReading()) {
            return;
        }
        readAt = loop.now();
        heardAt = readAt; // silence that we caused does not count
        suspected = false;
        intake.resume();
        if (isReading()) {
            channel.config().setAutoRead(true);
        }
    }

    private void countPause(long now) {
        peer.status().countPaused(now - pausedFrom);
        pausedFrom = now;
    }

    /** What we and an OPEN of the peer agree on. */
    Negotiated agree(Open theirs) {
        return Negotiation.agree(terms.ours(), theirs, terms.strictness());
    }

    /** Lets the session go on with an OPEN that no other connection stands in the way of. */
    void accept(Negotiated negotiated) {
        advance(new Event.OpenAccepted(loop.now(), negotiated, loop.jitter()));
    }

    /** Sends a KEEPALIVE outside the timer. */
    void probe() {
        send(Keepalive.INSTANCE);
        channel.flush();
    }

    /** Puts an event to the session and does what it says: the one door through which its state changes. */
    void advance(Event event) {
        SessionState before = session.state();
        Step step = SessionStep.next(session, event);
        session = step.next();
        if (session.state() != before) {
            peer.transition(this, before, step);
        }
        for (int i = 0; i < step.actions().size(); i++) {
            perform(step.actions().get(i));
        }
        if (!step.actions().isEmpty()) {
            channel.flush();
        }
    }

    private void perform(Action action) {
        if (action instanceof Action.Send send) {
            send(send.message());
        } else if (action instanceof Action.Up up) {
            releasePending();
            establishedAt = loop.now();
            generation = peer.up(up.negotiated());
        } else if (action instanceof Action.Close close) {
            end(close.reason());
            close(close.reason());
        }
    }

    /** Tells the end once, whatever went wrong before it. */
    private void end(DownReason reason) {
        if (!ended) {
            ended = true;
            peer.ended(generation, reason, generation == 0 ? 0 : loop.now() - establishedAt);
        }
    }

    private void send(OutboundMessage message) {
        peer.status().countSent(message.type());
        if (message instanceof Notification notification) {
            peer.status().countNotificationSent(notification.code());
        }
        channel.write(Unpooled.wrappedBuffer(message.encode()), channel.voidPromise());
    }

    private void close(DownReason reason) {
        starved = false;
        suspended = false;
        channel.flush();
        boolean said = reason.kind() == DownReason.Kind.NOTIFICATION_SENT;
        if (said && channel.isActive() && channel instanceof DuplexChannel duplex) {
            lingering = true;
            lingerUntil = loop.now() + LINGER;
            duplex.shutdownOutput();
            channel.config().setAutoRead(true);
        } else {
            channel.close();
        }
    }

    /** Closes without a word; what the peer sends is answered by its kernel's counterpart with a reset. */
    void reset() {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            LOG.debug("{}: the socket is gone already", peer, e);
        }
        channel.close();
    }

    private void releasePending() {
        if (pending) {
            pending = false;
            pendingBound.release();
        }
    }

    Session session() {
        return session;
    }

    Channel channel() {
        return channel;
    }

    int generation() {
        return generation;
    }

    long heardAt() {
        return heardAt;
    }

    /** Whether it takes one of the router's places for connections that are not established. */
    boolean isPending() {
        return pending;
    }

    @Override
    public String toString() {
        return String.valueOf(channel.remoteAddress());
    }

    /** The peer's address as text, without its port. */
    String address() {
        return channel.remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
                ? remote.getAddress().getHostAddress()
                : toString();
    }
}
