package dev.ribwatch.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.PolicyCounts;
import dev.ribwatch.agent.policy.PolicyCounts.Reason;
import dev.ribwatch.agent.policy.PolicyCounts.Unjudged;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.config.value.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When an alert that was kept over a restart may be called over. */
class RestartOutlookTest {
    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.254, listen: ["127.0.0.1:0"], state-directory: /tmp%s}
            http: {listen: "127.0.0.1:0"}
            routers:
              - {name: edge1, address: 192.0.2.1, as: 65010, network: on-prem}
              - {name: edge2, address: 192.0.2.2, as: 65010, network: on-prem}
            %s
            networks:
              - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/8]}
            policy: {rules: {Bogon: {enabled: false}}}
            alerts:
              receivers: [{name: hook, webhook: {url: "http://127.0.0.1:9/"}}]
            """;
    private static final Map<String, String> EDGE1 =
            Map.of("router", "edge1", "network", "on-prem", "family", "ipv4-unicast");
    private static final Map<String, String> NOWHERE = Map.of("network", "on-prem", "family", "ipv4-unicast");

    @TempDir
    Path directory;

    private PolicyCounts counts = PolicyCounts.NONE;
    private final Set<String> members = new HashSet<>();
    private final Set<String> taken = new HashSet<>();
    private long nanos = Long.MAX_VALUE;

    private RestartOutlook outlook;

    @BeforeEach
    void load() throws IOException {
        outlook = outlook("");
    }

    private RestartOutlook outlook(String more) throws IOException {
        return outlook("", more);
    }

    private RestartOutlook outlook(String agent, String more) throws IOException {
        Path file = Files.writeString(directory.resolve("ribwatch.yaml"), CONFIG.formatted(agent, more));
        Loaded loaded = new ConfigLoader().load(file);
        assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Valid.class);
        Config config = ((Loaded.Valid) loaded).config();
        return new RestartOutlook(config, () -> counts, members::contains, taken::contains, () -> nanos);
    }

    private void unjudged(Unjudged... lines) {
        counts = new PolicyCounts(List.of(), List.of(), List.of(), List.of(lines), List.of(), 1);
    }

    private boolean judged(String rule, Map<String, String> subject) {
        return judged(rule, subject, Set.of());
    }

    private boolean judged(String rule, Map<String, String> subject, Set<String> routers) {
        nanos += Duration.ofSeconds(1).toNanos();
        return outlook.isJudged(rule, subject, routers);
    }

    @Test
    void nothingIsJudgedBeforeAnythingWasLookedAt() {
        assertThat(judged("MissingPrefix", EDGE1)).isFalse();
        assertThat(judged("PolicyInvalid", Map.of("component", "config"))).isFalse();
        unjudged();
        assertThat(judged("MissingPrefix", EDGE1)).isTrue();
        assertThat(judged("PolicyInvalid", Map.of("component", "config"))).isTrue();
    }

    @Test
    void restsOnItsRouterAndFamilyOrOnItsWitnessesOrOnAll() {
        unjudged(new Unjudged("edge2", Family.IPV4_UNICAST, Reason.NEVER_UP));
        assertThat(judged("MissingPrefix", EDGE1)).isTrue();
        assertThat(judged("MissingPrefix", EDGE1, Set.of("edge2"))).isTrue();
        assertThat(judged("OverlappingPrefix", NOWHERE)).isFalse();
        assertThat(judged("OverlappingPrefix", NOWHERE, Set.of("edge1"))).isTrue();
        assertThat(judged("OverlappingPrefix", NOWHERE, Set.of("edge1", "edge2")))
                .isFalse();
        unjudged(new Unjudged("edge1", Family.IPV6_UNICAST, Reason.SYNCING));
        assertThat(judged("MissingPrefix", EDGE1)).isTrue();
        assertThat(judged("OverlappingPrefix", NOWHERE)).isTrue();
        assertThat(judged("SessionFlapping", Map.of("router", "edge1"))).isFalse();
    }

    @Test
    void eachReasonFreezesWhatRestsOnIt() {
        Set<Reason> wholeRouter =
                Set.of(Reason.NEVER_UP, Reason.DOWN, Reason.STALE, Reason.SYNCING, Reason.CATCHING_UP);
        for (Reason reason : Reason.values()) {
            unjudged(new Unjudged("edge1", Family.IPV4_UNICAST, reason));
            boolean nothing = Set.of(Reason.REFRESH_PHANTOMS, Reason.CANARY_MISSING, Reason.SILENT)
                    .contains(reason);
            boolean harmless = reason == Reason.NO_COMMUNITIES || nothing;
            boolean room = reason == Reason.LIMIT_BLOCKED || reason == Reason.MEMORY_BUDGET;
            assertThat(judged("MissingPrefix", EDGE1)).as("%s", reason).isEqualTo(harmless);
            assertThat(judged("UnexpectedPrefix", EDGE1)).as("%s", reason).isEqualTo(harmless || room);
            assertThat(judged("MissingCommunity", EDGE1)).as("%s", reason).isEqualTo(nothing || room);
            assertThat(judged("SessionFlapping", Map.of("router", "edge1")))
                    .as("%s", reason)
                    .isEqualTo(!wholeRouter.contains(reason));
        }
    }

    @Test
    void aReceiverWorksWhenItTakesSomething() {
        Map<String, String> hook = Map.of("component", "receiver hook");
        unjudged();
        assertThat(judged("DeliveryFailing", hook)).isFalse();
        taken.add("other");
        assertThat(judged("DeliveryFailing", hook)).isFalse();
        taken.add("hook");
        assertThat(judged("DeliveryFailing", hook)).isTrue();
    }

    @Test
    void aSeverityIsSettledWhenTheOthersAreBackOrHadTheirTime() {
        Map<String, String> edge1 = Map.of("router", "edge1");
        assertThat(outlook.isSettled(edge1)).isFalse();
        unjudged(new Unjudged("edge1", Family.IPV4_UNICAST, Reason.NEVER_UP));
        assertThat(outlook.isSettled(edge1)).isTrue();
        assertThat(outlook.isSettled(Map.of("connection", "circuit"))).isFalse();
        unjudged(new Unjudged("edge2", Family.IPV4_UNICAST, Reason.CATCHING_UP));
        assertThat(outlook.isSettled(edge1)).isFalse();
        unjudged(new Unjudged("edge2", Family.IPV4_UNICAST, Reason.DOWN));
        assertThat(outlook.isSettled(edge1)).isTrue();
        unjudged(new Unjudged("edge2", Family.IPV4_UNICAST, Reason.NEVER_UP));
        nanos += Duration.ofMinutes(5).toNanos();
        assertThat(outlook.isSettled(edge1)).isTrue();
    }

    @Test
    void whatIsNotConfiguredIsRemoved() {
        assertThat(outlook.removed("MissingPrefix", EDGE1)).isNull();
        assertThat(outlook.removed("OverlappingPrefix", Map.of("network", "unknown", "other_network", "on-prem")))
                .isNull();
        assertThat(outlook.removed("Bogon", EDGE1)).isEqualTo("rule removed");
        assertThat(outlook.removed("NoSuchRule", EDGE1)).isEqualTo("rule removed");
        assertThat(outlook.removed("MissingPrefix", Map.of("router", "edge3"))).isEqualTo("the router was removed");
        assertThat(outlook.removed("MissingPrefix", Map.of("network", "cloud"))).isEqualTo("the network was removed");
        assertThat(outlook.removed("OverlappingPrefix", Map.of("network", "on-prem", "other_network", "cloud")))
                .isEqualTo("the network was removed");
        assertThat(outlook.removed("RedundancyLost", Map.of("connection", "circuit")))
                .isEqualTo("the connection was removed");
        assertThat(outlook.removed("DeliveryFailing", Map.of("component", "receiver hook")))
                .isNull();
        assertThat(outlook.removed("DeliveryFailing", Map.of("component", "receiver pager")))
                .isEqualTo("the receiver was removed");
    }

    @Test
    void aMemberOfARangeIsJudgedLikeAnyRouterWhileItHasItsPlace() throws IOException {
        outlook = outlook("  - {name: spokes, address: 192.0.2.128/25, as: 65010, network: on-prem, max-members: 4}");
        Map<String, String> spoke = Map.of("router", "spokes-192.0.2.130");
        members.add("spokes-192.0.2.130");
        unjudged(new Unjudged("spokes-192.0.2.130", Family.IPV4_UNICAST, Reason.NEVER_UP));
        nanos += Duration.ofDays(1).toNanos();
        assertThat(outlook.removed("SessionDown", spoke)).isNull();
        assertThat(judged("SessionDown", spoke)).isFalse();
        assertThat(judged("MissingPrefix", spoke)).isFalse();
        assertThat(judged("OverlappingPrefix", NOWHERE, Set.of("edge1", "spokes-192.0.2.130")))
                .isFalse();
        assertThat(judged("OverlappingPrefix", NOWHERE, Set.of("edge1"))).isTrue();
        unjudged();
        assertThat(judged("MissingPrefix", spoke)).isTrue();

        members.clear();
        assertThat(outlook.removed("SessionDown", spoke))
                .isEqualTo("the router was forgotten to make room in range spokes");
        assertThat(judged("OverlappingPrefix", NOWHERE, Set.of("edge1", "spokes-192.0.2.130")))
                .as("what rested on it alone")
                .isTrue();
    }

    @Test
    void aNameThatNoMemberCanHaveIsOneOfARouterThatWasRemoved() throws IOException {
        outlook = outlook("""
                  - {name: edge, address: 192.0.2.128/25, as: 65010, network: on-prem}
                  - {name: part, address: 192.0.2.192/26, as: 65010, network: on-prem}
                  - {name: host, address: 192.0.2.140, as: 65010, network: on-prem}
                """);
        members.addAll(Set.of("edge-192.0.2.130", "edge-9"));
        assertThat(outlook.removed("SessionDown", Map.of("router", "edge-192.0.2.130")))
                .isNull();
        for (String gone : List.of(
                "edge-9",
                "edge-",
                "edge-192.0.2.2",
                "edge-192.0.2.140",
                "edge-192.0.2.200",
                "edge-192.0.2.130/32",
                "hubs-192.0.2.130")) {
            assertThat(outlook.removed("SessionDown", Map.of("router", gone)))
                    .as(gone)
                    .isEqualTo("the router was removed");
        }
    }

    @Test
    void whatTheOtherOfAPairTellsToCanWait() throws IOException {
        Map<String, String> ours = Map.of("component", "ledger");
        Map<String, String> both = Map.of("router", "edge1");
        assertThat(outlook.untilToldAgain(both)).isZero();
        outlook = outlook(", pair: {url: \"http://127.0.0.1:1\"}", "");
        assertThat(outlook.untilToldAgain(ours)).isZero();
        assertThat(outlook.untilToldAgain(both)).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void aPairIsJudgedWhenBothCanHaveHeardTheirRoutersOutAndDifferencesHaveSettled() throws IOException {
        Map<String, String> pair = Map.of("component", "pair");
        unjudged();
        assertThat(outlook.removed("SplitView", pair)).contains("no other agent");
        outlook = outlook(", pair: {url: \"http://127.0.0.1:1\"}", "");
        assertThat(outlook.removed("SplitView", pair)).isNull();
        nanos += Duration.ofSeconds(387).toNanos();
        assertThat(judged("SplitView", pair)).isFalse();
        assertThat(judged("LedgerDegraded", Map.of("component", "ledger"))).isTrue();
        assertThat(judged("SplitView", pair)).isTrue();
    }
}
