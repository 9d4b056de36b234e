package dev.ribwatch.config.load;

import static dev.ribwatch.config.load.ValidFiles.VALID;
import static dev.ribwatch.config.load.ValidFiles.load;
import static dev.ribwatch.config.load.ValidFiles.secret;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.AlertsConfig.Alertmanager;
import dev.ribwatch.config.AlertsConfig.Maintenance;
import dev.ribwatch.config.AlertsConfig.Route;
import dev.ribwatch.config.AlertsConfig.Webhook;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.ConnectionConfig.Leg;
import dev.ribwatch.config.ConnectionConfig.Terms;
import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.NetworkConfig.Match;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.PairConfig;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.PlannedChange.Expect;
import dev.ribwatch.config.PolicyConfig;
import dev.ribwatch.config.PolicyConfig.DefaultRoute;
import dev.ribwatch.config.PolicyConfig.OverlapAllowed;
import dev.ribwatch.config.RouteTerms;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.Secret;
import dev.ribwatch.config.SessionConfig;
import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.RequiredCapability;
import dev.ribwatch.config.value.Role;
import dev.ribwatch.config.value.RouteCommunity;
import dev.ribwatch.config.value.Severity;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code full.yaml}, every key with a value other than its default: each arrives where it belongs. */
class FullMappingTest {
    private final Config config = load("full.yaml");

