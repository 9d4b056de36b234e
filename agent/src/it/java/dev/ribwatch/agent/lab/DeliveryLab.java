package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A receiver that refuses what it is told, beside one that does not: the other one says so. */
class DeliveryLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String DEFAULT = "UnexpectedDefaultRoute";
    private static final String FAILING = "DeliveryFailing";

    private static boolean fires(HookReceiver hook, String name) {
        return hook.firing().stream().anyMatch(labels -> name.equals(labels.get("alertname")));
    }

    private static String yaml(LabConfig lab, Path directory, HookReceiver hook, HookReceiver pager) {
        return """
                agent: {as: %d, router-id: 192.0.2.10, listen: ["%s:%d"], state-directory: "%s"}
                http: {listen: "%s:%d"}
                routers: [{name: first, address: 127.0.0.55, as: %d, network: on-prem}]
                networks:
                  - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/8]}
                policy:
                  rules:
                    UnexpectedDefaultRoute: {keep-firing-for: 0s}
                    DeliveryFailing: {keep-firing-for: 0s}
                alerts:
                  group-wait: 0s
                  receivers:
                    - {name: hook, webhook: {url: "%s"}}
                    - {name: pager, webhook: {url: "%s"}}
                  routes: [{to: [hook, pager]}]
                """.formatted(
                LabConfig.AGENT_AS,
                lab.bgp().getAddress().getHostAddress(),
                lab.bgp().getPort(),
                directory,
                lab.http().getAddress().getHostAddress(),
                lab.http().getPort(),
                LabConfig.EDGE_AS,
                hook.url(),
                pager.url());
    }

    @Test
    void whoCannotBeToldIsSaidToTheOthers() throws Exception {
        Path scratch = LabFiles.scratch("delivery");
        LabConfig lab = LabConfig.create("", null, List.of(new LabConfig.Member("first", "127.0.0.55", LabConfig.EDGE_AS)));
        try (HookReceiver hook = new HookReceiver();
                HookReceiver pager = new HookReceiver();
                AgentProcess agent = AgentProcess.start(
                        scratch, directory -> yaml(lab, directory, hook, pager), lab.http(), "-Xmx256m");
                EdgeRouter router = EdgeRouter.Kind.BIRD.at(lab.seat("first"), scratch)) {
            router.announce(Route.of("10.1.0.0/16"));
            router.start();
            Await.until("it has converged", PATIENCE, () -> agent.converged("first"));
            assertThat(hook.notices()).isEmpty();

            pager.answer(401);
            router.announce(Route.of("0.0.0.0/0"));
            Await.until("the route is told", PATIENCE, () -> fires(hook, DEFAULT));
            Await.until("so is that the pager was not", PATIENCE, () -> fires(hook, FAILING));
            HookReceiver.Notice said = hook.notices().stream()
                    .filter(notice -> notice.name().equals(FAILING))
                    .findFirst()
                    .orElseThrow();
            assertThat(said.labels())
                    .containsAllEntriesOf(Map.of("component", "receiver pager", "severity", "critical"));
            assertThat(said.annotations().get("summary")).isEqualTo("Receiver pager was not told of an alert: HTTP 401");

            pager.answer(200);
            router.withdraw("0.0.0.0/0");
            Await.until("the pager takes it", PATIENCE, () -> !pager.notices().isEmpty());
            Await.until("and nothing is left", PATIENCE, () -> hook.firing().isEmpty());
            assertThat(hook.notices().stream()
                            .filter(notice -> notice.name().equals(FAILING))
                            .map(notice -> notice.labels().get("component") + " " + notice.status()))
                    .containsExactly("receiver pager firing", "receiver pager resolved");
            LabSummary.figure("a receiver that refuses", "the other is told, until it takes something");
        } finally {
            LabFiles.discard(scratch);
        }
    }
}
