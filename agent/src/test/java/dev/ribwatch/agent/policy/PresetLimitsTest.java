package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The provider's limits as presets have them (X6-X10, X12), from a file to the finding: just below each step, and on it. */
class PresetLimitsTest {
    private static final String OUT = "65000:1";
    private static final String IN = "65000:2";
    private static final String INTENT = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:1790"], state-directory: /tmp}
            routers:
              - {name: edge1, address: 127.0.0.11, as: 65010, network: site, max-prefixes: {ipv4-unicast: 1000000}}
            networks:
              - {name: site, open: true, match: [{community: "65000:1"}]}
              - {name: cloud, open: true, asns: [12076], match: [{community: "65000:2"}]}
            connections:
              - {name: circuit, between: [site, cloud], %s}
            policy:
              rules: {Bogon: {enabled: false}, PrefixCountChange: {enabled: false}}
            """;

    private static Scene scene(String terms) {
        Loaded loaded = new ConfigLoader().load("intent", INTENT.formatted(terms));
        assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Valid.class);
        Config config = ((Loaded.Valid) loaded).config();
        Scene scene = new Scene(config);
        scene.up("edge1").converge("edge1");
        return scene;
    }

    private static Prefix prefix(String family, int number) {
        return Prefix.parse(
                family.equals("ipv4-unicast")
                        ? "10." + (number >> 8) + "." + (number & 0xff) + ".0/24"
                        : "2001:db8:" + Integer.toHexString(number) + "::/48");
    }

    private static void announce(Scene scene, String family, String community, int from, int to) {
        for (int i = from; i < to; i++) {
            scene.announce("edge1", prefix(family, i), 0, "64512", List.of(community));
        }
        scene.settle();
    }

    private static @Nullable Finding only(Scene scene) {
        assertThat(scene.recorder.open.size()).as("%s", scene.open()).isLessThanOrEqualTo(1);
        return scene.recorder.open.values().stream().findFirst().orElse(null);
    }

    private static Detail.Limit limit(Scene scene) {
        return (Detail.Limit) only(scene).detail();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X6  | type: expressroute, sku: standard          | to-provider   | ipv4-unicast |  4000",
                "X6  | type: expressroute, sku: local             | to-provider   | ipv4-unicast |  4000",
                "X6  | type: expressroute, sku: premium           | to-provider   | ipv4-unicast | 10000",
                "X6  | type: private-cloud                        | to-provider   | ipv4-unicast |  4000",
                "X7  | type: expressroute, sku: premium           | to-provider   | ipv6-unicast |   100",
                "X7  | type: private-cloud                        | to-provider   | ipv6-unicast |   100",
                "X8  | type: expressroute, sku: premium           | from-provider | ipv4-unicast |  1000",
                "X8  | type: private-cloud                        | from-provider | ipv4-unicast |  1000",
                "X9  | type: expressroute                         | from-provider | ipv6-unicast |   100",
                "X9  | type: private-cloud                        | from-provider | ipv6-unicast |   100",
                "X10 | 'type: expressroute, peering: microsoft'   | to-provider   | ipv4-unicast |   200",
                "X10 | 'type: expressroute, peering: microsoft'   | to-provider   | ipv6-unicast |   200",
                "X12 | type: route-server                         | to-provider   | ipv4-unicast |  4000"
            })
    void warnsAtEightyPercentOfTheFactIsCriticalAtNinetyAndSaysWhenItIsOver(
            String fact, String terms, String direction, String family, int most) {
        Scene scene = scene(terms);
        String sender = direction.equals("to-provider") ? OUT : IN;
        announce(scene, family, sender, 0, most * 8 / 10 - 1);
        scene.pass(Duration.ofMinutes(1));
        assertThat(only(scene)).as("one less than 80 %").isNull();
        announce(scene, family, sender, most * 8 / 10 - 1, most * 8 / 10);
        assertThat(only(scene).severity()).as("80 %").isEqualTo(Severity.WARNING);
        assertThat(Scene.text(only(scene).key())).isEqualTo("PrefixLimit circuit " + direction + " " + family);
        assertThat(limit(scene).limit()).isEqualTo(most);
        assertThat(limit(scene).fact()).startsWith(fact + ": ");
        announce(scene, family, sender, most * 8 / 10, most * 9 / 10 - 1);
        assertThat(only(scene).severity()).as("one less than 90 %").isEqualTo(Severity.WARNING);
        announce(scene, family, sender, most * 9 / 10 - 1, most * 9 / 10);
        assertThat(only(scene).severity()).as("90 %").isEqualTo(Severity.CRITICAL);
        announce(scene, family, sender, most * 9 / 10, most + 1);
        assertThat(limit(scene).count()).as("over").isEqualTo(most + 1);
        for (int i = most * 3 / 4 - 1; i <= most; i++) {
            scene.withdraw("edge1", prefix(family, i), 0);
        }
        scene.settle();
        assertThat(only(scene)).as("less than 75 %").isNull();
    }

    /** The other way, and in the other family, the same number is nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: expressroute                       | from-provider | ipv4-unicast |  799",
                "type: expressroute                       | to-provider   | ipv4-unicast | 3199",
                "type: expressroute, sku: premium         | to-provider   | ipv4-unicast | 7999",
                "'type: expressroute, peering: microsoft' | from-provider | ipv4-unicast | 1000",
                "type: route-server                       | from-provider | ipv4-unicast | 5000",
                "type: route-server                       | to-provider   | ipv6-unicast | 5000",
                "type: vnet-peering                       | to-provider   | ipv4-unicast | 5000",
                "type: link                               | from-provider | ipv4-unicast | 5000",
                "'type: expressroute, limits: {to-provider: {ipv4-unicast: 0}}' | to-provider | ipv4-unicast | 5000"
            })
    void whatHasNoLimitThereIsNoFinding(String terms, String direction, String family, int prefixes) {
        Scene scene = scene(terms);
        announce(scene, family, direction.equals("to-provider") ? OUT : IN, 0, prefixes);
        scene.pass(Duration.ofMinutes(1));
        assertThat(only(scene)).isNull();
    }

    @Test
    void theOperatorsLimitStandsInsteadOfTheFact() {
        Scene scene = scene("type: expressroute, limits: {to-provider: {ipv4-unicast: 10}}");
        announce(scene, "ipv4-unicast", OUT, 0, 8);
        assertThat(limit(scene).limit()).isEqualTo(10);
        assertThat(limit(scene).fact()).as("the provider did not say so").isNull();
    }

    /** X12: 1,700 learned and half of as many told again make 2,550 of 4,000; 2,200 and half of those 3,300. */
    @ParameterizedTest
    @CsvSource({"1700, false", "2200, true"})
    void aRouteServersPeerThatTellsHalfAgainCountsThatTwice(int prefixes, boolean near) {
        Scene scene = scene("type: route-server");
        announce(scene, "ipv4-unicast", OUT, 0, prefixes);
        scene.pass(Duration.ofMinutes(1));
        assertThat(only(scene)).isNull();
        announce(scene, "ipv4-unicast", OUT, 0, prefixes / 2);
        if (near) {
            assertThat(limit(scene).count()).isEqualTo(prefixes + prefixes / 2);
            scene.pass(Duration.ofMinutes(1));
        }
        assertThat(only(scene)).isNull();
    }
}
