package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.EdgeRouter.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The five daemons as edge routers of one network, from session to page, with Prometheus and Alertmanager. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RoutersLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Map<Kind, EdgeRouter> routers = new EnumMap<>(Kind.class);
    private Path scratch;
    private HookReceiver hook;
    private MonitoringStack monitoring;
    private WireCapture capture;
    private AgentProcess agent;

    @BeforeAll
    void start() throws Exception {
        scratch = LabFiles.scratch("routers");
        hook = new HookReceiver();
        InetSocketAddress alertmanager = Address.free();
        List<LabConfig.Member> members = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            members.add(new LabConfig.Member(name(kind), "127.0.0." + (21 + kind.ordinal()), LabConfig.EDGE_AS));
        }
        LabConfig config =
                LabConfig.create(hook.url(), "http://127.0.0.1:" + alertmanager.getPort(), members);
        capture = WireCapture.start(scratch, config.bgp().getPort());
        monitoring = MonitoringStack.start(scratch, config.http(), alertmanager);
        for (Kind kind : Kind.values()) {
            EdgeRouter router = kind.at(config.seat(name(kind)), scratch);
            router.announce(LabConfig.healthy());
            routers.put(kind, router);
        }
        agent = AgentProcess.start(scratch, config);
        for (EdgeRouter router : routers.values()) {
            router.start();
        }
    }

    @AfterAll
    void stop() throws Exception {
        routers.values().forEach(EdgeRouter::close);
        if (agent != null) {
            agent.close();
        }
        if (monitoring != null) {
            monitoring.close();
        }
        if (capture != null) {
            capture.close();
        }
        hook.close();
        LabFiles.discard(scratch);
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @Order(1)
    void aSessionComesUpInBothFamilies(Kind kind) throws Exception {
        Await.until(kind + " has converged", PATIENCE, () -> agent.converged(name(kind)));
        assertThat(agent.metric("ribwatch_session_up{router=\"" + name(kind) + "\"}")).isEqualTo(1);
        assertThat(agent.session(name(kind)).path("families")).hasSize(2);
        LabSummary.passed("session up, IPv4 and IPv6", kind);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @Order(2)
    void whatTheAgentHoldsIsWhatTheRouterSaysItSent(Kind kind) throws Exception {
        equalTables(kind);
        LabSummary.passed("routes held = routes sent", kind);
    }

    private void equalTables(Kind kind) throws IOException {
        EdgeRouter router = routers.get(kind);
        List<SentRoute> sent = router.sent();
        assertThat(sent).as("what %s says it sent", kind).hasSize(router.routes().size());
        Await.value(
                kind + " sent " + sent,
                PATIENCE,
                () -> agent.routes(name(kind)),
                held -> held.size() == sent.size() && new HashSet<>(held).equals(new HashSet<>(sent)));
    }

    @Test
    @Order(3)
    void aHealthyStartSaysNothing() throws Exception {
        assertThat(hook.notices()).isEmpty();
        assertThat(monitoring.alerts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = RuleCase.class, mode = EnumSource.Mode.EXCLUDE, names = "SESSION_DOWN")
    @Order(4)
    void aRuleOpensAndClosesWithEveryDaemon(RuleCase rule) throws Exception {
        int before = hook.notices().size();
        Set<Map<String, String>> expected = new HashSet<>();
        for (EdgeRouter router : routers.values()) {
            expected.addAll(rule.expected(router.seat().name(), RuleCase.numberOf(router)));
        }
        for (EdgeRouter router : routers.values()) {
            rule.open(router);
        }
        Await.value(rule + " fires: " + expected, PATIENCE, hook::firing, expected::equals);
        Await.value(rule + " is held by Alertmanager", PATIENCE, () -> monitoring.alerts().keySet(), expected::equals);
        assertAnnotated(monitoring.alerts());
        for (EdgeRouter router : routers.values()) {
            rule.close(router);
        }
        Await.value(rule + " is resolved", PATIENCE, hook::firing, Set::isEmpty);
        Await.value(rule + " has left Alertmanager", PATIENCE, monitoring::alerts, Map::isEmpty);
        assertNothingElse(before, expected);
        for (Kind kind : Kind.values()) {
            LabSummary.passed(rule.expected("", 0).get(0).get("alertname") + " opens and closes", kind);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @Order(5)
    void aKilledDaemonIsMissedAndWelcomedBack(Kind kind) throws Exception {
        int before = hook.notices().size();
        EdgeRouter router = routers.get(kind);
        Set<Map<String, String>> expected = new HashSet<>(RuleCase.SESSION_DOWN.expected(name(kind), 0));
        RuleCase.SESSION_DOWN.open(router);
        Await.value(kind + " is missed", PATIENCE, hook::firing, expected::equals);
        RuleCase.SESSION_DOWN.close(router);
        Await.value(kind + " is back", PATIENCE, hook::firing, Set::isEmpty);
        Await.until(kind + " has converged again", PATIENCE, () -> agent.converged(name(kind)));
        equalTables(kind);
        assertNothingElse(before, expected);
        LabSummary.passed("SessionDown opens and closes", kind);
        LabSummary.passed("kill -9 and return", kind);
    }

    /** One alert for each expected label set, firing once and resolved once; no other was ever sent. */
    private void assertNothingElse(int from, Set<Map<String, String>> expected) {
        List<HookReceiver.Notice> notices = hook.notices();
        List<HookReceiver.Notice> since = notices.subList(from, notices.size());
        assertThat(since).allSatisfy(notice -> assertThat(expected).contains(notice.labels()));
    }

    private static void assertAnnotated(Map<Map<String, String>, Map<String, String>> alerts) {
        assertThat(alerts).allSatisfy((labels, annotations) -> {
            assertThat(annotations.get("summary")).isNotBlank();
            assertThat(annotations.get("description")).isNotBlank();
            assertThat(annotations.get("reported_by")).isNotBlank();
        });
    }

    @Test
    @Order(6)
    void prometheusScrapesAndPromtoolFindsNothingToSay() throws Exception {
        Await.until("Prometheus says up", PATIENCE, monitoring::up);
        String said = Subprocess.run(List.of("promtool", "check", "metrics"), agent.text("/metrics"));
        assertThat(said).isEmpty();
        LabSummary.figure("Prometheus: up; promtool check metrics", "1; clean");
    }

    @Test
    @Order(7)
    void noPrefixWasEverSentOnTheWire() throws Exception {
        agent.close();
        assertThat(agent.process().exit(Duration.ofSeconds(10))).isZero();
        capture.stop();
        assertThat(capture.prefixesSentByRouters()).isGreaterThan(50);
        assertThat(capture.messagesSentByUs()).isGreaterThan(10);
        assertThat(capture.prefixesSentByUs()).isZero();
        LabSummary.figure("packets with a prefix from the agent", "0 (tshark)");
    }
}
