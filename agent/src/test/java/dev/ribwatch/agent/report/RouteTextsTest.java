package dev.ribwatch.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.alert.Condition;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole texts, rule by rule, about routes, prefixes and networks: what the person on call reads. */
class RouteTextsTest extends ReportedFindings {
    @Test
    void unexpectedDefaultRouteSeenByThoseWhoFollowIt() {
        Condition condition = report.condition(finding(
                at(RuleName.UNEXPECTED_DEFAULT_ROUTE, "on-prem", "pc-edge", "0.0.0.0/0"),
                List.of(witness("pc-edge", "on-prem", "0.0.0.0/0", "65020 12076")),
                Detail.None.NONE));

        assertThat(condition.subject())
                .isEqualTo(Map.of(
                        "router", "pc-edge", "network", "on-prem", "prefix", "0.0.0.0/0", "family", "ipv4-unicast"));
        assertTexts(condition, "Unexpected default route 0.0.0.0/0 from on-prem at pc-edge", """
                on-prem advertises the default route 0.0.0.0/0 to private-cloud, seen at pc-edge; policy.default-route \
                does not allow it. Since 2026-01-10T21:03:04Z.
                Effect: private-cloud follows it: its traffic to every address without a longer route goes to on-prem. \
                Its machines stop being reachable on public addresses, because their answers leave through on-prem; \
                Internet access and its inspection move there or end there.
                Look at: what on-prem exports; withdraw the default route, or allow it for this vantage.
                Route: 0.0.0.0/0 of on-prem at pc-edge, AS path 65020 12076, next hop 192.0.2.1.""");
        assertThat(condition.annotations())
                .containsEntry("reported_by", "pc-edge")
                .containsEntry("runbook_url", "https://runbooks.example/UnexpectedDefaultRoute");
    }

    @Test
    void unexpectedDefaultRouteSeenWhereItStarts() {
        assertTexts(
                report.condition(finding(
                        at(RuleName.UNEXPECTED_DEFAULT_ROUTE, "on-prem", "edge1", "0.0.0.0/0"),
                        List.of(witness("edge1", "on-prem", "0.0.0.0/0", "65010")),
                        Detail.None.NONE)),
                "Unexpected default route 0.0.0.0/0 from on-prem at edge1",
                """
                on-prem advertises the default route 0.0.0.0/0 to its connections, seen at edge1; policy.default-route \
                does not allow it. Since 2026-01-10T21:03:04Z.
                Effect: azure-prod and private-cloud may follow it: traffic to every address without a longer route \
                goes to on-prem. Their machines stop being reachable on public addresses, because their answers leave \
                through on-prem; Internet access and its inspection move there or end there.
                Look at: what on-prem exports; withdraw the default route, or allow it for this vantage.
                Route: 0.0.0.0/0 of on-prem at edge1, AS path 65010, next hop 192.0.2.1.""");
    }

    @Test
    void effectiveDefaultRoute() {
        Condition condition = report.condition(finding(
                at(RuleName.EFFECTIVE_DEFAULT_ROUTE, "on-prem", "pc-edge", null),
                List.of(witness("pc-edge", "on-prem", "64.0.0.0/2", "65020 12076")),
                new Detail.Coverage(0.5714, List.of(Prefix.parse("64.0.0.0/2"), Prefix.parse("128.0.0.0/2")), null)));

        assertThat(condition.subject())
                .isEqualTo(Map.of("router", "pc-edge", "network", "on-prem", "family", "ipv4-unicast"));
        assertTexts(condition, "Routes of on-prem at pc-edge amount to an IPv4 default route", """
                The routes of on-prem at pc-edge cover 57 % of all IPv4 addresses: together they are a default route, \
                without being one. The shortest of them: 64.0.0.0/2 and 128.0.0.0/2. Since 2026-01-10T21:03:04Z.
                Effect: private-cloud follows it: its traffic to every address without a longer route goes to on-prem. \
                They win over any real default route, because they are longer: machines stop being reachable on \
                public addresses, and Internet access moves to on-prem.
                Look at: what on-prem exports; halves such as 0.0.0.0/1 are a usual way around a default filter.
                Route: 64.0.0.0/2 of on-prem at pc-edge, AS path 65020 12076, next hop 192.0.2.1.""");
    }

