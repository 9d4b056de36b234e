package dev.ribwatch.agent.session;

import static dev.ribwatch.agent.session.Sessions.HOLD;
import static dev.ribwatch.agent.session.Sessions.SECOND;
import static dev.ribwatch.agent.session.Sessions.at;
import static dev.ribwatch.agent.session.Sessions.negotiated;
import static dev.ribwatch.agent.session.Sessions.sent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.message.EndOfRib;
import dev.ribwatch.agent.wire.message.Keepalive;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.Open;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.config.value.Family;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The state machine, by the rows of RFC 4271 section 8 and what later RFCs add. */
class SessionStepTest {
    private static final long NEVER_MIND = 12_345;

    @Test
    void aConnectionBecomesASession() {
        Session session = at(SessionState.ACTIVE);

        Step accepted = SessionStep.next(session, new Event.Accepted(7));
        assertThat(accepted.next().state()).isEqualTo(SessionState.OPEN_SENT);
        assertThat(sent(accepted)).singleElement().isInstanceOf(Open.class);

        Step confirmed = SessionStep.next(accepted.next(), new Event.OpenAccepted(8, negotiated(false, false), 1));
        assertThat(confirmed.next().state()).isEqualTo(SessionState.OPEN_CONFIRM);
        assertThat(sent(confirmed)).containsExactly(Keepalive.INSTANCE);

        Step established = SessionStep.next(confirmed.next(), new Event.Received(MessageType.KEEPALIVE));
        assertThat(established.next().state()).isEqualTo(SessionState.ESTABLISHED);
        assertThat(established.actions()).containsExactly(new Action.Up(negotiated(false, false)));
    }

    @Test
    void g1OurEndOfRibGoesToAPeerThatRestartsGracefullyAndToNoOther() {
        Step step = SessionStep.next(
                at(SessionState.OPEN_CONFIRM, negotiated(true, false)), new Event.Received(MessageType.KEEPALIVE));

        assertThat(step.actions().get(0)).isInstanceOf(Action.Up.class);
        assertThat(sent(step)).containsExactly(new EndOfRib(Family.IPV4_UNICAST), new EndOfRib(Family.IPV6_UNICAST));
        Step without = SessionStep.next(
                at(SessionState.OPEN_CONFIRM, negotiated(false, true)), new Event.Received(MessageType.KEEPALIVE));
        assertThat(sent(without)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN_SENT, UPDATE, 1, 2",
        "OPEN_SENT, KEEPALIVE, 1, 4",
        "OPEN_SENT, ROUTE_REFRESH, 1, 5",
        "OPEN_CONFIRM, OPEN, 2, 1",
        "OPEN_CONFIRM, UPDATE, 2, 2",
        "OPEN_CONFIRM, ROUTE_REFRESH, 2, 5",
        "ESTABLISHED, OPEN, 3, 1"
    })
    void h6AMessageOutOfOrderEndsTheSession(SessionState state, MessageType type, int subcode, int data) {
        Step step = SessionStep.next(at(state), new Event.Received(type));

        assertThat(step.next().state()).isEqualTo(SessionState.IDLE);
        assertThat(sent(step)).containsExactly(new Notification(5, subcode, (byte) data));
        assertClosedWith(step, DownReason.Kind.NOTIFICATION_SENT, 5, subcode);
    }

