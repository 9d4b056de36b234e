package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RouteTerms;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of a provider of circuits and shows in routes: each fact as it should be, and as it should not. */
class ProviderFactsTest {
    private static final String REGION = "12076:51004";
    private static final RouteTerms.Path NO_PRIVATE_AS =
            new RouteTerms.Path(List.of(), List.of(), false, RouteTerms.Path.NO_BOUND, true);

    /** On-premises, virtual networks and a private cloud, on two circuits; a router of each end. */
    private static Configs circuits(String region) {
        return Configs.as(65000)
                .router("edge", "on-prem", 65010)
                .router("cloud-edge", "private-cloud", 65020)
                .network(network("azure")
                        .asns(12076, 65515)
                        .prefixes("10.32.0.0/16")
                        .moreSpecifics(MoreSpecifics.NONE)
                        .path(NO_PRIVATE_AS)
                        .communities(region, "")
                        .match(match().asPath("^12076(_12076)*(_65515)?$")))
                .network(network("private-cloud")
                        .asns(65020)
                        .prefixes("172.20.0.0/18")
                        .moreSpecifics(new MoreSpecifics(true, 24, 64))
                        .path(NO_PRIVATE_AS)
                        .match(match().at("private-cloud").asPath("^$"))
                        .match(match().originAs(65020, 398656))
                        .match(match().at("on-prem").asPath("^12076(_12076)*$")))
                .network(network("on-prem")
                        .asns(65010)
                        .prefixes("10.0.0.0/12")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().at("on-prem").asPath("^$"))
                        .match(match().originAs(65010)))
                .network(network("internet").open().match(match().community("65010:100")))
                .circuit("theirs", "on-prem azure")
                .circuit("hosted", "private-cloud azure")
                .link("upstream", "on-prem internet", false);
    }

    private static Configs joined(String region) {
        return circuits(region).join("reach", "theirs hosted");
    }

    /** The same with the addresses that the two circuits use. */
    private static Configs addressed() {
        return joined("")
                .blocks("theirs", "azure", "192.168.100.0/29 100.64.0.0/29", "")
                .blocks("hosted", "azure", "192.168.101.0/29", "192.168.102.0/28 192.168.104.0/22");
    }

    private Scene scene;

    /** What was found, and why, of each router's routes: {@code PREFIX PATH [COMMUNITY…]}. */
    private List<String> findings(Configs configs, String router, String... routes) {
        configs.rule(RuleName.NETWORK_INVISIBLE, RandomWorld.rule(false, null, List.of()));
        scene = new Scene(configs.build()).up(router);
        for (String route : routes) {
            String[] parts = route.split(" \\| ", -1);
            String[] communities = parts.length > 2 ? new String[] {parts[2]} : new String[0];
            scene.announce(router, parts[0], parts[1], communities);
        }
        scene.converge(router);
        List<String> found = new ArrayList<>(scene.open());
        found.removeIf(text -> text.startsWith("SessionDown"));
        return found;
    }

    @Test
    void x1TheProvidersAs() {
        assertThat(findings(joined(""), "edge", "10.32.0.0/16 | 65010 12076")).isEmpty();
        assertThat(findings(joined(""), "edge", "10.32.0.0/16 | 65010 12077"))
                .contains("OverlappingPrefix unknown 10.32.0.0/16 azure 10.32.0.0/16");
    }

    /** Their ends show them, whole or in parts; a router elsewhere should not, nor they more than these. */
    @Test
    void x5LinksAreExpectedAtTheirOwnEnds() {
        String[] links = {"192.168.100.0/29 | 65010", "192.168.100.0/30 | 65010", "100.64.0.4/30 | 65010"};
        assertThat(findings(addressed(), "edge", links)).isEmpty();
        assertThat(findings(addressed(), "cloud-edge", "192.168.101.4/30 | 65020"))
                .isEmpty();
        assertThat(findings(joined(""), "edge", links))
                .as("addresses that no connection has")
                .containsExactly(
                        "Bogon on-prem 100.64.0.4/30 edge",
                        "UnexpectedPrefix on-prem 100.64.0.4/30 edge",
                        "UnexpectedPrefix on-prem 192.168.100.0/29 edge",
                        "UnexpectedPrefix on-prem 192.168.100.0/30 edge");
        assertThat(findings(
                        addressed(),
                        "edge",
                        "192.168.100.8/30 | 65010",
                        "192.168.100.0/28 | 65010",
                        "100.64.0.8/30 | 65010"))
                .as("beside them and around them")
                .containsExactly(
                        "Bogon on-prem 100.64.0.8/30 edge",
                        "UnexpectedPrefix on-prem 100.64.0.8/30 edge",
                        "UnexpectedPrefix on-prem 192.168.100.0/28 edge",
                        "UnexpectedPrefix on-prem 192.168.100.8/30 edge");
        assertThat(findings(
                        addressed(),
                        "cloud-edge",
                        "192.168.100.0/30 | 65020 12076 65010",
                        "100.64.0.4/30 | 65020 12076 65010"))
                .as("passed on to another circuit")
                .containsExactly(
                        "Bogon on-prem 100.64.0.4/30 cloud-edge",
                        "UnexpectedPrefix on-prem 100.64.0.4/30 cloud-edge",
                        "UnexpectedPrefix on-prem 192.168.100.0/30 cloud-edge");
    }

    /** What comes to be declared by a connection is expected from then on, and no more when it is not. */
    @Test
    void x5LinksOverAReload() {
        assertThat(findings(joined(""), "edge", "192.168.100.0/30 | 65010"))
                .containsExactly("UnexpectedPrefix on-prem 192.168.100.0/30 edge");
        scene.reload(addressed().build(), 7).settle();
        assertThat(scene.open()).noneMatch(text -> text.startsWith("UnexpectedPrefix"));
        scene.reload(joined("").build(), 7).settle();
        assertThat(scene.open()).contains("UnexpectedPrefix on-prem 192.168.100.0/30 edge");
    }

    /** What a private cloud follows it does not send; who says otherwise is believed. */
    @Test
    void x13APrivateCloudSendsNoDefaultRoute() {
        String route = "0.0.0.0/0 | 65010 12076 398656";
        assertThat(findings(joined(""), "edge", "172.20.0.0/18 | 65010 12076 398656"))
                .isEmpty();
        assertThat(findings(joined(""), "edge", route))
                .containsExactly("UnexpectedDefaultRoute private-cloud 0.0.0.0/0 edge");
        assertThat(findings(joined("").allowDefault("private-cloud", "on-prem"), "edge", route))
                .isEmpty();
    }

    /** A network is allowed to send one to a vantage, and no other network, and to no other vantage. */
    @Test
    void x14ADefaultRouteOfOnPremisesIsDeclared() {
        Configs configs = joined("").allowDefault("on-prem", "private-cloud").allowDefault("azure", "on-prem");
        assertThat(findings(configs, "cloud-edge", "0.0.0.0/0 | 65020 12076 65010"))
                .isEmpty();
        assertThat(findings(configs, "edge", "0.0.0.0/0 | 65010"))
                .containsExactly("UnexpectedDefaultRoute on-prem 0.0.0.0/0 edge");
        assertThat(findings(configs, "cloud-edge", "0.0.0.0/0 | 65020 12076"))
                .containsExactly("UnexpectedDefaultRoute azure 0.0.0.0/0 cloud-edge");
        assertThat(findings(joined(""), "cloud-edge", "0.0.0.0/0 | 65020 12076 65010"))
                .containsExactly("UnexpectedDefaultRoute on-prem 0.0.0.0/0 cloud-edge");
    }

    @Test
    void x15ARequiredDefaultRouteThatVanishesIsCritical() {
        assertThat(findings(
                        joined("").requireDefault("on-prem", "private-cloud"),
                        "cloud-edge",
                        "0.0.0.0/0 | 65020 12076 65010"))
                .isEmpty();
        scene.withdraw("cloud-edge", "0.0.0.0/0");
        assertThat(scene.open()).contains("DefaultRouteMissing on-prem cloud-edge ipv4-unicast");
        assertThat(scene.recorder.open.values())
                .filteredOn(finding -> finding.key().rule() == RuleName.DEFAULT_ROUTE_MISSING)
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.CRITICAL));
        assertThat(findings(joined(""), "cloud-edge", "10.1.0.0/16 | 65020 12076 65010"))
                .as("required nowhere")
                .isEmpty();
    }

    /** Exactly what was declared is announced; where the provider sums it up or passes on parts, that is declared instead. */
    @Test
    void x19AddressSpacesAndNoSubnets() {
        String spaces = "10.32.0.0/16 10.33.0.0/16";
        String first = "10.32.0.0/16 | 65010 12076";
        String second = "10.33.0.0/16 | 65010 12076";
        String subnet = "10.33.1.0/24 | 65010 12076";
        assertThat(findings(virtual(spaces, MoreSpecifics.NONE), "edge", first, second))
                .isEmpty();
        assertThat(findings(virtual(spaces, MoreSpecifics.NONE), "edge", first, second, subnet))
                .containsExactly("UnexpectedPrefix azure 10.33.1.0/24 edge");
        assertThat(findings(virtual(spaces, MoreSpecifics.NONE), "edge", first, subnet))
                .containsExactly("MissingPrefix azure 10.33.0.0/16 edge", "UnexpectedPrefix azure 10.33.1.0/24 edge");
        String summary = "10.32.0.0/15 | 65010 12076";
        assertThat(findings(virtual(spaces, MoreSpecifics.NONE), "edge", summary))
                .containsExactly("UnexpectedPrefix azure 10.32.0.0/15 edge");
        assertThat(findings(virtual(spaces + " 10.32.0.0/15", MoreSpecifics.NONE), "edge", summary))
                .as("summarised gateway prefixes")
                .isEmpty();
        assertThat(findings(virtual(spaces, new MoreSpecifics(true, 24, 64)), "edge", first, second, subnet))
                .as("from branch to branch over a route server")
                .isEmpty();
        assertThat(findings(
                        virtual(spaces, new MoreSpecifics(true, 24, 64)),
                        "edge",
                        first,
                        second,
                        "10.33.1.0/25 | 65010 12076"))
                .containsExactly("UnexpectedPrefix azure 10.33.1.0/25 edge");
    }

    /** A virtual network with two address spaces behind a circuit. */
    private static Configs virtual(String prefixes, MoreSpecifics moreSpecifics) {
        return Configs.as(65000)
                .router("edge", "on-prem", 65010)
                .network(network("azure")
                        .asns(12076)
                        .prefixes(prefixes)
                        .required("10.32.0.0/16 10.33.0.0/16")
                        .moreSpecifics(moreSpecifics)
                        .match(match().asPath("^12076$")))
                .network(network("on-prem").asns(65010).prefixes("10.0.0.0/12"))
                .circuit("theirs", "on-prem azure");
    }

    /** Blocks are space that others may overlap: a private cloud's its own, a link's that of both ends. */
    @Test
    void x17NobodyElseUsesABlock() {
        assertThat(findings(addressed(), "edge", "192.168.102.0/28 | 65010"))
                .containsExactly("OverlappingPrefix on-prem 192.168.102.0/28 private-cloud 192.168.102.0/28");
        assertThat(findings(addressed(), "edge", "192.168.105.0/25 | 65010"))
                .containsExactly("OverlappingPrefix on-prem 192.168.105.0/25 private-cloud 192.168.104.0/22");
        assertThat(findings(addressed(), "edge", "192.168.102.0/23 | 65010"))
                .containsExactly("OverlappingPrefix on-prem 192.168.102.0/23 private-cloud 192.168.102.0/28");
        assertThat(findings(addressed(), "edge", "192.168.102.16/28 | 65010"))
                .containsExactly("UnexpectedPrefix on-prem 192.168.102.16/28 edge");
        assertThat(findings(addressed(), "cloud-edge", "192.168.100.4/30 | 65020"))
                .containsExactly(
                        "OverlappingPrefix private-cloud 192.168.100.4/30 azure 192.168.100.0/29",
                        "OverlappingPrefix private-cloud 192.168.100.4/30 on-prem 192.168.100.0/29");
        assertThat(findings(addressed(), "cloud-edge", "192.168.100.8/30 | 65020"))
                .containsExactly("UnexpectedPrefix private-cloud 192.168.100.8/30 cloud-edge");
        assertThat(findings(addressed(), "edge", "192.168.102.0/28 | 65010 3356 | 65010:100"))
                .as("an open network overlaps nobody")
                .containsExactly("Bogon internet 192.168.102.0/28 edge");
    }

    /** A link's block is no live space of its ends: what meets it meets what the connection declares, once. */
    @Test
    void x17LinksThatAreShownAreWhatTheirConnectionDeclares() {
        Configs configs = addressed().rule(RuleName.NETWORK_INVISIBLE, RandomWorld.rule(false, null, List.of()));
        scene = new Scene(configs.build()).up("edge").up("cloud-edge");
        scene.announce("edge", "192.168.100.0/30", "65010");
        scene.announce("cloud-edge", "192.168.100.0/29", "65020");
        scene.converge("edge").converge("cloud-edge");
        assertThat(scene.open())
                .containsExactlyInAnyOrder(
                        "OverlappingPrefix private-cloud 192.168.100.0/29 azure 192.168.100.0/29",
                        "OverlappingPrefix private-cloud 192.168.100.0/29 on-prem 192.168.100.0/29");
    }

    /** Its own blocks are expected of a private cloud, whole or in parts, wherever it is seen, and required nowhere. */
    @Test
    void x18BlocksOfAPrivateCloud() {
        assertThat(findings(addressed(), "cloud-edge", "172.20.0.0/20 | 65020")).isEmpty();
        assertThat(findings(
                        addressed(),
                        "cloud-edge",
                        "192.168.102.0/28 | 65020",
                        "192.168.104.0/22 | 65020",
                        "192.168.104.128/26 | 65020"))
                .isEmpty();
        assertThat(findings(
                        addressed(),
                        "edge",
                        "192.168.102.0/28 | 65010 12076",
                        "192.168.106.0/25 | 65010 12076 12076",
                        "192.168.107.0/24 | 65010 12076 398656"))
                .as("as private AS numbers are stripped on the way")
                .isEmpty();
        assertThat(findings(
                        addressed(),
                        "cloud-edge",
                        "192.168.102.0/27 | 65020",
                        "192.168.108.0/25 | 65020",
                        "172.20.0.0/25 | 65020"))
                .containsExactly(
                        "UnexpectedPrefix private-cloud 172.20.0.0/25 cloud-edge",
                        "UnexpectedPrefix private-cloud 192.168.102.0/27 cloud-edge",
                        "UnexpectedPrefix private-cloud 192.168.108.0/25 cloud-edge");
        assertThat(findings(joined(""), "cloud-edge", "192.168.102.0/28 | 65020"))
                .containsExactly("UnexpectedPrefix private-cloud 192.168.102.0/28 cloud-edge");
    }

    /** Three sites on circuits of their own, of which the second is joined with both others. */
    @Test
    void x21JoinsDoNotChain() {
        assertThat(findings(sites(), "rx", "10.2.0.0/16 | 65101 12076 65102")).isEmpty();
        assertThat(findings(sites(), "rx", "10.3.0.0/16 | 65101 12076 65103"))
                .containsExactly("UnexpectedVisibility z rx ipv4-unicast");
        assertThat(findings(sites(), "rx", "10.3.0.0/16 | 65101 12076 65102 12076 65103"))
                .containsExactly("RouteLeak z 10.3.0.0/16 rx", "UnexpectedVisibility z rx ipv4-unicast");
        assertThat(findings(sites().join("xz", "cx cz"), "rx", "10.3.0.0/16 | 65101 12076 65103"))
                .isEmpty();
    }

    private static Configs sites() {
        Configs configs = Configs.as(65000).router("rx", "x", 65101);
        int number = 1;
        for (String name : List.of("x", "y", "z")) {
            configs.network(network(name)
                    .asns(65100 + number)
                    .prefixes("10." + number + ".0.0/16")
                    .moreSpecifics(MoreSpecifics.ANY)
                    .match(match().originAs(65100 + number)));
            configs.network(network("v" + name)
                    .prefixes("10.6" + number + ".0.0/16")
                    .match(match().community("12076:" + number)));
            configs.circuit("c" + name, name + " v" + name);
            number++;
        }
        return configs.join("xy", "cx cy").join("yz", "cy cz");
    }

    @Test
    void x26WhatLinkedCircuitsShow() {
        assertThat(findings(
                        joined(""),
                        "edge",
                        "10.32.0.0/16 | 65010 12076 65515",
                        "172.20.0.0/20 | 65010 12076 12076",
                        "172.20.16.0/20 | 65010 12076 398656",
                        "172.20.32.0/20 | 65010 12076 12076 65515 398656",
                        "172.20.48.0/20 | 65010 12076 65020"))
                .isEmpty();
        assertThat(findings(
                        joined(""),
                        "edge",
                        "172.20.32.0/20 | 65010 12076 65514 398656",
                        "172.20.48.0/20 | 65010 3356 65515 398656"))
                .containsExactly(
                        "ForbiddenPath private-cloud 172.20.32.0/20 edge",
                        "ForbiddenPath private-cloud 172.20.48.0/20 edge");
    }

    /** Another provider of circuits has other numbers, and those of the preset are nobody's then; also over a reload. */
    @Test
    void x26WhatLinkedCircuitsOfAnotherProviderShow() {
        String[] ours = {
            "172.20.0.0/20 | 65010 58453 65400 65020",
            "172.20.16.0/20 | 65010 64900 65020",
            "172.20.32.0/20 | 65010 58453 64901 65020"
        };
        String[] others = {"172.20.48.0/20 | 65010 12076 65515 65020", "172.20.0.0/20 | 65010 3356 65400 65020"};
        String[] foundOfOthers = {
            "ForbiddenPath private-cloud 172.20.0.0/20 edge",
            "ForbiddenPath private-cloud 172.20.48.0/20 edge",
            "RouteLeak private-cloud 172.20.48.0/20 edge"
        };
        assertThat(findings(joined("").providerAs(58453, 65400, 398656), "edge", ours[0]))
                .isEmpty();
        assertThat(findings(joined("").providerAs(64900, 65400, 398656), "edge", ours[1]))
                .isEmpty();
        assertThat(findings(joined("").providerAs(58453, 65400, 64901), "edge", ours[2]))
                .isEmpty();
        assertThat(findings(joined("").providerAs(58453, 65400, 64901), "edge", others))
                .containsExactly(foundOfOthers);
        assertThat(findings(joined(""), "edge", ours))
                .containsExactly(
                        "ForbiddenPath private-cloud 172.20.0.0/20 edge",
                        "ForbiddenPath private-cloud 172.20.16.0/20 edge",
                        "ForbiddenPath private-cloud 172.20.32.0/20 edge");
        assertThat(findings(joined(""), "edge", others[0])).isEmpty();
        scene.reload(joined("").providerAs(58453, 65400, 64901).build(), 7).settle();
        assertThat(scene.open()).contains(foundOfOthers[1], foundOfOthers[2]);
        scene.reload(joined("").build(), 7).settle();
        assertThat(scene.open()).noneMatch(text -> text.startsWith("ForbiddenPath") || text.startsWith("RouteLeak"));
    }

    /** Nobody asks for region communities by default; asked for, the routes of a joined circuit need none. */
    @Test
    void x30RegionCommunities() {
        String azure = "10.32.0.0/16 | 65010 12076";
        String hosted = "172.20.0.0/20 | 65010 12076";
        assertThat(findings(joined(""), "edge", azure, hosted)).isEmpty();
        assertThat(findings(joined(REGION), "edge", azure + " | " + REGION, hosted))
                .isEmpty();
        assertThat(findings(joined(REGION), "edge", azure + " | 12076:51005", hosted))
                .containsExactly("MissingCommunity azure 10.32.0.0/16 edge");
        assertThat(findings(joined(REGION), "edge", azure, hosted))
                .containsExactly("ViewPartial edge ipv4-unicast no-communities");
    }

    @Test
    void x31ACircuitIsNoTransit() {
        String hosted = "172.20.0.0/20 | 65010 12076";
        assertThat(findings(joined(""), "edge", hosted)).isEmpty();
        assertThat(findings(circuits(""), "edge", hosted))
                .containsExactly("UnexpectedVisibility private-cloud edge ipv4-unicast");
    }

    /** A link between two is none for a third, unless it is for transit. */
    @Test
    void aPairsLinkIsNoTransit() {
        String learned = "198.52.100.0/24 | 65020 12076 65010 3356 | 65010:100";
        assertThat(findings(joined(""), "cloud-edge", learned))
                .containsExactly(
                        "RouteLeak internet 198.52.100.0/24 cloud-edge",
                        "UnexpectedVisibility internet cloud-edge ipv4-unicast");
        assertThat(findings(joined("").link("carrier", "on-prem internet", true), "cloud-edge", learned))
                .isEmpty();
    }
}
