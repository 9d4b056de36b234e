package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.preset.Fact;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fact of the provider that can be held against the file: one file that is as the provider wants it, one that is not. */
class PresetWarningsTest {
    private static final String BASE = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:1790"], hold-time: 90s}
            alerts: {receivers: [{name: on-call, webhook: {url: "https://hooks.example/a"}}]}
            routers:
              - {name: edge1, address: 127.0.0.11, as: 65010, network: on-prem}
              - {name: edge2, address: 127.0.0.12, as: 65010, network: on-prem}
              - {name: pc-edge, address: 127.0.0.13, as: 65020, network: private-cloud}
            networks:
              - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/12], match: [{at: on-prem, as-path: "^$"}]}
              - {name: azure, asns: [12076], prefixes: [10.32.0.0/16], match: [{as-path: "^12076_65515$"}]}
              - {name: private-cloud, asns: [65020], prefixes: [172.20.0.0/18], match: [{origin-as: 65020}]}
            connections:
            """;

    private static final String CIRCUIT = """
              - {name: circuit, type: expressroute, between: [on-prem, azure]%s}
            """;
    private static final String HOSTED = """
              - {name: hosted, type: private-cloud, between: [private-cloud, azure]%s}
            """;
    private static final String REACH = """
              - {name: reach, type: global-reach, joins: [circuit, hosted]}
            """;

    @TempDir
    private Path directory;

    private Written written;

    @BeforeEach
    void noEnvironment() {
        written = new Written(directory, name -> null);
    }

    private List<String> warnings(String base, String... connections) {
        return written.warnings(
                connections.length == 0 ? base.replace("connections:\n", "") : base + String.join("", connections));
    }

    private List<String> circuit(String more) {
        return warnings(BASE, CIRCUIT.formatted(more));
    }

    @Test
    void anAsOfTheCustomersAmongTheProvidersTurnsTheConnectionRound() {
        String legs = ", primary: {router: edge1}, secondary: {router: edge2}";
        String policy = "policy: {provider-as: {circuits: %s}}\n";
        String turned = BASE.replace("connections:\n", policy.formatted("65010") + "connections:\n");
        assertThat(warnings(turned, CIRCUIT.formatted(legs)))
                .filteredOn(warning -> warning.contains("X1: "))
                .hasSize(2)
                .first()
                .asString()
                .contains("its leg edge1 stands in on-prem, which has an AS of policy.provider-as");
        String atOne =
                ", primary: {router: edge1, next-hop: [192.0.2.1]}, secondary: {router: edge1, next-hop: [192.0.2.2]}";
        assertThat(warnings(turned, CIRCUIT.formatted(atOne)))
                .filteredOn(warning -> warning.contains("X1: "))
                .hasSize(1);
        String other = BASE.replace("connections:\n", policy.formatted("64999") + "connections:\n")
                .replace("asns: [12076]", "asns: [64999]");
        assertThat(warnings(other, CIRCUIT.formatted(legs))).noneMatch(warning -> warning.contains("X1: "));
        assertThat(circuit(legs)).noneMatch(warning -> warning.contains("X1: "));
    }

    private List<String> hosted(String more) {
        return warnings(BASE, HOSTED.formatted(more));
    }

    private static void only(List<String> warnings, int line, String path, Fact fact, String message) {
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("ribwatch.yaml:" + line + ":")
                .endsWith(": " + path + ": " + fact + ": " + message);
    }

    private static String edge(String as) {
        return BASE.replace(
                "as: 65010, network: on-prem}\n  - {name: edge2",
                "as: " + as + ", network: on-prem}\n  - {name: edge2");
    }

    @Test
    void everyFactSaysWhereItStands() {
        for (Fact fact : Fact.values()) {
            assertThat(fact.text()).isNotBlank();
            assertThat(fact.source()).isNotBlank();
            assertThat(fact.date()).matches("20[0-9]{2}(-[0-9]{2}-[0-9]{2})?|undated");
        }
        Set<Integer> never = Set.of(11, 16, 28, 29);
        assertThat(Fact.values())
                .extracting(Fact::name)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 31)
                        .filter(number -> !never.contains(number))
                        .mapToObj(number -> "X" + number)
                        .toList());
    }

    @Test
    void x1WhoHasTheProvidersAsStandsOnItsSide() {
        assertThat(written.valid(BASE + CIRCUIT.formatted(""))
                        .connections()
                        .get(0)
                        .customers())
                .containsExactly("on-prem");
        assertThat(written.valid(BASE + "  - {name: c, type: expressroute, between: [azure, on-prem]}\n")
                        .connections()
                        .get(0)
                        .terms()
                        .provider())
                .containsExactly("azure");
        assertThat(written.valid(
                                BASE.replace("asns: [12076], ", "")
                                        + "  - {name: c, type: expressroute, between: [azure, on-prem], primary: {router: edge1}}\n")
                        .connections()
                        .get(0)
                        .terms()
                        .provider())
                .as("who has no leg's router")
                .containsExactly("azure");
    }

    @Test
    void x2CustomerAs() {
        assertThat(warnings(edge("65514"), CIRCUIT.formatted(""))).isEmpty();
        assertThat(warnings(edge("65521"), CIRCUIT.formatted(""))).isEmpty();
        assertThat(warnings(edge("65516"))).as("no customer").isEmpty();
        only(
                warnings(edge("65516"), CIRCUIT.formatted("")),
                4,
                "routers[0].name",
                Fact.X2,
                "the provider does not accept AS 65516 of a customer of \"circuit\"");
        only(
                warnings(BASE.replace("asns: [65010]", "asns: [65520]"), CIRCUIT.formatted("")),
                8,
                "networks[0].name",
                Fact.X2,
                "the provider does not accept AS 65520 of a customer of \"circuit\"");
    }

    @Test
    void x2PeerOfARouteServer() {
        String server = "  - {name: rs, type: route-server, between: [on-prem, azure]}\n";
        assertThat(warnings(edge("64512"), server)).isEmpty();
        assertThat(warnings(edge("64511"), CIRCUIT.formatted("")))
                .as("of a circuit")
                .isEmpty();
        only(
                warnings(edge("64511"), server),
                4,
                "routers[0].name",
                Fact.X2,
                "the provider does not accept AS 64511 of a customer of \"rs\"");
    }

    @Test
    void x4LinkAddressing() {
        assertThat(circuit(", link-blocks: [192.168.100.0/29]")).isEmpty();
        assertThat(circuit(", link-blocks: [192.168.100.0/30, 192.168.200.0/30, \"2001:db8:1::/125\"]"))
                .isEmpty();
        only(
                circuit(", link-blocks: [192.168.100.0/28]"),
                12,
                "connections[0].link-blocks[0]",
                Fact.X4,
                "the links have one /29 or two /30, not 192.168.100.0/28");
        only(
                circuit(", link-blocks: [192.168.100.0/30]"),
                12,
                "connections[0].link-blocks[0]",
                Fact.X4,
                "the links have one /29 or two /30, not 192.168.100.0/30");
        only(
                circuit(", link-blocks: [\"2001:db8:1::/124\"]"),
                12,
                "connections[0].link-blocks[0]",
                Fact.X4,
                "the links have one /125 or two /126, not 2001:db8:1::/124");
    }

    @Test
    void x4TheProviderHasTheSecondAddress() {
        String legs = ", link-blocks: [192.168.100.128/29], primary: {router: edge1, next-hop: %s},"
                + " secondary: {router: edge2, next-hop: %s}";
        assertThat(circuit(legs.formatted("192.168.100.130", "192.168.100.134")))
                .isEmpty();
        assertThat(circuit(legs.formatted("192.0.2.1", "192.0.2.2")))
                .as("no address of the links")
                .isEmpty();
        only(
                circuit(legs.formatted("192.168.100.129", "192.168.100.134")),
                12,
                "connections[0].primary.next-hop",
                Fact.X4,
                "the provider's address of the first link is 192.168.100.130, unless a partner runs layer 3");
        only(
                circuit(legs.formatted("192.168.100.130", "192.168.100.130")),
                12,
                "connections[0].secondary.next-hop",
                Fact.X4,
                "the provider's address of the second link is 192.168.100.134, unless a partner runs layer 3");
    }

    @Test
    void x5LinkBlocksLieInNoNetwork() {
        assertThat(circuit(", link-blocks: [10.16.0.0/29]")).isEmpty();
        only(
                circuit(", link-blocks: [10.15.255.248/29]"),
                12,
                "connections[0].name",
                Fact.X5,
                "link block 10.15.255.248/29 overlaps 10.0.0.0/12 of \"on-prem\"");
    }

    @Test
    void x6ToX12Limits() {
        assertThat(limits(", sku: standard", Direction.TO_PROVIDER)).isEqualTo(families(4_000, 100));
        assertThat(limits(", sku: local", Direction.TO_PROVIDER)).isEqualTo(families(4_000, 100));
        assertThat(limits(", sku: premium", Direction.TO_PROVIDER)).isEqualTo(families(10_000, 100));
        assertThat(limits(", sku: premium", Direction.FROM_PROVIDER)).isEqualTo(families(1_000, 100));
        assertThat(limits(", peering: microsoft", Direction.TO_PROVIDER)).isEqualTo(families(200, 200));
        assertThat(limits(", peering: microsoft", Direction.FROM_PROVIDER)).isNull();
        assertThat(limits(", limits: {to-provider: {ipv4-unicast: 5000, ipv6-unicast: 0}}", Direction.TO_PROVIDER))
                .isEqualTo(Map.of(Family.IPV4_UNICAST, 5_000));
        assertThat(written.valid(BASE + "  - {name: rs, type: route-server, between: [on-prem, azure]}\n")
                        .connections()
                        .get(0)
                        .terms()
                        .limits())
                .isEqualTo(Map.of(Direction.TO_PROVIDER, Map.of(Family.IPV4_UNICAST, 4_000)));
    }

    private Map<Family, Integer> limits(String more, Direction direction) {
        return written.valid(BASE + CIRCUIT.formatted(more))
                .connections()
                .get(0)
                .terms()
                .limits()
                .get(direction);
    }

    private static Map<Family, Integer> families(int ipv4, int ipv6) {
        return Map.of(Family.IPV4_UNICAST, ipv4, Family.IPV6_UNICAST, ipv6);
    }

    @Test
    void x10MicrosoftPeeringTakesPublicAddresses() {
        String inPublic = BASE.replace("10.0.0.0/12", "203.0.113.0/24");
        assertThat(warnings(inPublic, CIRCUIT.formatted(", peering: microsoft")))
                .isEmpty();
        assertThat(circuit(", peering: private")).isEmpty();
        only(
                circuit(", peering: microsoft"),
                12,
                "connections[0].name",
                Fact.X10,
                "\"on-prem\" has 10.0.0.0/12, which Microsoft peering does not take");
        only(
                warnings(
                        inPublic,
                        CIRCUIT.formatted(", peering: microsoft"),
                        "policy: {default-route: {allowed: [{network: on-prem, at: azure}]}}\n"),
                12,
                "connections[0].name",
                Fact.X10,
                "policy.default-route lets \"on-prem\" send a default route, which Microsoft peering does not take");
    }

    @Test
    void x13APrivateCloudSendsNoDefaultRoute() {
        String policy = "policy: {default-route: {%s: [{network: %s, at: azure}]}}\n";
        String hosted = HOSTED.formatted("");
        assertThat(warnings(BASE, hosted, policy.formatted("allowed", "on-prem")))
                .isEmpty();
        assertThat(warnings(
                        BASE,
                        hosted.replace("type: private-cloud", "type: expressroute"),
                        policy.formatted("allowed", "private-cloud")))
                .as("nobody says that it is one")
                .isEmpty();
        for (String list : List.of("allowed", "required")) {
            only(
                    warnings(BASE, hosted, policy.formatted(list, "private-cloud")),
                    12,
                    "connections[0].name",
                    Fact.X13,
                    "policy.default-route lets \"private-cloud\" send a default route, which a private cloud never does");
        }
    }

    @Test
    void x17BlocksOfConnectionsOverlapNeitherEachOtherNorANetwork() {
        assertThat(hosted(", management-block: 172.20.64.0/28")).isEmpty();
        assertThat(hosted(", management-block: 172.20.0.0/28"))
                .as("its own network")
                .isEmpty();
        only(
                hosted(", management-block: 10.0.0.0/28"),
                12,
                "connections[0].name",
                Fact.X17,
                "block 10.0.0.0/28 overlaps 10.0.0.0/12 of \"on-prem\"");
        only(
                warnings(
                        BASE,
                        CIRCUIT.formatted(", link-blocks: [192.168.100.0/29]"),
                        HOSTED.formatted(", link-blocks: [192.168.100.0/29]")),
                13,
                "connections[1].name",
                Fact.X17,
                "link block 192.168.100.0/29 overlaps link block 192.168.100.0/29 of \"circuit\"");
    }

    @Test
    void x18SizesOfAPrivateCloudsBlocks() {
        assertThat(hosted(", management-block: 192.168.0.0/28, infrastructure-blocks: 192.168.8.0/21"))
                .isEmpty();
        assertThat(hosted(", infrastructure-blocks: 192.168.8.0/24, link-blocks: 192.168.100.0/29"))
                .isEmpty();
        String parts = ", infrastructure-blocks: [192.168.0.0/24, 192.168.1.0/25, 192.168.1.128/25, 192.168.2.0/24,"
                + " 192.168.3.208/28, 192.168.3.224/28%s]";
        assertThat(hosted(parts.formatted(", 192.168.3.240/28"))).isEmpty();
        only(
                hosted(parts.formatted("")),
                12,
                "connections[0].infrastructure-blocks[5]",
                Fact.X18,
                "the infrastructure has 7 subnets, not 6");
        only(
                hosted(parts.formatted(", 192.168.16.0/28")),
                12,
                "connections[0].infrastructure-blocks[6]",
                Fact.X18,
                "the parts of the infrastructure lie in one /21, not in 192.168.0.0/21 and 192.168.16.0/28");
        only(
                hosted(", infrastructure-blocks: 192.168.0.0/20"),
                12,
                "connections[0].infrastructure-blocks",
                Fact.X18,
                "the infrastructure has a /21 to /24, or its parts, not 192.168.0.0/20");
        only(
                hosted(", management-block: 192.168.0.0/27"),
                12,
                "connections[0].management-block",
                Fact.X18,
                "the management block is a /28 of RFC 1918, not 192.168.0.0/27");
        only(
                hosted(", management-block: 203.0.113.0/28"),
                12,
                "connections[0].management-block",
                Fact.X18,
                "the management block is a /28 of RFC 1918, not 203.0.113.0/28");
        only(
                hosted(", link-blocks: [192.168.100.0/30, 192.168.100.4/30]"),
                12,
                "connections[0].link-blocks[1]",
                Fact.X18,
                "the links have one /29, not 192.168.100.4/30");
    }

    private List<String> reach(String circuit, String hosted) {
        return warnings(BASE, CIRCUIT.formatted(circuit), HOSTED.formatted(hosted), REACH);
    }

    @Test
    void x22WhatCanBeJoined() {
        assertThat(reach("", "")).isEmpty();
        assertThat(reach(", location: Frankfurt", ", location: Dublin")).isEmpty();
        assertThat(reach(", geography: europe, sku: premium", ", geography: asia"))
                .isEmpty();
        only(
                reach(", location: Frankfurt", ", location: frankfurt"),
                14,
                "connections[2].joins[1]",
                Fact.X22,
                "both circuits are at location \"Frankfurt\"; only circuits of different ones can be joined");
        only(
                reach(", geography: europe, sku: standard", ", geography: asia"),
                14,
                "connections[2].joins[1]",
                Fact.X22,
                "across geographies both circuits must have the premium SKU");
        only(
                reach(", sku: local", ""),
                14,
                "connections[2].joins[0]",
                Fact.X22,
                "\"circuit\" has the local SKU, which cannot be joined");
    }

    @Test
    void x24TheProvidersMaintenance() {
        assertThat(RuleConfig.within(RuleName.REDUNDANCY_MISMATCH)).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void x25PrivateAsNumbersAreStrippedTowardsPrivateClouds() {
        String more = BASE.replace("match: [{at: on-prem, as-path: \"^$\"}]", "match: [{%s}]");
        assertThat(warnings(more.formatted("at: private-cloud, as-path: \"^12076$\""), HOSTED.formatted("")))
                .isEmpty();
        assertThat(warnings(more.formatted("origin-as: 65010"), HOSTED.formatted("")))
                .as("not only there")
                .isEmpty();
        assertThat(warnings(more.formatted("at: private-cloud, as-path: \"^12076_64511$\""), HOSTED.formatted("")))
                .as("a public AS")
                .isEmpty();
        only(
                warnings(more.formatted("at: private-cloud, as-path: \"^12076_65010_65010$\""), HOSTED.formatted("")),
                8,
                "networks[0].name",
                Fact.X25,
                "a match at \"private-cloud\" asks for the private AS 65010, which \"hosted\" strips on the way there, prepends"
                        + " included");
    }

    @Test
    void x27HoldTime() {
        String router = "{name: edge1, address: 127.0.0.11, as: 65010, network: on-prem";
        String provider = "{name: edge1, address: 127.0.0.11, as: 12076, network: azure%s";
        assertThat(warnings(BASE.replace(router, provider.formatted(", min-hold-time: 180s"))))
                .isEmpty();
        assertThat(warnings(BASE.replace(router, router + ", min-hold-time: 181s")))
                .as("not the provider's")
                .isEmpty();
        only(
                warnings(BASE.replace(router, provider.formatted(", min-hold-time: 181s"))),
                4,
                "routers[0].name",
                Fact.X27,
                "the provider offers a hold time of 180 s, which min-hold-time refuses");
        only(
                warnings(BASE.replace(router, provider.formatted("")).replace("hold-time: 90s", "hold-time: 60s")),
                4,
                "routers[0].name",
                Fact.X27,
                "the provider sends a keep-alive every 60 s, which agent.hold-time does not outlast");
        only(
                warnings(BASE.replace(router, provider.formatted(", min-hold-time: 181s")), CIRCUIT.formatted("")),
                4,
                "routers[0].name",
                Fact.X27,
                "the provider offers a hold time of 180 s over \"circuit\", which min-hold-time refuses");
        assertThat(warnings(BASE.replace("hold-time: 90s", "hold-time: 60s"))).isEmpty();
    }
}
