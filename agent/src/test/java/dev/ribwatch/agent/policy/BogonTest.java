package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A site, its provider's Internet, and routes in reserved space. */
class BogonTest {
    private static final String SITE = "65000:1";
    private static final String INTERNET = "65000:2";

    private final Scene scene = new Scene(config().build());

    private static Configs config() {
        return Configs.as(65000)
                .router("edge1", "site", 65010)
                .router("edge2", "site", OwnRoutes.HELD, 65010)
                .network(network("site")
                        .prefixes("10.0.0.0/12 192.0.2.0/24 2001:db8:10::/44")
                        .required("")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community(SITE)))
                .network(network("internet").open().match(match().community(INTERNET)))
                .link("transit", "site internet", false);
    }

    private void healthy() {
        for (String router : List.of("edge1", "edge2")) {
            scene.up(router);
            scene.announce(router, "10.1.0.0/16", "65010", SITE);
            scene.announce(router, "2001:db8:11::/48", "65010", SITE);
            scene.announce(router, "8.8.8.0/24", "65010 3356 15169", INTERNET);
            scene.converge(router);
        }
        finds();
        scene.recorder.events.clear();
    }

    private void finds(String... findings) {
        assertThat(scene.open()).isEqualTo(new TreeSet<>(Set.of(findings)));
    }

    @Test
    void aReloadCountsThemAsObjectedTo() {
        healthy();
        scene.announce("edge1", "192.168.0.0/16", "65010", SITE);
        scene.announce("edge1", "10.99.0.0/16", "65010 3356", INTERNET);
        finds("Bogon internet 10.99.0.0/16 edge1", "UnexpectedPrefix site 192.168.0.0/16 edge1");
        assertThat(scene.engine.flagged().flagged()).isEqualTo(2);
        assertThat(scene.engine.flagged().routes()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.99.0.0/16",
                "192.168.0.0/16",
                "100.64.0.0/10",
                "127.0.0.0/8",
                "224.0.0.0/4",
                "198.51.100.0/24",
                "fd00::/48",
                "2001:db8:11::/48"
            })
    void anOpenNetworkMayUseNone(String prefix) {
        healthy();
        scene.announce("edge1", prefix, "65010 3356", INTERNET);
        finds("Bogon internet " + prefix + " edge1");
        Finding finding = scene.recorder.open.values().iterator().next();
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.forDuration()).isEqualTo(Duration.ofSeconds(10));
        assertThat(finding.witnesses()).extracting(Witness::asPath).containsExactly("65010 3356");
        scene.withdraw("edge1", prefix);
        finds();
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.0.0.0/8", "172.32.0.0/16", "192.0.0.9/32", "2001:200::/32", "2002::/16", "172.0.0.0/8"})
    void whatLiesBesideOrAroundIsNone(String prefix) {
        healthy();
        scene.announce("edge1", prefix, "65010 3356", INTERNET);
        finds();
    }

    /** Where in the space that it has a part of is UnexpectedPrefix's question alone. */
    @Test
    void whoDeclaresSomeOfAKindMayUseIt() {
        healthy();
        scene.announce("edge1", "10.1.2.0/24", "65010", SITE);
        finds();
        scene.announce("edge1", "192.168.1.0/24", "65010", SITE);
        finds("UnexpectedPrefix site 192.168.1.0/24 edge1");
        scene.announce("edge1", "100.64.1.0/24", "65010", SITE);
        finds(
                "UnexpectedPrefix site 192.168.1.0/24 edge1",
                "UnexpectedPrefix site 100.64.1.0/24 edge1",
                "Bogon site 100.64.1.0/24 edge1");
    }

    @Test
    void nobodysRoutesMayUseNoneAndOnesOwnHeldOnesAreLookedAtToo() {
        healthy();
        scene.announce("edge1", "192.168.1.0/24", "65010 64999");
        finds("UnexpectedVisibility unknown edge1 ipv4-unicast", "Bogon unknown 192.168.1.0/24 edge1");
        scene.withdraw("edge1", "192.168.1.0/24");
        scene.announce("edge2", "100.64.1.0/24", "65010", SITE);
        finds("Bogon site 100.64.1.0/24 edge2");
    }

    @Test
    void aRouteThatGoesOverToAnotherNetworkIsItsFinding() {
        healthy();
        scene.announce("edge1", "192.168.1.0/24", "65010 3356", INTERNET);
        scene.recorder.events.clear();
        scene.announce("edge1", "192.168.1.0/24", "65010", SITE);
        finds("UnexpectedPrefix site 192.168.1.0/24 edge1");
        assertThat(scene.recorder.events).hasSize(2);
    }

    /** Of short prefixes; a longer one beside them stands alone. */
    @Test
    void effectiveDefaultRouteExplainsNothingThatDoesNotAddToIt() {
        healthy();
        String amount = "EffectiveDefaultRoute unknown edge1 ipv4-unicast";
        String visible = "UnexpectedVisibility unknown edge1 ipv4-unicast";
        scene.announce("edge1", "240.0.0.0/4", "65010 64999");
        scene.announce("edge1", "127.0.0.0/8", "65010 64999");
        finds("Bogon unknown 240.0.0.0/4 edge1", "Bogon unknown 127.0.0.0/8 edge1", visible);
        scene.announce("edge1", "0.0.0.0/1", "65010 64999");
        assertThat(scene.open())
                .contains(amount, visible, "Bogon unknown 127.0.0.0/8 edge1", "Bogon unknown 240.0.0.0/4 edge1");
        scene.withdraw("edge1", "0.0.0.0/1");
        finds("Bogon unknown 240.0.0.0/4 edge1", "Bogon unknown 127.0.0.0/8 edge1", visible);
    }

    @Test
    void staysUnknownWhileTheRouterIsAway() {
        healthy();
        scene.announce("edge1", "100.64.0.0/16", "65010 3356", INTERNET);
        scene.down("edge1");
        assertThat(scene.recorder.open.values())
                .filteredOn(finding -> finding.key().rule() == RuleName.BOGON)
                .singleElement()
                .matches(Finding::unknown);
        scene.up("edge1");
        scene.announce("edge1", "10.1.0.0/16", "65010", SITE);
        scene.announce("edge1", "2001:db8:11::/48", "65010", SITE);
        scene.converge("edge1");
        finds();
    }

    @Test
    void isLeftOutWhereItIsExceptedAllowedOrOff() {
        healthy();
        scene.announce("edge1", "100.64.0.0/16", "65010 3356", INTERNET);
        scene.announce("edge1", "169.254.7.0/24", "65010 3356", INTERNET);
        List<Except> except = List.of(new Except("internet", null, "edge1", null, Prefix.parse("100.64.0.0/10")));
        scene.reload(
                        config().rule(RuleName.BOGON, RandomWorld.rule(true, null, except))
                                .build(),
                        100)
                .settle();
        finds("Bogon internet 169.254.7.0/24 edge1");
        scene.reload(config().allowOverlap("169.254.0.0/16", "internet site").build(), 100)
                .settle();
        finds("Bogon internet 100.64.0.0/16 edge1");
        scene.reload(
                        config().rule(RuleName.BOGON, RandomWorld.rule(false, null, List.of()))
                                .build(),
                        100)
                .settle();
        finds();
    }

    @Test
    void aReloadOfTheSameTellsNothing() {
        healthy();
        scene.announce("edge1", "100.64.0.0/16", "65010 3356", INTERNET);
        scene.recorder.events.clear();
        scene.reload(config().build(), 3).settle();
        assertThat(scene.recorder.events).isEmpty();
        finds("Bogon internet 100.64.0.0/16 edge1");
    }
}