    @ParameterizedTest
    @CsvSource({"OPEN_CONFIRM, KEEPALIVE", "ESTABLISHED, KEEPALIVE", "ESTABLISHED, UPDATE", "ESTABLISHED, ROUTE_REFRESH"
    })
    void h6AMessageInOrderSendsNoNotification(SessionState state, MessageType type) {
        Step step = SessionStep.next(at(state), new Event.Received(type));

        assertThat(step.next().state()).isEqualTo(SessionState.ESTABLISHED);
        assertThat(sent(step)).noneMatch(Notification.class::isInstance);
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN_SENT, 6, 2",
        "OPEN_CONFIRM, 2, 2",
        "ESTABLISHED, 6, 9",
        "ESTABLISHED, 0, 0",
        "ESTABLISHED, 255, 255"
    })
    void h7ANotificationIsNeverAnswered(SessionState state, int code, int subcode) {
        Notification notification = new Notification(code, subcode, new byte[] {(byte) 0xde, (byte) 0xad});

        Step step = SessionStep.next(at(state), new Event.NotificationReceived(notification));

        assertThat(sent(step)).isEmpty();
        assertClosedWith(step, DownReason.Kind.NOTIFICATION_RECEIVED, code, subcode);
        assertThat(step.reason()).contains(code + "/" + subcode).contains("dead");
    }

    @Test
    void f8AShutdownTextIsShownWithoutItsControlCharacters() {
        byte[] text = "back at 5\u001b[31m\n\u202e\"x".getBytes(StandardCharsets.UTF_8);
        byte[] data = new byte[1 + text.length];
        data[0] = (byte) text.length;
        System.arraycopy(text, 0, data, 1, text.length);

        Step step = SessionStep.next(
                at(SessionState.ESTABLISHED), new Event.NotificationReceived(new Notification(6, 2, data)));

        assertThat(step.reason()).contains("Administrative Shutdown").contains("\"back at 5?[31m???x\"");
    }

    @Test
    void f8AShutdownTextOfTheWrongLengthIsShownAsHex() {
        Step step = SessionStep.next(
                at(SessionState.ESTABLISHED),
                new Event.NotificationReceived(new Notification(6, 2, new byte[] {9, 'h', 'i'})));

        assertThat(step.reason()).contains("data 096869");
    }

    @Test
    void f1TheHoldTimerCountsFromTheLastWholeMessage() {
        Session session = at(SessionState.ESTABLISHED);
        long heard = 50 * SECOND;

        assertThat(tick(session, heard + HOLD - 1, heard).next().state()).isEqualTo(SessionState.ESTABLISHED);
        Step step = tick(session, heard + HOLD, heard);
        assertThat(sent(step)).containsExactly(new Notification(4, 0));
        assertClosedWith(step, DownReason.Kind.NOTIFICATION_SENT, 4, 0);
    }

    @Test
    void f1TheHoldTimerIsNotJudgedWhileBytesAreUnread() {
        Step step = SessionStep.next(at(SessionState.ESTABLISHED), new Event.Tick(10 * HOLD, 0, true, 1));

        assertThat(step.next().state()).isEqualTo(SessionState.ESTABLISHED);
        assertThat(sent(step)).noneMatch(Notification.class::isInstance);
    }

    @ParameterizedTest
    @CsvSource({"1.0, 30.0", "0.75, 22.5"})
    void f1AKeepaliveLeavesAfterAThirdOfTheHoldTimeShortenedByTheJitter(double jitter, double seconds) {
        long due = (long) (seconds * SECOND);
        Session session = SessionStep.next(
                        at(SessionState.OPEN_SENT), new Event.OpenAccepted(0, negotiated(false, false), jitter))
                .next();

        assertThat(sent(SessionStep.next(session, new Event.Tick(due - 1, 0, false, jitter))))
                .isEmpty();
        Step step = SessionStep.next(session, new Event.Tick(due, 0, false, jitter));
        assertThat(sent(step)).containsExactly(Keepalive.INSTANCE);
        assertThat(sent(SessionStep.next(step.next(), new Event.Tick(2 * due - 1, 0, false, jitter))))
                .isEmpty();
        assertThat(sent(SessionStep.next(step.next(), new Event.Tick(2 * due, 0, false, jitter))))
                .containsExactly(Keepalive.INSTANCE);
    }

    @Test
    void f2InOpenSentTheLargeHoldTimerRuns() {
        Session session = SessionStep.next(
                        Session.initial(Sessions.ours(), new Timing(Long.MAX_VALUE, 240 * SECOND, 480 * SECOND)),
                        new Event.Accepted(0))
                .next();

        assertThat(tick(session, 240 * SECOND - 1, 0).next().state()).isEqualTo(SessionState.OPEN_SENT);
        assertThat(sent(tick(session, 240 * SECOND, 0))).containsExactly(new Notification(4, 0));
    }

    @Test
    void f2InOpenConfirmTheNegotiatedHoldTimerRuns() {
        Session session = at(SessionState.OPEN_CONFIRM);

        assertThat(tick(session, HOLD - 1, 0).next().state()).isEqualTo(SessionState.OPEN_CONFIRM);
        assertThat(sent(tick(session, HOLD, 0))).containsExactly(new Notification(4, 0));
    }

    @Test
    void k9WithoutAnOpenAConnectionLastsThirtySeconds() {
        Session session =
                SessionStep.next(at(SessionState.ACTIVE), new Event.Accepted(5)).next();

        assertThat(tick(session, 5 + 30 * SECOND - 1, 5).next().state()).isEqualTo(SessionState.OPEN_SENT);
        assertThat(tick(session, 5 + 30 * SECOND, 5).next().state()).isEqualTo(SessionState.IDLE);
    }

    @Test
    void aHoldTimeOfZeroMeansNeitherTimerNorKeepalive() {
        Session session = at(SessionState.ESTABLISHED, Sessions.negotiated(0, false, false));

        Step step = tick(session, Long.MAX_VALUE / 2, 0);

        assertThat(step.actions()).isEmpty();
        assertThat(step.next().state()).isEqualTo(SessionState.ESTABLISHED);
    }

    @Test
    void f4AReplacedConnectionGoesWithoutAWord() {
        Step step = SessionStep.next(at(SessionState.ESTABLISHED), new Event.Superseded());

        assertThat(sent(step)).isEmpty();
        assertClosedWith(step, DownReason.Kind.REPLACED, 0, 0);
    }

    @Test
    void f5TheLoserOfACollisionIsToldSo() {
        Step step = SessionStep.next(at(SessionState.OPEN_CONFIRM), new Event.CollisionLost());

        assertThat(sent(step)).containsExactly(new Notification(6, 7));
    }

    @Test
    void f9AShutdownSaysWhy() {
        Notification cease = new Notification(6, 2, new byte[] {2, 'o', 'k'});

        Step step = SessionStep.next(at(SessionState.ESTABLISHED), new Event.Stop(cease));

        assertThat(sent(step)).containsExactly(cease);
        assertClosedWith(step, DownReason.Kind.NOTIFICATION_SENT, 6, 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPEN_CONFIRM", "ESTABLISHED"})
    void g5_whatEndsForGoodIsAHardResetWhereBothSidesHaveTheNBit(SessionState state) {
        Notification cease = new Notification(6, 3);
        Session session = at(state, negotiated(90, Sessions.NOTIFICATIONS, false));

        Step step = SessionStep.next(session, new Event.Stop(cease));

        assertThat(sent(step)).containsExactly(new Notification(6, 9, new byte[] {6, 3}));
        assertClosedWith(step, DownReason.Kind.NOTIFICATION_SENT, 6, 9);
        assertThat(step.reason()).contains("6/9 Cease: Hard Reset (6/3 Cease: Peer De-configured)");
        RestartTerms alone = new RestartTerms(Sessions.NOTIFICATIONS.graceful(), null, false);
        assertThat(sent(SessionStep.next(at(state, negotiated(90, alone, false)), new Event.Stop(cease))))
                .as("their N bit alone")
                .containsExactly(cease);
    }

    @Test
    void g5_anErrorIsNoHardResetNorIsALostCollisionOrBeforeTheirOpenAnything() {
        Session session = at(SessionState.ESTABLISHED, negotiated(90, Sessions.NOTIFICATIONS, false));
        Notification error = new Notification(3, 1);

        assertThat(sent(SessionStep.next(session, new Event.Faulty(error, "")))).containsExactly(error);
        assertThat(sent(SessionStep.next(session, new Event.CollisionLost()))).containsExactly(new Notification(6, 7));
        assertThat(sent(SessionStep.next(session, new Event.Tick(91 * Sessions.SECOND, 0, false, 1))))
                .containsExactly(new Notification(4, 0));
        Notification cease = new Notification(6, 3);
        assertThat(sent(SessionStep.next(at(SessionState.OPEN_SENT), new Event.Stop(cease))))
                .containsExactly(cease);
    }

    @Test
    void f11ARefreshIsAnsweredWithAnEmptyPair() {
        Session session = at(SessionState.ESTABLISHED, negotiated(false, true));

        assertThat(sent(SessionStep.next(session, new Event.RefreshAsked(1 << Family.IPV6_UNICAST.ordinal()))))
                .containsExactly(RouteRefresh.begin(Family.IPV6_UNICAST), RouteRefresh.end(Family.IPV6_UNICAST));
    }

    @Test
    void f11WithoutTheEnhancedCapabilityARefreshIsNotAnswered() {
        Session session = at(SessionState.ESTABLISHED, negotiated(false, false));

        assertThat(SessionStep.next(session, new Event.RefreshAsked(3)).actions())
                .isEmpty();
    }

    @Test
    void g9_weAskForAFamilyThatIsPartOfTheSessionAndOnlyThen() {
        Event ask = new Event.AskRefresh(Family.IPV6_UNICAST);
        assertThat(sent(SessionStep.next(at(SessionState.ESTABLISHED), ask)))
                .containsExactly(RouteRefresh.request(Family.IPV6_UNICAST));
        assertThat(SessionStep.next(at(SessionState.OPEN_CONFIRM), ask).actions())
                .isEmpty();
        Negotiated without = negotiated(false, true).without(1 << Family.IPV6_UNICAST.ordinal());
        assertThat(SessionStep.next(at(SessionState.ESTABLISHED, without), ask).actions())
                .isEmpty();
    }

    @Test
    void aMessageThatMustNotBeAnsweredIsNotAnswered() {
        Step step = SessionStep.next(at(SessionState.ESTABLISHED), new Event.Faulty(null, "short NOTIFICATION"));

        assertThat(sent(step)).isEmpty();
        assertThat(step.next().state()).isEqualTo(SessionState.IDLE);
    }

    @Test
    void nothingMovesAConnectionThatIsOver() {
        Session over = at(SessionState.IDLE);
        List<Event> events = List.of(
                new Event.Accepted(NEVER_MIND),
                new Event.OpenAccepted(NEVER_MIND, negotiated(true, true), 1),
                new Event.Received(MessageType.KEEPALIVE),
                new Event.NotificationReceived(new Notification(6, 2)),
                new Event.Faulty(new Notification(3, 1), "x"),
                new Event.RefreshAsked(3),
                new Event.AskRefresh(Family.IPV4_UNICAST),
                new Event.Tick(Long.MAX_VALUE, 0, false, 1),
                new Event.CollisionLost(),
                new Event.Superseded(),
                new Event.Stop(new Notification(6, 2)),
                new Event.Lost("x"));
        for (Event event : events) {
            Step step = SessionStep.next(over, event);
            assertThat(step.next()).as("%s", event).isSameAs(over);
            assertThat(step.actions()).as("%s", event).isEmpty();
        }
    }

    private static Step tick(Session session, long now, long heardAt) {
        return SessionStep.next(session, new Event.Tick(now, heardAt, false, 1));
    }

    private static void assertClosedWith(Step step, DownReason.Kind kind, int code, int subcode) {
        Action last = step.actions().get(step.actions().size() - 1);
        assertThat(last).isInstanceOfSatisfying(Action.Close.class, close -> {
            assertThat(close.reason().kind()).isEqualTo(kind);
            assertThat(close.reason().code()).isEqualTo(code);
            assertThat(close.reason().subcode()).isEqualTo(subcode);
            assertThat(close.reason().text()).isEqualTo(step.reason()).isNotBlank();
        });
    }
}
