package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.error.ProtocolError;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The header that every message begins with (RFC 4271 section 4.1), and the checks of section 6.1 that framing needs.
 *
 * <pre>
 *  16 octets  marker, all ones
 *   2 octets  length of the message, header included
 *   1 octet   type
 * </pre>
 */
public final class MessageHeader {
    /** Octets of the header, the least a message has. */
    public static final int LENGTH = 19;
    /** The most octets of a message (RFC 4271). */
    public static final int MAXIMUM = 4096;
    /** The most octets of an extended message (RFC 8654), and of anything that a length of two octets can say. */
    public static final int EXTENDED_MAXIMUM = 65535;

    /** {@link #check}: fewer than {@link #LENGTH} octets are there. */
    public static final int INCOMPLETE = 0;
    /** {@link #check}: send {@link #fault} and close. */
    public static final int FAULT = -1;

    static final int MARKER_LENGTH = 16;

    private static final int LENGTH_AT = 16;
    private static final int TYPE_AT = 18;

    private MessageHeader() {}

    /**
     * Looks at the header that begins at an offset.
     *
     * @param limit end of the octets received so far
     * @param extended whether our OPEN carried the capability of RFC 8654
     * @return the length of the message, of which {@code limit - offset} octets are there; or {@link #INCOMPLETE} or
     *     {@link #FAULT}
     */
    public static int check(byte[] buffer, int offset, int limit, boolean extended) {
        if (limit - offset < LENGTH) {
            return INCOMPLETE;
        }
        if (Octets.i64(buffer, offset) != -1 || Octets.i64(buffer, offset + 8) != -1) {
            return FAULT;
        }
        int length = Octets.u16(buffer, offset + LENGTH_AT);
        MessageType type = type(buffer, offset);
        return type != null && isLengthOf(type, length, extended) ? length : FAULT;
    }

    /** The type of a message whose header passed {@link #check}; null only if it did not. */
    public static @Nullable MessageType type(byte[] buffer, int offset) {
        return MessageType.of(buffer[offset + TYPE_AT] & 0xff);
    }

    /**
     * What to answer to a header that did not pass {@link #check}.
     *
     * @return null for a NOTIFICATION of impossible length: that is never answered, only closed
     */
    public static @Nullable Notification fault(byte[] buffer, int offset, boolean extended) {
        if (Octets.i64(buffer, offset) != -1 || Octets.i64(buffer, offset + 8) != -1) {
            return Notification.of(ProtocolError.CONNECTION_NOT_SYNCHRONIZED);
        }
        int length = Octets.u16(buffer, offset + LENGTH_AT);
        MessageType type = type(buffer, offset);
        if (type == MessageType.NOTIFICATION) {
            return null;
        }
        if (type == null && length >= LENGTH && length <= maximum(extended)) {
            return Notification.of(ProtocolError.BAD_MESSAGE_TYPE, buffer[offset + TYPE_AT]);
        }
        byte[] data = Arrays.copyOfRange(buffer, offset + LENGTH_AT, offset + LENGTH_AT + 2);
        return Notification.of(ProtocolError.BAD_MESSAGE_LENGTH, data);
    }

    private static boolean isLengthOf(MessageType type, int length, boolean extended) {
        return switch (type) {
            case OPEN -> length >= type.minimumLength() && length <= MAXIMUM;
            case KEEPALIVE -> length == LENGTH;
            // One octet short, a BoRR or EoRR has an answer of its own: RouteRefresh.fault.
            case ROUTE_REFRESH -> length >= type.minimumLength() - 1 && length <= maximum(extended);
            case UPDATE, NOTIFICATION -> length >= type.minimumLength() && length <= maximum(extended);
        };
    }

    private static int maximum(boolean extended) {
        return extended ? EXTENDED_MAXIMUM : MAXIMUM;
    }
}
