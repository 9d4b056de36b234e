package dev.ribwatch.config.load;

import static dev.ribwatch.config.load.ValidFiles.load;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.ConnectionConfig.Terms;
import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.PolicyConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.SessionConfig;
import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code minimal.yaml}, only what must be there: every other key has its default. */
class DefaultsTest {
    private final Config config = load("minimal.yaml");

    @Test
    void agent() {
        AgentConfig agent = config.agent();
        assertThat(agent.holdTime()).isEqualTo(Duration.ofSeconds(90));
        assertThat(agent.staleTime()).isEqualTo(Duration.ofMinutes(3));
        assertThat(agent.longestStale()).isEqualTo(Duration.ofDays(1));
        assertThat(agent.refreshAudit()).isEqualTo(Duration.ofHours(6));
        assertThat(agent.reloadOnChange()).isFalse();
        assertThat(agent.reloadMostFlagged()).isEqualTo(0.5);
        assertThat(agent.stateDirectory()).isEqualTo(Path.of("/var/lib/ribwatch"));
        assertThat(agent.pair()).isNull();
    }

    @Test
    void http() {
        HttpConfig http = config.http();
        assertThat(http.listen().getAddress().isLoopbackAddress()).isTrue();
        assertThat(http.listen().getPort()).isEqualTo(9797);
        assertThat(http.tls()).isNull();
        assertThat(http.bearerToken()).isNull();
        assertThat(http.insecure()).isFalse();
    }

    @Test
    void router() {
        assertThat(config.routers())
                .containsExactly(new RouterConfig(
                        "edge1",
                        Prefix.parse("127.0.0.11"),
                        Set.of(new Asn(65_010)),
                        "on-prem",
                        OwnRoutes.EXPORTED,
                        null,
                        false,
                        false,
                        Map.of(),
                        512L << 20,
                        EnumSet.allOf(Family.class),
                        Duration.ofSeconds(30),
                        64,
                        SessionConfig.ORDINARY));
    }

    @Test
    void network() {
        NetworkConfig exact = load("network-defaults.yaml").networks().get(0);
        assertThat(exact)
                .isEqualTo(new NetworkConfig(
                        "on-prem",
                        List.of(),
                        List.of(Prefix.parse("10.0.0.0/12")),
                        List.of(Prefix.parse("10.0.0.0/12")),
                        MoreSpecifics.NONE,
                        false,
                        false,
                        List.of()));
        assertThat(config.networks().get(0).required()).isEmpty();
    }

    /** A role by default is for external sessions; internal ones have none (RFC 9234). */
    @Test
    void role() {
        assertThat(load("router-defaults-role.yaml").routers())
                .extracting(router -> router.session().localRole())
                .containsExactly(Role.PEER, null);
    }

    @Test
    void connection() {
        assertThat(load("connection-defaults.yaml").connections())
                .containsExactly(new ConnectionConfig(
                        "wire",
                        ConnectionConfig.Type.LINK,
                        null,
                        List.of("on-prem", "cloud"),
                        List.of(),
                        false,
                        null,
                        null,
                        new Terms(List.of("cloud"), false, Map.of(), List.of(), List.of())));
        assertThat(config.connections()).isEmpty();
    }

    @Test
    void policy() {
        PolicyConfig policy = config.policy();
        assertThat(policy.defaultAllowed()).isEmpty();
        assertThat(policy.defaultRequired()).isEmpty();
        assertThat(policy.effectiveThreshold()).isEqualTo(0.5);
        assertThat(policy.overlapAllowed()).isEmpty();
        assertThat(policy.blackholeCommunities()).isEmpty();
        assertThat(policy.watch()).isEmpty();
        assertThat(policy.providerAs()).isEqualTo(new ProviderAsns(new Asn(12_076), new Asn(65_515), new Asn(398_656)));
        assertThat(policy.changes()).isEmpty();
    }

    /** The column of intent-rules, and 60 s and 120 s. */
    @Test
    void rules() {
        assertThat(config.policy().rules()).containsOnlyKeys(RuleName.values());
        rule(RuleName.UNEXPECTED_DEFAULT_ROUTE, 0, 60);
        rule(RuleName.EFFECTIVE_DEFAULT_ROUTE, 0, 60);
        rule(RuleName.DEFAULT_ROUTE_MISSING, 30, 60);
        rule(RuleName.OVERLAPPING_PREFIX, 0, 60);
        rule(RuleName.UNEXPECTED_PREFIX, 10, 60);
        rule(RuleName.BOGON, 10, 60);
        rule(RuleName.ROUTE_LEAK, 0, 60);
        rule(RuleName.MISSING_PREFIX, 30, 60);
        rule(RuleName.NETWORK_INVISIBLE, 30, 60);
        rule(RuleName.UNEXPECTED_VISIBILITY, 60, 60);
        rule(RuleName.PLANNED_CHANGE_MISSED, 0, 60);
        rule(RuleName.PREFIX_FLAPPING, 0, 60);
        rule(RuleName.REDUNDANCY_LOST, 60, 60);
        rule(RuleName.SESSION_DOWN, -1, 120);
        rule(RuleName.VIEW_PARTIAL, 0, 60);
        rule(RuleName.MALFORMED_UPDATES, 0, 60);
        rule(RuleName.SESSION_FLAPPING, 0, 60, 6, 15);
        rule(RuleName.POLICY_INVALID, 0, 60);
        rule(RuleName.DELIVERY_FAILING, -1, 60);
        rule(RuleName.LEDGER_DEGRADED, 0, 60);
        rule(RuleName.SPLIT_VIEW, -1, 60);
        rule(RuleName.PREFIX_LIMIT, 0, 60);
        rule(RuleName.PREFIX_COUNT_CHANGE, 300, 60, 10, 60);
    }

    private void rule(RuleName name, int forSeconds, int keepFiring) {
        rule(name, forSeconds, keepFiring, 10, 5);
    }

    private void rule(RuleName name, int forSeconds, int keepFiring, int changes, int withinMinutes) {
        assertThat(config.policy().rules().get(name))
                .as(name.text())
                .isEqualTo(new RuleConfig(
                        true,
                        null,
                        forSeconds < 0 ? null : Duration.ofSeconds(forSeconds),
                        Duration.ofSeconds(keepFiring),
                        List.of(),
                        changes,
                        Duration.ofMinutes(withinMinutes),
                        new RuleConfig.Levels(0.3, 0.5, 10)));
    }

    @Test
    void pathsMayDifferInLengthForHours() {
        assertThat(config.policy().rules().get(RuleName.REDUNDANCY_MISMATCH))
                .isEqualTo(new RuleConfig(
                        true,
                        null,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60),
                        List.of(),
                        10,
                        Duration.ofHours(12)));
    }

    @Test
    void alerts() {
        assertThat(config.alerts())
                .isEqualTo(new AlertsConfig(
                        Map.of(), Duration.ofSeconds(2), Duration.ofHours(4), List.of(), List.of(), List.of()));
    }
}
