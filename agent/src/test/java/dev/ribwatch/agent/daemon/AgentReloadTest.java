package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
