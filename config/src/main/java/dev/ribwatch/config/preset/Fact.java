package dev.ribwatch.config.preset;

import java.util.List;

/**
 * Facts of the provider that presets rest on, by the id that problems and alerts name. Each has the title of the page of the
 * provider's public documentation that states it, and the date of the state of that page, or of the change that it tells.
 */
public enum Fact {
    X1("remote AS on private peering", Source.ROUTING),
    X2("AS numbers that a customer may not have", Source.ROUTE_SERVER),
    X3("two sessions a peering: with one down the SLA is void, with both down there is an outage", Source.ROUTING),
    X4(
            "link addressing: /29 as two /30, IPv6 /125 as two /126, first the customer's address, then the provider's",
            Source.ROUTING),
    X5("link blocks overlap no network; their addresses are expected at their own ends alone", Source.ROUTING),
    X6("IPv4 prefixes towards the provider on private peering; over it the session is dropped", Source.FAQ),
    X7("IPv6 prefixes towards the provider", Source.FAQ),
    X8("IPv4 prefixes from the provider; over it the connection to the gateway drops with all spokes", Source.FAQ),
    X9("IPv6 prefixes from the provider", Source.FAQ),
    X10("Microsoft peering: prefixes a session, no RFC 1918 addresses, no default route", Source.ROUTING),
    X12(
            "prefixes of a peer of a route server, counted as learned plus those of the incoming update",
            Source.ROUTE_SERVER_LIMITS),
    X13("a private cloud sends no default route; it follows one", Source.PRIVATE_CLOUD_DESIGN),
    X14(
            "a default route from on-premises draws the traffic of virtual networks, so each must be declared",
            Source.ROUTING),
    X15("where a default route vanishes, traffic leaves by the provider's own exit, uninspected", Source.ROUTING),
    X17("no overlap between connected networks, link and management blocks included", Source.ROUTING),
    X18("sizes of a private cloud's blocks", Source.PRIVATE_CLOUD_SUBNETS),
    X19(
            "of a virtual network exactly its address spaces are announced, no subnets, but for summarised gateway prefixes"
                    + " and what route servers pass on from branch to branch",
            Source.GATEWAY_PREFIXES),
    X20(
            "on-premises, virtual networks and private cloud on joined circuits see each other, six directed pairs",
            Source.PRIVATE_CLOUD),
    X21("joins do not chain: of X-Y and Y-Z comes no X-Z", Source.GLOBAL_REACH),
    X22(
            "Global Reach: different locations; both circuits premium across geographies; not on the local SKU",
            Source.GLOBAL_REACH),
    X23("primary and secondary carry the same set of prefixes", Source.HIGH_AVAILABILITY),
    X24(
            "path lengths differ for hours of the provider's maintenance: it prepends 12076 eight times on one link",
            Source.MAINTENANCE),
    X25(
            "private AS numbers are stripped towards private clouds, so prepends of them give no preference",
            Source.PRIVATE_CLOUD),
    X26(
            "12076 repeated, 12076 65515 and the hosted cloud's origin 398656 stand in paths of linked circuits",
            Source.GLOBAL_REACH),
    X27("keep-alive and hold time of the provider; the lower hold time wins", Source.ROUTE_SERVER),
    X30(
            "communities of regions, 12076:5xxxx, and of services, 12076:50x0: on private peering only once configured,"
                    + " absent from routes over Global Reach",
            Source.COMMUNITIES),
    X31("a circuit is no transit: without a join its prefixes appear on no other", Source.GLOBAL_REACH);

    /** Where facts stand. */
    private enum Source {
        ROUTING("ExpressRoute routing requirements", "2023-09-06"),
        FAQ("ExpressRoute FAQ", "2022-03-24"),
        HIGH_AVAILABILITY("Designing for high availability with ExpressRoute", "2019-06-28"),
        MAINTENANCE("Planned maintenance guidance for ExpressRoute", "2023-05-10"),
        COMMUNITIES("Managing complex network architectures with BGP communities", "2025-01-31"),
        GATEWAY_PREFIXES("Azure virtual network: advertised gateway prefixes", Fact.UNDATED),
        GLOBAL_REACH("ExpressRoute Global Reach", "2019-02-25"),
        ROUTE_SERVER("Azure Route Server frequently asked questions (FAQ)", "2022-07-31"),
        /** The limit was 1,000 before. */
        ROUTE_SERVER_LIMITS("Azure Route Server frequently asked questions (FAQ), limits", "2025"),
        PRIVATE_CLOUD("Azure VMware Solution: connecting on-premises by Global Reach", Fact.UNDATED),
        PRIVATE_CLOUD_DESIGN("Azure VMware Solution network design considerations", "2022-08-19"),
        PRIVATE_CLOUD_SUBNETS("VMware Solution by CloudSimple: VLANs and subnets overview", "2019-04-10");

        final String title;
        final String date;

        Source(String title, String date) {
            this.title = title;
            this.date = date;
        }
    }

    private static final String UNDATED = "undated";

    private static final List<Fact> WAIVABLE = List.of(X1, X2, X4, X5, X10, X13, X17, X18, X22, X25, X27);

    private final String text;
    private final Source source;

    Fact(String text, Source source) {
        this.text = text;
        this.source = source;
    }

    /**
     * Those that a connection may waive: {@code ribwatch check} holds its entry against them. Limits (X6 to X12) and AS
     * numbers (X1, X26) have settings of their own, and the others are held against routes, by rules that have exceptions.
     */
    public static List<Fact> waivable() {
        return WAIVABLE;
    }

    /** The fact in a few words. */
    public String text() {
        return text;
    }

    /** Title of the page. */
    public String source() {
        return source.title;
    }

    /** The page's state, ISO 8601, as exactly as it is known; {@code undated} if it is not. */
    public String date() {
        return source.date;
    }
}
