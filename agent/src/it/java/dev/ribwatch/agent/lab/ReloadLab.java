package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SIGHUP on the real process. */
class ReloadLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void aBadFileChangesNothingAndAGoodOneKeepsWhatItCan() throws Exception {
        Path scratch = LabFiles.scratch("reload");
        LabConfig.Member first = new LabConfig.Member("first", "127.0.0.51", LabConfig.EDGE_AS);
        LabConfig.Member second = new LabConfig.Member("second", "127.0.0.52", LabConfig.EDGE_AS);
        LabConfig.Member third = new LabConfig.Member("third", "127.0.0.53", LabConfig.EDGE_AS);
        try (HookReceiver hook = new HookReceiver()) {
            LabConfig config = LabConfig.create(hook.url(), null, List.of(first, second));
            try (AgentProcess agent = AgentProcess.start(scratch, config);
                    EdgeRouter router = EdgeRouter.Kind.BIRD.at(config.seat("first"), scratch);
                    EdgeRouter leaving = EdgeRouter.Kind.BIRD.at(config.seat("second"), scratch)) {
                for (EdgeRouter each : List.of(router, leaving)) {
                    each.announce(LabConfig.healthy());
                    each.start();
                }
                Await.until("both have converged", PATIENCE, () -> agent.converged("first") && agent.converged("second"));
                router.announce(Route.of("203.10.113.0/24"));
                Await.until("an episode is open", PATIENCE, () -> hook.firing().size() == 1);
                int told = hook.notices().size();
                String since = agent.session("first").path("established_since").asText();
                String secondSince = agent.session("second").path("established_since").asText();

                agent.reload(config.yaml(agent.directory()).replace("hold-time: 90s", "hold-tyme: 90s"));
                Await.until(
                        "the bad file is named",
                        PATIENCE,
                        () -> agent.metric("ribwatch_config_last_reload_successful") == 0);
                assertThat(agent.process().output()).contains("hold-tyme");
                assertThat(agent.session("first").path("established_since").asText()).isEqualTo(since);
                assertThat(agent.session("second").path("established_since").asText()).isEqualTo(secondSince);

                // A good one: a router leaves, another comes, an intent is added; the first router is not touched.
                LabConfig changed = config.withRouters(List.of(first, third));
                agent.reload(changed.yaml(agent.directory())
                        .replace("prefixes: [172.20.0.0/18]", "prefixes: [172.20.0.0/18, 172.21.0.0/18]"));
                Await.until(
                        "the good file is taken",
                        PATIENCE,
                        () -> agent.metric("ribwatch_config_last_reload_successful") == 1);
                Await.until("the second router is gone", PATIENCE, () -> agent.rows("sessions").stream()
                        .noneMatch(row -> row.path("name").asText().equals("second")));
                try (RawRouter newcomer = RawRouter.established(
                        "127.0.0.53",
                        LabConfig.EDGE_AS,
                        config.bgp(),
                        Updates.announce(Route.of("10.32.0.0/16", LabConfig.EDGE_AS, 12076)))) {
                    Await.until("the third router is there", PATIENCE, () -> agent.converged("third"));
                    newcomer.send(Updates.withdraw("10.32.0.0/16"));
                    assertThat(agent.session("first").path("established_since").asText()).isEqualTo(since);
                    assertThat(hook.notices().subList(told, hook.notices().size()))
                            .as("the open episode is neither resolved nor told again")
                            .noneMatch(notice -> notice.labels().containsValue("203.10.113.0/24"));
                    router.withdraw("203.10.113.0/24");
                    Await.until("the episode ends as the one it was", PATIENCE, () -> hook.notices().stream()
                            .anyMatch(notice -> !notice.firing() && notice.labels().containsValue("203.10.113.0/24")));
                }
                LabSummary.figure("SIGHUP", "bad file: nothing changed; good file: session and episode kept");
            }
        } finally {
            LabFiles.discard(scratch);
        }
    }
}
