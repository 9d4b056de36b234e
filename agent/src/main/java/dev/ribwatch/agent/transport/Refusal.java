package dev.ribwatch.agent.transport;

/** Why a connection was closed before it got as far as an OPEN of ours. */
public enum Refusal {
    UNKNOWN_ADDRESS("unknown-address", "no router is configured for this address"),
    RANGE_FULL("range-full", "all places of its range are taken"),
    TOO_MANY_PENDING("too-many-pending", "too many connections wait for an OPEN"),
    TOO_FAR("ttl-security", "its SYN crossed a router (RFC 5082)"),
    SOCKET("socket", "its socket takes no options"),
    IDLE_HOLD("idle-hold", "the router must stay away after its error"),
    ROUTER_BUSY("router-busy", "the router has enough connections open");

    private final String label;
    private final String text;

    Refusal(String label, String text) {
        this.label = label;
        this.text = text;
    }

    /** A label value for metrics. */
    public String label() {
        return label;
    }

    /** One line for people. */
    @Override
    public String toString() {
        return text;
    }
}