    @Test
    void oneHalfIsAnEffectiveDefaultRoute() {
        Condition condition = report.condition(finding(
                at(RuleName.EFFECTIVE_DEFAULT_ROUTE, "on-prem", "pc-edge", null),
                List.of(witness("pc-edge", "on-prem", "128.0.0.0/1", "65020 12076")),
                new Detail.Coverage(0.4286, List.of(Prefix.parse("128.0.0.0/1")), Prefix.parse("128.0.0.0/1"))));

        assertTexts(condition, "Routes of on-prem at pc-edge amount to an IPv4 default route", """
                The routes of on-prem at pc-edge cover 42 % of all IPv4 addresses: 128.0.0.0/1 is half of \
                a default route, and one half is enough to be taken for one. The shortest of them: 128.0.0.0/1. Since 2026-01-10T21:03:04Z.
                Effect: private-cloud follows it: its traffic to every address without a longer route goes to on-prem. \
                They win over any real default route, because they are longer: machines stop being reachable on \
                public addresses, and Internet access moves to on-prem.
                Look at: what on-prem exports; halves such as 0.0.0.0/1 are a usual way around a default filter.
                Route: 128.0.0.0/1 of on-prem at pc-edge, AS path 65020 12076, next hop 192.0.2.1.""");
    }

    @Test
    void bogon() {
        Condition condition = report.condition(finding(
                at(RuleName.BOGON, "private-cloud", "edge1", "100.64.1.0/24"),
                List.of(witness("edge1", "private-cloud", "100.64.1.0/24", "65010 12076")),
                Detail.None.NONE));

        assertThat(condition.subject())
                .isEqualTo(Map.of(
                        "router",
                        "edge1",
                        "network",
                        "private-cloud",
                        "prefix",
                        "100.64.1.0/24",
                        "family",
                        "ipv4-unicast"));
        assertTexts(condition, "Reserved address space 100.64.1.0/24 from private-cloud at edge1", """
                private-cloud announces 100.64.1.0/24, seen at edge1; 100.64.0.0/10 is reserved for carriers' shared \
                address space (RFC 6598), and private-cloud declares nothing of the kind. Since 2026-01-10T21:03:04Z.
                Effect: nobody can rightly answer there: traffic to these addresses is drawn to private-cloud, away \
                from whoever uses them inside, and filters elsewhere drop the route.
                Look at: a leak of internal routes, or a filter that is gone; if private-cloud may use this space, \
                declare it in its prefixes, or except it in policy.rules.Bogon.
                Route: 100.64.1.0/24 of private-cloud at edge1, AS path 65010 12076, next hop 192.0.2.1.""");
    }

    @Test
    void routeLeak() {
        assertTexts(
                report.condition(finding(
                        at(RuleName.ROUTE_LEAK, "azure-prod", "edge1", "10.32.0.0/16"),
                        List.of(witness("edge1", "azure-prod", "10.32.0.0/16", "65010 1299 65099 3356")),
                        new Detail.Leak(Detail.LeakSign.VALLEY, 65099))),
                "Route leak of 10.32.0.0/16 of azure-prod at edge1",
                """
                10.32.0.0/16 of azure-prod at edge1 is a route leak: AS 65099 passes it from one of policy.providers \
                on to another, which reach each other directly. Since 2026-01-10T21:03:04Z.
                Effect: traffic to these addresses of azure-prod goes through somebody who must not carry it, is slow \
                or dropped there, or can be read there.
                Look at: what AS 65099 exports, and the import filters towards it.
                Route: 10.32.0.0/16 of azure-prod at edge1, AS path 65010 1299 65099 3356, next hop 192.0.2.1.""");
    }

    @Test
    void routeLeakOfWhatMustBeKept() {
        assertTexts(
                report.condition(finding(
                        at(RuleName.ROUTE_LEAK, "azure-prod", "edge1", "10.32.0.0/16"),
                        List.of(),
                        new Detail.Leak(Detail.LeakSign.NO_EXPORT, -1))),
                "Route leak of 10.32.0.0/16 of azure-prod at edge1",
                """
                10.32.0.0/16 of azure-prod at edge1 is a route leak: it carries NO_EXPORT and was learned elsewhere, so \
                edge1 must not have sent it over an external session (RFC 1997). Since 2026-01-10T21:03:04Z.
                Effect: traffic to these addresses of azure-prod goes through somebody who must not carry it, is slow \
                or dropped there, or can be read there.
                Look at: whether edge1 disregards the community; if it adds it itself towards Ribwatch, except it in \
                policy.rules.RouteLeak.""");
    }

