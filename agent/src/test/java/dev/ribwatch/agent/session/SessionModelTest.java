package dev.ribwatch.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.OutboundMessage;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row M8: random events in any order, against a second reading of RFC 4271 section 8.2.2: what must be sent, which state follows,
 * and when a timer may act. The model knows states by the letters A (Active), S (OpenSent), C (OpenConfirm), E
 * (Established), I (Idle), and says for each event which notification, if any, ends the session.
 */
class SessionModelTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int STEPS = Boolean.getBoolean("ribwatch.long") ? 3_400_000 : 200_000;

    private char state;
    private long now;
    private long acceptedAt;
    private long heardAt;
    private long keepaliveSentAt;
    private int holdSeconds;
    private boolean gracefulRestart;
    private boolean gracefulNotification;

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 4271})
    void m8WhateverHappensTheRulesHold(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Session session = fresh();
        int established = 0;
        for (int i = 0; i < STEPS; i++) {
            if (state == 'I') {
                assertThat(SessionStep.next(session, new Event.Tick(now, 0, false, 1))
                                .actions())
                        .isEmpty();
                session = fresh();
            }
            Session before = session;
            Event event = draw(random);
            String expected = expect(event);
            Step step = SessionStep.next(session, event);
            session = step.next();
            assertThat(describe(step))
                    .as("step %d, seed %d: %s in %s", i, seed, event, before.state())
                    .isEqualTo(expected);
            assertThat(letter(session.state())).as("after %s", event).isEqualTo(state);
            assertThat(step.reason().isEmpty()).isEqualTo(session.state() == before.state());
            if (state == 'E' && before.state() != SessionState.ESTABLISHED) {
                established++;
            }
        }
        assertThat(established).as("the walk reaches Established often").isGreaterThan(1000);
    }

    private Session fresh() {
        state = 'A';
        return Session.initial(Sessions.ours(), Timing.STANDARD);
    }

    private Event draw(SplittableRandom random) {
        now += random.nextLong(20 * SECOND);
        if (state == 'A') {
            return random.nextInt(4) == 0 ? other(random) : new Event.Accepted(now);
        }
        if (state == 'S' && random.nextBoolean()) {
            return open(random);
        }
        if (state == 'C' && random.nextBoolean()) {
            return new Event.Received(MessageType.KEEPALIVE);
        }
        return other(random);
    }

    private Event open(SplittableRandom random) {
        int[] holdTimes = {0, 3, 9, 90};
        RestartTerms[] restarts = {RestartTerms.NONE, RestartTerms.END_OF_RIB, Sessions.NOTIFICATIONS};
        return new Event.OpenAccepted(
                now, Sessions.negotiated(holdTimes[random.nextInt(4)], restarts[random.nextInt(3)], false), 1);
    }

    private Event other(SplittableRandom random) {
        return switch (random.nextInt(30)) {
            case 0 -> open(random);
            case 1 -> new Event.NotificationReceived(new Notification(6, 4));
            case 2 -> new Event.Faulty(new Notification(1, 1), "garbage");
            case 3 -> new Event.Faulty(null, "short NOTIFICATION");
            case 4 -> new Event.CollisionLost();
            case 5 -> new Event.Superseded();
            case 6 -> new Event.Stop(new Notification(6, 3));
            case 7 -> new Event.Lost("closed");
            case 8 -> new Event.Accepted(now);
            case 9 -> random.nextBoolean() ? new Event.RefreshAsked(3) : new Event.AskRefresh(Family.IPV6_UNICAST);
            case 10, 11 -> new Event.Received(MessageType.OPEN);
            case 12, 13, 14 -> new Event.Received(MessageType.ROUTE_REFRESH);
            case 15, 16, 17, 18 -> new Event.Received(MessageType.UPDATE);
            case 19, 20, 21, 22 -> new Event.Received(MessageType.KEEPALIVE);
            default -> {
                if (random.nextInt(3) > 0) {
                    heardAt = now - random.nextLong(2 * SECOND); // the peer kept talking
                }
                yield new Event.Tick(now, heardAt, random.nextInt(4) == 0, 1);
            }
        };
    }

    /** What is sent, in short, and the model's own step. */
    private String expect(Event event) {
        if (event instanceof Event.Accepted) {
            if (state != 'A') {
                return "";
            }
            state = 'S';
            acceptedAt = now;
            return "OPEN";
        }
        if (event instanceof Event.OpenAccepted open) {
            return expectOpen(open);
        }
        if (event instanceof Event.Received received) {
            return expectMessage(received.type());
        }
        if (event instanceof Event.Tick tick) {
            return expectTick(tick);
        }
        if (event instanceof Event.RefreshAsked) {
            return "";
        }
        if (event instanceof Event.AskRefresh) {
            return state == 'E' ? "ROUTE_REFRESH" : "";
        }
        boolean agreed = state == 'C' || state == 'E';
        state = 'I';
        if (event instanceof Event.Stop) {
            return agreed && gracefulNotification ? "6/9 close" : "6/3 close";
        }
        if (event instanceof Event.Faulty faulty) {
            return faulty.answer() == null ? "close" : "1/1 close";
        }
        return event instanceof Event.CollisionLost ? "6/7 close" : "close";
    }

    private String expectOpen(Event.OpenAccepted open) {
        if (state != 'S') {
            return expectMessage(MessageType.OPEN);
        }
        state = 'C';
        heardAt = now;
        keepaliveSentAt = now;
        holdSeconds = open.negotiated().holdTime();
        gracefulRestart = open.negotiated().expectEndOfRib();
        gracefulNotification = open.negotiated().restart().notification();
        return "KEEPALIVE";
    }

    private String expectMessage(MessageType type) {
        heardAt = now;
        boolean keepalive = type == MessageType.KEEPALIVE;
        switch (state) {
            case 'S' -> {
                state = 'I';
                return "5/1 close";
            }
            case 'C' -> {
                if (keepalive) {
                    state = 'E';
                    return gracefulRestart ? "up UPDATE UPDATE" : "up";
                }
                state = 'I';
                return "5/2 close";
            }
            case 'E' -> {
                if (type == MessageType.OPEN) {
                    state = 'I';
                    return "5/3 close";
                }
                return "";
            }
            default -> {
                return "";
            }
        }
    }

    private String expectTick(Event.Tick tick) {
        if (state == 'A') {
            return "";
        }
        if (state == 'S') {
            if (!tick.unread() && now - acceptedAt >= 30 * SECOND) {
                state = 'I';
                return "4/0 close";
            }
            return "";
        }
        if (holdSeconds == 0) {
            return "";
        }
        if (!tick.unread() && now - tick.heardAt() >= holdSeconds * SECOND) {
            state = 'I';
            return "4/0 close";
        }
        if (now - keepaliveSentAt >= holdSeconds * SECOND / 3) {
            keepaliveSentAt = now;
            return "KEEPALIVE";
        }
        return "";
    }

    private static String describe(Step step) {
        List<String> words = new ArrayList<>();
        for (Action action : step.actions()) {
            if (action instanceof Action.Send send) {
                OutboundMessage message = send.message();
                words.add(
                        message instanceof Notification notification
                                ? notification.code() + "/" + notification.subcode()
                                : message.type().toString());
            } else {
                words.add(action instanceof Action.Up ? "up" : "close");
            }
        }
        return String.join(" ", words);
    }

    private static char letter(SessionState state) {
        return switch (state) {
            case IDLE -> 'I';
            case ACTIVE -> 'A';
            case OPEN_SENT -> 'S';
            case OPEN_CONFIRM -> 'C';
            case ESTABLISHED -> 'E';
        };
    }
}
