package dev.ribwatch.config.value;

import org.jspecify.annotations.Nullable;

/** What one end of an external session is to the other (RFC 9234 section 4.1). */
public enum Role {
    // In the order of the capability's values.
    PROVIDER("provider"),
    ROUTE_SERVER("rs-server"),
    ROUTE_SERVER_CLIENT("rs-client"),
    CUSTOMER("customer"),
    PEER("peer");

    private static final Role[] ALL = values();

    private final String text;

    Role(String text) {
        this.text = text;
    }

    /** The role of a value of the capability, or null if none has it. */
    public static @Nullable Role of(int value) {
        return value >= 0 && value < ALL.length ? ALL[value] : null;
    }

    /** The value in the capability. */
    public int value() {
        return ordinal();
    }

    /** What the other end must be (RFC 9234 section 4.2). */
    public Role counterpart() {
        return switch (this) {
            case PROVIDER -> CUSTOMER;
            case ROUTE_SERVER -> ROUTE_SERVER_CLIENT;
            case ROUTE_SERVER_CLIENT -> ROUTE_SERVER;
            case CUSTOMER -> PROVIDER;
            case PEER -> PEER;
        };
    }

    /** The word of the configuration, such as {@code rs-client}. */
    public String text() {
        return text;
    }
}
