package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From the first session to an intent in force, with the real process, commands and a real router. */
class IntentToolsLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String FIRST = """
            networks:
              - {name: on-prem, asns: [65010]}
            """;
    private static final String REST = """
            alerts:
              group-wait: 0s
              receivers: [{name: hook, webhook: {url: "%s"}}]
            """;

    private final Path scratch;
    private final LabConfig lab;
    private String rest = "";

    IntentToolsLab() throws Exception {
        scratch = LabFiles.scratch("intent");
        lab = LabConfig.create("", null, List.of(new LabConfig.Member("first", "127.0.0.54", LabConfig.EDGE_AS)));
    }

    private String yaml(Path directory, String agentKeys, String intent) {
        return """
                agent: {as: %d, router-id: 192.0.2.10, listen: ["%s:%d"], state-directory: "%s"%s}
                http: {listen: "%s:%d"}
                routers: [{name: first, address: 127.0.0.54, as: %d, network: on-prem}]
                """.formatted(
                        LabConfig.AGENT_AS,
                        lab.bgp().getAddress().getHostAddress(),
                        lab.bgp().getPort(),
                        directory,
                        agentKeys,
                        lab.http().getAddress().getHostAddress(),
                        lab.http().getPort(),
                        LabConfig.EDGE_AS)
                + intent + rest;
    }

    private String ribwatch(String... arguments) {
        List<String> command = new ArrayList<>(List.of(LabFiles.launcher().toString()));
        command.addAll(List.of(arguments));
        command.add("--url");
        command.add("http://127.0.0.1:" + lab.http().getPort());
        return Subprocess.run(command, "");
    }

    /** Puts a file into the place of the agent's, all at once, and sends no signal. */
    private static void change(AgentProcess agent, String yaml) throws Exception {
        Path next = Files.writeString(agent.directory().resolve("next.yaml"), yaml);
        Files.move(next, agent.directory().resolve("ribwatch.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean fires(HookReceiver hook, String name) {
        return hook.firing().stream().anyMatch(labels -> name.equals(labels.get("alertname")));
    }

    @Test
    void learnExplainAndReload() throws Exception {
        String watching = ", reload-on-change: true";
        try (HookReceiver hook = new HookReceiver()) {
            rest = REST.formatted(hook.url());
            try (AgentProcess agent = AgentProcess.start(
                            scratch, directory -> yaml(directory, watching, FIRST), lab.http(), "-Xmx512m");
                    EdgeRouter router = EdgeRouter.Kind.BIRD.at(lab.seat("first"), scratch)) {
                List<Route> table = new ArrayList<>(LabConfig.healthy());
                IntStream.range(0, 40).forEach(i -> table.add(Route.of("10.3." + i + ".0/24")));
                router.announce(table);
                router.start();
                Await.until("it has converged", PATIENCE, () -> agent.converged("first"));
                String since = agent.session("first").path("established_since").asText();

                // The intent comes from the table, and finds nothing in it.
                String learned = ribwatch("learn");
                assertThat(learned).contains("  - name: as12076", "\"10.3.39.0/24\"", "REVIEW");
                change(agent, yaml(agent.directory(), watching, learned));
                Await.until(
                        "what was learned is in force",
                        PATIENCE,
                        () -> agent.text("/api/v1/networks").contains("as12076"));
                Await.until("nothing of it is found", PATIENCE, () -> findings(agent) == 0);
                assertThat(ribwatch("explain", "10.32.0.0/16"))
                        .contains(
                                "declared  10.32.0.0/16 by as12076, exactly",
                                "belongs to as12076: the only network whose match accepts it",
                                "good      MissingPrefix",
                                "good      UnexpectedPrefix (as12076 10.32.0.0/16): as12076 declares it");
                assertThat(ribwatch("explain", "10.32.7.0/24")).contains("visible by a route of its own");

                // Half of the address plan is lost from the file.
                String mistaken = learned.replaceAll("(?m)^ +- \"10\\.3\\.\\d+\\.0/24\".*\n", "");
                change(agent, yaml(agent.directory(), watching, mistaken));
                Await.until(
                        "the policy is refused",
                        PATIENCE,
                        () -> agent.metric("ribwatch_config_last_reload_successful") == 0);
                Await.until("an alert says so", PATIENCE, () -> fires(hook, "PolicyInvalid"));
                assertThat(agent.process().output()).contains("would flag 40 of 49 routes");
                assertThat(findings(agent)).isZero();

                // It was meant.
                change(agent, yaml(agent.directory(), watching + ", reload-most-flagged: 100%", mistaken));
                Await.until(
                        "the policy is taken",
                        PATIENCE,
                        () -> agent.metric("ribwatch_config_last_reload_successful") == 1);
                Await.until("it flags", PATIENCE, () -> findings(agent) == 21);
                assertThat(ribwatch("explain", "10.3.39.0/24"))
                        .contains("outside what on-prem declares", "UnexpectedPrefix");
                Await.until("its alert fires", PATIENCE, () -> ribwatch("explain", "10.3.39.0/24")
                        .contains("; its alert fires, for "));
                assertThat(agent.session("first").path("established_since").asText()).isEqualTo(since);
            }
            LabSummary.figure("learn, explain, reload", "an intent from the table finds nothing in it; a mistaken one is refused");
        } finally {
            LabFiles.discard(scratch);
        }
    }

    private static long findings(AgentProcess agent) throws Exception {
        return agent.text("/metrics")
                .lines()
                .filter(line -> line.startsWith("ribwatch_findings{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
