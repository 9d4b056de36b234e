package dev.ribwatch.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.PolicyCounts.Reason;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.alert.Condition;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole texts, rule by rule, about sessions and what is not seen of them. */
class SessionTextsTest extends ReportedFindings {
    @Test
    void prefixFlapping() {
        Condition condition = report.condition(finding(
                at(RuleName.PREFIX_FLAPPING, null, "edge1", "10.1.0.0/16"), List.of(), new Detail.Flapping(14)));

        assertThat(condition.subject())
                .isEqualTo(Map.of("router", "edge1", "prefix", "10.1.0.0/16", "family", "ipv4-unicast"));
        assertTexts(condition, "Prefix 10.1.0.0/16 is flapping at edge1", """
                10.1.0.0/16 at edge1 changed 14 times within 5m; this stays one alert until it is quiet. Since \
                2026-01-10T21:03:04Z.
                Effect: every change moves or breaks the traffic to these addresses for a moment.
                Look at: a line or a session that goes up and down beyond edge1.""");
    }

    @Test
    void sessionFlapping() {
        Condition condition = report.condition(finding(
                FindingKey.of(RuleName.SESSION_FLAPPING, "edge1"),
                List.of(),
                new Detail.SessionFlaps(7, "hold timer expired")));

        assertThat(condition.subject()).isEqualTo(Map.of("router", "edge1"));
        assertTexts(condition, "Session with edge1 is flapping, vantage on-prem", """
                The session with edge1 (on-prem) was established or lost at least 7 times within 15m; this stays one alert until \
                it is quiet for as long. It ended last: hold timer expired. Since 2026-01-10T21:03:04Z.
                Effect: Ribwatch's view, not traffic as such: what happens at edge1 between its sessions is not seen, \
                and nothing is judged there until it has converged.
                Look at: the line between the two, the hold time, the memory and CPU of the router, a limit on its side \
                that drops the session (ribwatch sessions).""");
    }

    @Test
    void prefixLimitOfAConnection() {
        Condition condition = report.condition(finding(
                FindingKey.ofConnection(
                        RuleName.PREFIX_LIMIT, "on-prem-circuit", Direction.TO_PROVIDER, Family.IPV4_UNICAST),
                List.of(),
                new Detail.Limit(
                        3_700,
                        4_000,
                        "edge1",
                        120.4,
                        "on-prem",
                        96,
                        Prefix.parse("10.64.0.0/17"),
                        "X6: IPv4 prefixes; over it the session is dropped")));

        assertThat(condition.subject())
                .isEqualTo(
                        Map.of("connection", "on-prem-circuit", "direction", "to-provider", "family", "ipv4-unicast"));
        assertThat(condition.annotations()).containsEntry("reported_by", "edge1");
        assertThat(condition.beside())
                .as("maintenance of the only router that counts")
                .containsExactly(Map.of("router", "edge1"));
        assertTexts(condition, "on-prem-circuit carries 92 % of the limit: IPv4 to-provider", """
                IPv4 prefixes go to the provider over on-prem-circuit: 3700 of 4000, 92 %, counted at edge1. It grows by \
                120 an hour: the limit is 2h30m away. Most of what is new, 96 routes, belongs to on-prem in \
                10.64.0.0/17. Since 2026-01-10T21:03:04Z.
                Effect: over the limit the provider drops the session or the connection, and with it every route that \
                on-prem-circuit carries. The provider's limit is X6: IPv4 prefixes; over it the session is dropped.
                Look at: what was added last, and what could be summarised; or a leak from behind on-prem-circuit.""");
    }

