package dev.ribwatch.agent.wire.capability;

/** Capability codes (IANA, Capability Codes). */
public final class CapabilityCode {
    public static final int MULTIPROTOCOL = 1;
    public static final int ROUTE_REFRESH = 2;
    public static final int OUTBOUND_ROUTE_FILTERING = 3;
    public static final int EXTENDED_NEXT_HOP = 5;
    public static final int EXTENDED_MESSAGE = 6;
    public static final int BGPSEC = 7;
    public static final int MULTIPLE_LABELS = 8;
    public static final int ROLE = 9;
    public static final int GRACEFUL_RESTART = 64;
    public static final int FOUR_OCTET_AS = 65;
    public static final int DYNAMIC = 67;
    public static final int MULTISESSION = 68;
    public static final int ADD_PATH = 69;
    public static final int ENHANCED_ROUTE_REFRESH = 70;
    public static final int LONG_LIVED_GRACEFUL_RESTART = 71;
    public static final int HOSTNAME = 73;
    public static final int SOFTWARE_VERSION = 75;
    /** What Cisco used before RFC 2918. */
    public static final int ROUTE_REFRESH_LEGACY = 128;

    private CapabilityCode() {}

    /** A name for a code 0 to 255; fixed words, never text of the peer. */
    public static String name(int code) {
        return switch (code) {
            case MULTIPROTOCOL -> "multiprotocol";
            case ROUTE_REFRESH -> "route-refresh";
            case OUTBOUND_ROUTE_FILTERING -> "outbound-route-filtering";
            case EXTENDED_NEXT_HOP -> "extended-next-hop";
            case EXTENDED_MESSAGE -> "extended-message";
            case BGPSEC -> "bgpsec";
            case MULTIPLE_LABELS -> "multiple-labels";
            case ROLE -> "role";
            case GRACEFUL_RESTART -> "graceful-restart";
            case FOUR_OCTET_AS -> "four-octet-as";
            case DYNAMIC -> "dynamic-capability";
            case MULTISESSION -> "multisession";
            case ADD_PATH -> "add-path";
            case ENHANCED_ROUTE_REFRESH -> "enhanced-route-refresh";
            case LONG_LIVED_GRACEFUL_RESTART -> "long-lived-graceful-restart";
            case HOSTNAME -> "hostname";
            case SOFTWARE_VERSION -> "software-version";
            case ROUTE_REFRESH_LEGACY -> "route-refresh-legacy";
            default -> "capability-" + code;
        };
    }
}
