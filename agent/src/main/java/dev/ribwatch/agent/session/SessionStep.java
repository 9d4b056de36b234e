package dev.ribwatch.agent.session;

import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.message.EndOfRib;
import dev.ribwatch.agent.wire.message.Keepalive;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The state machine of {@link SessionState}, as a function. Whatever comes after a connection is over changes nothing. */
public final class SessionStep {

    private SessionStep() {}

    /** Where an event takes a connection. */
    public static Step next(Session session, Event event) {
        if (session.state() == SessionState.IDLE) {
            return Step.stay(session);
        } else if (event instanceof Event.Tick tick) {
            return tick(session, tick);
        } else if (event instanceof Event.Received received) {
            return received(session, received.type());
        } else if (event instanceof Event.Accepted accepted) {
            return accepted(session, accepted);
        } else if (event instanceof Event.OpenAccepted open) {
            return openAccepted(session, open);
        } else if (event instanceof Event.RefreshAsked asked) {
            return refreshAsked(session, asked.families());
        } else if (event instanceof Event.AskRefresh ask) {
            return askRefresh(session, ask.family());
        } else if (event instanceof Event.NotificationReceived received) {
            return notified(session, received.notification());
        } else if (event instanceof Event.Faulty faulty) {
            return faulty(session, faulty.answer(), faulty.what());
        } else if (event instanceof Event.CollisionLost) {
            return refuse(session, ProtocolError.COLLISION, "another connection of the router is preferred");
        } else if (event instanceof Event.Superseded) {
            DownReason.Kind kind = DownReason.Kind.REPLACED;
            return close(session, new DownReason(kind, 0, 0, "the router restarted and came back on a new connection"));
        } else if (event instanceof Event.Stop stop) {
            return faulty(session, forGood(session, stop.cease()), "we end the session");
        } else if (event instanceof Event.Lost lost) {
            return close(session, new DownReason(DownReason.Kind.CONNECTION_LOST, 0, 0, lost.how()));
        }
        throw new IllegalArgumentException("unknown event: " + event);
    }

    private static Step accepted(Session session, Event.Accepted accepted) {
        if (session.state() != SessionState.ACTIVE) {
            return Step.stay(session);
        }
        List<Action> actions = List.of(new Action.Send(session.ours()));
        return new Step(session.accepted(accepted.now()), actions, "connection accepted, OPEN sent");
    }

    private static Step openAccepted(Session session, Event.OpenAccepted open) {
        if (session.state() != SessionState.OPEN_SENT) {
            return received(session, MessageType.OPEN);
        }
        Session next = session.confirmed(open.negotiated(), open.now(), open.jitter());
        return new Step(next, List.of(new Action.Send(Keepalive.INSTANCE)), "OPEN received");
    }

    private static Step received(Session session, MessageType type) {
        return switch (session.state()) {
            case IDLE, ACTIVE -> Step.stay(session);
            case OPEN_SENT -> unexpected(session, type);
            case OPEN_CONFIRM -> type == MessageType.KEEPALIVE ? establish(session) : unexpected(session, type);
            case ESTABLISHED -> type == MessageType.OPEN ? unexpected(session, type) : Step.stay(session);
        };
    }

    private static Step establish(Session session) {
        Negotiated negotiated = Objects.requireNonNull(session.negotiated());
        List<Action> actions = new ArrayList<>();
        actions.add(new Action.Up(negotiated));
        if (negotiated.expectEndOfRib()) {
            // A peer that restarts gracefully waits for ours before it settles (RFC 4724 section 4.1).
            for (int i = 0; i < Family.count(); i++) {
                if (negotiated.context().hasFamily(Family.of(i))) {
                    actions.add(new Action.Send(new EndOfRib(Family.of(i))));
                }
            }
        }
        return new Step(session.in(SessionState.ESTABLISHED), actions, "KEEPALIVE received");
    }