    @Test
    void prefixCountChange() {
        Condition drop = report.condition(finding(
                at(RuleName.PREFIX_COUNT_CHANGE, "azure-prod", "edge1", null),
                List.of(),
                new Detail.CountChange(812, 400, 0)));
        assertThat(drop.subject())
                .isEqualTo(Map.of("network", "azure-prod", "router", "edge1", "family", "ipv4-unicast"));
        assertTexts(drop, "azure-prod lost 50 % of its routes at edge1 (IPv4)", """
                azure-prod has 400 IPv4 routes at edge1 (on-prem), usual are 812. Since 2026-01-10T21:03:04Z.
                Effect: what is no longer announced is unreachable over this router, or goes another way.
                Look at: filters and circuits between azure-prod and edge1; whether other routers still see its routes \
                (ribwatch networks).""");
        Condition surge = report.condition(finding(
                at(RuleName.PREFIX_COUNT_CHANGE, "on-prem", "edge1", null),
                List.of(),
                new Detail.CountChange(100, 180, 0)));
        assertTexts(surge, "on-prem gained 80 % of its routes at edge1 (IPv4)", """
                on-prem has 180 IPv4 routes at edge1 (on-prem), usual are 100. Since 2026-01-10T21:03:04Z.
                Effect: more traffic of on-prem comes this way than was meant, and limits on prefixes come nearer.
                Look at: a leak, an aggregate that is gone, or a filter that is (ribwatch routes --network on-prem \
                --router edge1).""");
    }

    @Test
    void aManifoldCountIsNoPercentage() {
        Condition surge = report.condition(finding(
                at(RuleName.PREFIX_COUNT_CHANGE, "on-prem", "edge1", null),
                List.of(),
                new Detail.CountChange(3, 80, 0)));
        assertThat(surge.annotations())
                .containsEntry("summary", "on-prem has 27 times as many routes as usual at edge1 (IPv4)");
    }

    @Test
    void prefixLimitOfARouter() {
        Condition condition = report.condition(finding(
                FindingKey.ofCount(RuleName.PREFIX_LIMIT, "edge1", Direction.RECEIVED, Family.IPV6_UNICAST),
                List.of(),
                new Detail.Limit(90, 100, "edge1", -3, null, 0, null, null)));

        assertTexts(condition, "edge1 sends 90 % of the limit: IPv6 received", """
                edge1 (on-prem) sends IPv6 paths: 90 of 100, 90 %. It shrinks by 3 an hour. Since 2026-01-10T21:03:04Z.
                Effect: at the limit new paths are dropped here, and nothing of this family is reported missing at edge1 \
                any more.
                Look at: what it sends so much of (ribwatch routes --router edge1): a leak, or a table that has grown; \
                then raise max-prefixes.""");
    }

    @Test
    void viewPartialAtALimit() {
        Condition condition = report.condition(finding(
                FindingKey.ofReason(RuleName.VIEW_PARTIAL, "edge1", Family.IPV4_UNICAST, "limit-blocked"),
                List.of(),
                new Detail.View(2_000)));

        assertThat(condition.subject())
                .isEqualTo(Map.of("router", "edge1", "family", "ipv4-unicast", "reason", "limit-blocked"));
        assertTexts(condition, "View of edge1 is partial: IPv4, limit-blocked", """
                edge1 (on-prem) sends more IPv4 paths than max-prefixes allows; new ones are dropped. It holds 2000 \
                paths. Since 2026-01-10T21:03:04Z.
                Effect: Ribwatch's view, not traffic as such: nothing of this family is reported missing at edge1 \
                until its next session; routes that are held are judged as ever.
                Look at: what it sends so much of (ribwatch routes --router edge1): a leak, or a table that has grown; \
                then raise max-prefixes and restart its session.""");
    }

    @Test
    void viewPartialOfAFamilyThatIsDisabled() {
        Condition condition = report.condition(finding(
                FindingKey.ofReason(RuleName.VIEW_PARTIAL, "edge1", Family.IPV6_UNICAST, "family-disabled"),
                List.of(),
                new Detail.View(0)));

        assertTexts(condition, "View of edge1 is partial: IPv6, family-disabled", """
                edge1 (on-prem) sent IPv6 routes that cannot be read; the family is disabled until its next session. \
                Since 2026-01-10T21:03:04Z.
                Effect: Ribwatch's view, not traffic as such: no route of this family is seen or judged there.
                Look at: Ribwatch's log, which has the message in hex; restart the session to see the family again.""");
    }

    @Test
    void viewPartialForPhantoms() {
        Condition condition = report.condition(finding(
                FindingKey.ofReason(RuleName.VIEW_PARTIAL, "edge1", Family.IPV4_UNICAST, "refresh-phantoms"),
                List.of(),
                new Detail.Phantoms(1)));

        assertTexts(condition, "View of edge1 is partial: IPv4, refresh-phantoms", """
                Asked for all its IPv4 routes again, edge1 (on-prem) did not send 1 route that Ribwatch still held: \
                withdrawals were lost. They are gone now. Since 2026-01-10T21:03:04Z.
                Effect: Ribwatch's view, not traffic as such: until then it took those routes for present; its other \
                peers may hold them still.
                Look at: the router's software and its own neighbours: routes that stay after a withdrawal. This closes \
                when the next audit (agent.refresh-audit) or a new session finds none.""");
    }

