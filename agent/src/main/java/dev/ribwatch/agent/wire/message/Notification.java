package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.error.ProtocolError;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Why a session ends (RFC 4271 section 4.5): received, or to be sent. Immutable. */
public final class Notification implements OutboundMessage {
    private static final byte[] NOTHING = new byte[0];

    private final int code;
    private final int subcode;
    private final byte[] data;

    /**
     * Any code and subcode, for a peer may send what nobody registered.
     *
     * @param code error code, 0 to 255
     * @param subcode error subcode, 0 to 255
     * @param data what the error is about; copied
     */
    public Notification(int code, int subcode, byte... data) {
        this.code = code;
        this.subcode = subcode;
        this.data = data.length == 0 ? NOTHING : data.clone();
    }

    /** A NOTIFICATION of a registered error, with data or without. */
    public static Notification of(ProtocolError error, byte... data) {
        return new Notification(error.code(), error.subcode(), data);
    }

    /** A Cease with a shutdown communication (RFC 9003); the text is cut at 255 octets of UTF-8. */
    public static Notification cease(ProtocolError error, String text) {
        return new Notification(error.code(), error.subcode(), ShutdownCommunication.encode(text));
    }

    /** What ends a session for good although both sides keep routes over a NOTIFICATION (RFC 8538 section 3.1). */
    public static Notification hardReset(Notification reason) {
        byte[] data = new byte[2 + reason.data.length];
        data[0] = (byte) reason.code;
        data[1] = (byte) reason.subcode;
        System.arraycopy(reason.data, 0, data, 2, reason.data.length);
        return new Notification(ProtocolError.HARD_RESET.code(), ProtocolError.HARD_RESET.subcode(), data);
    }

    /**
     * Reads a whole message that passed the header checks. Cannot fail: any code, subcode and data are taken as they
     * are, for a NOTIFICATION is never answered.
     */
    public static Notification decode(byte[] buffer, int offset, int length) {
        int body = offset + MessageHeader.LENGTH;
        return new Notification(
                buffer[body] & 0xff, buffer[body + 1] & 0xff, Arrays.copyOfRange(buffer, body + 2, offset + length));
    }

    /** 0 to 255. */
    public int code() {
        return code;
    }

    /** 0 to 255. */
    public int subcode() {
        return subcode;
    }

    /** What the error is about, copied; never more than was received. */
    public byte[] data() {
        return data.clone();
    }

    @Override
    public MessageType type() {
        return MessageType.NOTIFICATION;
    }

    /** The shutdown communication of a 6/2 or 6/4 (RFC 9003), also within a hard reset, or null. Not escaped. */
    public @Nullable String shutdownText() {
        return ShutdownCommunication.decode(this);
    }

    /** Code and subcode with their names; a hard reset names what it wraps (RFC 8538). No text of the peer. */
    public String describe() {
        String text = ProtocolError.describe(code, subcode);
        if (isHardReset() && data.length >= 2) {
            return text + " (" + ProtocolError.describe(data[0] & 0xff, data[1] & 0xff) + ")";
        }
        return text;
    }

    /** Whether this ends a session for good, graceful restart or not (RFC 8538 section 3). */
    public boolean isHardReset() {
        return code == ProtocolError.HARD_RESET.code() && subcode == ProtocolError.HARD_RESET.subcode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Notification that
                && code == that.code
                && subcode == that.subcode
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * code + subcode) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return describe();
    }
}