    private static Step unexpected(Session session, MessageType type) {
        ProtocolError error = switch (session.state()) {
            case OPEN_SENT -> ProtocolError.UNEXPECTED_IN_OPEN_SENT;
            case OPEN_CONFIRM -> ProtocolError.UNEXPECTED_IN_OPEN_CONFIRM;
            case ESTABLISHED -> ProtocolError.UNEXPECTED_IN_ESTABLISHED;
            case IDLE, ACTIVE -> ProtocolError.FSM_UNSPECIFIED;
        };
        return faulty(session, Notification.of(error, (byte) type.code()), "unexpected " + type.label());
    }

    private static Step refreshAsked(Session session, int families) {
        Negotiated negotiated = session.negotiated();
        if (session.state() != SessionState.ESTABLISHED || negotiated == null || !negotiated.enhancedRouteRefresh()) {
            return Step.stay(session);
        }
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < Family.count(); i++) {
            Family family = Family.of(i);
            if ((families & 1 << i) != 0 && negotiated.context().hasFamily(family)) {
                // All that we ever advertised, once more: nothing (RFC 7313 section 4).
                actions.add(new Action.Send(RouteRefresh.begin(family)));
                actions.add(new Action.Send(RouteRefresh.end(family)));
            }
        }
        return new Step(session, actions, "");
    }

    private static Step askRefresh(Session session, Family family) {
        Negotiated negotiated = session.negotiated();
        boolean can = session.state() == SessionState.ESTABLISHED
                && negotiated != null
                && negotiated.routeRefresh()
                && negotiated.context().hasFamily(family);
        return can ? Step.stay(session, new Action.Send(RouteRefresh.request(family))) : Step.stay(session);
    }

    private static Step notified(Session session, Notification notification) {
        StringBuilder text = new StringBuilder("router sent ").append(notification.describe());
        String shutdown = notification.shutdownText();
        if (shutdown != null && !shutdown.isEmpty()) {
            text.append(", \"").append(PeerText.printable(shutdown)).append('"');
        } else if (notification.data().length > 0) {
            text.append(", data ").append(PeerText.hex(notification.data()));
        }
        DownReason.Kind kind = DownReason.Kind.NOTIFICATION_RECEIVED;
        return close(session, new DownReason(kind, notification.code(), notification.subcode(), text.toString()));
    }

    private static Step tick(Session session, Event.Tick tick) {
        if (!tick.unread() && session.isOverdue(tick.now(), tick.heardAt())) {
            String what = session.state() == SessionState.OPEN_SENT ? "no OPEN in time" : "router fell silent";
            return refuse(session, ProtocolError.HOLD_TIMER_EXPIRED, what);
        }
        if (session.isKeepaliveDue(tick.now())) {
            return Step.stay(session.keptAlive(tick.now(), tick.jitter()), new Action.Send(Keepalive.INSTANCE));
        }
        return Step.stay(session);
    }

    /**
     * What says that a session ends for good. Between those who keep routes over a NOTIFICATION that is Hard Reset alone, and
     * nobody else knows that (RFC 8538 section 4). RFC 8538 section 5.1 suggests it for a router that is no longer configured
     * and for our shutdown; so does a change of what the session rests on end it, after which nothing of it is kept. All
     * else that we send means a fault that a new session may be without.
     */
    private static Notification forGood(Session session, Notification cease) {
        Negotiated negotiated = session.negotiated();
        return negotiated != null && negotiated.restart().notification() ? Notification.hardReset(cease) : cease;
    }

    private static Step refuse(Session session, ProtocolError error, String what) {
        return faulty(session, Notification.of(error), what);
    }

    private static Step faulty(Session session, @Nullable Notification answer, String what) {
        if (answer == null) {
            return close(
                    session, new DownReason(DownReason.Kind.CLOSED_UNANSWERED, 0, 0, what + ", closed unanswered"));
        }
        String text = what + ", we sent " + answer.describe();
        DownReason reason = new DownReason(DownReason.Kind.NOTIFICATION_SENT, answer.code(), answer.subcode(), text);
        return close(session, reason, new Action.Send(answer));
    }

    private static Step close(Session session, DownReason reason, Action... before) {
        List<Action> actions = new ArrayList<>(List.of(before));
        actions.add(new Action.Close(reason));
        return new Step(session.in(SessionState.IDLE), actions, reason.text());
    }
}
