package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the octets of one connection into messages, wherever the network cut them. It keeps what has arrived of a
 * message that is not whole, and never more than that unless the receiver stopped reading in the middle of a read.
 */
final class Intake {
    /** Where the messages go. */
    interface Receiver {
        /** Whether messages are taken at all; asked before each. */
        boolean isReading();

        /** Whether UPDATEs are taken many at a time. */
        boolean isEstablished();

        /**
         * Room for a run of UPDATEs.
         *
         * @param octets of the first of them
         * @return the most octets that {@link #updates} takes now; 0 if none, and then it is no longer reading
         */
        int room(int octets);

        /** UPDATEs back to back; only while established, and only as many octets as there is room for. */
        void updates(byte[] buffer, int offset, int length, int count);

        /** Any other message; false if it cannot be taken now, and then it is no longer reading. */
        boolean message(MessageType type, byte[] buffer, int offset, int length);

        /** A header that begins no message; what follows it means nothing. The answer is null if none may be sent. */
        void unframed(@Nullable Notification answer);
    }

    private static final int SMALLEST = 256;
    private static final int SMALL = 8 * 1024;

    /** Our OPEN always offers extended messages, so their length is never an error (RFC 8654 section 4). */
    private static final boolean EXTENDED = true;

    private final Receiver receiver;
    private final Scratch scratch;
    private byte[] held = new byte[0];
    private int length;
    private int needed = MessageHeader.LENGTH;
    private boolean wasLarge;

    Intake(Receiver receiver, Scratch scratch) {
        this.receiver = receiver;
        this.scratch = scratch;
    }

    /** Takes all that the buffer holds. */
    void read(ByteBuf in) {
        int arrived = in.readableBytes();
        if (length + arrived < needed || !receiver.isReading()) {
            hold(length + arrived);
            in.readBytes(held, length, arrived);
            length += arrived;
            return;
        }
        byte[] buffer = scratch.octets(length + arrived);
        System.arraycopy(held, 0, buffer, 0, length);
        in.readBytes(buffer, length, arrived);
        process(buffer, length + arrived);
    }

    /** Goes on with what is kept, now that the receiver reads again. */
    void resume() {
        byte[] buffer = scratch.octets(length);
        System.arraycopy(held, 0, buffer, 0, length);
        process(buffer, length);
    }

    /**
     * The connection is over: hands over a NOTIFICATION among what is kept, for it tells why. Other messages before it go
     * with the session.
     */
    void end() {
        int offset = 0;
        int whole = MessageHeader.check(held, offset, length, EXTENDED);
        while (whole > 0 && whole <= length - offset && typeOf(held, offset) != MessageType.NOTIFICATION) {
            offset += whole;
            whole = MessageHeader.check(held, offset, length, EXTENDED);
        }
        if (whole > 0 && whole <= length - offset) {
            receiver.message(MessageType.NOTIFICATION, held, offset, whole);
        }
        length = 0;
    }

    /** Gives memory back that was not needed since the last call. */
    void trim() {
        if (!wasLarge && held.length > SMALL) {
            byte[] smaller = new byte[SMALL];
            System.arraycopy(held, 0, smaller, 0, length);
            held = smaller;
        }
        wasLarge = length > SMALL;
    }

    /** Octets that are kept. */
    int length() {
        return length;
    }

    private void process(byte[] buffer, int limit) {
        int end = cut(buffer, limit);
        hold(limit - end);
        System.arraycopy(buffer, end, held, 0, limit - end);
        length = limit - end;
    }

    /** Hands over what is whole and returns where that ends. */
    private int cut(byte[] buffer, int limit) {
        int offset = 0;
        needed = MessageHeader.LENGTH;
        while (receiver.isReading()) {
            int whole = MessageHeader.check(buffer, offset, limit, EXTENDED);
            if (whole == MessageHeader.FAULT) {
                receiver.unframed(MessageHeader.fault(buffer, offset, EXTENDED));
                return limit;
            }
            if (whole == MessageHeader.INCOMPLETE || whole > limit - offset) {
                needed = Math.max(whole, MessageHeader.LENGTH);
                break;
            }
            if (isUpdate(buffer, offset) && receiver.isEstablished()) {
                offset = takeUpdates(buffer, offset, whole, limit);
            } else if (receiver.message(typeOf(buffer, offset), buffer, offset, whole)) {
                offset += whole;
            }
        }
        return offset;
    }

    /** Hands over as many UPDATEs in a row as are whole and find room; returns where they end. */
    private int takeUpdates(byte[] buffer, int from, int first, int limit) {
        int end = from;
        int last = from + Math.min(limit - from, receiver.room(first));
        int count = 0;
        int whole = first;
        while (whole > 0 && whole <= last - end && isUpdate(buffer, end)) {
            end += whole;
            count++;
            whole = MessageHeader.check(buffer, end, limit, EXTENDED);
        }
        if (count > 0) {
            receiver.updates(buffer, from, end - from, count);
        }
        return end;
    }

    private static boolean isUpdate(byte[] buffer, int offset) {
        return typeOf(buffer, offset) == MessageType.UPDATE;
    }

    private static MessageType typeOf(byte[] buffer, int offset) {
        MessageType type = MessageHeader.type(buffer, offset);
        if (type == null) {
            throw new IllegalArgumentException("a header that was checked has no type");
        }
        return type;
    }

    /** Makes room to keep so many octets, those that are kept included. */
    private void hold(int octets) {
        wasLarge |= octets > SMALL;
        if (octets > held.length) {
            byte[] larger = new byte[Math.max(SMALLEST, Integer.highestOneBit(octets - 1) << 1)];
            System.arraycopy(held, 0, larger, 0, length);
            held = larger;
        }
    }
}
