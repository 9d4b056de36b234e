package dev.ribwatch.agent.wire.message;

import org.jspecify.annotations.Nullable;

/** The message types of RFC 4271 section 4.1 and RFC 2918. */
public enum MessageType {
    OPEN(1, 29, "open"),
    UPDATE(2, 23, "update"),
    NOTIFICATION(3, 21, "notification"),
    KEEPALIVE(4, 19, "keepalive"),
    ROUTE_REFRESH(5, 23, "route_refresh");

    private static final MessageType[] ALL = values();

    private final int code;
    private final int minimumLength;
    private final String label;

    MessageType(int code, int minimumLength, String label) {
        this.code = code;
        this.minimumLength = minimumLength;
        this.label = label;
    }

    /** The type of this code, or null. */
    public static @Nullable MessageType of(int code) {
        return code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
    }

    /** The octet in the header. */
    public int code() {
        return code;
    }

    /** The least octets that such a message has, the header included. */
    public int minimumLength() {
        return minimumLength;
    }

    /** The value of the metric label {@code type}. */
    public String label() {
        return label;
    }
}