    private void assertCanaries(int configured, List<String> missing, String description) {
        Condition condition = report.condition(finding(
                FindingKey.ofReason(RuleName.VIEW_PARTIAL, "edge1", Family.IPV4_UNICAST, "canary-missing"),
                List.of(),
                new Detail.Canaries(
                        configured, missing.stream().map(Prefix::parse).toList())));
        assertTexts(condition, "View of edge1 is partial: IPv4, canary-missing", description);
    }

    @Test
    void viewPartialForACanary() {
        String rest = """
                 that it always should (canary of the router). Since 2026-01-10T21:03:04Z.
                Effect: Ribwatch may not see all that edge1 has, and what is reported missing there may be there all the \
                same. If the router itself lost it, so may others have lost theirs.
                Look at: the router's policy towards Ribwatch (route map, prefix list), then whether the router still has \
                the prefix itself.""";
        assertCanaries(1, List.of("10.1.99.0/24"), "edge1 (on-prem) does not announce 10.1.99.0/24" + rest);
        List<String> ten =
                IntStream.range(0, 10).mapToObj(i -> "10.1." + i + ".0/24").toList();
        assertCanaries(
                12,
                ten,
                "edge1 (on-prem) does not announce 10.1.0.0/24, 10.1.1.0/24, 10.1.2.0/24, 10.1.3.0/24, 10.1.4.0/24,"
                        + " 10.1.5.0/24, 10.1.6.0/24, 10.1.7.0/24 and 2 more, 10 of 12 IPv4 prefixes" + rest);
    }

    @Test
    void viewPartialForSilence() {
        assertTexts(
                report.condition(finding(
                        FindingKey.ofReason(RuleName.VIEW_PARTIAL, "edge1", Family.IPV6_UNICAST, "silent"),
                        List.of(),
                        Detail.None.NONE)),
                "View of edge1 is partial: IPv6, silent",
                """
                The session with edge1 (on-prem) is up with IPv6, and nothing of it has come for a minute: no route, no \
                End-of-RIB. Since 2026-01-10T21:03:04Z.
                Effect: Ribwatch's view, not traffic as such: this family is not judged there until something comes; five \
                minutes after the session came up it counts as empty.
                Look at: the policy towards Ribwatch for this address family on the router, and whether the router is still \
                starting or too busy to send.""");
    }

    @Test
    void viewPartialForWantOfAFamily() {
        assertTexts(
                report.condition(finding(
                        FindingKey.ofReason(
                                RuleName.VIEW_PARTIAL, "edge1", Family.IPV6_UNICAST, "family-not-negotiated"),
                        List.of(),
                        new Detail.View(0))),
                "View of edge1 is partial: IPv6, family-not-negotiated",
                """
                The session with edge1 (on-prem) is up without IPv6, which the configuration asks for. Since \
                2026-01-10T21:03:04Z.
                Effect: Ribwatch's view, not traffic as such: no route of this family is seen or judged there.
                Look at: the address families of the neighbour on the router, or routers.families here.""");
    }

    @Test
    void malformedUpdates() {
        Condition condition = report.condition(finding(
                FindingKey.ofAttribute(RuleName.MALFORMED_UPDATES, "edge1", "origin"),
                List.of(),
                new Detail.Malformed(0, 3)));

        assertThat(condition.subject()).isEqualTo(Map.of("router", "edge1", "attribute", "origin"));
        assertTexts(condition, "Malformed UPDATEs from edge1: attribute origin", """
                edge1 (on-prem) sends malformed UPDATEs: attribute origin. Left out never, routes withdrawn 3 times, \
                since Ribwatch knows this router. Since 2026-01-10T21:03:04Z.
                Effect: the routes of such an UPDATE count as withdrawn here (RFC 7606), though the router may still \
                use them.
                Look at: Ribwatch's log, which has the messages in hex, and who originates their routes: a router that \
                passes on what it does not understand is often not the one at fault.""");
    }

