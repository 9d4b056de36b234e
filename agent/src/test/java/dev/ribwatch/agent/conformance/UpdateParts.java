package dev.ribwatch.agent.conformance;

import dev.ribwatch.agent.wire.UpdateMessage;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** An UPDATE put together from the lines of a case, with lengths that fit unless a line says otherwise. */
final class UpdateParts {
    private static final int REACH = 14;
    private static final int UNREACH = 15;

    private final boolean addPath;
    private final ByteArrayOutputStream withdrawn = new ByteArrayOutputStream();
    private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();
    private final ByteArrayOutputStream announced = new ByteArrayOutputStream();
    private final ByteArrayOutputStream multiprotocol = new ByteArrayOutputStream();
    private int multiprotocolCode;
    private boolean multiprotocolMarked;
    private byte @Nullable [] withdrawnLength;
    private byte @Nullable [] attributesLength;
    private byte @Nullable [] length;
    private byte[] marked = new byte[0];

    UpdateParts(boolean addPath) {
        this.addPath = addPath;
    }

    void withdraw(byte[] prefix, int pathId) {
        add(withdrawn, prefix, pathId);
    }

    void announce(byte[] prefix, int pathId) {
        add(announced, prefix, pathId);
    }

    void attribute(byte[] octets, boolean mark) {
        endMultiprotocol();
        attributes.writeBytes(octets);
        if (mark) {
            marked = octets;
        }
    }

    /** Begins an MP_REACH_NLRI with all but its prefixes. */
    void reach(byte[] head, boolean mark) {
        begin(REACH, head, mark);
    }

    /** Begins an MP_UNREACH_NLRI with all but its prefixes. */
    void unreach(byte[] head, boolean mark) {
        begin(UNREACH, head, mark);
    }

    void multiprotocolPrefix(byte[] prefix, int pathId) {
        if (multiprotocolCode == 0) {
            throw new IllegalArgumentException("a prefix outside of reach and unreach");
        }
        add(multiprotocol, prefix, pathId);
    }

    void withdrawnLength(byte[] octets) {
        withdrawnLength = octets;
    }

    void attributesLength(byte[] octets) {
        attributesLength = octets;
    }

    void length(byte[] octets) {
        length = octets;
    }

    /** The attribute that a NOTIFICATION must give back. */
    byte[] marked() {
        endMultiprotocol();
        return marked;
    }

    byte[] message() {
        endMultiprotocol();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(withdrawnLength == null ? u16(withdrawn.size()) : withdrawnLength);
        body.writeBytes(withdrawn.toByteArray());
        body.writeBytes(attributesLength == null ? u16(attributes.size()) : attributesLength);
        body.writeBytes(attributes.toByteArray());
        body.writeBytes(announced.toByteArray());
        byte[] message = UpdateMessage.message(2, body.toByteArray());
        if (length != null) {
            System.arraycopy(length, 0, message, 16, 2);
        }
        return message;
    }

    private void begin(int code, byte[] head, boolean mark) {
        endMultiprotocol();
        multiprotocolCode = code;
        multiprotocolMarked = mark;
        multiprotocol.writeBytes(head);
    }

    private void endMultiprotocol() {
        if (multiprotocolCode != 0) {
            byte[] octets = UpdateMessage.encode(0x80, multiprotocolCode, multiprotocol.toByteArray());
            multiprotocolCode = 0;
            multiprotocol.reset();
            attribute(octets, multiprotocolMarked);
        }
    }

    private void add(ByteArrayOutputStream field, byte[] prefix, int pathId) {
        if (addPath) {
            field.writeBytes(u16(pathId >>> 16));
            field.writeBytes(u16(pathId));
        }
        field.writeBytes(prefix);
    }

    private static byte[] u16(int value) {
        return new byte[] {(byte) (value >>> 8), (byte) value};
    }
}
