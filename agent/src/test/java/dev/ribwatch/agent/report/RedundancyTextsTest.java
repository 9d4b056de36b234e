package dev.ribwatch.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.alert.Condition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole texts about the legs of connections. */
class RedundancyTextsTest extends ReportedFindings {
    private static FindingKey key(RuleName rule) {
        return FindingKey.ofConnection(rule, "on-prem-circuit", "azure-prod", Family.IPV4_UNICAST);
    }

    private static List<Prefix> prefixes(String... prefixes) {
        return List.of(prefixes).stream().map(Prefix::parse).toList();
    }

    @Test
    void aPrefixOnOneLegOnly() {
        Condition condition = report.condition(finding(
                key(RuleName.REDUNDANCY_MISMATCH),
                List.of(witness("edge1", "azure-prod", "10.33.0.0/16", "65010 12076")),
                new Detail.Legs(
                        new Detail.Leg("edge1", 5000, 0, 1, prefixes("10.33.0.0/16"), 0, List.of()),
                        new Detail.Leg("edge2", 4999, 0, 0, List.of(), 3, prefixes("10.32.0.0/16")))));

        assertThat(condition.subject())
                .isEqualTo(Map.of("connection", "on-prem-circuit", "network", "azure-prod", "family", "ipv4-unicast"));
        assertThat(condition.beside()).containsExactly(Map.of("router", "edge1"), Map.of("router", "edge2"));
        assertThat(condition.annotations()).containsEntry("reported_by", "edge1, edge2");
        assertTexts(condition, "on-prem-circuit carries 1 IPv4 prefix of azure-prod on one leg only", """
                The legs of on-prem-circuit do not carry the same IPv4 prefixes of azure-prod: 1 only on the primary leg \
                (edge1): 10.33.0.0/16. Since 2026-01-10T21:03:04Z.
                Effect: on-prem has one way to these addresses of azure-prod instead of two: when that leg fails or is \
                taken down for maintenance, they are cut off.
                Look at: the filters and prefix limits of the leg that lacks them, and its session with the provider.
                Route: 10.33.0.0/16 of azure-prod at edge1, AS path 65010 12076, next hop 192.0.2.1.""");
    }

    @Test
    void differencesInBothDirectionsAndWhatCannotBeTold() {
        assertTexts(
                report.condition(finding(
                        key(RuleName.REDUNDANCY_MISMATCH),
                        List.of(),
                        new Detail.Legs(
                                new Detail.Leg(
                                        "edge1", 40, 2, 12, prefixes("10.33.1.0/24", "10.33.2.0/24"), 0, List.of()),
                                new Detail.Leg("edge2", 30, 1, 1, prefixes("10.33.9.0/24"), 0, List.of())))),
                "on-prem-circuit carries 13 IPv4 prefixes of azure-prod on one leg only",
                """
                The legs of on-prem-circuit do not carry the same IPv4 prefixes of azure-prod: 12 only on the primary leg \
                (edge1), among them 10.33.1.0/24 and 10.33.2.0/24; 1 only on the secondary leg (edge2): 10.33.9.0/24. Of \
                3 prefixes a router shows another path than its leg's: whether the leg carries them cannot be told. Since \
                2026-01-10T21:03:04Z.
                Effect: on-prem has one way to these addresses of azure-prod instead of two: when that leg fails or is \
                taken down for maintenance, they are cut off.
                Look at: the filters and prefix limits of the leg that lacks them, and its session with the provider.""");
    }

    @Test
    void longerPathsOnOneLeg() {
        assertTexts(
                report.condition(finding(
                        key(RuleName.REDUNDANCY_MISMATCH),
                        List.of(),
                        new Detail.Legs(
                                new Detail.Leg("edge1", 2, 0, 0, List.of(), 0, List.of()),
                                new Detail.Leg(
                                        "edge2", 2, 0, 0, List.of(), 2, prefixes("10.32.0.0/16", "10.33.0.0/16"))))),
                "Paths to azure-prod differ in length between the legs of on-prem-circuit (IPv4)",
                """
                Both legs of on-prem-circuit carry the same IPv4 prefixes of azure-prod, but their paths differ in length: \
                2 longer on the secondary leg (edge2): 10.32.0.0/16 and 10.33.0.0/16. Since 2026-01-10T21:03:04Z.
                Effect: traffic prefers the leg with the shorter paths; nothing is cut off. A provider prepends on one leg \
                for hours during maintenance: information at first, a warning past 12h.
                Look at: planned work on the connection, or a prepend that was left behind.""");
    }