    @Test
    void manyBogonsInOne() {
        assertTexts(
                report.condition(finding(
                        at(RuleName.BOGON, "private-cloud", "edge1", null),
                        List.of(),
                        new Detail.Folded(31, List.of(Prefix.parse("100.64.1.0/24"))))),
                "31 routes of private-cloud in reserved space at edge1",
                """
                31 routes of private-cloud at edge1 are in reserved space of which it declares nothing. Since \
                2026-01-10T21:03:04Z.
                Effect: nobody can rightly answer there: traffic to these addresses is drawn to private-cloud, away \
                from whoever uses them inside, and filters elsewhere drop the route.
                Look at: the filter between edge1 and private-cloud: none of the reserved blocks should pass it.
                Among them: 100.64.1.0/24.""");
    }

    @Test
    void defaultRouteMissing() {
        Condition condition = report.condition(
                finding(at(RuleName.DEFAULT_ROUTE_MISSING, "on-prem", "pc-edge", null), List.of(), Detail.None.NONE));

        assertThat(condition.subject())
                .isEqualTo(Map.of("router", "pc-edge", "network", "on-prem", "family", "ipv4-unicast"));
        assertTexts(condition, "Required IPv4 default route from on-prem is missing at pc-edge", """
                on-prem must send an IPv4 default route to private-cloud; pc-edge has none. Since \
                2026-01-10T21:03:04Z.
                Effect: private-cloud loses its way out through on-prem: traffic to the Internet falls back to the \
                provider's own exit, uninspected, or is dropped.
                Look at: whether on-prem still originates it, and the filters between it and pc-edge.""");
    }

    @Test
    void overlapWithinCapturesTraffic() {
        FindingKey key = overlap("10.32.5.0/24", "10.32.0.0/16");
        Condition condition = report.condition(finding(
                key,
                List.of(witness("pc-edge", "private-cloud", "10.32.5.0/24", "65020")),
                new Detail.Overlap(Detail.Relation.WITHIN, true),
                List.of("edge2"),
                false));

        assertThat(condition.subject())
                .isEqualTo(Map.of(
                        "network",
                        "private-cloud",
                        "other_network",
                        "azure-prod",
                        "prefix",
                        "10.32.5.0/24",
                        "other_prefix",
                        "10.32.0.0/16",
                        "family",
                        "ipv4-unicast"));
        assertThat(condition.beside()).as("the only witness").containsExactly(Map.of("router", "pc-edge"));
        assertTexts(
                condition, "private-cloud captures traffic of azure-prod: 10.32.5.0/24 lies within 10.32.0.0/16", """
                private-cloud announces 10.32.5.0/24, which lies within 10.32.0.0/16 that azure-prod declares. Since \
                2026-01-10T21:03:04Z.
                Effect: the longer prefix wins. Wherever both are known, traffic to these addresses of azure-prod goes \
                to private-cloud; azure-prod loses it.
                Look at: who of the two uses these addresses by mistake; renumber it, or allow the overlap if it is \
                meant.
                Route: 10.32.5.0/24 of private-cloud at pc-edge, AS path 65020, next hop 192.0.2.1.
                Could not look: edge2 (no session, not this family, or its routes are not all here yet).""");
    }

    @Test
    void overlapOfEqualPrefixes() {
        assertTexts(
                report.condition(finding(
                        overlap("10.32.0.0/16", "10.32.0.0/16"),
                        List.of(),
                        new Detail.Overlap(Detail.Relation.EQUAL, false))),
                "private-cloud and azure-prod both use 10.32.0.0/16",
                """
                private-cloud announces 10.32.0.0/16, which azure-prod announces as well. Since 2026-01-10T21:03:04Z.
                Effect: each router decides by AS path and preference whose machines it reaches: part of the traffic \
                for azure-prod goes to private-cloud, and the other way round.
                Look at: who of the two uses these addresses by mistake; renumber it, or allow the overlap if it is \
                meant.""");
    }

    @Test
    void overlapThatCovers() {
        assertTexts(
                report.condition(finding(
                        overlap("10.32.0.0/12", "10.32.0.0/16"),
                        List.of(),
                        new Detail.Overlap(Detail.Relation.COVERS, true))),
                "10.32.0.0/12 of private-cloud covers 10.32.0.0/16 of azure-prod",
                """
                private-cloud announces 10.32.0.0/12, which covers 10.32.0.0/16 that azure-prod declares. Since \
                2026-01-10T21:03:04Z.
                Effect: the longer prefixes of azure-prod win: traffic of private-cloud to these addresses goes to \
                azure-prod. Where azure-prod announces nothing longer, its traffic goes to private-cloud.
                Look at: who of the two uses these addresses by mistake; renumber it, or allow the overlap if it is \
                meant.""");
    }

