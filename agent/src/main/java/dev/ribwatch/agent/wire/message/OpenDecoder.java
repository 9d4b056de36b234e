package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.Cursor;
import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.CapabilityReader;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.config.value.Asn;
import org.jspecify.annotations.Nullable;

/**
 * Reads an OPEN (RFC 4271 section 4.2), with optional parameters in the short form or the extended one (RFC 9072).
 *
 * <pre>
 *   1 octet   version
 *   2 octets  AS, or AS_TRANS
 *   2 octets  hold time
 *   4 octets  BGP Identifier
 *   1 octet   length of the parameters; or not 0, then 255, then 2 octets of length
 *   ...       parameters: type (1), length (1, or 2 in the extended form), value
 * </pre>
 */
public final class OpenDecoder {
    private static final int VERSION = 4;
    private static final int CAPABILITIES = 2;
    private static final int EXTENDED = 255;
    private static final int MINIMUM_HOLD_TIME = 3;

    private OpenDecoder() {}

    /** Reads a whole message that passed the header checks. */
    public static OpenResult decode(byte[] buffer, int offset, int length) {
        Cursor cursor = new Cursor().reset(buffer, offset + MessageHeader.LENGTH, offset + length);
        if (cursor.u8() != VERSION) {
            return OpenResult.of(Notification.of(ProtocolError.UNSUPPORTED_VERSION, (byte) 0, (byte) VERSION));
        }
        int shortAs = cursor.u16();
        int holdTime = cursor.u16();
        if (holdTime != 0 && holdTime < MINIMUM_HOLD_TIME) {
            return OpenResult.of(Notification.of(ProtocolError.UNACCEPTABLE_HOLD_TIME));
        }
        int identifier = cursor.i32();
        if (identifier == 0) {
            return OpenResult.of(Notification.of(ProtocolError.BAD_IDENTIFIER));
        }
        CapabilityReader capabilities = new CapabilityReader();
        ProtocolError error = readParameters(cursor, capabilities);
        if (error != null) {
            return OpenResult.of(Notification.of(error));
        }
        Capabilities merged = capabilities.toCapabilities();
        if (!isAsConsistent(shortAs, merged.fourOctetAs())) {
            return OpenResult.of(Notification.of(ProtocolError.BAD_PEER_AS));
        }
        long as = merged.fourOctetAs() == Capabilities.ABSENT ? shortAs : merged.fourOctetAs();
        return OpenResult.of(new Open(as, holdTime, identifier, merged));
    }

    /** AS 0 belongs to nobody (RFC 7607); two forms of one number must agree, unless the short one is AS_TRANS. */
    private static boolean isAsConsistent(int shortAs, long fourOctetAs) {
        if (shortAs == 0 || fourOctetAs == 0) {
            return false;
        }
        return fourOctetAs == Capabilities.ABSENT || shortAs == fourOctetAs || shortAs == Asn.AS_TRANS;
    }

    private static @Nullable ProtocolError readParameters(Cursor cursor, CapabilityReader capabilities) {
        int total = cursor.u8();
        boolean extended = total != 0 && cursor.remaining() > 0 && peek(cursor) == EXTENDED;
        if (extended) {
            cursor.skip(1);
            total = cursor.u16();
        }
        if (cursor.failed() || total != cursor.remaining()) {
            return ProtocolError.OPEN_UNSPECIFIC;
        }
        while (cursor.remaining() > 0) {
            int type = cursor.u8();
            int length = extended ? cursor.u16() : cursor.u8();
            int start = cursor.position();
            cursor.skip(length);
            if (cursor.failed()) {
                return ProtocolError.OPEN_UNSPECIFIC;
            }
            if (type != CAPABILITIES) {
                return ProtocolError.UNSUPPORTED_PARAMETER;
            }
            if (!capabilities.read(cursor.buffer(), start, start + length)) {
                return ProtocolError.OPEN_UNSPECIFIC;
            }
        }
        return null;
    }

    private static int peek(Cursor cursor) {
        return cursor.buffer()[cursor.position()] & 0xff;
    }
}
