package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Planned changes of a real router's routes by the real clock: one is late, the other is done and not undone. */
class PlannedChangeLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static String change(String name, Instant to, String network, String prefix, String more) {
        return "    - {name: %s, from: 2026-01-01T00:00:00Z, to: %s, network: %s, prefixes: [%s], expect: withdrawn%s}\n"
                .formatted(name, to, network, prefix, more);
    }

    @Test
    void whatIsPlannedIsExpectedAndHeldToThePlan() throws Exception {
        Path scratch = LabFiles.scratch("planned");
        try (HookReceiver hook = new HookReceiver()) {
            LabConfig config = LabConfig.create(
                    hook.url(), null, List.of(new LabConfig.Member("edge", "127.0.0.51", LabConfig.EDGE_AS)));
            try (AgentProcess agent = AgentProcess.start(scratch, config);
                    EdgeRouter router = EdgeRouter.Kind.BIRD.at(config.seat("edge"), scratch)) {
                router.announce(LabConfig.healthy());
                router.start();
                Await.until("the router has converged", PATIENCE, () -> agent.converged("edge"));

                Instant to = Instant.now().plusSeconds(10).truncatedTo(ChronoUnit.SECONDS);
                Instant undoneBy = to.plusSeconds(5);
                String changes = "policy:\n  changes:\n"
                        + change("drain", to, "azure-prod", "10.33.0.0/16", ", undone-by: " + undoneBy)
                        + change("close", to, "private-cloud", "172.20.0.0/18", "");
                agent.reload(config.yaml(agent.directory())
                        .replaceFirst("(?m)^policy:\n", changes)
                        .replaceFirst(
                                "(?m)^  rules:\n", "  rules:\n    PlannedChangeMissed: {keep-firing-for: 0s}\n"));
                Await.until(
                        "both changes are awaited",
                        PATIENCE,
                        () -> count(agent, "drain", "pending") + count(agent, "close", "pending") == 2);
                router.withdraw("10.33.0.0/16");
                Await.until("one is done", PATIENCE, () -> count(agent, "drain", "done") == 1);
                assertThat(hook.notices()).isEmpty();

                Await.until("the other is late", PATIENCE, () -> !hook.notices().isEmpty());
                HookReceiver.Notice late = hook.notices().get(0);
                assertThat(late.labels())
                        .containsEntry("alertname", "PlannedChangeMissed")
                        .containsEntry("prefix", "172.20.0.0/18")
                        .containsEntry("reason", "late");
                assertThat(Instant.now()).isAfterOrEqualTo(to);
                router.withdraw("172.20.0.0/20");
                Await.until("it is done", PATIENCE, () -> count(agent, "close", "done") == 1);

                Await.until("the first is not undone", PATIENCE, () -> hook.notices().stream()
                        .anyMatch(notice -> notice.name().equals("MissingPrefix")));
                assertThat(Instant.now()).isAfterOrEqualTo(undoneBy);
                assertThat(hook.notices())
                        .filteredOn(notice -> notice.name().equals("MissingPrefix"))
                        .allMatch(notice -> "10.33.0.0/16".equals(notice.labels().get("prefix")))
                        .allMatch(notice ->
                                notice.annotations().get("description").contains("The planned change drain"));
                router.announce(Route.of("10.33.0.0/16", 12076));
                Await.until("it is undone", PATIENCE, () -> count(agent, "drain", "undone") == 1
                        && hook.firing().isEmpty());
                assertThat(hook.notices())
                        .extracting(HookReceiver.Notice::name)
                        .containsOnly("PlannedChangeMissed", "MissingPrefix");
                LabSummary.figure("planned changes", "late and not undone told, what was done in time not");
            }
        } finally {
            LabFiles.discard(scratch);
        }
    }

    private static double count(AgentProcess agent, String change, String outcome) throws Exception {
        return agent.metric("ribwatch_planned_change{change=\"" + change + "\",outcome=\"" + outcome + "\"}");
    }
}
