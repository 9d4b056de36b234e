package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The families of a session as {@code /api/v1/sessions} shows them, when one cannot be read (RFC 4760 section 7). */
class SessionFamiliesTest {
    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"], state-directory: "%s"}
            http: {listen: "127.0.0.1:0"}
            routers:
              - {name: edge1, address: 127.0.0.11, as: 65010, network: on-prem, disable-broken-family: %s}
            networks:
              - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/12], match: [{origin-as: [65010]}]}
            """;

    /** AS 65010, both families. */
    private static final String OPEN =
            "04 fdf2 005a c000020b 14 02 12 41 04 0000fdf2 01 04 0001 00 01 01 04 0002 00 01";

    private static final String ORIGIN_AND_PATH = "40 01 01 00 40 02 06 02 01 0000fdf2";
    private static final String NEXT_HOP6 = "10 20010db8000000000000000000000001";

    /** 198.51.100.0/24. */
    private static final String ROUTE = "0000 0014" + ORIGIN_AND_PATH + "40 03 04 c000020b 18 c63364";

    /** 2001:db8:1::/48. */
    private static final String ROUTE6 =
            "0000 002c" + ORIGIN_AND_PATH + "80 0e 1c 0002 01" + NEXT_HOP6 + "00 30 20010db80001";

    /** A prefix that is longer than an address. */
    private static final String BROKEN = "0000 0037" + ORIGIN_AND_PATH + "80 0e 27 0002 01" + NEXT_HOP6
            + "00 81 20010db8000000000000000000000001 00";

    @TempDir
    private Path directory;

    private static Dialogue establish(RunningAgent agent) throws IOException {
        Dialogue router =
                new Dialogue("127.0.0.11", agent.agent().bgpAddresses().get(0));
        router.awaitOpen();
        router.send(UpdateMessage.message(1, HexText.parse(OPEN)));
        router.awaitKeepalive();
        router.sendKeepalive();
        return router;
    }

    private static void update(Dialogue router, String body) throws IOException {
        router.send(UpdateMessage.message(2, HexText.parse(body)));
    }

    /** The state of the session, and of each family: its state, whether it has converged, its routes. */
    private static List<String> session(RunningAgent agent) throws Exception {
        JsonNode row = agent.json("/api/v1/sessions").path("sessions").path(0);
        List<String> found = new ArrayList<>(List.of(row.path("state").asText()));
        for (JsonNode family : row.path("families")) {
            found.add(
                    family.path("family").asText() + " " + family.path("state").asText() + " "
                            + family.path("converged").asBoolean() + " "
                            + family.path("routes").asInt());
        }
        return found;
    }

    private static void shows(RunningAgent agent, String... session) throws Exception {
        RunningAgent.await(String.join(", ", session), () -> session(agent).equals(List.of(session)));
    }

    @Test
    void aFamilyThatIsDisabledIsShownAsSuchUntilTheSessionEnds() throws Exception {
        try (RunningAgent agent = new RunningAgent(directory, CONFIG.formatted(directory, true))) {
            try (Dialogue router = establish(agent)) {
                update(router, ROUTE);
                update(router, ROUTE6);
                shows(agent, "Established", "ipv4-unicast syncing false 1", "ipv6-unicast syncing false 1");
                update(router, BROKEN);
                shows(agent, "Established", "ipv4-unicast syncing false 1", "ipv6-unicast disabled false 0");
                update(router, ROUTE6); // counts for nothing
                update(router, ROUTE.replace("c63364", "cb0071"));
                shows(agent, "Established", "ipv4-unicast syncing false 2", "ipv6-unicast disabled false 0");
            }
            try (Dialogue again = establish(agent)) {
                update(again, ROUTE6);
                shows(agent, "Established", "ipv4-unicast syncing false 0", "ipv6-unicast syncing false 1");
            }
        }
    }

    @Test
    void whereTheSessionEndsInsteadNoFamilyIs() throws Exception {
        try (RunningAgent agent = new RunningAgent(directory, CONFIG.formatted(directory, false));
                Dialogue router = establish(agent)) {
            update(router, ROUTE6);
            shows(agent, "Established", "ipv4-unicast syncing false 0", "ipv6-unicast syncing false 1");
            update(router, BROKEN);
            assertThat(router.ending()).startsWith("3/9");
            List<String> down = List.of("ipv4-unicast down false 0", "ipv6-unicast down false 0");
            RunningAgent.await(
                    "both are down", () -> session(agent).subList(1, 3).equals(down));
        }
    }
}