    @Test
    void overlapWithWhatAConnectionDeclares() {
        AlertText text = new AlertTexts(Configs.sample()
                        .blocks("on-prem-circuit", "azure-prod", "192.168.100.0/29", "")
                        .compile())
                .of(finding(
                        overlap("192.168.100.0/30", "192.168.100.0/29"),
                        List.of(),
                        new Detail.Overlap(Detail.Relation.WITHIN, true)));
        assertThat(text.description())
                .contains("which lies within 192.168.100.0/29 that azure-prod has as a block of a connection.");
    }

    @Test
    void manyOverlapsShareOneText() {
        FindingKey key = FindingKey.between(
                RuleName.OVERLAPPING_PREFIX, "private-cloud", "azure-prod", null, null, Family.IPV4_UNICAST);
        assertTexts(
                report.condition(finding(
                        key,
                        List.of(),
                        new Detail.Folded(34, List.of(Prefix.parse("10.32.1.0/24"), Prefix.parse("10.32.2.0/24"))))),
                "34 routes of private-cloud overlap azure-prod",
                """
                34 routes of private-cloud overlap the addresses of azure-prod. Since 2026-01-10T21:03:04Z.
                Effect: where a prefix of private-cloud is the longer one it wins, and traffic to addresses of \
                azure-prod goes to private-cloud.
                Look at: who of the two uses these addresses by mistake; renumber it, or allow the overlap if it is \
                meant.
                Among them: 10.32.1.0/24 and 10.32.2.0/24.""");
    }

    @Test
    void unexpectedPrefixOutsideOfTheDeclaredSpace() {
        Condition condition = report.condition(finding(
                at(RuleName.UNEXPECTED_PREFIX, "on-prem", "edge1", "192.168.7.0/24"),
                List.of(witness("edge1", "on-prem", "192.168.7.0/24", "65010 65011")),
                Detail.None.NONE));

        assertThat(condition.subject())
                .isEqualTo(Map.of(
                        "router", "edge1", "network", "on-prem", "prefix", "192.168.7.0/24", "family", "ipv4-unicast"));
        assertTexts(condition, "Unexpected prefix 192.168.7.0/24 of on-prem at edge1", """
                on-prem announces 192.168.7.0/24, seen at edge1; it lies in none of the prefixes that on-prem declares. \
                Since 2026-01-10T21:03:04Z.
                Effect: wherever this route is learned, traffic to these addresses goes to on-prem, and what used them \
                before loses it.
                Look at: a new subnet that is not in the configuration yet, a wrong address, or a leak.
                Route: 192.168.7.0/24 of on-prem at edge1, AS path 65010 65011, next hop 192.0.2.1.""");
    }

    @Test
    void unexpectedPrefixOfAForbiddenLength() {
        assertThat(report.condition(finding(
                                at(RuleName.UNEXPECTED_PREFIX, "azure-prod", "edge1", "10.32.5.0/24"),
                                List.of(),
                                Detail.None.NONE))
                        .annotations()
                        .get("description"))
                .startsWith("azure-prod announces 10.32.5.0/24, seen at edge1; it is a more-specific prefix of"
                        + " 10.32.0.0/16, of a length that more-specifics does not allow. Since");
    }

    @Test
    void manyUnexpectedPrefixesShareOneText() {
        assertTexts(
                report.condition(finding(
                        at(RuleName.UNEXPECTED_PREFIX, "unknown", "edge1", null),
                        List.of(),
                        new Detail.Folded(
                                900_000,
                                IntStream.range(1, 21)
                                        .mapToObj(i -> Prefix.parse("10." + i + ".0.0/16"))
                                        .toList()))),
                "900000 undeclared prefixes of unknown at edge1",
                """
                900000 prefixes of unknown at edge1 are outside of what it declares, or of a length that it does not \
                allow. Since 2026-01-10T21:03:04Z.
                Effect: wherever these routes are learned, traffic to their addresses goes to unknown, and what used \
                them before loses it.
                Look at: a leak of other routes, a filter that is gone, or prefixes missing in the configuration.
                Among them: 10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16, 10.4.0.0/16, 10.5.0.0/16, 10.6.0.0/16, 10.7.0.0/16, \
                10.8.0.0/16, 10.9.0.0/16, 10.10.0.0/16, 10.11.0.0/16, 10.12.0.0/16, 10.13.0.0/16, 10.14.0.0/16, \
                10.15.0.0/16, 10.16.0.0/16, 10.17.0.0/16, 10.18.0.0/16, 10.19.0.0/16 and 10.20.0.0/16.""");
    }

