package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From which share of the space on routes are as good as a default, and below which no longer. */
class EffectiveDefaultRouteTest {
    private static final String IPV4 = "EffectiveDefaultRoute a r1 ipv4-unicast";
    private static final String IPV6 = "EffectiveDefaultRoute a r1 ipv6-unicast";
    /** Half of the 224 blocks of IPv4 that can be routed. */
    private static final int HALF = 112;
    /** The least that is not below 45 %. */
    private static final int LEAST_THAT_STAYS = 101;

    private final Scene scene = new Scene(Configs.as(65000)
            .router("r1", "b", 65010)
            .network(network("a").prefixes("10.0.0.0/8").match(match().asPath("65011$")))
            .network(network("b").prefixes("11.0.0.0/8").match(match().asPath("^$")))
            .link("ab", "a b", false)
            .build());

    @BeforeEach
    void begin() {
        scene.up("r1").converge("r1");
    }

    private void announce(String prefix) {
        scene.announce("r1", prefix, "65010 65011");
    }

    @Test
    void halfOfAllIsOneAndABlockLessIsNone() {
        for (int block = 1; block < HALF; block++) {
            announce(block + ".0.0.0/8");
        }
        announce("240.0.0.0/8"); // no address there is routed
        announce("0.0.0.0/0"); // another rule's
        assertThat(scene.open()).doesNotContain(IPV4);
        announce("0.0.0.0/9");
        announce("0.128.0.0/10");
        announce("0.192.0.0/11");
        assertThat(scene.open()).doesNotContain(IPV4);
        announce("0.224.0.0/11");
        assertThat(scene.open()).contains(IPV4);
    }

    @Test
    void itStaysUntilItIsFivePointsBelow() {
        for (int block = 0; block < HALF; block++) {
            announce(block + ".0.0.0/8");
        }
        for (int block = LEAST_THAT_STAYS; block < HALF; block++) {
            scene.withdraw("r1", block + ".0.0.0/8");
        }
        assertThat(scene.open()).contains(IPV4);
        scene.withdraw("r1", "100.0.0.0/8");
        assertThat(scene.open()).doesNotContain(IPV4);
        for (int block = 100; block < HALF - 1; block++) {
            announce(block + ".0.0.0/8");
        }
        assertThat(scene.open()).as("closed, it takes the whole threshold").doesNotContain(IPV4);
        announce("111.0.0.0/8");
        assertThat(scene.open()).contains(IPV4);
    }

    @Test
    void ofIpv6HalfOfTheGlobalSpaceIsEnough() {
        announce("2000::/5");
        announce("2800::/6");
        announce("2c00::/7");
        announce("fc00::/7");
        assertThat(scene.open()).doesNotContain(IPV6);
        announce("2e00::/7");
        assertThat(scene.open()).contains(IPV6);
    }
}
