package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.agent.LoggedLines;
import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reload happens whole or not at all. */
class AgentReloadTest {
    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"], state-directory: "%s"}
            http: {listen: "127.0.0.1:0"}
            routers:
              - {name: edge1, address: 127.0.0.11, as: 65010, network: on-prem}
              # routers
            networks:
              - name: on-prem
                asns: [65010]
                prefixes: [10.0.0.0/12]
                more-specifics: true
                match: [{origin-as: [65010]}]
            policy: {rules: {UnexpectedPrefix: {for: 0s}}}
            alerts:
              receivers:
                - {name: on-call, webhook: {url: "http://127.0.0.1:9/hook"}}
                # receivers
            """;

    @TempDir
    private Path directory;

    private RunningAgent agent;

    /** With another router, another receiver, and a prefix that the first does not allow. */
    private Config next;

    @BeforeEach
    void start() throws IOException {
        String yaml = CONFIG.formatted(directory);
        agent = new RunningAgent(directory, yaml);
        next = agent.load(yaml.replace("# routers", "- {name: edge2, address: 127.0.0.12, as: 65010, network: on-prem}")
                .replace("# receivers", "- {name: second, webhook: {url: \"http://127.0.0.1:9/second\"}}")
                .replace("10.0.0.0/12", "10.0.0.0/12, 192.168.0.0/16"));
    }

    @AfterEach
    void stop() throws IOException {
        agent.close();
    }

    private List<String> receivers() throws Exception {
        return agent.metrics("ribwatch_delivery_queue").stream()
                .map(line -> line.replaceAll(".*\"(.*)\".*", "$1"))
                .toList();
    }

    private void assertNothingChanged() throws Exception {
        assertThat(agent.sessions()).containsExactly("edge1");
        assertThat(receivers()).containsExactly("on-call");
        agent.connect();
        agent.announce("10.1.0.0/16", "192.168.7.0/24");
        agent.endOfRib();
        RunningAgent.await(
                "the first policy judges",
                () -> agent.metrics("ribwatch_findings").stream()
                        .anyMatch(line -> line.contains("UnexpectedPrefix") && line.endsWith(" 1.0")));
    }

    private void assertThatItCanStillBeDone() throws Exception {
        agent.agent().reload(next);
        assertThat(agent.sessions()).containsExactly("edge1", "edge2");
        assertThat(receivers()).containsExactly("on-call", "second");
        RunningAgent.await(
                "the second policy judges",
                () -> agent.metrics("ribwatch_findings").stream()
                        .noneMatch(line -> line.contains("UnexpectedPrefix") && line.endsWith(" 1.0")));
        RunningAgent.await(
                "edge2 is counted",
                () -> agent.metrics("ribwatch_routes").stream().anyMatch(line -> line.contains("edge2")));
    }

    private static Config with(Config config, AgentConfig agent, HttpConfig http, List<RouterConfig> routers) {
        return new Config(
                agent, http, routers, config.networks(), config.connections(), config.policy(), config.alerts());
    }

    @Test
    void aCertificateThatCannotBeUsedChangesNothing() throws Exception {
        Path certificate = Files.writeString(directory.resolve("tls.crt"), "no certificate");
        Secret key = new Secret("file tls.key", "no key".getBytes(StandardCharsets.UTF_8));
        HttpConfig http = new HttpConfig(
                next.http().listen(),
                new HttpConfig.Tls(certificate, key),
                next.http().bearerToken(),
                false);
        assertThatThrownBy(() -> agent.agent().reload(with(next, next.agent(), http, next.routers())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tls.crt");
        assertNothingChanged();
        assertThatItCanStillBeDone();
    }

    @Test
    void anIntentThatDoesNotCompileChangesNothing() throws Exception {
        RouterConfig edge1 = next.routers().get(0);
        RouterConfig nowhere = new RouterConfig(
                edge1.name(),
                edge1.address(),
                edge1.as(),
                "nowhere",
                edge1.ownRoutes(),
                edge1.md5(),
                edge1.ttlSecurity(),
                edge1.addPath(),
                edge1.maxPrefixes(),
                edge1.memoryBudget(),
                edge1.families(),
                edge1.downGrace(),
                edge1.maxMembers(),
                edge1.session());
        assertThatThrownBy(() -> agent.agent()
                        .reload(with(
                                next,
                                next.agent(),
                                next.http(),
                                List.of(nowhere, next.routers().get(1)))))
                .isInstanceOf(IOException.class);
        assertNothingChanged();
        assertThatItCanStillBeDone();
    }

    private String[] prefixes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "10.1." + i + ".0/24").toArray(String[]::new);
    }

    private List<String> alerts() throws Exception {
        List<String> names = new ArrayList<>();
        agent.json("/api/v1/alerts")
                .path("alerts")
                .forEach(alert ->
                        names.add(alert.path("labels").path("alertname").asText() + " "
                                + alert.path("labels").path("component").asText("")));
        return names;
    }

    /** The space of the first policy is moved away from under its routes. */
    private Config flagging(String more) throws IOException {
        return agent.load(CONFIG.formatted(directory)
                .replace("10.0.0.0/12", "10.16.0.0/12")
                .replace("listen: [\"127.0.0.1:0\"],", "listen: [\"127.0.0.1:0\"]," + more));
    }

    @Test
    void aPolicyThatWouldFlagMoreThanHalfIsRefusedUnlessForced() throws Exception {
        agent.connect();
        agent.announce(prefixes(30));
        agent.endOfRib();
        RunningAgent.await("the routes are there", () -> agent.agent().routesHeld() == 30);
        assertThatThrownBy(() -> agent.agent().reload(flagging("")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("would flag 30 of 30 routes")
                .hasMessageContaining("agent.reload-most-flagged");
        assertThat(agent.metrics("ribwatch_findings")).noneMatch(line -> line.contains("UnexpectedPrefix"));
        agent.agent().reloadFailed("it would flag too much");
        assertThat(agent.metrics("ribwatch_config_last_reload_successful"))
                .containsExactly("ribwatch_config_last_reload_successful 0.0");
        RunningAgent.await("an alert says so", () -> alerts().contains("PolicyInvalid config"));

        agent.agent().reload(flagging(" reload-most-flagged: 100%,"));
        assertThat(agent.metrics("ribwatch_config_last_reload_successful"))
                .containsExactly("ribwatch_config_last_reload_successful 1.0");
        RunningAgent.await(
                "the second policy judges",
                () -> agent.metrics("ribwatch_findings").stream()
                        .anyMatch(line -> line.contains("UnexpectedPrefix") && line.endsWith(" 21.0")));
        // While much is flagged already, one that flags no more is taken: the operator is at work.
        agent.agent().reload(flagging(""));
        assertThat(agent.sessions()).containsExactly("edge1");
    }

    /** What is left of a file when the disk is full while it is written: it is valid. */
    @Test
    void aFileThatWasCutOffChangesNothing() throws Exception {
        String yaml = CONFIG.formatted(directory);
        Config rest = agent.load(yaml.substring(0, yaml.indexOf("routers:")));
        assertThatThrownBy(() -> agent.agent().reload(rest))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no routers (the one in force has 1)")
                .hasMessageContaining("no networks (the one in force has 1)")
                .hasMessageContaining("no receivers (the one in force has 1)")
                .hasMessageContaining("agent.reload-most-flagged");
        Config untold = agent.load(yaml.substring(0, yaml.indexOf("alerts:")));
        assertThatThrownBy(() -> agent.agent().reload(untold))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("it has no receivers (the one in force has 1), as if");
        assertNothingChanged();
        assertThatItCanStillBeDone();
        assertThatThrownBy(() -> agent.agent().reload(rest))
                .hasMessageContaining("no routers (the one in force has 2)");
    }

    @Test
    void allMayBeTakenAwayIfTheFileSaysSo() throws Exception {
        String yaml = CONFIG.formatted(directory);
        String rest = yaml.substring(0, yaml.indexOf("routers:"));
        agent.agent().reload(agent.load(rest.replace("{as: 65000,", "{as: 65000, reload-most-flagged: 100%,")));
        assertThat(agent.sessions()).isEmpty();
        assertThat(receivers()).isEmpty();
        agent.agent().reload(agent.load(rest)); // there is nothing left to take away
    }

    /** It is said again until the next start, or until the file has what it had. */
    @Test
    void whatIsReadAtTheStartOnlyIsSaid() throws Exception {
        String yaml = CONFIG.formatted(directory);
        try (LoggedLines log = new LoggedLines(Agent.class)) {
            Config moved = agent.load(CONFIG.formatted(directory.resolve("elsewhere")));
            agent.agent().reload(moved);
            agent.agent().reload(moved);
            assertThat(log.lines())
                    .containsExactly(
                            "WARN agent.state-directory changed: that takes effect at the next start",
                            "WARN agent.state-directory changed: that takes effect at the next start");
        }
        try (LoggedLines log = new LoggedLines(Agent.class)) {
            agent.agent().reload(agent.load(yaml));
            assertThat(log.lines()).isEmpty();
            agent.agent()
                    .reload(agent.load(
                            yaml.replace("http: {listen: \"127.0.0.1:0\"}", "http: {listen: \"127.0.0.1:1\"}")));
            assertThat(log.lines())
                    .containsExactly(
                            "WARN http.listen changed: that, with all else of http, takes effect at the next start");
        }
    }

    @Test
    void fewRoutesAreNoFlood() throws Exception {
        agent.connect();
        agent.announce(prefixes(20));
        agent.endOfRib();
        RunningAgent.await("the routes are there", () -> agent.agent().routesHeld() == 20);
        agent.agent().reload(flagging(""));
        RunningAgent.await(
                "the second policy judges",
                () -> agent.metrics("ribwatch_findings").stream()
                        .anyMatch(line -> line.contains("UnexpectedPrefix") && line.endsWith(" 20.0")));
    }

    @Test
    void halfIsNotMoreThanHalf() throws Exception {
        agent.connect();
        agent.announce(prefixes(80));
        agent.endOfRib();
        RunningAgent.await("the routes are there", () -> agent.agent().routesHeld() == 80);
        Config half = agent.load(CONFIG.formatted(directory).replace("10.0.0.0/12", "10.1.0.0/19, 10.1.32.0/21"));
        agent.agent().reload(half); // 40 of 80
        Config more = agent.load(CONFIG.formatted(directory).replace("10.0.0.0/12", "10.1.0.0/20, 10.1.16.0/22"));
        agent.agent().reload(more); // 60 of 80, 20 more than before
        Config most = agent.load(CONFIG.formatted(directory).replace("10.0.0.0/12", "10.254.0.0/16"));
        agent.agent().reload(most); // 80 of 80, the same
        agent.agent().reload(half);
        assertThatThrownBy(() -> agent.agent().reload(most)).hasMessageContaining("would flag 80 of 80 routes");
    }

    /** Both networks declare what one of them announces: only OverlappingPrefix would object. */
    @Test
    void overlapsWithDeclaredSpaceCount() throws Exception {
        agent.connect();
        agent.announce(prefixes(60));
        agent.endOfRib();
        RunningAgent.await("the routes are there", () -> agent.agent().routesHeld() == 60);
        String cloud = "  - {name: cloud, asns: [65020], prefixes: [10.1.0.0/19], match: [{origin-as: [65020]}]}\n"
                + "connections: [{name: wire, type: link, between: [on-prem, cloud]}]\npolicy:";
        Config overlapping = agent.load(CONFIG.formatted(directory).replace("policy:", cloud));
        assertThatThrownBy(() -> agent.agent().reload(overlapping)).hasMessageContaining("would flag 32 of 60 routes");
        String allowed = cloud + " {overlap: {allow: [{prefix: 10.1.0.0/19, between: [on-prem, cloud]}]}, ";
        agent.agent().reload(agent.load(CONFIG.formatted(directory).replace("policy: {", allowed)));
    }

    /** OverlappingPrefix stands for more than half of a leak, and explains what would be said of it else. */
    @Test
    void theSamePolicyIsNeverRefused() throws Exception {
        String cloud = "  - {name: cloud, asns: [65020], prefixes: [10.1.0.0/19], match: [{origin-as: [65020]}]}\n"
                + "connections: [{name: wire, type: link, between: [on-prem, cloud]}]\npolicy:";
        Config config = agent.load(CONFIG.formatted(directory)
                .replace("10.0.0.0/12", "10.16.0.0/12")
                .replace("policy:", cloud));
        agent.agent().reload(config);
        agent.connect();
        agent.announce(prefixes(60));
        agent.endOfRib();
        RunningAgent.await(
                "overlaps are found",
                () -> agent.metrics("ribwatch_findings").stream()
                        .anyMatch(line -> line.contains("OverlappingPrefix") && line.endsWith(" 21.0")));
        agent.agent().reload(config);
    }

    /** Networks, routers and receivers come and go while a router never stops talking. */
    @Test
    void reloadsUnderLoadTouchNoSessionThatDidNotChange() throws Exception {
        agent.connect();
        agent.announce(prefixes(30));
        agent.endOfRib();
        RunningAgent.await("the routes are there", () -> agent.agent().routesHeld() == 30);
        String since = agent.json("/api/v1/sessions")
                .path("sessions")
                .get(0)
                .path("established_since")
                .asText();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> talk = CompletableFuture.runAsync(() -> {
            try {
                while (!over.get()) {
                    agent.announce("192.168.7.0/24", "10.2.0.0/16");
                    agent.withdraw("192.168.7.0/24", "10.2.0.0/16");
                }
                agent.announce("192.168.7.0/24");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        String yaml = CONFIG.formatted(directory);
        int reloads = Boolean.getBoolean("ribwatch.long") ? 1_000 : 30;
        for (int i = 0; i < reloads; i++) {
            Config changed = agent.load(
                    i % 3 == 0
                            ? yaml
                            : yaml.replace(
                                            "# routers",
                                            "- {name: e" + i + ", address: 127.0.0.12, as: 65010, network: on-prem}")
                                    .replace(
                                            "# receivers",
                                            "- {name: r" + i + ", webhook: {url: \"http://127.0.0.1:9/x\"}}")
                                    .replace("policy:", """
                                              - {name: n%d, asns: [65020], prefixes: [10.64.%d.0/24]}
                                            connections: [{name: c, type: link, between: [on-prem, n%d]}]
                                            policy:""".formatted(i, i % 256, i)));
            agent.agent().reload(changed);
            assertThat(agent.sessions()).hasSize(i % 3 == 0 ? 1 : 2);
            assertThat(receivers()).hasSize(i % 3 == 0 ? 1 : 2);
        }
        over.set(true);
        talk.get(1, TimeUnit.MINUTES);
        agent.agent().reload(agent.load(yaml));
        JsonNode session = agent.json("/api/v1/sessions").path("sessions").get(0);
        assertThat(session.path("established_since").asText()).isEqualTo(since);
        assertThat(session.path("flaps").asInt()).isZero();
        RunningAgent.await(
                "the last policy judges the last change",
                () -> agent.metrics("ribwatch_findings").stream()
                        .anyMatch(line -> line.contains("UnexpectedPrefix") && line.endsWith(" 1.0")));
        RunningAgent.await("all is as it was", () -> agent.agent().routesHeld() == 31);
    }

    @Test
    void anAddressThatIsTakenChangesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AgentConfig listening = new AgentConfig(
                    next.agent().as(),
                    next.agent().routerId(),
                    List.of(
                            next.agent().listen().get(0),
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort())),
                    next.agent().holdTime(),
                    next.agent().staleTime(),
                    next.agent().longestStale(),
                    next.agent().refreshAudit(),
                    next.agent().stateDirectory());
            assertThatThrownBy(() -> agent.agent().reload(with(next, listening, next.http(), next.routers())))
                    .isInstanceOf(IOException.class);
            assertNothingChanged();
        }
        assertThatItCanStillBeDone();
    }
}
