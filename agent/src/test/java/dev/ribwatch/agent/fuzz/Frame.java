package dev.ribwatch.agent.fuzz;

import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import java.util.Arrays;

/** Puts a sound header before what a fuzzer made up, so that it need not find out how one looks. */
public final class Frame {
    private Frame() {}

    /** The whole message, its body cut at what fits; null if a message of this type cannot be so short or long. */
    public static byte[] of(MessageType type, byte[] body) {
        int most = MessageHeader.EXTENDED_MAXIMUM - MessageHeader.LENGTH;
        byte[] message = UpdateMessage.message(type.code(), body.length > most ? Arrays.copyOf(body, most) : body);
        return MessageHeader.check(message, 0, message.length, true) == message.length ? message : null;
    }

    /** What is to be sent because of a message can be sent, says what it must, and has no more data than was received. */
    static void checkAnswer(Notification answer, int code, int received) {
        Holds.require(answer.code() == code, "error code " + code + ", not " + answer.code());
        Holds.require(answer.data().length <= received, "no more data than was received");
        byte[] encoded = answer.encode();
        Holds.require(encoded.length <= MessageHeader.MAXIMUM, "a NOTIFICATION of at most 4096 octets");
        Holds.require(MessageHeader.check(encoded, 0, encoded.length, false) == encoded.length, "its header is sound");
        Holds.ascii(answer.describe(), 200);
    }
}
