package dev.ribwatch.agent.fuzz;

import dev.ribwatch.agent.session.Event;
import dev.ribwatch.agent.session.Session;
import dev.ribwatch.agent.session.SessionState;
import dev.ribwatch.agent.session.SessionStep;
import dev.ribwatch.agent.session.Step;
import dev.ribwatch.agent.session.Timing;
import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.Open;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The body of a NOTIFICATION: always taken, never answered, and what is shown of it is bounded and plain. */
public final class NotificationFuzz {
    private static final Session OPEN_SENT = SessionStep.next(
                    Session.initial(
                            new Open(65000, 90, 0xc000020a, Capabilities.offered(65000, 3, 3)), Timing.STANDARD),
                    new Event.Accepted(0))
            .next();

    private NotificationFuzz() {}

    public static void fuzzerTestOneInput(byte[] body) {
        byte[] message = Frame.of(MessageType.NOTIFICATION, body);
        if (message == null) {
            return;
        }
        Notification notification = Notification.decode(message, 0, message.length);
        Holds.require(notification.equals(Notification.decode(message, 0, message.length)), "the same twice");
        Holds.require(notification.data().length == message.length - 21, "all of the data");
        Holds.ascii(notification.describe(), 200);
        Holds.require(ProtocolError.label(notification.code()).matches("[a-z_]{5,40}"), "a label of few words");
        if (message.length <= MessageHeader.MAXIMUM) {
            Holds.require(Arrays.equals(notification.encode(), message), "written as it was read");
        }
        String text = notification.shutdownText();
        if (text != null) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            Holds.require(utf8.length >= 1 && utf8.length <= 255, "a text of 1 to 255 octets");
        }
        Step step = SessionStep.next(OPEN_SENT, new Event.NotificationReceived(notification));
        Holds.require(step.next().state() == SessionState.IDLE, "the session is over");
        Holds.require(step.actions().size() == 1, "nothing is answered");
        Holds.plain(step.reason(), 1_000);
    }
}
