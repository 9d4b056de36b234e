package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.config.value.Family;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request to send a family again, or a mark around such a transfer (RFC 2918, RFC 7313).
 *
 * @param afi 0 to 65535
 * @param safi 0 to 255
 * @param subtype {@link #REQUEST}, {@link #BEGIN}, {@link #END}, or one to be ignored
 */
public record RouteRefresh(int afi, int safi, int subtype) implements OutboundMessage {
    public static final int REQUEST = 0;
    /** BoRR. */
    public static final int BEGIN = 1;
    /** EoRR. */
    public static final int END = 2;

    public static RouteRefresh request(Family family) {
        return new RouteRefresh(family.afi(), family.safi(), REQUEST);
    }

    public static RouteRefresh begin(Family family) {
        return new RouteRefresh(family.afi(), family.safi(), BEGIN);
    }

    public static RouteRefresh end(Family family) {
        return new RouteRefresh(family.afi(), family.safi(), END);
    }

    /**
     * What is wrong with the length of a whole message that passed the header checks (RFC 7313 section 5), or null.
     *
     * @param enhanced whether the capability of RFC 7313 was negotiated; without it subtypes are reserved octets
     */
    public static @Nullable Notification fault(byte[] buffer, int offset, int length, boolean enhanced) {
        int subtype = buffer[offset + MessageHeader.LENGTH + 2] & 0xff;
        int expected = MessageType.ROUTE_REFRESH.minimumLength();
        if (enhanced && (subtype == BEGIN || subtype == END) && length != expected) {
            byte[] whole = Arrays.copyOfRange(buffer, offset, offset + length);
            return Notification.of(ProtocolError.ROUTE_REFRESH_LENGTH, whole);
        }
        return length < expected
                ? Notification.of(ProtocolError.BAD_MESSAGE_LENGTH, (byte) (length >>> 8), (byte) length)
                : null;
    }

    /**
     * Reads a whole message without a {@link #fault}, so it has its four octets; an ORF body (RFC 5291) after a
     * request is not looked at, for we announce nothing that it could filter.
     */
    public static RouteRefresh decode(byte[] buffer, int offset) {
        int body = offset + MessageHeader.LENGTH;
        return new RouteRefresh(Octets.u16(buffer, body), buffer[body + 3] & 0xff, buffer[body + 2] & 0xff);
    }

    @Override
    public MessageType type() {
        return MessageType.ROUTE_REFRESH;
    }

    /** The family, or null if it is not one that Ribwatch watches. */
    public @Nullable Family family() {
        return Family.of(afi, safi);
    }
}
