package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** L1, L11: what a receiver is told of an alert while the agent is killed, and of a ledger that cannot be written. */
class LedgerLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String DEFAULT = "UnexpectedDefaultRoute";
    private static final String DEGRADED = "LedgerDegraded";

    private final Path scratch = LabFiles.scratch("ledger");
    private final Path state = scratch.resolve("state");
    private final LabConfig lab =
            LabConfig.create("", null, List.of(new LabConfig.Member("first", "127.0.0.56", LabConfig.EDGE_AS)));
    private final HookReceiver hook = new HookReceiver();
    private final EdgeRouter router = EdgeRouter.Kind.BIRD.at(lab.seat("first"), scratch);

    LedgerLab() throws IOException {}

    @BeforeEach
    void startRouter() throws IOException {
        router.announce(Route.of("10.1.0.0/16"));
        router.start();
    }

    @AfterEach
    void endAll() throws IOException {
        router.close();
        hook.close();
        LabFiles.discard(scratch);
    }

    private String yaml() {
        return """
                agent: {as: %d, router-id: 192.0.2.10, listen: ["%s:%d"], state-directory: "%s"}
                http: {listen: "%s:%d"}
                routers: [{name: first, address: 127.0.0.56, as: %d, network: on-prem}]
                networks:
                  - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/8], more-specifics: true}
                policy:
                  rules:
                    UnexpectedDefaultRoute: {keep-firing-for: 0s}
                    LedgerDegraded: {keep-firing-for: 0s}
                alerts:
                  group-wait: 0s
                  receivers: [{name: hook, webhook: {url: "%s"}}]
                """.formatted(
                LabConfig.AGENT_AS,
                lab.bgp().getAddress().getHostAddress(),
                lab.bgp().getPort(),
                state,
                lab.http().getAddress().getHostAddress(),
                lab.http().getPort(),
                LabConfig.EDGE_AS,
                hook.url());
    }

    private AgentProcess start() throws IOException {
        AgentProcess agent = AgentProcess.start(scratch, directory -> yaml(), lab.http(), "-Xmx256m");
        Await.until("it has converged", PATIENCE, () -> agent.converged("first"));
        return agent;
    }

    /** What was told of a rule, in order. */
    private List<String> told(String rule) {
        return hook.notices().stream()
                .filter(notice -> notice.name().equals(rule))
                .map(HookReceiver.Notice::status)
                .toList();
    }

    private static void kill(AgentProcess agent) {
        end(agent, "KILL");
    }

    private static void end(AgentProcess agent, String signal) {
        agent.process().signal(signal);
        Await.until("it is dead", PATIENCE, () -> !agent.process().alive());
    }

    @Test
    void oneFiringAndOneResolvedHoweverItEndsBetween() throws Exception {
        try (AgentProcess agent = start()) {
            router.announce(Route.of("0.0.0.0/0"));
            Await.until("the route is told", PATIENCE, () -> !told(DEFAULT).isEmpty());
            Await.until("that is noted", PATIENCE, () -> agent.metric("ribwatch_deliveries_total{receiver=\"hook\",result=\"delivered\"}") == 1);
            Await.until("and safe", PATIENCE, () -> agent.metric("ribwatch_ledger_pending") == 0);
            kill(agent);
        }
        try (AgentProcess agent = start()) {
            Await.until("it holds", PATIENCE, () -> agent.rows("alerts").stream()
                    .anyMatch(row -> row.path("labels").path("alertname").asText().equals(DEFAULT)
                            && !row.path("unknown").asBoolean()));
            assertThat(agent.metric("ribwatch_alerts_firing{rule=\"UnexpectedDefaultRoute\",severity=\"critical\"}"))
                    .isEqualTo(1);
            end(agent, "TERM"); // that its routers leave then is no end of it
            router.withdraw("0.0.0.0/0");
        }
        assertThat(told(DEFAULT)).containsExactly("firing");
        try (AgentProcess agent = start()) {
            Await.until("its end is told", PATIENCE, () -> told(DEFAULT).contains("resolved"));
            assertThat(told(DEFAULT)).containsExactly("firing", "resolved");
            Map<String, String> texts = hook.notices().stream()
                    .filter(notice -> notice.status().equals("resolved"))
                    .findFirst()
                    .orElseThrow()
                    .annotations();
            assertThat(texts).containsEntry("resolved_because", "not found again after a restart of Ribwatch");
            Await.until("that is noted", PATIENCE, () -> agent.rows("alerts").isEmpty()
                    && agent.metric("ribwatch_deliveries_total{receiver=\"hook\",result=\"delivered\"}") == 1
                    && agent.metric("ribwatch_ledger_pending") == 0);
            kill(agent);
        }
        try (AgentProcess agent = start()) {
            assertThat(agent.rows("alerts")).isEmpty();
        }
        assertThat(told(DEFAULT)).containsExactly("firing", "resolved");
        assertThat(told(DEGRADED)).isEmpty();
        LabSummary.passed("killed and stopped while an alert fires: one firing, one resolved", EdgeRouter.Kind.BIRD);
    }

    @Test
    void aLedgerThatCannotBeWrittenIsSaidAndAlertsGoOn() throws Exception {
        try (AgentProcess agent = start()) {
            assertThat(agent.metric("ribwatch_ledger_writable")).isEqualTo(1);
            Path aside = Files.move(state, scratch.resolve("aside"));
            Files.writeString(state, "in its place");
            Await.until("it is said", PATIENCE, () -> told(DEGRADED).contains("firing"));
            Map<String, String> texts = hook.notices().get(0).annotations();
            assertThat(texts.get("summary")).contains("cannot be written: ").containsIgnoringCase("not a directory: " + state);
            router.announce(Route.of("0.0.0.0/0"));
            Await.until("alerts go on", PATIENCE, () -> told(DEFAULT).contains("firing"));

            Files.delete(state);
            Files.move(aside, state);
            Await.until("it heals", PATIENCE, () -> told(DEGRADED).contains("resolved"));
            assertThat(agent.metric("ribwatch_ledger_writable")).isEqualTo(1);
            kill(agent);
        }
        try (AgentProcess agent = start()) {
            assertThat(agent.metric("ribwatch_ledger_writable")).isEqualTo(1);
            router.withdraw("0.0.0.0/0");
            Await.until("what it had told is over", PATIENCE, () -> told(DEFAULT).contains("resolved"));
        }
        assertThat(told(DEGRADED)).containsExactly("firing", "resolved");
        assertThat(told(DEFAULT)).containsExactly("firing", "resolved");
        LabSummary.figure("a ledger that cannot be written", "said at once, alerts go on, over when it can");
    }
}
