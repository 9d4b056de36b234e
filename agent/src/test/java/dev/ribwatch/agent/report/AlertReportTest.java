package dev.ribwatch.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole texts, rule by rule: what the person on call reads. */
class AlertReportTest {
    private static final Instant SINCE = Instant.parse("2026-01-10T21:03:04.567Z");
    private static final Instant NOW = Instant.parse("2026-01-10T22:00:00Z");

    private final List<String> heard = new ArrayList<>();
    private final AlertReport report = new AlertReport(
            Configs.sample().compile(),
            new Conditions() {
                @Override
                public void opened(Condition condition) {
                    heard.add("opened " + condition.subject());
                }

                @Override
                public void changed(Condition condition) {
                    heard.add("changed " + condition.subject());
                }

                @Override
                public void closed(String rule, Map<String, String> subject, Instant at, String reason) {
                    heard.add("closed " + rule + " " + subject + " " + at + " " + reason);
                }
            },
            InstantSource.fixed(NOW),
            () -> "https://runbooks.example/");

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
                List.of(witness("pc-edge", "on-prem", "0.0.0.0/1", "65020 12076")),
                new Detail.Coverage(0.5714, List.of(Prefix.parse("0.0.0.0/1"), Prefix.parse("128.0.0.0/4")))));

        assertThat(condition.subject())
                .isEqualTo(Map.of("router", "pc-edge", "network", "on-prem", "family", "ipv4-unicast"));
        assertTexts(condition, "Routes of on-prem at pc-edge amount to an IPv4 default route", """
                The routes of on-prem at pc-edge cover 57 % of all IPv4 addresses: together they are a default route, \
                without being one. The shortest of them: 0.0.0.0/1 and 128.0.0.0/4. Since 2026-01-10T21:03:04Z.
                Effect: private-cloud follows it: its traffic to every address without a longer route goes to on-prem. \
                They win over any real default route, because they are longer: machines stop being reachable on \
                public addresses, and Internet access moves to on-prem.
                Look at: what on-prem exports; halves such as 0.0.0.0/1 are a usual way around a default filter.
                Route: 0.0.0.0/1 of on-prem at pc-edge, AS path 65020 12076, next hop 192.0.2.1.""");
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
        assertThat(condition.beside()).as("the only witness").isEqualTo(Map.of("router", "pc-edge"));
        assertTexts(
                condition, "private-cloud captures traffic of azure-prod: 10.32.5.0/24 lies within 10.32.0.0/16", """
                private-cloud announces 10.32.5.0/24, which lies within 10.32.0.0/16 that azure-prod declares. Since \
                2026-01-10T21:03:04Z.
                Effect: the longer prefix wins. Wherever both are known, traffic to these addresses of azure-prod goes \
                to private-cloud; azure-prod loses it.
                Look at: who of the two uses these addresses by mistake; renumber it, or allow the overlap if it is \
                meant.
                Route: 10.32.5.0/24 of private-cloud at pc-edge, AS path 65020, next hop 192.0.2.1.
                Could not look: edge2 (no session, or its routes are not all here yet).""");
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
                10.8.0.0/16 and 12 more.""");
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
                        false, 812, false, "router sent 6/2 Cease: Administrative Shutdown, \"disk swap\"")));

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
                        new Detail.Session(true, 0, true, null))),
                "No session yet with pc-edge, vantage private-cloud",
                """
                pc-edge (private-cloud) has not sent all its routes since Ribwatch started. Since 2026-01-10T21:03:04Z.
                Effect: Ribwatch's view, not traffic as such: no other router of private-cloud is watched: nothing that \
                happens there is seen now. What was open at this router stays as it was and is marked unknown.
                Look at: the router, the line to it, and the BGP configuration at both ends (ribwatch sessions).""");
    }

    @Test
    void saysWhenNobodyCanLook() {
        Witness lastSeen =
                witness("edge1", "on-prem", "192.168.7.0/24", "65010").withJudged(false);
        Condition condition = report.condition(finding(
                at(RuleName.UNEXPECTED_PREFIX, "on-prem", "edge1", "192.168.7.0/24"),
                List.of(lastSeen),
                Detail.None.NONE,
                List.of("edge1"),
                true));

        assertThat(condition.unknown()).isTrue();
        assertThat(condition.annotations().get("description")).endsWith("""
                        Route: 192.168.7.0/24 of on-prem at edge1, AS path 65010, next hop 192.0.2.1 (as last seen).
                        Could not look: edge1 (no session, or its routes are not all here yet).
                        At the moment nobody can look: this is what was last seen.""");
    }

    @Test
    void textsStayBoundedWhateverAPeerSends() {
        String longPath = "4200000001 ".repeat(16_000);
        List<Witness> many = IntStream.range(0, Finding.WITNESSES)
                .mapToObj(i -> witness("r" + i, "private-cloud", "10.32.5.0/24", longPath + "\u001b[31m\n\u202e"))
                .toList();
        List<String> blind =
                IntStream.range(0, 1_000).mapToObj(i -> "router" + i).toList();
        String description = report.condition(finding(
                        overlap("10.32.5.0/24", "10.32.0.0/16"),
                        many,
                        new Detail.Overlap(Detail.Relation.WITHIN, true),
                        blind,
                        false))
                .annotations()
                .get("description");

        assertThat(description)
                .hasSizeLessThan(4_096)
                .contains("Routes: 8 more.")
                .contains("and 992 more");
        assertThat(description.lines()).hasSize(13);
    }

    @Test
    void textFromOutsideIsPrintable() {
        assertThat(Phrases.clean("a\u001b[31m\n\u202eb\u2028c\u0085")).isEqualTo("a?[31m??b?c?");
        assertThat(Phrases.clean("é…ß")).isEqualTo("é…ß");
        assertThat(Phrases.clean("x".repeat(300))).hasSize(257).endsWith("…");
    }

    @Test
    void membersOfARangeStandWhereTheRangeStands() {
        AlertReport ofRange = new AlertReport(
                Configs.sample().router("edge-range", "on-prem", 65010).compile(),
                new Silent(),
                InstantSource.fixed(NOW),
                () -> "");

        assertThat(ofRange.condition(finding(
                                FindingKey.of(RuleName.SESSION_DOWN, "edge-range-2001:db8::1"),
                                List.of(),
                                new Detail.Session(false, 1, false, null)))
                        .annotations()
                        .get("summary"))
                .isEqualTo("Session lost with edge-range-2001:db8::1, vantage on-prem");
    }

    @Test
    void handsOnWhatItHears() {
        Finding finding = finding(
                FindingKey.of(RuleName.SESSION_DOWN, "edge1"), List.of(), new Detail.Session(false, 1, false, null));

        report.opened(finding);
        report.changed(finding);
        report.closed(finding, "established and converged");

        assertThat(heard)
                .containsExactly(
                        "opened {router=edge1}",
                        "changed {router=edge1}",
                        "closed SessionDown {router=edge1} 2026-01-10T22:00:00Z established and converged");
        Condition condition = report.condition(finding);
        assertThat(condition.rule()).isEqualTo("SessionDown");
        assertThat(condition.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(condition.forDuration()).hasSeconds(30);
        assertThat(condition.keepFiringFor()).hasSeconds(60);
        assertThat(condition.since()).isEqualTo(SINCE);
        assertThat(condition.detectedNanos()).isEqualTo(42);
    }

    private static void assertTexts(Condition condition, String summary, String description) {
        assertThat(condition.annotations()).containsEntry("summary", summary);
        assertThat(condition.annotations().get("description")).isEqualTo(description);
    }

    private static FindingKey at(RuleName rule, String network, String router, String prefix) {
        return FindingKey.at(rule, network, router, prefix == null ? null : Prefix.parse(prefix), Family.IPV4_UNICAST);
    }

    private static FindingKey overlap(String prefix, String hit) {
        return FindingKey.between(
                RuleName.OVERLAPPING_PREFIX,
                "private-cloud",
                "azure-prod",
                Prefix.parse(prefix),
                Prefix.parse(hit),
                Family.IPV4_UNICAST);
    }

    private static Witness witness(String router, String network, String prefix, String asPath) {
        return new Witness(router, network, Prefix.parse(prefix), asPath, "192.0.2.1", true);
    }

    private static Finding finding(FindingKey key, List<Witness> witnesses, Detail detail) {
        return finding(key, witnesses, detail, List.of(), false);
    }

    private static Finding finding(
            FindingKey key, List<Witness> witnesses, Detail detail, List<String> blind, boolean unknown) {
        return new Finding(
                key,
                Severity.CRITICAL,
                SINCE,
                42,
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                witnesses,
                blind,
                unknown,
                detail);
    }

    private static final class Silent implements Conditions {
        @Override
        public void opened(Condition condition) {
            assertThat(condition).isNull();
        }

        @Override
        public void changed(Condition condition) {
            assertThat(condition).isNull();
        }

        @Override
        public void closed(String rule, Map<String, String> subject, Instant at, String reason) {
            assertThat(rule).isNull();
        }
    }
}
