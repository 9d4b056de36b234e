package dev.ribwatch.agent.wire.error;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The errors that a NOTIFICATION can name: code and subcode as IANA registers them (RFC 4271 section 4.5 and later). */
public enum ProtocolError {
    CONNECTION_NOT_SYNCHRONIZED(1, 1, "Connection Not Synchronized"),
    BAD_MESSAGE_LENGTH(1, 2, "Bad Message Length"),
    BAD_MESSAGE_TYPE(1, 3, "Bad Message Type"),

    OPEN_UNSPECIFIC(2, 0, "Unspecific"),
    UNSUPPORTED_VERSION(2, 1, "Unsupported Version Number"),
    BAD_PEER_AS(2, 2, "Bad Peer AS"),
    BAD_IDENTIFIER(2, 3, "Bad BGP Identifier"),
    UNSUPPORTED_PARAMETER(2, 4, "Unsupported Optional Parameter"),
    AUTHENTICATION_FAILURE(2, 5, "Authentication Failure (deprecated)"),
    UNACCEPTABLE_HOLD_TIME(2, 6, "Unacceptable Hold Time"),
    UNSUPPORTED_CAPABILITY(2, 7, "Unsupported Capability"),
    ROLE_MISMATCH(2, 11, "Role Mismatch"),

    UPDATE_UNSPECIFIC(3, 0, "Unspecific"),
    MALFORMED_ATTRIBUTE_LIST(3, 1, "Malformed Attribute List"),
    UNRECOGNIZED_WELL_KNOWN(3, 2, "Unrecognized Well-known Attribute"),
    MISSING_WELL_KNOWN(3, 3, "Missing Well-known Attribute"),
    ATTRIBUTE_FLAGS(3, 4, "Attribute Flags Error"),
    ATTRIBUTE_LENGTH(3, 5, "Attribute Length Error"),
    INVALID_ORIGIN(3, 6, "Invalid ORIGIN Attribute"),
    ROUTING_LOOP(3, 7, "AS Routing Loop (deprecated)"),
    INVALID_NEXT_HOP(3, 8, "Invalid NEXT_HOP Attribute"),
    OPTIONAL_ATTRIBUTE(3, 9, "Optional Attribute Error"),
    INVALID_NETWORK_FIELD(3, 10, "Invalid Network Field"),
    MALFORMED_AS_PATH(3, 11, "Malformed AS_PATH"),

    HOLD_TIMER_EXPIRED(4, 0, "Hold Timer Expired"),

    FSM_UNSPECIFIED(5, 0, "Unspecified"),
    UNEXPECTED_IN_OPEN_SENT(5, 1, "Unexpected Message in OpenSent State"),
    UNEXPECTED_IN_OPEN_CONFIRM(5, 2, "Unexpected Message in OpenConfirm State"),
    UNEXPECTED_IN_ESTABLISHED(5, 3, "Unexpected Message in Established State"),

    MAXIMUM_PREFIXES(6, 1, "Maximum Number of Prefixes Reached"),
    ADMINISTRATIVE_SHUTDOWN(6, 2, "Administrative Shutdown"),
    PEER_DECONFIGURED(6, 3, "Peer De-configured"),
    ADMINISTRATIVE_RESET(6, 4, "Administrative Reset"),
    CONNECTION_REJECTED(6, 5, "Connection Rejected"),
    CONFIGURATION_CHANGE(6, 6, "Other Configuration Change"),
    COLLISION(6, 7, "Connection Collision Resolution"),
    OUT_OF_RESOURCES(6, 8, "Out of Resources"),
    HARD_RESET(6, 9, "Hard Reset"),
    BFD_DOWN(6, 10, "BFD Down"),

    ROUTE_REFRESH_LENGTH(7, 1, "Invalid Message Length"),

    SEND_HOLD_TIMER_EXPIRED(8, 0, "Send Hold Timer Expired");

    private static final ProtocolError[] ALL = values();
    private static final String[] CODES = {
        "Reserved",
        "Message Header Error",
        "OPEN Message Error",
        "UPDATE Message Error",
        "Hold Timer Expired",
        "Finite State Machine Error",
        "Cease",
        "ROUTE-REFRESH Message Error",
        "Send Hold Timer Expired"
    };

    private final int code;
    private final int subcode;
    private final String text;

    ProtocolError(int code, int subcode, String text) {
        this.code = code;
        this.subcode = subcode;
        this.text = text;
    }

    /** The error of this code and subcode, or null if none is registered. */
    public static @Nullable ProtocolError of(int code, int subcode) {
        for (ProtocolError error : ALL) {
            if (error.code == code && error.subcode == subcode) {
                return error;
            }
        }
        return null;
    }

    /** The name of an error code 0 to 255, such as {@code Cease}. */
    public static String codeName(int code) {
        return code > 0 && code < CODES.length ? CODES[code] : "Error Code " + code;
    }

    /** A metric label of a fixed vocabulary for an error code 0 to 255: {@code cease}, …, {@code other}. */
    public static String label(int code) {
        return code > 0 && code < CODES.length
                ? CODES[code].toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_')
                : "other";
    }

    /** What code and subcode say, for a log line or an alert: {@code 6/2 Cease: Administrative Shutdown}. */
    public static String describe(int code, int subcode) {
        String head = code + "/" + subcode + " " + codeName(code);
        ProtocolError error = of(code, subcode);
        if (error == null) {
            return subcode == 0 ? head : head + ": Subcode " + subcode;
        }
        return error.text.equals(codeName(code)) ? head : head + ": " + error.text;
    }

    public int code() {
        return code;
    }

    public int subcode() {
        return subcode;
    }

    /** The registered name of the subcode. */
    public String text() {
        return text;
    }
}
