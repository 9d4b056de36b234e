package dev.ribwatch.config.value;

/** What a router's OPEN can be required to offer. */
public enum RequiredCapability {
    IPV4_UNICAST("ipv4-unicast"),
    IPV6_UNICAST("ipv6-unicast"),
    /** That it sends several paths a prefix in every family that is configured (RFC 7911). */
    ADD_PATH("add-path"),
    ROUTE_REFRESH("route-refresh"),
    ENHANCED_ROUTE_REFRESH("enhanced-route-refresh"),
    EXTENDED_MESSAGE("extended-message"),
    FOUR_OCTET_AS("four-octet-as"),
    GRACEFUL_RESTART("graceful-restart"),
    /** Any role: the strict mode of RFC 9234 section 4.2. */
    ROLE("role");

    private final String text;

    RequiredCapability(String text) {
        this.text = text;
    }

    /** The word of the configuration. */
    public String text() {
        return text;
    }
}
