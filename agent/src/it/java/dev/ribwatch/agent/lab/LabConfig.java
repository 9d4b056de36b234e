package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agent's configuration in the lab: one vantage, on-premises, with every router of the test; four networks behind it; no
 * waiting before an alert.
 *
 * @param bgp where the agent listens for routers
 * @param http where it serves metrics and API
 * @param hook where alerts go
 * @param alertmanager where they go as well, or null
 * @param routers whom it listens to
 */
record LabConfig(
        InetSocketAddress bgp,
        InetSocketAddress http,
        String hook,
        @Nullable String alertmanager,
        List<Member> routers) {
    static final long AGENT_AS = 65000;
    static final long EDGE_AS = 65010;

    /**
     * A router of the configuration.
     *
     * @param more further keys, such as {@code ttl-security: true}; may be empty
     */
    record Member(String name, String address, long as, String more) {
        Member(String name, String address, long as) {
            this(name, address, as, "");
        }
    }

    static LabConfig create(String hook, @Nullable String alertmanager, List<Member> routers) throws IOException {
        return new LabConfig(Address.free(), Address.free(), hook, alertmanager, routers);
    }

    Seat seat(String router) {
        for (Member member : routers) {
            if (member.name().equals(router)) {
                return new Seat(router, member.address(), member.as(), bgp, AGENT_AS);
            }
        }
        throw new IllegalArgumentException(router);
    }

    LabConfig withRouters(List<Member> others) {
        return new LabConfig(bgp, http, hook, alertmanager, others);
    }

    String yaml(Path directory) {
        StringBuilder members = new StringBuilder();
        for (Member member : routers) {
            members.append("  - {name: %s, address: \"%s\", as: %d, network: on-prem%s}\n"
                    .formatted(
                            member.name(),
                            member.address(),
                            member.as(),
                            member.more().isEmpty() ? "" : ", " + member.more()));
        }
        String second = alertmanager == null
                ? ""
                : "    - {name: alertmanager, alertmanager: {urls: [\"" + alertmanager + "\"]}}\n";
        String to = alertmanager == null ? "[hook]" : "[hook, alertmanager]";
        return INTENT.formatted(
                AGENT_AS,
                bgp.getAddress().getHostAddress(),
                bgp.getPort(),
                directory,
                http.getAddress().getHostAddress(),
                http.getPort(),
                members,
                hook,
                second,
                to);
    }

    private static final String INTENT =
            """
            agent:
              as: %d
              router-id: 192.0.2.10
              listen: ["%s:%d"]
              hold-time: 90s
              state-directory: %s
            http:
              listen: %s:%d
            router-defaults: {families: [ipv4-unicast, ipv6-unicast], down-grace: 1s}
            routers:
            %s
            networks:
              - name: azure-prod
                asns: [12076]
                prefixes: [10.32.0.0/16, 10.33.0.0/16, "2001:db8:32::/48"]
                more-specifics: false
                match: [{as-path: "^(1299_3320_174_)?12076$"}]
              - name: private-cloud
                asns: [65020]
                prefixes: [172.20.0.0/18]
                required: [172.20.0.0/20]
                more-specifics: {max-length: 29}
                match: [{as-path: "^12076_65020$"}]
              - name: on-prem
                asns: [65010, 65011]
                prefixes: [10.0.0.0/12, "2001:db8:10::/44"]
                required: [10.1.0.0/16]
                more-specifics: true
                default-owner: true
                match:
                  - {at: on-prem, as-path: "^$"}
                  - {origin-as: [65010, 65011]}
              - name: transit
                asns: [64500]
                open: true
                match: [{as-path: "^64500$"}]
              - name: stranger
                asns: [64999]
                prefixes: [192.168.64.0/20]
                more-specifics: true
                required: []
                match: [{as-path: "^64999$"}]
              - name: tagged
                asns: [64700]
                prefixes: [172.28.0.0/16]
                more-specifics: true
                origins: [64700]
                path: {forbid: [64666], max-length: 3}
                communities: {require: ["65010:10"], forbid: ["65010:13"]}
                match: [{origin-as: [64700, 64701]}]
            connections:
              - {name: cloud, type: link, between: [on-prem, azure-prod]}
              - {name: hosted, type: link, between: [on-prem, private-cloud]}
              - {name: upstream, type: link, between: [on-prem, transit]}
            policy:
              default-route:
                allowed: []
                required: [{network: transit, at: [on-prem]}]
                effective-threshold: 50%%
              providers: [174, 1299]
              watch: [10.32.0.0/16]
              rules:
                UnexpectedDefaultRoute: {for: 0s, keep-firing-for: 0s}
                EffectiveDefaultRoute: {for: 0s, keep-firing-for: 0s}
                DefaultRouteMissing: {for: 0s, keep-firing-for: 0s}
                OverlappingPrefix: {for: 0s, keep-firing-for: 0s}
                UnexpectedPrefix: {for: 0s, keep-firing-for: 0s}
                Bogon: {for: 0s, keep-firing-for: 0s}
                RouteLeak: {keep-firing-for: 0s}
                MissingPrefix: {for: 0s, keep-firing-for: 0s}
                NetworkInvisible: {for: 0s, keep-firing-for: 0s}
                UnexpectedVisibility: {for: 0s, keep-firing-for: 0s, except: [{network: tagged}]}
                UnexpectedOrigin: {for: 0s, keep-firing-for: 0s}
                ForbiddenPath: {for: 0s, keep-firing-for: 0s}
                MissingCommunity: {for: 0s, keep-firing-for: 0s}
                ForbiddenCommunity: {for: 0s, keep-firing-for: 0s}
                SessionDown: {keep-firing-for: 0s}
                ViewPartial: {keep-firing-for: 0s}
                MalformedUpdates: {keep-firing-for: 0s}
            alerts:
              external-labels: {site: lab}
              group-wait: 0s
              repeat-interval: 4h
              receivers:
                - {name: hook, webhook: {url: "%s"}}
            %s  routes:
                - {to: %s}
            """;

    /** What a healthy router of this configuration sends; nothing follows from it. */
    static List<Route> healthy() {
        return List.of(
                Route.of("10.1.0.0/16"),
                Route.of("10.2.0.0/16").with("65010:10", "65010:20"),
                Route.of("2001:db8:10::/48"),
                Route.of("10.32.0.0/16", 12076).with("12076:51004"),
                Route.of("10.33.0.0/16", 12076).with("12076:51004"),
                Route.of("2001:db8:32::/48", 12076).with("12076:51004"),
                Route.of("172.20.0.0/20", 12076, 65020),
                Route.of("0.0.0.0/0", 64500),
                Route.of("::/0", 64500));
    }
}
