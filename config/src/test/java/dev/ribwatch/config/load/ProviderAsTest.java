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

    /** X27 of its routers, X25 but for its own, X26 of policy.providers. */
    @ParameterizedTest
    @CsvSource({"65515, 65400", "65400, 65515"})
    void warningsAskForItsAs(String preset, String other) {
        boolean byDefault = preset.equals("65515");
        String policy = byDefault ? "policy: {providers: [174, %s]}\n" : OURS.formatted(", providers: [174, %s]");
        assertThat(facts(with(preset) + policy.formatted(preset))).containsExactlyInAnyOrder("X27", "X26");
        assertThat(facts(with(other) + policy.formatted(other))).contains("X25").doesNotContain("X27", "X26");
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
                .filter(warning -> warning.matches(".*: X[0-9]+: .*") && !warning.contains(": X2: "))
                .map(warning -> warning.replaceFirst(".*: (X[0-9]+): .*", "$1"))
                .toList();
    }
}