    @Test
    void otherOriginsAndCommunities() {
        Detail.Leg first = new Detail.Leg("edge1", 2, 0, 0, List.of(), 0, List.of());
        Detail.Leg second = new Detail.Leg("edge2", 2, 0, 0, List.of(), 1, prefixes("10.33.0.0/16"));
        Detail.Unlike origins = new Detail.Unlike(LegAspect.ORIGIN, 1, prefixes("10.32.0.0/16"));
        Detail.Unlike communities =
                new Detail.Unlike(LegAspect.COMMUNITIES, 7, prefixes("10.32.0.0/16", "10.33.0.0/16"));
        assertTexts(
                report.condition(finding(
                        key(RuleName.REDUNDANCY_MISMATCH),
                        List.of(),
                        new Detail.Legs(first, second, List.of(origins, communities)))),
                "The legs of on-prem-circuit carry prefixes of azure-prod with different origin AS and communities (IPv4)",
                """
                Both legs of on-prem-circuit carry the same IPv4 prefixes of azure-prod, but not alike: 1 with different \
                origin AS: 10.32.0.0/16; 7 with different communities, among them 10.32.0.0/16 and 10.33.0.0/16. Since \
                2026-01-10T21:03:04Z.
                Effect: the legs may lead to different places: what on-prem reaches depends on the leg that its traffic \
                takes, and changes when one fails.
                Look at: who else announces these addresses, and on which leg a route of azure-prod has been replaced.""");
        assertTexts(
                report.condition(finding(
                        key(RuleName.REDUNDANCY_MISMATCH),
                        List.of(),
                        new Detail.Legs(first, second, List.of(communities)))),
                "The legs of on-prem-circuit carry prefixes of azure-prod with different communities (IPv4)",
                """
                Both legs of on-prem-circuit carry the same IPv4 prefixes of azure-prod, but not alike: 7 with different \
                communities, among them 10.32.0.0/16 and 10.33.0.0/16. Since 2026-01-10T21:03:04Z.
                Effect: policy that goes by communities treats the legs differently: when one fails, routes may be \
                preferred, filtered or passed on otherwise than before.
                Look at: the route policy at the two ends of each leg; communities that are meant to differ need no compare.""");
    }

    @Test
    void whatBothCarryUnlikeIsNamedBesideWhatOneCarriesAlone() {
        Condition condition = report.condition(finding(
                key(RuleName.REDUNDANCY_MISMATCH),
                List.of(),
                new Detail.Legs(
                        new Detail.Leg("edge1", 3, 0, 1, prefixes("10.40.0.0/16"), 0, List.of()),
                        new Detail.Leg("edge2", 2, 0, 0, List.of(), 0, List.of()),
                        List.of(new Detail.Unlike(LegAspect.ORIGIN, 1, prefixes("10.33.0.0/16"))))));
        assertThat(condition.annotations().get("description"))
                .contains("1 only on the primary leg (edge1): 10.40.0.0/16. Both carry 1 with different origin AS:"
                        + " 10.33.0.0/16. Since");
    }

    @Test
    void aLegThatIsGone() {
        Condition condition = report.condition(finding(
                key(RuleName.REDUNDANCY_LOST),
                List.of(),
                new Detail.Legs(
                        new Detail.Leg("edge1", 2, 0, 2, prefixes("10.32.0.0/16", "10.33.0.0/16"), 0, List.of()),
                        new Detail.Leg("edge2", 0, 0, 0, List.of(), 0, List.of()))));

        assertTexts(
                condition, "on-prem-circuit carries nothing of azure-prod on the secondary leg (edge2) (IPv4)", """
                The secondary leg (edge2) of on-prem-circuit carries no IPv4 route of azure-prod; the primary leg (edge1) \
                carries 2. Since 2026-01-10T21:03:04Z.
                Effect: on-prem reaches azure-prod by IPv4 over one leg only: the provider's promise of availability rests \
                on both, and the loss of the other one is an outage.
                Look at: the session of that leg with the provider, its line, and its filters.""");
        assertThat(condition.annotations()).containsEntry("reported_by", "edge1, edge2");
    }
}
