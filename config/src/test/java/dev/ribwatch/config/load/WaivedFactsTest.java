package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.preset.Fact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two regions, each with a circuit, a private cloud and a join, in which nothing is as the provider wants it: a connection that
 * waives a fact is not warned of that one, while it is of every other one, and so is the other region.
 */
class WaivedFactsTest {
    private static final String REGION_NETWORKS = """
              - name: site%1$d
                asns: [65516]
                prefixes: [10.%1$d.0.0/16]
                match: [{origin-as: 65516}, {at: cloud%1$d, as-path: "^12076_64700$"}]
              - {name: cloud%1$d, asns: [6500%1$d], prefixes: [172.2%1$d.0.0/18], match: [{origin-as: 6500%1$d}]}
              - {name: azure%1$d, asns: [12076], prefixes: [10.3%1$d.0.0/16], match: [{router: provider%1$d}]}
            """;
    private static final String REGION_CONNECTIONS = """
              - {name: circuit%1$d, type: expressroute, between: [site%1$d, azure%1$d], peering: microsoft, sku: local,
                 location: Frankfurt, link-blocks: 10.%1$d.0.0/28, primary: {router: provider%1$d, next-hop: 192.0.2.1},
                 secondary: {router: provider%1$d, next-hop: 192.0.2.2}}
              - {name: hosted%1$d, type: private-cloud, between: [cloud%1$d, azure%1$d],
                 location: Frankfurt, management-block: 10.%1$d.0.0/29}
              - {name: reach%1$d, type: global-reach,
                 joins: [circuit%1$d, hosted%1$d]}
            """;
    private static final String FILE = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:1790"], hold-time: 60s}
            alerts: {receivers: [{name: on-call, webhook: {url: "https://hooks.example/a"}}]}
            policy: {default-route: {allowed: [{network: cloud1, at: azure1}, {network: cloud2, at: azure2}]}}
            routers:
              - {name: provider1, address: 127.0.0.11, as: 12076, network: azure1}
              - {name: provider2, address: 127.0.0.12, as: 12076, network: azure2}
            networks:
            """
            + REGION_NETWORKS.formatted(1)
            + REGION_NETWORKS.formatted(2)
            + "connections:\n"
            + REGION_CONNECTIONS.formatted(1)
            + REGION_CONNECTIONS.formatted(2);

    @TempDir
    private Path directory;

    private Written written;

    @BeforeEach
    void noEnvironment() {
        written = new Written(directory, name -> null);
    }

    /** The file, in which a connection waives facts; said at the end of its entry, so that all else stands where it stood. */
    private static String waiving(String connection, String facts) {
        return Pattern.compile("(\\{name: " + connection + ", (?:[^{}]|\\{[^}]*\\})*)\\}")
                .matcher(FILE)
                .replaceFirst("$1, waived-facts: " + facts + "}");
    }

    private List<String> warnings(String file) {
        return written.warnings(file).stream()
                .filter(warning -> warning.matches(".*: X[0-9]+: .*"))
                .toList();
    }

    @Test
    void everyFactThatCanBeWaivedIsToldInBothRegions() {
        for (Fact fact : Fact.values()) {
            assertThat(warnings(FILE).stream().filter(warning -> warning.contains(": " + fact + ": ")))
                    .as(fact.name())
                    .hasSize(!Fact.waivable().contains(fact) ? 0 : fact == Fact.X17 || fact == Fact.X22 ? 4 : 2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "circuit1, X1, 1",
        "circuit1, X2, 1",
        "circuit1, X4, 1",
        "circuit1, X5, 1",
        "circuit1, X10, 1",
        "hosted1, X13, 1",
        "hosted1, X17, 2",
        "hosted1, X18, 1",
        "reach1, X22, 2",
        "hosted1, X25, 1",
        "circuit1, X27, 1",
        "hosted1, X27, 1",
        // the blocks of two connections, and the circuits of a join
        "circuit1, X17, 1",
        "circuit1, X22, 2",
        "hosted1, X22, 2",
        // near misses: a fact of another connection
        "hosted1, X1, 0",
        "hosted1, X2, 0",
        "hosted1, X4, 0",
        "hosted1, X5, 0",
        "hosted1, X10, 0",
        "circuit1, X13, 0",
        "circuit1, X18, 0",
        "circuit1, X25, 0",
        "reach1, X4, 0",
        "reach1, X27, 0"
    })
    void aWaivedFactIsNotToldOfThisConnectionAndAllElseIs(String connection, Fact fact, int silenced) {
        List<String> all = warnings(FILE);
        List<String> told = warnings(waiving(connection, fact.name()));
        List<String> missing = new ArrayList<>(all);
        missing.removeAll(told);
        assertThat(missing).hasSize(silenced).allMatch(warning -> warning.contains(": " + fact + ": "));
        List<String> rest = new ArrayList<>(all);
        rest.removeAll(missing);
        assertThat(told).isEqualTo(rest);
    }

    @Test
    void severalFactsMayBeWaived() {
        assertThat(warnings(waiving("circuit1", "[X4, X10]")))
                .hasSize(warnings(FILE).size() - 2)
                .noneMatch(warning -> warning.contains("[0]") && warning.matches(".*: X(4|10): .*"));
    }

    /** Else a reload would judge anew, and a pair of agents would differ, for what no rule looks at. */
    @Test
    void aWaiverIsNoPartOfWhatIsFound() {
        Config plain = written.valid(FILE);
        Config waiving = written.valid(waiving("circuit1", "[X4, X10]"));
        assertThat(waiving.connections()).isEqualTo(plain.connections());
        assertThat(waiving.policy()).isEqualTo(plain.policy());
    }
}