    @Test
    void missingPrefix() {
        Condition condition = report.condition(finding(
                at(RuleName.MISSING_PREFIX, "azure-prod", "pc-edge", "10.33.0.0/16"), List.of(), Detail.None.NONE));

        assertThat(condition.subject())
                .isEqualTo(Map.of(
                        "router",
                        "pc-edge",
                        "network",
                        "azure-prod",
                        "prefix",
                        "10.33.0.0/16",
                        "family",
                        "ipv4-unicast"));
        assertTexts(condition, "Prefix 10.33.0.0/16 of azure-prod is missing at pc-edge", """
                pc-edge must see 10.33.0.0/16 of azure-prod and holds no route of that network that is equal, covers \
                it, or adds up to it. Since 2026-01-10T21:03:04Z.
                Effect: over this router private-cloud does not reach these addresses of azure-prod: its traffic to \
                them follows a shorter route elsewhere, or is dropped.
                Look at: whether azure-prod still announces it, and the filters on the way to pc-edge.""");
        assertThat(condition.annotations()).containsEntry("reported_by", "pc-edge");
    }

    @Test
    void manyMissingPrefixesShareOneText() {
        assertTexts(
                report.condition(finding(
                        at(RuleName.MISSING_PREFIX, "azure-prod", "pc-edge", null),
                        List.of(),
                        new Detail.Folded(1, List.of(Prefix.parse("10.33.0.0/16"))))),
                "1 required prefix of azure-prod missing at pc-edge",
                """
                1 required prefix of azure-prod not visible at pc-edge. Since 2026-01-10T21:03:04Z.
                Effect: over this router private-cloud does not reach these addresses of azure-prod: its traffic to \
                them follows a shorter route elsewhere, or is dropped.
                Look at: a filter on the way, or the session that carries them.
                Among them: 10.33.0.0/16.""");
    }

    @Test
    void networkInvisible() {
        Condition condition = report.condition(finding(
                FindingKey.at(RuleName.NETWORK_INVISIBLE, "azure-prod", "pc-edge", null, Family.IPV6_UNICAST),
                List.of(),
                Detail.None.NONE));

        assertThat(condition.subject())
                .isEqualTo(Map.of("router", "pc-edge", "network", "azure-prod", "family", "ipv6-unicast"));
        assertTexts(condition, "azure-prod is invisible at pc-edge (IPv6)", """
                No IPv6 route of azure-prod is left at pc-edge, although a connection leads to it. Since \
                2026-01-10T21:03:04Z.
                Effect: over this router private-cloud does not reach azure-prod at all by IPv6.
                Look at: the connection between private-cloud and azure-prod: the circuit, the join, the filters at \
                both ends.""");
    }

    @Test
    void unexpectedVisibility() {
        assertTexts(
                report.condition(finding(
                        at(RuleName.UNEXPECTED_VISIBILITY, "internet", "pc-edge", null),
                        List.of(witness("pc-edge", "internet", "198.51.100.0/24", "65020 12076 65010 3356")),
                        Detail.None.NONE)),
                "internet is visible at pc-edge, where no connection leads to it (IPv4)",
                """
                internet is visible at pc-edge, although no connection leads from private-cloud to it. Since \
                2026-01-10T21:03:04Z.
                Effect: private-cloud and internet can send each other traffic that nobody meant to be possible: \
                separation is broken, or a transit carries what it should not.
                Look at: who passes routes of internet on to private-cloud: a join, a route server, a filter that is \
                gone.
                Route: 198.51.100.0/24 of internet at pc-edge, AS path 65020 12076 65010 3356, next hop 192.0.2.1.""");
    }

    @Test
    void strangersAreUnexpectedlyVisible() {
        assertTexts(
                report.condition(finding(
                        at(RuleName.UNEXPECTED_VISIBILITY, "unknown", "edge2", null), List.of(), Detail.None.NONE)),
                "Routes of an unknown network at edge2 (IPv4)",
                """
                edge2 holds IPv4 routes that no network of the configuration matches. Since 2026-01-10T21:03:04Z.
                Effect: traffic of on-prem to these addresses goes to somebody who was not declared.
                Look at: a leak towards on-prem, or a network whose match does not fit its routes (ribwatch routes \
                --network unknown).""");
    }
}
