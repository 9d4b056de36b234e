package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarningsTest {
    @TempDir
    private Path directory;

    private Written written;

    @BeforeEach
    void noEnvironment() {
        written = new Written(directory, name -> null);
    }

    private static String networks(String... entries) {
        return Written.AGENT + Written.RECEIVER + Written.ROUTER + "networks:\n  - " + String.join("\n  - ", entries)
                + "\n";
    }

    @Test
    void theSampleSharesTheProvidersPathByDesign() {
        Loaded loaded =
                new ConfigLoader(Map.of("RIBWATCH_HOOK_SECRET", "x")::get).load(Path.of("examples/ribwatch.yaml"));
        assertThat(loaded.warnings())
                .extracting(warning -> warning.toString().replaceFirst(":[0-9]+:11: ", ": "))
                .containsExactly(
                        "examples/ribwatch.yaml: networks[1].name: shares the path 12076 at \"on-prem\" with"
                                + " \"azure-prod\": only declared prefixes tell their routes apart",
                        "examples/ribwatch.yaml: networks[2].name: shares the path 12076 at \"private-cloud\""
                                + " with \"azure-prod\": only declared prefixes tell their routes apart");
    }

    @Test
    void theProviderOfCircuitsIsNoProviderOfPaths() {
        String policy = "policy: {providers: [1299, %s]}\n";
        String networks = networks("{name: on-prem, prefixes: [10.0.0.0/12], match: [{as-path: \"^1_\"}]}");
        assertThat(written.warnings(networks + policy.formatted(12076)))
                .singleElement()
                .asString()
                .contains("policy.providers[1]: X26");
        assertThat(written.warnings(networks + policy.formatted(174))).isEmpty();
    }

    @Test
    void oneRouterWithBothLegsMustTellBothPaths() {
        String text =
                networks("{name: on-prem, match: [{as-path: \"^1_\"}]}", "{name: cloud, match: [{as-path: \"^2_\"}]}")
                        + "connections:\n  - {name: circuit, type: link, between: [on-prem, cloud],"
                        + " primary: {router: edge1, next-hop: [192.0.2.1]},"
                        + " secondary: {router: edge1, next-hop: [192.0.2.5]}}\n";
        String without = "connections[0].secondary: both legs are at router \"edge1\", which without add-path";
        assertThat(written.warnings(text))
                .anyMatch(warning -> warning.toString().contains(without));
        assertThat(written.warnings(text + "router-defaults: {add-path: true}\n"))
                .noneMatch(warning -> warning.toString().contains("both legs"));
    }

    @Test
    void equalPatternsShareEveryPath() {
        assertThat(written.warnings(networks(
                        "{name: on-prem, prefixes: [10.0.0.0/12], match: [{as-path: \"^1_\"}]}",
                        "{name: other, prefixes: [10.16.0.0/12], match: [{as-path: \"^1_\"}]}")))
                .singleElement()
                .asString()
                .contains("networks[1].name: shares the path 1 at \"on-prem\" with \"on-prem\"");
    }

    @Test
    void pathsThatDifferAreNotShared() {
        assertThat(written.warnings(networks(
                        "{name: on-prem, prefixes: [10.0.0.0/12], match: [{as-path: \"^1_\"}, {as-path: \"^$\"}]}",
                        "{name: other, prefixes: [10.16.0.0/12], match: [{as-path: \"^2_\"}]}")))
                .isEmpty();
    }

    @Test
    void theRoutersOwnAsOriginatesTheEmptyPath() {
        assertThat(written.warnings(networks(
                        "{name: on-prem, prefixes: [10.0.0.0/12], match: [{origin-as: 65010}]}",
                        "{name: other, prefixes: [10.16.0.0/12], match: [{as-path: \"^$\"}]}")))
                .singleElement()
                .asString()
                .contains("shares the empty path at \"on-prem\"");
        assertThat(written.warnings(networks(
                        "{name: on-prem, prefixes: [10.0.0.0/12], match: [{origin-as: 65011}]}",
                        "{name: other, prefixes: [10.16.0.0/12], match: [{as-path: \"^$\"}]}")))
                .isEmpty();
    }

    @Test
    void otherVantagesAndCommunitiesTellApart() {
        assertThat(written.warnings(networks(
                        "{name: on-prem, prefixes: [10.0.0.0/12], match: [{as-path: \"^1$\"}]}",
                        "{name: other, prefixes: [10.16.0.0/12], match: [{at: other, as-path: \"^1$\"}]}",
                        "{name: third, prefixes: [10.48.0.0/12], match: [{community: \"1:1\", as-path: \"^1$\"}]}")))
                .isEmpty();
    }

    @Test
    void declaredOverlapsOfConnectedNetworks() {
        String two = networks(
                "{name: on-prem, prefixes: [10.0.0.0/12], match: [{at: on-prem, as-path: \"^$\"}]}",
                "{name: cloud, prefixes: [172.16.0.0/12, 10.1.0.0/16], match: [{neighbor-as: 1}]}");
        String link = "connections: [{name: wire, type: link, between: [on-prem, cloud]}]\n";
        assertThat(written.warnings(two)).isEmpty();
        assertThat(written.warnings(two + link))
                .singleElement()
                .asString()
                .endsWith("networks[1].name: declares 10.1.0.0/16, which overlaps 10.0.0.0/12 of \"on-prem\"");
        assertThat(written.warnings(two + link
                        + "policy: {overlap: {allow: [{prefix: 10.1.0.0/16, between: [cloud, on-prem]}]}}\n"))
                .isEmpty();
    }

    @Test
    void whatCannotWork() {
        assertThat(written.warnings(Written.AGENT + """
                        networks:
                          - {name: lonely, prefixes: [10.0.0.0/12]}
                          - {name: spaceless, match: [{neighbor-as: 1}]}
                        """))
                .containsExactly(
                        "ribwatch.yaml:1:1: routers: none: every connection will be refused",
                        "ribwatch.yaml:1:1: alerts.receivers: none: nobody will be told",
                        "ribwatch.yaml:3:12: networks[0].name: no match and no router in it: no route will belong to"
                                + " it",
                        "ribwatch.yaml:4:12: networks[1].name: no prefixes: every route of it will be unexpected");
    }

    @Test
    void aRouteBehindOneThatMatchesEverything() {
        assertThat(written.warnings(Written.AGENT + Written.ROUTER + Written.NETWORK + Written.RECEIVER + """
                          routes:
                            - {to: [on-call]}
                            - {match: {severity: critical}, to: [on-call]}
                        """))
                .containsExactly("ribwatch.yaml:11:7: alerts.routes[1]: never reached: the route before it matches"
                        + " every alert");
    }

    private Iterable<String> untold(String routes) {
        return written.warnings(Written.AGENT + Written.ROUTER + Written.NETWORK + """
                        alerts:
                          receivers:
                            - {name: on-call, webhook: {url: "https://hooks.example/a"}}
                            - {name: chat, webhook: {url: "https://hooks.example/b"}}
                            - {name: audit, webhook: {url: "https://hooks.example/c"}}
                        """ + routes);
    }

    @Test
    void withoutRoutesOnlyTheFirstReceiverIsTold() {
        String why = "will be told of nothing: without alerts.routes all goes to the first receiver";
        assertThat(untold(""))
                .containsExactly(
                        "ribwatch.yaml:9:14: alerts.receivers[1].name: " + why,
                        "ribwatch.yaml:10:14: alerts.receivers[2].name: " + why);
    }

    @Test
    void aReceiverToWhichNoRouteLeads() {
        String critical = "  routes:\n    - {match: {severity: critical}, to: [chat]}\n";
        assertThat(untold(critical))
                .as("on-call has what is not critical")
                .containsExactly(
                        "ribwatch.yaml:10:14: alerts.receivers[2].name: will be told of nothing: no route leads"
                                + " to it, and what none matches goes to the first receiver");
        assertThat(untold(critical + "    - {to: [audit]}\n"))
                .containsExactly(
                        "ribwatch.yaml:8:14: alerts.receivers[0].name: will be told of nothing: no route leads to it");
        assertThat(untold(critical + "    - {to: [on-call, audit]}\n")).isEmpty();
    }
}
