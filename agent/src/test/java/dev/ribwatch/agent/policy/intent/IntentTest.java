package dev.ribwatch.agent.policy.intent;

import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IntentTest {

    /** X20: on-premises, virtual networks and private cloud on joined circuits, six directed pairs. */
    @Test
    void joinedCircuitsOfTheSampleMakeSixDirectedPairs() {
        assertThat(matrix(Configs.sample().compile()))
                .isEqualTo(Map.of(
                        "azure-prod", List.of("private-cloud", "on-prem"),
                        "private-cloud", List.of("azure-prod", "on-prem"),
                        "on-prem", List.of("azure-prod", "private-cloud", "internet"),
                        "internet", List.of("on-prem"),
                        "unknown", List.of()));
    }

    /** X31: prefixes of one circuit do not appear on another without a join. */
    @Test
    void aCircuitIsNoTransit() {
        Intent intent = Configs.as(65000)
                .network(network("hub"))
                .network(network("x"))
                .network(network("y"))
                .circuit("one", "hub x")
                .circuit("two", "hub y")
                .compile();

        assertThat(matrix(intent))
                .isEqualTo(Map.of(
                        "hub", List.of("x", "y"), "x", List.of("hub"), "y", List.of("hub"), "unknown", List.of()));
    }

    /** X21: X-Y and Y-Z do not give X-Z. */
    @Test
    void joinsDoNotChain() {
        Intent intent = Configs.as(65000)
                .network(network("x"))
                .network(network("y"))
                .network(network("z"))
                .network(network("vx"))
                .network(network("vy"))
                .network(network("vz"))
                .circuit("cx", "x vx")
                .circuit("cy", "y vy")
                .circuit("cz", "z vz")
                .join("xy", "cx cy")
                .join("yz", "cy cz")
                .compile();

        assertThat(matrix(intent).get("x")).containsExactly("y", "vx", "vy");
        assertThat(matrix(intent).get("y")).containsExactly("x", "z", "vx", "vy", "vz");
        assertThat(matrix(intent).get("z")).containsExactly("y", "vy", "vz");
        assertThat(matrix(intent).get("vx")).containsExactly("x", "y", "vy");
    }

    @Test
    void aTransitLinkPassesOnWhatItLearned() {
        Configs configs = Configs.as(65000)
                .network(network("a"))
                .network(network("b"))
                .network(network("c"))
                .network(network("d"))
                .network(network("e"))
                .circuit("ab", "a b")
                .circuit("cd", "c d")
                .circuit("de", "d e");

        Map<String, List<String>> without =
                matrix(configs.link("bc", "b c", false).compile());
        assertThat(without.get("a")).containsExactly("b");
        Map<String, List<String>> with = matrix(configs.link("bc2", "b c", true).compile());
        assertThat(with.get("a")).containsExactly("b", "c", "d");
        assertThat(with.get("b")).containsExactly("a", "c", "d");
        assertThat(with.get("d")).containsExactly("a", "b", "c", "e");
        assertThat(with.get("e")).as("two circuits in a row").containsExactly("d");
    }

    /** X31, and RFC 4271 section 9.1.2: nobody takes a route that has been at it before. */
    @Test
    void noRouteComesBackOverATransitLinkToGoOn() {
        Configs configs = Configs.as(65000)
                .network(network("hub"))
                .network(network("x"))
                .network(network("y"))
                .network(network("far"))
                .circuit("one", "hub x")
                .circuit("two", "hub y")
                .link("carrier", "hub far", true);

        Map<String, List<String>> apart = matrix(configs.compile());
        assertThat(apart.get("x")).containsExactly("hub", "far");
        assertThat(apart.get("y")).containsExactly("hub", "far");
        assertThat(apart.get("far")).containsExactly("hub", "x", "y");
        Map<String, List<String>> around =
                matrix(configs.circuit("three", "far y").compile());
        assertThat(around.get("x")).as("over far").containsExactly("hub", "y", "far");
        assertThat(around.get("y")).as("over far").containsExactly("hub", "x", "far");
    }

    @Test
    void comparesWhatIsConnectedLeavingOpenNetworksOut() {
        Intent intent = Configs.as(65000)
                .network(network("a"))
                .network(network("b"))
                .network(network("c"))
                .network(network("net").open())
                .network(network("alone"))
                .circuit("ab", "a b")
                .link("b-net", "b net", false)
                .link("net-c", "net c", true)
                .compile();

        assertThat(compared(intent, "a", "b")).isTrue();
        assertThat(compared(intent, "b", "a")).isTrue();
        assertThat(compared(intent, "a", "a")).isFalse();
        assertThat(compared(intent, "b", "net")).isFalse();
        assertThat(compared(intent, "a", "c"))
                .as("only the open network connects them")
                .isFalse();
        assertThat(compared(intent, "a", "alone")).isFalse();
        assertThat(compared(intent, "unknown", "alone")).isTrue();
        assertThat(compared(intent, "a", "unknown")).isTrue();
        assertThat(compared(intent, "unknown", "net")).isFalse();
        assertThat(compared(intent, "unknown", "unknown")).isFalse();
    }

    @Test
    void comparesAcrossAChainThatNobodySeesThrough() {
        Intent intent = Configs.as(65000)
                .network(network("a"))
                .network(network("hub"))
                .network(network("b"))
                .circuit("one", "a hub")
                .circuit("two", "hub b")
                .compile();

        assertThat(compared(intent, "a", "b")).isTrue();
    }

    @Test
    void defaultsAreAllowedAndRequiredForANetworkAndVantage() {
        Intent intent = Configs.sample()
                .allowDefault("internet", "on-prem")
                .requireDefault("on-prem", "private-cloud azure-prod")
                .compile();
        int internet = intent.network("internet").index();
        int onPrem = intent.network("on-prem").index();
        int cloud = intent.network("private-cloud").index();
        int azure = intent.network("azure-prod").index();

        assertThat(intent.defaultAllowed(internet, onPrem)).isTrue();
        assertThat(intent.defaultAllowed(onPrem, internet)).isFalse();
        assertThat(intent.defaultRequired(internet, onPrem, Family.IPV4_UNICAST))
                .isFalse();
        assertThat(intent.defaultAllowed(onPrem, cloud))
                .as("required implies allowed")
                .isTrue();
        assertThat(intent.defaultRequired(onPrem, cloud, Family.IPV4_UNICAST)).isTrue();
        assertThat(intent.defaultRequired(onPrem, cloud, Family.IPV6_UNICAST))
                .as("the private cloud declares no IPv6")
                .isFalse();
        assertThat(intent.defaultRequired(onPrem, azure, Family.IPV6_UNICAST)).isTrue();
        assertThat(intent.defaultAllowed(intent.unknown().index(), onPrem)).isFalse();
    }

    @Test
    void anAllowedOverlapMustLieWithin() {
        Intent intent = Configs.sample().compile();
        int onPrem = intent.network("on-prem").index();
        int cloud = intent.network("private-cloud").index();
        int azure = intent.network("azure-prod").index();
        Prefix inside = Prefix.parse("10.15.255.128/25");

        assertThat(intent.overlapAllowed(inside, cloud, onPrem)).isTrue();
        assertThat(intent.overlapAllowed(inside, onPrem, cloud)).isTrue();
        assertThat(intent.overlapAllowed(inside, onPrem, azure)).isFalse();
        assertThat(intent.overlapAllowed(Prefix.parse("10.15.254.0/23"), onPrem, cloud))
                .isFalse();
        assertThat(intent.exemptByOverlap(cloud, inside)).isTrue();
        assertThat(intent.exemptByOverlap(azure, inside)).isFalse();
    }

    @Test
    void exceptionsHoldForAllThatTheyName() {
        RuleSettings rule = settings(
                new Except("on-prem", null, null, null, Prefix.parse("192.168.0.0/16")),
                new Except(null, "azure-prod", null, null, null),
                new Except(null, null, "edges", null, Prefix.parse("10.0.0.0/8")));
        Prefix inside = Prefix.parse("192.168.200.0/24");
        Prefix ten = Prefix.parse("10.1.0.0/16");

        assertThat(rule.excepts("on-prem", null, "r", "r", inside)).isTrue();
        assertThat(rule.excepts("on-prem", null, "r", "r", Prefix.parse("192.0.0.0/8")))
                .isFalse();
        assertThat(rule.excepts("on-prem", null, "r", "r", null)).isFalse();
        assertThat(rule.excepts("private-cloud", null, "r", "r", inside)).isFalse();
        assertThat(rule.excepts("x", "azure-prod", null, null, ten)).isTrue();
        assertThat(rule.excepts("x", null, "edges-192.0.2.1", "edges", ten)).isTrue();
        assertThat(rule.excepts("x", null, "edges", "edges", ten)).isTrue();
        assertThat(rule.excepts("x", null, null, null, ten)).isFalse();
    }

    @Test
    void settingsFallBackToTheRule() {
        RuleSettings plain = Configs.sample().compile().rule(RuleName.MISSING_PREFIX);

        assertThat(plain.isEnabled()).isTrue();
        assertThat(plain.severityOr(Severity.WARNING)).isEqualTo(Severity.WARNING);
        assertThat(plain.forDurationOr(Duration.ofSeconds(9))).isEqualTo(Duration.ofSeconds(9));
        assertThat(plain.keepFiringFor()).hasSeconds(60);
        assertThat(Configs.sample().compile().rule(RuleName.SESSION_DOWN).keepFiringFor())
                .hasSeconds(120);
    }

    @Test
    void routersOfOneKindShareAVantageClass() {
        Intent intent = Configs.sample()
                .router("held", "on-prem", OwnRoutes.HELD, 65010)
                .compile();

        assertThat(intent.router("edge1").vantageClass())
                .isEqualTo(intent.router("edge2").vantageClass());
        assertThat(intent.router("edge1").vantageClass())
                .isNotEqualTo(intent.router("pc-edge").vantageClass());
        assertThat(intent.router("held").ownRoutesHeld()).isTrue();
        assertThat(intent.router("edge1").ownRoutesHeld()).isFalse();
        assertThat(intent.router("nobody")).isNull();
    }

    private static RuleSettings settings(Except... except) {
        RuleConfig config = new RuleConfig(true, null, null, Duration.ZERO, List.of(except), 10, Duration.ofMinutes(5));
        return Configs.sample()
                .rule(RuleName.UNEXPECTED_PREFIX, config)
                .compile()
                .rule(RuleName.UNEXPECTED_PREFIX);
    }

    private static boolean compared(Intent intent, String a, String b) {
        return intent.overlapCompared(
                intent.network(a).index(), intent.network(b).index());
    }

    /** Vantage to the networks expected there. */
    private static Map<String, List<String>> matrix(Intent intent) {
        Map<String, List<String>> matrix = new TreeMap<>();
        for (Network vantage : intent.networks()) {
            matrix.put(
                    vantage.name(),
                    intent.expectedAt(vantage.index()).stream()
                            .map(Network::name)
                            .toList());
        }
        return matrix;
    }
}
