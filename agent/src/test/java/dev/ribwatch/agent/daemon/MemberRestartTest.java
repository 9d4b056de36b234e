package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** L11: what fires at a member of a range goes on over a restart, and ends as it would have without one. */
class MemberRestartTest {
    private static final String SPOKE = "spoke-127.0.0.11";
    private static final String FORGOTTEN = "the router was forgotten to make room in range spoke";
    private static final String REMOVED = "the router was removed";
    private static final String RANGE =
            "- {name: spoke, address: 127.0.0.0/28, as: 65010, network: on-prem, max-members: 1, down-grace: 0s}";
    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"], state-directory: "%s"}
            http: {listen: "127.0.0.1:0"}
            routers:
              - {name: edge1, address: 127.0.0.99, as: 65010, network: on-prem}
              RANGE
            networks:
              - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/12], more-specifics: true, match: [{origin-as: [65010]}]}
            policy:
              rules:
                UnexpectedDefaultRoute: {keep-firing-for: 0s}
                SessionDown: {keep-firing-for: 0s}
            alerts:
              receivers:
                - {name: on-call, webhook: {url: "http://127.0.0.1:9/hook"}}
            """;

    @TempDir
    private Path directory;

    private RunningAgent agent;

    @AfterEach
    void stop() throws IOException {
        agent.close();
    }

    private String yaml(String range) {
        return CONFIG.formatted(directory).replace("RANGE", range);
    }

    private void start(String routers) throws IOException {
        agent = new RunningAgent(directory, yaml(routers), directory.resolve("state"));
    }

    /** The router shows a default route and is lost; both fire. */
    private void startAndLose(String routers, String name) throws Exception {
        start(routers);
        agent.connect();
        agent.announce("0.0.0.0/0");
        agent.endOfRib();
        awaitFiring("UnexpectedDefaultRoute " + name);
        agent.hangUp();
        awaitFiring("SessionDown " + name, "UnexpectedDefaultRoute " + name);
    }

    private void restart(String routers) throws Exception {
        agent.close();
        start(routers);
    }

    private Set<String> firing() throws Exception {
        Set<String> firing = new TreeSet<>();
        for (JsonNode row : agent.json("/api/v1/alerts").path("alerts")) {
            if (row.path("state").asText().equals("firing")) {
                JsonNode labels = row.path("labels");
                firing.add(labels.path("alertname").asText() + " "
                        + labels.path("router").asText());
            }
        }
        return firing;
    }

    private void awaitFiring(String... alerts) throws Exception {
        RunningAgent.await(String.join(", ", alerts), () -> firing().equals(Set.of(alerts)));
    }

    private void awaitEnds(String router, String reason) throws Exception {
        Map<String, String> ends = Map.of("UnexpectedDefaultRoute " + router, reason, "SessionDown " + router, reason);
        RunningAgent.await("both end: " + reason, () -> agent.ends().size() == 2);
        assertThat(agent.ends()).isEqualTo(ends);
    }

    @Test
    void aMemberThatIsAwayIsKnownAgainAndGivesWayToAnother() throws Exception {
        startAndLose(RANGE, SPOKE);
        restart(RANGE);
        awaitFiring("SessionDown " + SPOKE, "UnexpectedDefaultRoute " + SPOKE);
        assertThat(agent.sessions()).containsExactly("edge1", SPOKE);
        agent.json("/api/v1/sessions")
                .path("sessions")
                .forEach(row -> assertThat(row.path("name").asText())
                        .endsWith(
                                row.path("name").asText().equals("edge1")
                                        ? ""
                                        : row.path("address").asText()));
        agent.connect("127.0.0.12");
        awaitEnds(SPOKE, FORGOTTEN);
        assertThat(agent.sessions()).containsExactly("edge1", "spoke-127.0.0.12");
    }

    @Test
    void aReloadThatMovesTheRangeEndsWhatFiresAtItsMembers() throws Exception {
        startAndLose(RANGE, SPOKE);
        restart(RANGE);
        awaitFiring("SessionDown " + SPOKE, "UnexpectedDefaultRoute " + SPOKE);
        agent.agent().reload(agent.load(yaml(RANGE.replace("127.0.0.0/28", "127.0.0.32/28"))));
        awaitEnds(SPOKE, REMOVED);
        assertThat(agent.sessions()).containsExactly("edge1");
    }

    @Test
    void soDoesARestartWithAnotherRange() throws Exception {
        startAndLose(RANGE, SPOKE);
        restart(RANGE.replace("127.0.0.0/28", "127.0.0.32/28"));
        awaitEnds(SPOKE, REMOVED);
    }

    @Test
    void aRouterWhoseNameBeginsLikeThatOfARangeIsNoMember() throws Exception {
        startAndLose(
                RANGE.replace("127.0.0.0/28", "127.0.0.32/28")
                        + "\n  - {name: spoke-9, address: 127.0.0.11, as: 65010, network: on-prem, down-grace: 0s}",
                "spoke-9");
        restart(RANGE.replace("127.0.0.0/28", "127.0.0.32/28"));
        awaitEnds("spoke-9", REMOVED);
    }

    @Test
    void aMemberThatComesBackIsJudged() throws Exception {
        startAndLose(RANGE, SPOKE);
        restart(RANGE);
        awaitFiring("SessionDown " + SPOKE, "UnexpectedDefaultRoute " + SPOKE);
        agent.connect();
        agent.announce("10.1.0.0/16");
        agent.endOfRib();
        RunningAgent.await("both end", () -> agent.ends().size() == 2);
        assertThat(agent.ends()).containsEntry("SessionDown " + SPOKE, "established and converged");
    }
}
