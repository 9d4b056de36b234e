package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.PolicyDigest;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two agents of a pair must have alike, and what is each one's own. */
class PolicyDigestTest {
    private static final String FILE = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:1790"], hold-time: 90s}
            http: {listen: "127.0.0.1:9797"}
            routers:
              - {name: edge1, address: 127.0.0.11, as: 65010, network: on-prem, memory-budget: 64MiB}
              - {name: edge2, address: 127.0.0.12, as: [65010, 65011], network: on-prem, max-prefixes: {ipv4-unicast: 7, ipv6-unicast: 8}}
            networks:
              - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/12], more-specifics: true, match: [{as-path: "^$"}]}
              - {name: cloud, asns: [12076], prefixes: [10.32.0.0/16], more-specifics: false, match: [{as-path: "^12076$"}]}
            connections:
              - {name: circuit, type: expressroute, between: [on-prem, cloud]}
              - {name: backup, type: link, between: [on-prem, cloud]}
            policy:
              rules:
                MissingPrefix: {for: 30s}
                UnexpectedPrefix: {except: [{network: on-prem, prefix: 192.168.200.0/24}]}
            alerts:
              external-labels: {site: fra1, team: net}
              receivers: [{name: hook, webhook: {url: "http://127.0.0.1:9099/hook"}}]
            """;

    private static Map<String, String> digests(String text) {
        Loaded loaded = new ConfigLoader(name -> null).load("pair.yaml", text);
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        Config config = ((Loaded.Valid) loaded).config();
        return PolicyDigest.of(config);
    }

    private static String different(String text) {
        Map<String, String> before = digests(FILE);
        Map<String, String> after = digests(text);
        TreeSet<String> names = new TreeSet<>();
        before.forEach((name, digest) -> {
            if (!digest.equals(after.get(name))) {
                names.add(name);
            }
        });
        return String.join(" ", names);
    }

    private static String changed(String from, String to) {
        assertThat(FILE).contains(from);
        return different(FILE.replace(from, to));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "as: 65000 | as: 65001",
                "192.0.2.10 | 192.0.2.11",
                "127.0.0.1:1790 | 127.0.0.2:1791",
                "hold-time: 90s | hold-time: 30s",
                "127.0.0.1:9797 | 127.0.0.2:9798",
                "127.0.0.11 | 127.0.0.13",
                "64MiB | 65MiB",
                "127.0.0.1:9099/hook | 127.0.0.1:9100/other",
                "name: hook | name: crook",
                "[65010, 65011] | [65011, 65010]",
                "{ipv4-unicast: 7, ipv6-unicast: 8} | {ipv6-unicast: 8, ipv4-unicast: 7}",
                "{site: fra1, team: net} | {team: net, site: fra1}",
            })
    void whatIsAnAgentsOwnMakesNoDifference(String from, String to) {
        assertThat(changed(from, to)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: edge1 | name: edge7 | routers",
                "as: 65010 | as: 65012 | routers",
                "ipv4-unicast: 7 | ipv4-unicast: 9 | routers",
                "127.0.0.12 | 127.0.0.16/28 | routers",
                "max-prefixes | add-path: true, max-prefixes | routers",
                "max-prefixes | own-routes: held, max-prefixes | routers",
                "max-prefixes | down-grace: 7s, max-prefixes | routers",
                "max-prefixes | canary: 10.0.0.0/24, max-prefixes | routers",
                "10.32.0.0/16 | 10.32.0.0/17 | networks",
                "^12076$ | ^12077$ | networks",
                "more-specifics: false | more-specifics: {max-length: 24} | networks",
                "type: expressroute | type: link | connections",
                "for: 30s | for: 31s | policy",
                "192.168.200.0/24 | 192.168.201.0/24 | policy",
                "site: fra1 | site: fra2 | external-labels",
                "site: fra1 | sit: efra1 | external-labels",
            })
    void whatDecidesWhatIsFoundDoes(String from, String to, String section) {
        assertThat(changed(from, to)).isEqualTo(section);
    }

    @Test
    void theProviderOfCircuitsDecides() {
        String with = "policy:\n  provider-as: {gateway: %s}\n";
        assertThat(changed("policy:\n", with.formatted(65400))).isEqualTo("policy");
        assertThat(changed("policy:\n", with.formatted(65515))).isEmpty();
    }

    @Test
    void theOrderOfNetworksDecidesAndThatOfRoutersAndConnectionsDoesNot() {
        assertThat(different(exchanged("  - {name: edge1", "  - {name: edge2", "networks:")))
                .isEmpty();
        assertThat(different(exchanged("  - {name: circuit", "  - {name: backup", "policy:")))
                .isEmpty();
        assertThat(different(exchanged("  - {name: on-prem", "  - {name: cloud", "connections:")))
                .isEqualTo("networks");
    }

    /** Where a line stands, and what is said of it, is nothing to the policy. */
    @Test
    void commentsAndEmptyLinesMakeNoDifference() {
        assertThat(different("# the first line\n\n" + FILE.replace("policy:", "\npolicy: # ours")))
                .isEmpty();
    }

    @Test
    void aDigestIsShortAndOfEverySection() {
        assertThat(digests(FILE)).containsOnlyKeys("routers", "networks", "connections", "policy", "external-labels");
        assertThat(digests(FILE).values()).allMatch(digest -> digest.matches("[0-9a-f]{16}"));
    }

    private static String exchanged(String first, String second, String end) {
        int a = FILE.indexOf(first);
        int b = FILE.indexOf(second);
        int c = FILE.indexOf(end, b);
        return FILE.substring(0, a) + FILE.substring(b, c) + FILE.substring(a, b) + FILE.substring(c);
    }
}