    @Test
    void sessionDownWithAnotherPairOfEyes() {
        Condition condition = report.condition(finding(
                FindingKey.of(RuleName.SESSION_DOWN, "edge1"),
                List.of(),
                new Detail.Session(
                        false,
                        812,
                        false,
                        "router sent 6/2 Cease: Administrative Shutdown, \"disk swap\"",
                        null,
                        null)));

        assertThat(condition.subject()).isEqualTo(Map.of("router", "edge1"));
        assertTexts(condition, "Session lost with edge1, vantage on-prem", """
                The session with edge1 (on-prem) is lost, or its routes are not all here again. It held 812 routes. \
                It ended: router sent 6/2 Cease: Administrative Shutdown, "disk swap". Since 2026-01-10T21:03:04Z.
                Effect: Ribwatch's view, not traffic as such: other routers of on-prem are still watched; what only \
                edge1 shows is not seen. What was open at this router stays as it was and is marked unknown.
                Look at: the router, the line to it, and the BGP configuration at both ends (ribwatch sessions).""");
    }

    @Test
    void sessionDownThatBlindsAVantage() {
        assertTexts(
                report.condition(finding(
                        FindingKey.of(RuleName.SESSION_DOWN, "pc-edge"),
                        List.of(),
                        new Detail.Session(true, 0, true, null, null, null))),
                "No session yet with pc-edge, vantage private-cloud",
                """
                pc-edge (private-cloud) has not sent all its routes since Ribwatch started. Since 2026-01-10T21:03:04Z.
                Effect: Ribwatch's view, not traffic as such: no other router of private-cloud is watched: nothing that \
                happens there is seen now. What was open at this router stays as it was and is marked unknown.
                Look at: the router, the line to it, and the BGP configuration at both ends (ribwatch sessions).""");
    }

    @Test
    void sessionDownWithWhatCameOfTheLatestAttempt() {
        FindingKey key = FindingKey.of(RuleName.SESSION_DOWN, "edge1");
        String refused = "unacceptable OPEN of AS 65099, we sent 2/2 OPEN Message Error: Bad Peer AS";

        assertThat(description(
                        key, new Detail.Session(false, 4, true, "the router closed the connection", refused, null)))
                .startsWith("""
                The session with edge1 (on-prem) is lost, or its routes are not all here again. It held 4 routes. \
                It ended: the router closed the connection. The latest attempt since then failed: unacceptable OPEN of AS 65099, \
                we sent 2/2 OPEN Message Error: Bad Peer AS. Since 2026-01-10T21:03:04Z.
                """);
        assertThat(description(key, new Detail.Session(true, 0, true, null, refused, null)))
                .startsWith("""
                edge1 (on-prem) has not sent all its routes since Ribwatch started. The latest attempt failed: unacceptable \
                OPEN of AS 65099, we sent 2/2 OPEN Message Error: Bad Peer AS. Since 2026-01-10T21:03:04Z.
                """);
    }

    @Test
    void sessionDownThoughItIsUp() {
        assertTexts(
                report.condition(finding(
                        FindingKey.of(RuleName.SESSION_DOWN, "edge1"),
                        List.of(),
                        new Detail.Session(
                                false,
                                4,
                                false,
                                "the router closed the connection",
                                null,
                                Reason.FAMILY_NOT_NEGOTIATED))),
                "Session with edge1 tells no routes, vantage on-prem",
                """
                The session with edge1 (on-prem) is up, but tells no routes: the router offers no address family that is \
                configured. Before, it held 4 routes. Since 2026-01-10T21:03:04Z.
                Effect: Ribwatch's view, not traffic as such: other routers of on-prem are still watched; what only \
                edge1 shows is not seen. What was open at this router stays as it was and is marked unknown.
                Look at: the address families of the neighbour on the router, or routers.families here (ribwatch \
                sessions).""");
        assertThat(description(
                        FindingKey.of(RuleName.SESSION_DOWN, "edge1"),
                        new Detail.Session(true, 0, false, null, null, Reason.FAMILY_DISABLED)))
                .contains("is up, but tells no routes: what it sent cannot be read", "Look at: Ribwatch's log");
    }

    private String description(FindingKey key, Detail detail) {
        return report.condition(finding(key, List.of(), detail)).annotations().get("description");
    }
}
