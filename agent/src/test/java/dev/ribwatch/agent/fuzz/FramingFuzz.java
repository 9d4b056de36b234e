package dev.ribwatch.agent.fuzz;

import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;

/** Octets of a connection: cut into messages, or refused with an answer that says no more than was received. */
public final class FramingFuzz {
    private FramingFuzz() {}

    public static void fuzzerTestOneInput(byte[] stream) {
        walk(stream, false);
        walk(stream, true);
    }

    private static void walk(byte[] stream, boolean extended) {
        int at = 0;
        while (true) {
            int length = MessageHeader.check(stream, at, stream.length, extended);
            if (length == MessageHeader.INCOMPLETE) {
                Holds.require(stream.length - at < MessageHeader.LENGTH, "a whole header is judged");
                return;
            }
            if (length == MessageHeader.FAULT) {
                Notification answer = MessageHeader.fault(stream, at, extended);
                if (answer != null) {
                    Frame.checkAnswer(answer, 1, stream.length - at);
                    Holds.require(answer.data().length <= 2, "length or type, nothing else");
                }
                return;
            }
            MessageType type = MessageHeader.type(stream, at);
            Holds.require(type != null, "a type");
            int most = extended && type != MessageType.OPEN && type != MessageType.KEEPALIVE ? 65535 : 4096;
            Holds.require(length >= MessageHeader.LENGTH && length <= most, "a length of its type");
            // What is known of a message does not depend on how much of it is there.
            int whole = MessageHeader.check(stream, at, at + MessageHeader.LENGTH, extended);
            Holds.require(whole == length, "the header alone decides");
            if (length > stream.length - at) {
                return;
            }
            at += length;
        }
    }
}
