package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.agent.lab.EdgeRouter.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** TCP MD5 and GTSM between real daemons and the real process, over IPv4 and IPv6. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PeerSecurityLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Addresses of nobody else, on the loopback interface while this test runs. */
    private static final String IPV6 = "fd72:6962:7761::";

    private static final String MD5 = "md5: {file: \"@DIR@/%s\"}";
    private static final String NEAR = "ttl-security: true";
    private static final String TOO_FAR = "ribwatch_connections_refused_total{reason=\"ttl-security\"}";

    private final Map<String, SecuredRouter> routers = new HashMap<>();
    private final List<String> addresses = new ArrayList<>();
    private Path scratch;
    private HookReceiver hook;
    private LabConfig config;
    private AgentProcess agent;

    @BeforeAll
    void start() throws Exception {
        scratch = LabFiles.scratch("security");
        for (int host = 1; host <= 9; host++) {
            Subprocess.run("ip", "-6", "address", "add", IPV6 + host + "/128", "dev", "lo", "nodad");
            addresses.add(IPV6 + host);
        }
        key("bird", "right-for-bird");
        key("range", "right-for-range");
        hook = new HookReceiver();
        List<LabConfig.Member> members = new ArrayList<>();
        members.add(member("bird", "127.0.3.1", MD5.formatted("bird")));
        members.add(member("range", "127.0.4.0/24", MD5.formatted("range")));
        members.add(member("bird6", IPV6 + 2, MD5.formatted("bird")));
        members.add(member("frr6", IPV6 + 3, MD5.formatted("range")));
        members.add(member("openbgpd", "127.0.3.3", MD5.formatted("range")));
        members.add(member("openbgpd6", IPV6 + 4, MD5.formatted("range")));
        members.add(member("never", "127.0.3.9", MD5.formatted("bird")));
        members.add(member("near-bird", "127.0.3.5", NEAR));
        members.add(member("near-frr", "127.0.3.6", NEAR));
        members.add(member("near-openbgpd", "127.0.3.7", NEAR));
        members.add(member("near-bird6", IPV6 + 5, NEAR));
        members.add(member("near-frr6", IPV6 + 6, NEAR));
        members.add(member("near-openbgpd6", IPV6 + 7, NEAR));
        config = LabConfig.create(hook.url(), null, members);
        agent = AgentProcess.start(
                scratch, directory -> complete(config.yaml(directory)), config.http(), "-Xmx512m");
    }

    @AfterAll
    void stop() throws Exception {
        routers.values().forEach(SecuredRouter::close);
        if (agent != null) {
            agent.close();
        }
        if (hook != null) {
            hook.close();
        }
        for (String address : addresses) {
            Subprocess.run("ip", "-6", "address", "del", address + "/128", "dev", "lo");
        }
        LabFiles.discard(scratch);
    }

    private LabConfig.Member member(String name, String address, String more) {
        return new LabConfig.Member(name, address, LabConfig.EDGE_AS, more.replace("@DIR@", scratch.toString()));
    }

    /** Listens on IPv6 too. */
    private String complete(String yaml) {
        String ipv4 = "\"127.0.0.1:" + config.bgp().getPort() + "\"";
        return yaml.replace(ipv4, ipv4 + ", \"[" + IPV6 + "1]:" + config.bgp().getPort() + "\"");
    }

    private void key(String name, String key) throws IOException {
        Path file = Files.writeString(scratch.resolve(name), key);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** The daemon of this name, started anew. */
    private void run(String name, Kind kind, String address, @Nullable String key, boolean near)
            throws IOException {
        InetSocketAddress to = new InetSocketAddress(
                Address.ip(address.indexOf(':') < 0 ? "127.0.0.1" : IPV6 + 1), config.bgp().getPort());
        SecuredRouter router = routers.get(name);
        if (router == null) {
            router = new SecuredRouter(kind, address, to, scratch);
            routers.put(name, router);
        }
        router.start(key, near);
    }

    private void awaitUp(String... names) {
        for (String name : names) {
            Await.until(name + " is up", PATIENCE, () -> agent.established(name));
        }
    }

    private String since(String name) throws IOException {
        return agent.session(name).path("established_since").asText();
    }

    private Stream<HookReceiver.Notice> down(String name) {
        return hook.notices().stream()
                .filter(notice -> notice.firing()
                        && notice.name().equals("SessionDown")
                        && name.equals(notice.labels().get("router")));
    }

    /** It never came, and the agent says that to those who ask; SessionDown tells it after its first grace, five minutes. */
    private void assertNeverCame(String name) throws IOException {
        JsonNode row = agent.session(name);
        assertThat(row.path("state").asText()).isEqualTo("Active");
        assertThat(row.has("established_since")).isFalse();
        assertThat(row.path("messages").path("received").path("open").asInt()).isZero();
        assertThat(row.path("last_error").asText()).contains("no connection accepted", "MD5");
        assertThat(agent.text("/metrics").lines())
                .anyMatch(line -> line.startsWith("ribwatch_unjudged{")
                        && line.contains("router=\"" + name + "\"")
                        && line.contains("reason=\"never-up\""));
    }

    @Test
    @Order(1)
    void theRightKeyConnects() throws Exception {
        run("bird", Kind.BIRD, "127.0.3.1", "right-for-bird", false);
        run("range-127.0.4.5", Kind.FRR, "127.0.4.5", "right-for-range", false);
        run("bird6", Kind.BIRD, IPV6 + 2, "right-for-bird", false);
        run("frr6", Kind.FRR, IPV6 + 3, "right-for-range", false);
        run("openbgpd", Kind.OPENBGPD, "127.0.3.3", "right-for-range", false);
        run("openbgpd6", Kind.OPENBGPD, IPV6 + 4, "right-for-range", false);
        awaitUp("bird", "range-127.0.4.5", "bird6", "frr6", "openbgpd", "openbgpd6");
        for (Kind kind : List.of(Kind.BIRD, Kind.FRR, Kind.OPENBGPD)) {
            LabSummary.passed("TCP MD5, IPv4 and IPv6", kind);
        }
    }

    @Test
    @Order(2)
    void aKeyThatChangesWithAReloadEndsItsSessionAloneAndTheNewOneConnects() throws Exception {
        String range = since("range-127.0.4.5");
        String ipv6 = since("frr6");
        key("bird", "changed-for-bird");
        long failures = KernelCounters.counted("TCPMD5Failure");
        agent.reload(complete(config.yaml(agent.directory())));
        Await.until("the sessions of that key end", PATIENCE, () -> !agent.established("bird") && !agent.established("bird6"));
        Await.until("the old key is tried again", PATIENCE, () -> KernelCounters.counted("TCPMD5Failure") >= failures + 2);
        assertThat(agent.established("bird")).isFalse();
        assertThat(agent.established("bird6")).isFalse();
        run("bird", Kind.BIRD, "127.0.3.1", "changed-for-bird", false);
        run("bird6", Kind.BIRD, IPV6 + 2, "changed-for-bird", false);
        awaitUp("bird", "bird6");
        assertThat(since("range-127.0.4.5")).isEqualTo(range);
        assertThat(since("frr6")).isEqualTo(ipv6);
        LabSummary.figure("an MD5 key that changes with SIGHUP", "ends its session, the new one connects; the others stay");
    }

    @Test
    @Order(3)
    void aWrongKeyIsSilenceAndTheAgentSaysThatNothingCame() throws Exception {
        long failures = KernelCounters.counted("TCPMD5Failure");
        run("never", Kind.BIRD, "127.0.3.9", "wrong", false);
        Await.until("the kernel drops what has a wrong key", PATIENCE, () -> KernelCounters.counted("TCPMD5Failure") >= failures + 2);
        assertNeverCame("never");
        run("openbgpd", Kind.OPENBGPD, "127.0.3.3", "wrong", false);
        Await.until("its session is over", PATIENCE, () -> !agent.established("openbgpd"));
        Await.until("it is missed", PATIENCE, () -> down("openbgpd").findAny().isPresent());
        long wrong = KernelCounters.counted("TCPMD5Failure");
        Await.until("it tries again", PATIENCE, () -> KernelCounters.counted("TCPMD5Failure") >= wrong + 2);
        assertThat(agent.established("openbgpd")).isFalse();
        run("openbgpd", Kind.OPENBGPD, "127.0.3.3", "right-for-range", false);
        awaitUp("openbgpd");
        // The members of a range are known when they come: to one without the key nobody answers, and it is no router.
        long missing = KernelCounters.counted("TCPMD5NotFound");
        run("range-127.0.4.7", Kind.FRR, "127.0.4.7", null, false);
        Await.until("the kernel drops what has no key", PATIENCE, () -> KernelCounters.counted("TCPMD5NotFound") >= missing + 2);
        assertThat(agent.rows("sessions").stream().map(row -> row.path("name").asText()))
                .doesNotContain("range-127.0.4.7")
                .contains("range-127.0.4.5");
        LabSummary.figure("a wrong MD5 key, or none", "no connection; SessionDown, and the session says so");
    }

    @Test
    @Order(4)
    void whoIsNearConnects() throws Exception {
        run("near-bird", Kind.BIRD, "127.0.3.5", null, true);
        run("near-frr", Kind.FRR, "127.0.3.6", null, true);
        run("near-openbgpd", Kind.OPENBGPD, "127.0.3.7", null, true);
        run("near-bird6", Kind.BIRD, IPV6 + 5, null, true);
        run("near-frr6", Kind.FRR, IPV6 + 6, null, true);
        run("near-openbgpd6", Kind.OPENBGPD, IPV6 + 7, null, true);
        for (Kind kind : List.of(Kind.BIRD, Kind.FRR, Kind.OPENBGPD)) {
            String name = "near-" + kind.name().toLowerCase(java.util.Locale.ROOT);
            awaitUp(name, name + "6");
            LabSummary.passed("GTSM, IPv4 and IPv6", kind);
        }
    }

    @Test
    @Order(5)
    void whoIsNotIsNotServed() throws Exception {
        double before = agent.metric(TOO_FAR);
        int expected = 0;
        for (String name : List.of("near-bird", "near-frr", "near-openbgpd", "near-bird6", "near-frr6", "near-openbgpd6")) {
            Objects.requireNonNull(routers.get(name)).start(null, false);
            Await.until(name + " is down", PATIENCE, () -> !agent.established(name));
            expected++;
        }
        int refused = expected;
        Await.until("each was refused", PATIENCE, () -> agent.metric(TOO_FAR) >= before + refused);
        for (String name : List.of("near-bird", "near-frr", "near-openbgpd", "near-bird6", "near-frr6", "near-openbgpd6")) {
            assertThat(agent.established(name)).as(name).isFalse();
        }
        LabSummary.figure("GTSM: a TTL of 5 or 1", "refused; ribwatch_connections_refused_total says why");
    }
}
