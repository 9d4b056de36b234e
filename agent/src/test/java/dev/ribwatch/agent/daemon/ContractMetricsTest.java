package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What dashboards hold on to, as the real agent shows it. */
class ContractMetricsTest {
    /** Name, type and label names of every metric of the contract. */
    private static final List<String> CONTRACT = """
            ribwatch_build info java,version
            ribwatch_session_up gauge router
            ribwatch_session_state gauge router
            ribwatch_session_established_timestamp_seconds gauge router
            ribwatch_session_flaps counter router
            ribwatch_session_converged gauge family,router
            ribwatch_messages_received counter router,type
            ribwatch_messages_sent counter router,type
            ribwatch_notifications counter code,direction,router
            ribwatch_routes gauge family,router
            ribwatch_prefix_limit gauge family,router
            ribwatch_route_changes counter change,family,router
            ribwatch_update_errors counter action,router
            ribwatch_network_routes gauge family,network,router
            ribwatch_network_expected gauge family,network,router
            ribwatch_network_visible gauge family,network,router
            ribwatch_watched_prefix_present gauge prefix,router
            ribwatch_unjudged gauge family,reason,router
            ribwatch_findings gauge network,rule,severity
            ribwatch_alerts_firing gauge rule,severity
            ribwatch_deliveries counter receiver,result
            ribwatch_delivery_queue gauge receiver
            ribwatch_detection_seconds summary quantile
            ribwatch_detection_histogram_seconds histogram le
            ribwatch_delivery_seconds summary quantile
            ribwatch_delivery_histogram_seconds histogram le
            ribwatch_lane_bytes gauge router
            ribwatch_lane_paused_seconds counter router
            ribwatch_table_memory_bytes gauge part
            ribwatch_table_slice_seconds gauge -
            ribwatch_table_slice_seconds_max gauge -
            ribwatch_loop_step_seconds gauge -
            ribwatch_loop_step_seconds_max gauge -
            ribwatch_config_last_reload_successful gauge -
            ribwatch_config_last_reload_success_timestamp_seconds gauge -
            """.lines().toList();

    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"], state-directory: "%s"}
            http: {listen: "127.0.0.1:0"}
            routers:
              - name: edge1
                address: 127.0.0.11
                as: 65010
                network: on-prem
                max-prefixes: {ipv4-unicast: 1000}
              - {name: edge2, address: 127.0.0.12, as: 65010, network: on-prem, families: [ipv4-unicast]}
            networks:
              - name: on-prem
                asns: [65010]
                prefixes: [10.0.0.0/12, "2001:db8:10::/44"]
                required: [10.1.0.0/16]
                more-specifics: true
                match: [{at: on-prem, as-path: "^$"}, {origin-as: [65010]}]
              - name: azure-prod
                asns: [12076]
                prefixes: [10.32.0.0/16]
                more-specifics: false
                match: [{as-path: "^12076(_12076)*$"}]
            connections:
              - {name: circuit, type: expressroute, between: [on-prem, azure-prod]}
            policy:
              watch: [10.1.0.0/16]
              rules: {UnexpectedPrefix: {for: 0s, keep-firing-for: 500ms}}
            alerts:
              group-wait: 0s
              receivers: [{name: on-call, webhook: {url: "http://127.0.0.1:9/hook"}}]
            """;

    @TempDir
    private Path directory;

    /** Name, type, label names of what is shown; only families that have a sample. */
    private static List<String> shown(String text) {
        Map<String, String> types = new TreeMap<>();
        Map<String, TreeSet<String>> labels = new TreeMap<>();
        Pattern sample = Pattern.compile("(ribwatch_[a-z_]+)(?:\\{(.*)})? [^ ]+");
        Pattern label = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");
        String family = "";
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# TYPE ribwatch_")) {
                String[] words = line.split(" ", -1);
                family = words[2];
                types.put(family, words[3]);
            }
            Matcher matcher = sample.matcher(line);
            if (matcher.matches()) {
                assertThat(matcher.group(1)).startsWith(family);
                TreeSet<String> names = labels.computeIfAbsent(family, none -> new TreeSet<>());
                Matcher each = label.matcher(matcher.group(2) == null ? "" : matcher.group(2));
                while (each.find()) {
                    names.add(each.group(1));
                }
            }
        }
        List<String> shown = new ArrayList<>();
        labels.forEach((name, names) ->
                shown.add(name + " " + types.get(name) + " " + (names.isEmpty() ? "-" : String.join(",", names))));
        return shown;
    }

    @Test
    void everyMetricOfTheContractHasASource() throws Exception {
        try (RunningAgent agent = new RunningAgent(directory, CONFIG.formatted(directory))) {
            agent.connect();
            agent.announce("10.1.0.0/16", "192.168.7.0/24"); // the second one is not declared
            agent.endOfRib();
            RunningAgent.await(
                    "an alert fires",
                    () -> agent.metrics("ribwatch_alerts_firing{").stream()
                            .anyMatch(line -> line.contains("UnexpectedPrefix") && line.endsWith(" 1.0")));
            RunningAgent.await(
                    "findings are counted",
                    () -> !agent.metrics("ribwatch_findings{").isEmpty());
            RunningAgent.await(
                    "tables are counted",
                    () -> agent.metrics("ribwatch_routes{")
                            .contains("ribwatch_routes{router=\"edge1\",family=\"ipv4-unicast\"} 2.0"));
            String text = agent.get("/metrics", "application/openmetrics-text; version=1.0.0");
            assertThat(shown(text)).containsAll(CONTRACT);
            assertThat(CONTRACT).hasSize(35);
            assertThat(agent.json("/healthz").toString()).isEqualTo("{\"status\":\"ok\"}");

            assertThat(agent.metrics("ribwatch_prefix_limit"))
                    .containsExactly("ribwatch_prefix_limit{router=\"edge1\",family=\"ipv4-unicast\"} 1000.0");
            // edge2 has one family.
            assertThat(agent.metrics().stream()
                            .filter(line -> line.contains("router=\"edge2\"") && line.contains("family="))
                            .collect(Collectors.toList()))
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("ipv6-unicast"));
            assertThat(agent.metrics("ribwatch_session_converged"))
                    .containsExactly(
                            "ribwatch_session_converged{router=\"edge1\",family=\"ipv4-unicast\"} 1.0",
                            "ribwatch_session_converged{router=\"edge1\",family=\"ipv6-unicast\"} 1.0",
                            "ribwatch_session_converged{router=\"edge2\",family=\"ipv4-unicast\"} 0.0");
        }
    }

    @Test
    void aFindingThatIsOverCountsZeroAndItsLineStays() throws Exception {
        String line = "ribwatch_findings{rule=\"UnexpectedPrefix\",severity=\"warning\",network=\"on-prem\"} ";
        try (RunningAgent agent = new RunningAgent(directory, CONFIG.formatted(directory))) {
            agent.connect();
            agent.announce("10.1.0.0/16", "192.168.7.0/24");
            agent.endOfRib();
            RunningAgent.await("it is counted", () -> agent.metrics(line).contains(line + "1.0"));
            agent.withdraw("192.168.7.0/24");
            RunningAgent.await("it is over", () -> !agent.metrics(line).contains(line + "1.0"));
            assertThat(agent.metrics(line)).containsExactly(line + "0.0");
            String firing = "ribwatch_alerts_firing{rule=\"UnexpectedPrefix\",severity=\"warning\"} ";
            RunningAgent.await("its alert is over", () -> agent.metrics(firing).contains(firing + "0.0"));
        }
    }

    @Test
    void findingsThatAreJudgedAfterTheMessageAreMeasuredToo() throws Exception {
        String count = "ribwatch_detection_seconds_count ";
        String finding = "ribwatch_findings{rule=\"EffectiveDefaultRoute\"";
        try (RunningAgent agent = new RunningAgent(directory, CONFIG.formatted(directory))) {
            agent.connect();
            agent.announce("10.1.0.0/16");
            agent.endOfRib();
            RunningAgent.await(
                    "it has converged",
                    () -> agent.metrics("ribwatch_session_converged{router=\"edge1\"").stream()
                            .allMatch(line -> line.endsWith(" 1.0")));
            List<String> before = agent.metrics(count);
            assertThat(agent.metrics(finding)).isEmpty();
            agent.announce("0.0.0.0/1"); // half of all addresses, of which the union is counted later
            RunningAgent.await("it is found", () -> !agent.metrics(finding).isEmpty());
            assertThat(agent.metrics(count)).hasSize(1).isNotEqualTo(before);
        }
    }

    @Test
    void linksLeadToThePageOfThePortThatWasChosen() throws Exception {
        try (RunningAgent agent = new RunningAgent(directory, CONFIG.formatted(directory))) {
            agent.connect();
            agent.announce("192.168.7.0/24");
            agent.endOfRib();
            RunningAgent.await(
                    "an alert fires",
                    () -> !agent.json("/api/v1/alerts").path("alerts").isEmpty());
            assertThat(agent.json("/api/v1/alerts").path("alerts"))
                    .allSatisfy(alert -> assertThat(alert.path("annotations")
                                    .path("runbook_url")
                                    .asText())
                            .isEqualTo("http://127.0.0.1:"
                                    + agent.agent().httpAddress().getPort() + "/#"
                                    + alert.path("labels").path("alertname").asText()));
        }
    }
}
