package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.ConnectionConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code policy.provider-as}: where a file asks for the provider of circuits, it is the one of the file. */
class ProviderAsTest {
    private static final String OURS =
            "policy: {provider-as: {circuits: 58453, gateway: 65400, hosted-cloud: 58454}%s}\n";
    private static final String FILE = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:1790"], hold-time: 60s}
            alerts: {receivers: [{name: on-call, webhook: {url: "https://hooks.example/a"}}]}
            routers:
              - {name: edge1, address: 127.0.0.11, as: %1$s, network: cloud}
            networks:
              - {name: cloud, asns: [%1$s], prefixes: [10.32.0.0/16], match: [{origin-as: %1$s}]}
              - {name: site, prefixes: [10.0.0.0/16], match: [{at: hosted, as-path: "^1_%1$s$"}]}
              - {name: hosted, prefixes: [172.20.0.0/18], match: [{community: "65010:1"}]}
            connections:
              - {name: circuit, type: expressroute, between: [cloud, site]}
              - {name: private, type: private-cloud, between: [hosted, site], provider: site}
            """;

    /** Whose provider is said, so that a customer may have its AS. */
    private static final String CUSTOMER = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:1790"], hold-time: 180s}
            alerts: {receivers: [{name: on-call, webhook: {url: "https://hooks.example/a"}}]}
            routers:
              - {name: edge1, address: 127.0.0.11, as: %1$s, network: site}
            networks:
              - {name: site, asns: [%1$s], prefixes: [10.0.0.0/16], match: [{as-path: "^1_"}]}
              - {name: cloud, prefixes: [10.32.0.0/16], match: [{as-path: "^2_"}]}
            connections:
              - {name: circuit, type: %2$s, between: [site, cloud], provider: cloud}
            """;

    @TempDir
    private Path directory;

    private Written written;

    @BeforeEach
    void noEnvironment() {
        written = new Written(directory, name -> null);
    }

    private static String with(String as) {
        return FILE.formatted(as);
    }

    /** By default the provider stands last. */
    @ParameterizedTest
    @CsvSource({
        "12076, false, cloud",
        "65515, false, cloud",
        "398656, false, site",
        "58453, false, site",
        "65400, false, site",
        "58453, true, cloud",
        "65400, true, cloud",
        "58454, true, site",
        "12076, true, site",
        "65515, true, site"
    })
    void whoHasItsAsStandsOnItsSide(String as, boolean ours, String provider) {
        ConnectionConfig circuit = written.valid(with(as) + (ours ? OURS.formatted("") : ""))
                .connections()
                .get(0);
        assertThat(circuit.terms().provider()).containsExactly(provider);
    }

    /** X2: its numbers of circuits and gateways are kept in the place of the preset's; all else stays as it is. */
    @ParameterizedTest
    @CsvSource({
        "expressroute, 65400, true, true",
        "expressroute, 65400, false, false",
        "expressroute, 65401, true, false",
        "expressroute, 65515, true, false",
        "expressroute, 65515, false, true",
        "expressroute, 65516, true, true",
        "expressroute, 65520, true, true",
        "expressroute, 65521, true, false",
        // those of circuits are kept at route servers alone
        "expressroute, 58453, true, false",
        "expressroute, 12076, false, false",
        "route-server, 58453, true, true",
        "route-server, 58453, false, false",
        "route-server, 58454, true, false",
        "route-server, 12076, true, false",
        "route-server, 12076, false, true",
        "route-server, 65400, true, true",
        "route-server, 65515, true, false",
        "route-server, 65516, true, true",
        "route-server, 8075, true, true",
        "route-server, 64511, true, true",
        "link, 65400, true, false",
        "link, 58453, true, false"
    })
    void itsAsIsNoCustomers(String type, String as, boolean ours, boolean told) {
        String policy = ours ? OURS.formatted("") : "";
        assertThat(facts(CUSTOMER.formatted(as, type) + policy).contains("X2")).isEqualTo(told);
        assertThat(facts(CUSTOMER.replace("%1$s, network", "65010, network").formatted(as, type) + policy)
                        .contains("X2"))
                .as("of a network that has it")
                .isEqualTo(told);
    }

    /** A gateway that has what circuits have by default is reserved as a gateway. */
    @Test
    void aNumberOfThePresetThatStandsForAnother() {
        String policy = "policy: {provider-as: {circuits: 58453, gateway: 12076}}\n";
        assertThat(facts(CUSTOMER.formatted("12076", "expressroute") + policy)).contains("X2");
        assertThat(facts(CUSTOMER.formatted("65515", "expressroute") + policy)).isEmpty();
    }

    /** X25: no path loses it, so a match may ask for it. */
    @ParameterizedTest
    @CsvSource({"64901, 64901, false", "64901, 64902, true", "398656, 64901, true"})
    void theHostedCloudsAsIsNotStripped(String hosted, String asked, boolean told) {
        String policy = "policy: {provider-as: {hosted-cloud: " + hosted + "}}\n";
        assertThat(facts(with(asked) + policy).contains("X25")).isEqualTo(told);
    }

    /** X27 of its routers, X25 but for its own, X26 of policy.providers. */
    @ParameterizedTest
    @CsvSource({"65515, 65400", "65400, 65515"})
    void warningsAskForItsAs(String preset, String other) {
        boolean byDefault = preset.equals("65515");
        String policy = byDefault ? "policy: {providers: [174, %s]}\n" : OURS.formatted(", providers: [174, %s]");
        assertThat(facts(with(preset) + policy.formatted(preset))).containsExactlyInAnyOrder("X27", "X26");
        assertThat(facts(with(other) + policy.formatted(other))).containsOnly("X25");
    }

    /** A slip that would mute RouteLeak. */
    @ParameterizedTest
    @CsvSource({"circuits, 65000, true", "gateway, 65000, true", "hosted-cloud, 65000, true", "gateway, 65001, false"})
    void theAgentsOwnAsIsHardlyMeant(String key, String as, boolean told) {
        List<String> warnings = written.warnings(
                CUSTOMER.formatted("65010", "link") + "policy: {provider-as: {" + key + ": " + as + "}}\n");
        if (told) {
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .contains(": policy.provider-as." + key + ": AS 65000 is agent.as: ");
        } else {
            assertThat(warnings).isEmpty();
        }
    }

    @Test
    void eachHasItsOwnDefault() {
        assertThat(written.valid(with("1") + "policy: {provider-as: {gateway: 65400}}\n")
                        .policy()
                        .providerAs()
                        .linked())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("12076", "65400", "398656");
    }

    @Test
    void twoOfThemMayBeAlike() {
        assertThat(written.valid(with("1") + "policy: {provider-as: {gateway: 12076, hosted-cloud: 12076}}\n")
                        .policy()
                        .providerAs()
                        .linked())
                .hasSize(1);
    }

    private List<String> facts(String text) {
        return written.warnings(text).stream()
                .filter(warning -> warning.matches(".*: X[0-9]+: .*"))
                .map(warning -> warning.replaceFirst(".*: (X[0-9]+): .*", "$1"))
                .toList();
    }
}