    @Test
    void agent() {
        AgentConfig agent = config.agent();
        assertThat(agent.as()).isEqualTo(new Asn(65_546));
        assertThat(agent.routerId()).isEqualTo(Prefix.parse("192.0.2.10"));
        assertThat(agent.identifier()).isEqualTo(0xc000020a);
        assertThat(agent.listen())
                .extracting(Object::toString)
                .containsExactly("/0.0.0.0:179", "/[0:0:0:0:0:0:0:0]:179");
        assertThat(agent.holdTime()).isEqualTo(Duration.ofMinutes(3));
        assertThat(agent.staleTime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(agent.longestStale()).isEqualTo(Duration.ofDays(2));
        assertThat(agent.refreshAudit()).isZero();
        assertThat(agent.reloadOnChange()).isTrue();
        assertThat(agent.reloadMostFlagged()).isEqualTo(0.8);
        assertThat(agent.stateDirectory()).isEqualTo(VALID.resolve("state"));
        PairConfig pair = Objects.requireNonNull(agent.pair());
        assertThat(pair.url()).isEqualTo(URI.create("https://ribwatch-b.example:9443/b"));
        assertThat(pair.bearerToken())
                .isEqualTo(new Secret("environment variable PAIR_TOKEN", "PAIR_TOKEN-value".getBytes(US_ASCII)));
        assertThat(pair.ca()).isEqualTo(VALID.resolve("ribwatch.crt"));
        assertThat(pair.insecure()).isTrue();
    }

    @Test
    void http() {
        HttpConfig http = config.http();
        assertThat(http.listen()).hasToString("/0.0.0.0:9443");
        assertThat(http.tls()).isEqualTo(new HttpConfig.Tls(VALID.resolve("ribwatch.crt"), secret("TLS_KEY")));
        assertThat(http.bearerToken()).isEqualTo(secret("API_TOKEN"));
        assertThat(http.insecure()).isTrue();
    }

    @Test
    void routers() {
        assertThat(config.routers())
                .containsExactly(
                        new RouterConfig(
                                "edge1",
                                Prefix.parse("192.0.2.0/28"),
                                Set.of(new Asn(65_010), new Asn(65_546)),
                                "on-prem",
                                OwnRoutes.HELD,
                                secret("EDGE1_KEY"),
                                true,
                                true,
                                Map.of(Family.IPV4_UNICAST, 2_000_000, Family.IPV6_UNICAST, 400_000),
                                2L << 30,
                                Set.of(Family.IPV6_UNICAST),
                                Duration.ofMinutes(1),
                                8,
                                new SessionConfig(null, Set.of(RequiredCapability.ADD_PATH), 0, true, true, true, true),
                                List.of(Prefix.parse("2001:db8:ca::/48"), Prefix.parse("2001:db8:cb::/48"))),
                        new RouterConfig(
                                "edge2",
                                Prefix.parse("2001:db8::2"),
                                Set.of(new Asn(65_020)),
                                "cloud",
                                OwnRoutes.EXPORTED,
                                secret("DEFAULT_KEY"),
                                true,
                                false,
                                Map.of(Family.IPV4_UNICAST, 1_000),
                                256L << 20,
                                Set.of(Family.IPV4_UNICAST),
                                Duration.ofSeconds(45),
                                16,
                                new SessionConfig(
                                        Role.CUSTOMER,
                                        Set.of(RequiredCapability.FOUR_OCTET_AS, RequiredCapability.ROLE),
                                        30,
                                        false,
                                        false,
                                        false,
                                        false),
                                List.of(Prefix.parse("192.0.2.0/24"))));
    }

    @Test
    void networks() {
        assertThat(config.networks().get(0))
                .isEqualTo(new NetworkConfig(
                        "on-prem",
                        List.of(new Asn(65_010), new Asn(65_011)),
                        List.of(Prefix.parse("10.0.0.0/12"), Prefix.parse("2001:db8:10::/44")),
                        List.of(Prefix.parse("10.1.0.0/16")),
                        new MoreSpecifics(true, 24, 56),
                        true,
                        false,
                        List.of(
                                new Match(
                                        "^1_",
                                        List.of(new Asn(2)),
                                        List.of(new Asn(3), new Asn(4)),
                                        List.of(Community.parse("65010:100")),
                                        List.of(Prefix.parse("192.168.0.0/24")),
                                        List.of("edge1"),
                                        List.of("on-prem", "cloud")),
                                new Match(
                                        null,
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(Prefix.parse("192.168.1.1")),
                                        List.of(),
                                        List.of())),
                        new RouteTerms(
                                List.of(new Asn(65_010), new Asn(65_011)),
                                new RouteTerms.Path(List.of(new Asn(3_356)), List.of(new Asn(65_010)), false, 8, false),
                                new RouteTerms.Communities(
                                        List.of(
                                                RouteCommunity.parse("12076:51004"),
                                                RouteCommunity.parse("rt:65010:1")),
                                        List.of(RouteCommunity.parse("65010:1:2"))))));
        assertThat(config.networks().get(1).moreSpecifics()).isEqualTo(MoreSpecifics.ANY);
        assertThat(config.networks().get(2).open()).isTrue();
        assertThat(config.networks().get(3).moreSpecifics()).isEqualTo(new MoreSpecifics(true, 32, 64));
    }

    @Test
    void connections() {
        assertThat(config.connections())
                .containsExactly(
                        new ConnectionConfig(
                                "circuit",
                                ConnectionConfig.Type.EXPRESSROUTE,
                                "premium",
                                List.of("on-prem", "cloud"),
                                List.of(),
                                false,
                                new Leg("edge1", List.of(Prefix.parse("192.168.100.2")), false),
                                new Leg("edge2", List.of(), true),
                                new Terms(
                                        List.of("cloud"),
                                        false,
                                        Map.of(
                                                Direction.TO_PROVIDER,
                                                Map.of(Family.IPV4_UNICAST, 9_000),
                                                Direction.FROM_PROVIDER,
                                                Map.of(Family.IPV4_UNICAST, 900, Family.IPV6_UNICAST, 100)),
                                        prefixes("192.168.100.0/29", "2001:db8:ffff::/126", "2001:db8:ffff::4/126"),
                                        List.of())),
                        connection(
                                "circuit-2",
                                ConnectionConfig.Type.EXPRESSROUTE,
                                "local",
                                List.of("six", "cloud"),
                                new Terms(
                                        List.of("cloud"),
                                        true,
                                        Map.of(
                                                Direction.TO_PROVIDER,
                                                Map.of(Family.IPV4_UNICAST, 200, Family.IPV6_UNICAST, 200)),
                                        List.of(),
                                        List.of())),
                        new ConnectionConfig(
                                "reach",
                                ConnectionConfig.Type.GLOBAL_REACH,
                                null,
                                List.of(),
                                List.of("circuit", "circuit-2"),
                                false,
                                null,
                                null,
                                Terms.NONE),
                        connection(
                                "hosted",
                                ConnectionConfig.Type.PRIVATE_CLOUD,
                                null,
                                List.of("cloud", "six"),
                                new Terms(
                                        List.of("six"),
                                        false,
                                        Map.of(
                                                Direction.TO_PROVIDER,
                                                Map.of(Family.IPV4_UNICAST, 4_000, Family.IPV6_UNICAST, 100),
                                                Direction.FROM_PROVIDER,
                                                Map.of(Family.IPV4_UNICAST, 1_000, Family.IPV6_UNICAST, 100)),
                                        prefixes("192.168.101.0/29"),
                                        prefixes("192.168.104.0/22", "192.168.102.0/28"))),
                        connection(
                                "spokes",
                                ConnectionConfig.Type.VNET_PEERING,
                                null,
                                List.of("cloud", "six"),
                                new Terms(List.of("six"), false, Map.of(), List.of(), List.of())),
                        connection(
                                "appliance",
                                ConnectionConfig.Type.ROUTE_SERVER,
                                null,
                                List.of("on-prem", "cloud"),
                                new Terms(
                                        List.of("cloud"),
                                        false,
                                        Map.of(Direction.TO_PROVIDER, Map.of(Family.IPV4_UNICAST, 4_000)),
                                        List.of(),
                                        List.of())),
                        new ConnectionConfig(
                                "transit",
                                ConnectionConfig.Type.LINK,
                                null,
                                List.of("on-prem", "internet"),
                                List.of(),
                                true,
                                null,
                                null,
                                new Terms(List.of("internet"), false, Map.of(), List.of(), List.of())));
    }

    private static ConnectionConfig connection(
            String name, ConnectionConfig.Type type, String sku, List<String> between, Terms terms) {
        return new ConnectionConfig(name, type, sku, between, List.of(), false, null, null, terms);
    }

    private static List<Prefix> prefixes(String... texts) {
        return Stream.of(texts).map(Prefix::parse).toList();
    }

    @Test
    void policy() {
        PolicyConfig policy = config.policy();
        assertThat(policy.defaultAllowed()).containsExactly(new DefaultRoute("internet", List.of("on-prem", "cloud")));
        assertThat(policy.defaultRequired()).containsExactly(new DefaultRoute("internet", List.of("on-prem")));
        assertThat(policy.effectiveThreshold()).isEqualTo(0.125);
        assertThat(policy.overlapAllowed())
                .containsExactly(new OverlapAllowed(Prefix.parse("10.15.255.0/24"), List.of("on-prem", "unknown")));
        assertThat(policy.providerAs())
                .isEqualTo(new ProviderAsns(new Asn(58_453), new Asn(65_400), new Asn(3 * 65_536 + 2)));
        assertThat(policy.changes())
                .containsExactly(
                        new PlannedChange(
                                "off",
                                Instant.parse("2026-01-10T22:00:00Z"),
                                Instant.parse("2026-01-11T01:00:00Z"),
                                "on-prem",
                                List.of(Prefix.parse("10.1.0.0/16")),
                                List.of("edge1"),
                                Expect.WITHDRAWN,
                                null,
                                Instant.parse("2026-01-11T04:00:00Z")),
                        new PlannedChange(
                                "move",
                                Instant.parse("2099-01-10T22:00:00Z"),
                                Instant.parse("2099-01-11T02:00:00Z"),
                                "on-prem",
                                List.of(Prefix.parse("10.1.2.0/24")),
                                List.of(),
                                Expect.MOVED,
                                "cloud",
                                null));
        assertThat(policy.blackholeCommunities()).containsExactly(Community.parse("65535:666"));
        assertThat(policy.watch()).containsExactly(Prefix.parse("10.1.0.0/16"));
    }

    @Test
    void rules() {
        assertThat(config.policy().rules())
                .containsEntry(
                        RuleName.OVERLAPPING_PREFIX,
                        new RuleConfig(
                                false,
                                Severity.INFO,
                                Duration.ofMillis(500),
                                Duration.ofHours(1),
                                List.of(new Except("on-prem", "cloud", null, null, Prefix.parse("10.2.0.0/16"))),
                                10,
                                Duration.ofMinutes(5)))
                .containsEntry(
                        RuleName.PREFIX_FLAPPING,
                        new RuleConfig(
                                true,
                                null,
                                Duration.ZERO,
                                Duration.ofSeconds(60),
                                List.of(new Except(null, null, "edge1", null, null)),
                                5,
                                Duration.ofMinutes(1)))
                .containsEntry(
                        RuleName.REDUNDANCY_MISMATCH,
                        new RuleConfig(
                                        true,
                                        null,
                                        Duration.ofSeconds(60),
                                        Duration.ofSeconds(60),
                                        List.of(new Except(
                                                "cloud", null, null, "circuit", Prefix.parse("172.20.0.0/24"))),
                                        10,
                                        Duration.ZERO)
                                .comparing(Set.of(LegAspect.COMMUNITIES)))
                .hasEntrySatisfying(
                        RuleName.REDUNDANCY_LOST,
                        rule -> assertThat(rule.except())
                                .containsExactly(new Except(null, null, null, "circuit", null)))
                .hasEntrySatisfying(
                        RuleName.SESSION_FLAPPING,
                        rule -> assertThat(List.of(rule.changes(), rule.within()))
                                .isEqualTo(List.of(3, Duration.ofMinutes(2))))
                .hasEntrySatisfying(
                        RuleName.PREFIX_COUNT_CHANGE,
                        rule -> assertThat(List.of(rule.levels(), rule.within()))
                                .isEqualTo(List.of(new RuleConfig.Levels(0.2, 2, 5), Duration.ofHours(2))))
                .hasEntrySatisfying(
                        RuleName.SESSION_DOWN,
                        rule -> assertThat(rule.forDuration()).isEqualTo(Duration.ofMinutes(10)));
    }

    @Test
    void alerts() {
        assertThat(config.alerts())
                .isEqualTo(new AlertsConfig(
                        Map.of("site", "fra1", "rack", "7"),
                        Duration.ZERO,
                        Duration.ofHours(12),
                        List.of(
                                new Webhook(
                                        "on-call",
                                        URI.create("https://hooks.example/a?b=c"),
                                        secret("HOOK_SECRET"),
                                        false),
                                new Alertmanager(
                                        "cluster",
                                        List.of(
                                                URI.create("http://127.0.0.1:9093"),
                                                URI.create("http://[::1]:9093"),
                                                URI.create("http://10.0.0.5:9093/am")),
                                        true)),
                        List.of(
                                new Route(
                                        Map.of("severity", "critical", "router", "edge1-192.0.2.3", "site", "fra1"),
                                        List.of("on-call", "cluster")),
                                new Route(Map.of(), List.of("cluster"))),
                        List.of(new Maintenance(
                                Instant.parse("2026-01-10T22:00:00Z"),
                                Instant.parse("2026-01-11T02:00:00Z"),
                                Map.of("network", "unknown", "prefix", "10.1.0.0/16")))));
    }
}
