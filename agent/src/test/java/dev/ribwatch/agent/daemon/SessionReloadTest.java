package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reload that changes what a router's session rests on ends that session (RFC 4486: 6/6), and no other. */
class SessionReloadTest {
    private static final String EDGE1 = "{name: edge1, address: 127.0.0.11, as: 65010, network: on-prem";
    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"], state-directory: "%s"}
            http: {listen: "127.0.0.1:0"}
            routers:
              - EDGE1}
              - {name: edge2, address: 127.0.0.12, as: 65010, network: on-prem}
            networks:
              - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/12], match: [{origin-as: [65010]}]}
            """.replace("EDGE1", EDGE1);

    /** Four octets of AS number and IPv4 unicast. */
    private static final String CAPABILITIES = "0e 02 0c 41 04 0000fdf2 01 04 0001 00 01";

    private static final String ROLE_CUSTOMER = "09 01 03";

    @TempDir
    private Path directory;

    private RunningAgent agent;

    @BeforeEach
    void start() throws IOException {
        agent = new RunningAgent(directory, CONFIG.formatted(directory));
    }

    @AfterEach
    void stop() throws IOException {
        agent.close();
    }

    private Dialogue connect(String source) throws IOException {
        return new Dialogue(source, agent.agent().bgpAddresses().get(0));
    }

    /** With a hold time of 30 s. */
    private static void sendOpen(Dialogue router) throws IOException {
        sendOpen(router, CAPABILITIES);
    }

    private static void sendOpen(Dialogue router, String capabilities) throws IOException {
        router.send(UpdateMessage.message(1, HexText.parse("04 fdf2 001e c000020b " + capabilities)));
    }

    /** Establishes a session; our OPEN in it. */
    private static String establish(Dialogue router) throws IOException {
        String open = HexText.format(router.awaitOpen());
        sendOpen(router);
        router.awaitKeepalive();
        router.sendKeepalive();
        return open;
    }

    private String session(String name) throws Exception {
        for (var row : agent.json("/api/v1/sessions").path("sessions")) {
            if (row.path("name").asText().equals(name)) {
                return row.path("state").asText() + " since "
                        + row.path("established_since").asText();
            }
        }
        return "none";
    }

    /** Changes that key of edge1 while both routers have sessions; our OPEN to edge1 until then. */
    private String change(String key) throws Exception {
        try (Dialogue edge1 = connect("127.0.0.11");
                Dialogue edge2 = connect("127.0.0.12")) {
            String open = establish(edge1);
            establish(edge2);
            for (String name : new String[] {"edge1", "edge2"}) {
                RunningAgent.await(name, () -> session(name).startsWith("Established since 2"));
            }
            String since = session("edge2");
            // Not strict: an unknown well-known attribute costs the routes alone.
            edge1.send(unknownWellKnown());
            RunningAgent.await("it is judged", () -> withdrawn("edge1"));

            agent.agent().reload(agent.load(CONFIG.formatted(directory).replace(EDGE1, EDGE1 + ", " + key)));

            assertThat(edge1.ending()).isEqualTo("6/6");
            edge2.send(unknownWellKnown());
            RunningAgent.await("the other is still heard", () -> withdrawn("edge2"));
            assertThat(session("edge2")).isEqualTo(since);
            return open;
        }
    }

    private static byte[] unknownWellKnown() {
        return UpdateMessage.announcing("40 c8 01 00").build();
    }

    private boolean withdrawn(String router) throws Exception {
        return agent.metrics("ribwatch_update_errors_total{router=\"" + router + "\",action=\"withdraw\"}").stream()
                .anyMatch(line -> line.endsWith(" 1.0"));
    }

    @Test
    void aNewLocalRoleIsSentInTheNextOpen() throws Exception {
        assertThat(change("local-role: customer")).doesNotContain(HexText.format(HexText.parse(ROLE_CUSTOMER)));
        try (Dialogue again = connect("127.0.0.11")) {
            assertThat(establish(again)).contains(HexText.format(HexText.parse(ROLE_CUSTOMER)));
        }
    }

    @Test
    void strictnessHoldsInTheNextSession() throws Exception {
        change("strict: true");
        try (Dialogue again = connect("127.0.0.11")) {
            establish(again);
            again.send(unknownWellKnown());
            assertThat(again.ending()).startsWith("3/2");
        }
    }

    @Test
    void theNextOpenIsHeldToANewLowestHoldTime() throws Exception {
        change("min-hold-time: 60s");
        try (Dialogue again = connect("127.0.0.11")) {
            again.awaitOpen();
            sendOpen(again); // was enough before
            assertThat(again.ending()).startsWith("2/6");
        }
    }

    /** RFC 8538 section 2: octet 0 of the capability's value. */
    @Test
    void theNBitIsOfferedInTheNextOpen() throws Exception {
        assertThat(change("graceful-notification: true")).contains("40020000").doesNotContain("40024000");
        try (Dialogue again = connect("127.0.0.11")) {
            assertThat(establish(again)).contains("40024000");
        }
    }

    /** RFC 4724 section 4.2: its routes are kept for two minutes, but not when another router takes its place. */
    @Test
    void aRouterThatIsLostAndMovesLeavesNoStaleRoutes() throws Exception {
        String restarting = "16 02 14 41 04 0000fdf2 01 04 0001 00 01 40 06 0078 0001 01 80";
        try (Dialogue edge1 = connect("127.0.0.11")) {
            edge1.awaitOpen();
            sendOpen(edge1, restarting);
            edge1.awaitKeepalive();
            edge1.sendKeepalive();
            edge1.send(UpdateMessage.message(
                    2, HexText.parse("0000 0014 40 01 01 00 40 02 06 02 01 0000fdf2 40 03 04 c000020b 18 c63364")));
            RunningAgent.await("its route", () -> agent.agent().routesHeld() == 1);
        }
        agent.agent().reload(agent.load(CONFIG.formatted(directory).replace("127.0.0.11", "127.0.0.13")));
        try (Dialogue moved = connect("127.0.0.13")) {
            moved.awaitOpen();
            sendOpen(moved, restarting);
            moved.awaitKeepalive();
            moved.sendKeepalive();
            RunningAgent.await("edge1 is back", () -> session("edge1").startsWith("Established since 2"));
            RunningAgent.await("nothing is kept", () -> agent.agent().routesHeld() == 0);
        }
    }

    /** RFC 8538 section 5.1. */
    @Test
    void whatWeEndIsAHardResetForThoseWhoWouldTakeItForARestart() throws Exception {
        String yaml = CONFIG.formatted(directory)
                .replace("network: on-prem}", "network: on-prem, graceful-notification: true}");
        agent.agent().reload(agent.load(yaml));
        try (Dialogue edge1 = connect("127.0.0.11");
                Dialogue edge2 = connect("127.0.0.12")) {
            for (Dialogue router : new Dialogue[] {edge1, edge2}) {
                router.awaitOpen();
                String flags = router == edge1 ? "4078" : "0078"; // edge2 does without the N bit
                sendOpen(router, "16 02 14 41 04 0000fdf2 01 04 0001 00 01 40 06 " + flags + " 0001 01 80");
                router.awaitKeepalive();
                router.sendKeepalive();
            }
            for (String name : new String[] {"edge1", "edge2"}) {
                RunningAgent.await(name, () -> session(name).startsWith("Established since 2"));
            }
            agent.agent().reload(agent.load(yaml.replace("on-prem, graceful", "on-prem, strict: true, graceful")));
            assertThat(edge1.ending()).isEqualTo("6/9 0606");
            assertThat(edge2.ending()).isEqualTo("6/6");
        }
    }

    @Test
    void theSameConfigurationAgainEndsNoSession() throws Exception {
        try (Dialogue edge1 = connect("127.0.0.11")) {
            establish(edge1);
            RunningAgent.await("edge1", () -> session("edge1").startsWith("Established since 2"));
            String since = session("edge1");
            agent.agent().reload(agent.load(CONFIG.formatted(directory)));
            edge1.send(unknownWellKnown());
            RunningAgent.await("it is still heard", () -> withdrawn("edge1"));
            assertThat(session("edge1")).isEqualTo(since);
        }
    }
}
