package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router that comes back as another one: SessionDown says what is the case now, and is told once. */
class RefusedSessionTest {
    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"], state-directory: "%s"}
            http: {listen: "127.0.0.1:0"}
            routers:
              - {name: edge1, address: 127.0.0.11, as: 65010, network: on-prem, families: [ipv4-unicast], down-grace: 1s}
            networks:
              - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/12], match: [{origin-as: [65010]}]}
            """;

    @TempDir
    private Path directory;

    private RunningAgent agent;

    @BeforeEach
    void converge() throws Exception {
        agent = new RunningAgent(directory, CONFIG.formatted(directory));
        agent.connect();
        agent.endOfRib();
        RunningAgent.await("converged", () -> unjudged().isEmpty());
    }

    @AfterEach
    void stop() throws IOException {
        agent.close();
    }

    private List<String> unjudged() throws Exception {
        return agent.metrics("ribwatch_unjudged{");
    }

    /** An OPEN with these capabilities. */
    private Dialogue open(String as, String capabilities) throws IOException {
        Dialogue router =
                new Dialogue("127.0.0.11", agent.agent().bgpAddresses().get(0));
        router.awaitOpen();
        router.send(UpdateMessage.message(1, HexText.parse("04" + as + "005a c000020b 08 02 06" + capabilities)));
        return router;
    }

    private String description() throws Exception {
        for (JsonNode alert : agent.json("/api/v1/alerts").path("alerts")) {
            if (alert.path("labels").path("alertname").asText().equals("SessionDown")) {
                return alert.path("annotations").path("description").asText();
            }
        }
        return "";
    }

    @Test
    void withAnotherAs() throws Exception {
        agent.hangUp();
        RunningAgent.await("told", () -> agent.heard().contains("SessionDown firing"));
        assertThat(description()).contains("It ended: the router closed the connection. Since");
        try (Dialogue router = open("fe4b", "41 04 0000fe4b")) {
            assertThat(router.ending()).startsWith("2/2");
        }

        RunningAgent.await("said", () -> description().contains("The latest attempt since then failed: "));
        assertThat(description()).contains("unacceptable OPEN of AS 65099", "Bad Peer AS. Since");
        assertThat(agent.heard()).containsExactly("SessionDown firing");
    }

    @Test
    void withoutAFamilyInCommon() throws Exception {
        agent.hangUp();
        RunningAgent.await("told", () -> agent.heard().contains("SessionDown firing"));
        try (Dialogue router = open("fdf2", "01 04 0001 00 80")) {
            router.awaitKeepalive();
            router.sendKeepalive();

            RunningAgent.await("said", () -> description().contains("is up, but tells no routes"));
            RunningAgent.await(
                    "counted",
                    () -> unjudged().stream().anyMatch(line -> line.contains("reason=\"family-not-negotiated\"")));
            assertThat(agent.heard()).containsExactly("SessionDown firing");
        }
        RunningAgent.await("lost again", () -> description().contains("is lost"));
    }
}
