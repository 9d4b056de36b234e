package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Verdict.Outcome;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the rules say of a prefix, with the sample's intent: why something fired, and why nothing did. */
class ExplanationsTest {
    private static final int IPV4_ALONE = 1;

    private Scene scene;

    @BeforeEach
    void start() {
        begin(new Scene(Configs.sample().build()));
    }

    private void begin(Scene with) {
        scene = with;
        for (String router : List.of("edge1", "edge2", "pc-edge")) {
            scene.up(router);
            String own = router.equals("pc-edge") ? "65020" : "65010";
            scene.announce(router, "10.32.0.0/16", own + " 12076");
            scene.announce(router, "10.33.0.0/16", own + " 12076");
            scene.announce(router, "2001:db8:32::/48", own + " 12076");
            scene.announce(router, "172.20.0.0/20", router.equals("pc-edge") ? "65020" : "65010 12076");
            scene.announce(router, "10.1.0.0/16", router.equals("pc-edge") ? "65020 12076" : "65010");
            scene.converge(router);
        }
    }

    private List<Verdict> said(String router, String prefix) {
        Prefix asked = Prefix.parse(prefix);
        return scene.engine
                .explanations()
                .at(
                        scene.routers.get(router).index(),
                        asked,
                        scene.engine.explanations().related(asked));
    }

    private Verdict only(RuleName rule, String router, String prefix) {
        List<Verdict> of = said(router, prefix).stream()
                .filter(verdict -> verdict.rule() == rule)
                .toList();
        assertThat(of).as("%s of %s at %s", rule, prefix, router).hasSize(1);
        return of.get(0);
    }

    private Verdict of(RuleName rule, String network, String router, String prefix) {
        List<Verdict> of = said(router, prefix).stream()
                .filter(verdict -> verdict.rule() == rule && network.equals(verdict.network()))
                .toList();
        assertThat(of).as("%s of %s at %s", rule, prefix, router).hasSize(1);
        return of.get(0);
    }

    private void assertSays(Verdict verdict, Outcome outcome, String reason) {
        assertThat(verdict.outcome()).as("%s", verdict).isEqualTo(outcome);
        assertThat(verdict.reason()).contains(reason);
    }

    /** Of the links of a circuit, and of what a private cloud uses. */
    @Test
    void whatAConnectionDeclares() {
        begin(new Scene(Configs.sample()
                .blocks("on-prem-circuit", "azure-prod", "100.64.0.0/29", "")
                .blocks("private-cloud-circuit", "azure-prod", "", "192.168.102.0/28")
                .build()));
        scene.announce("edge1", "100.64.0.0/30", "65010");
        String link = "in 100.64.0.0/29, addresses of the links of on-prem-circuit";
        assertSays(only(RuleName.UNEXPECTED_PREFIX, "edge1", "100.64.0.0/30"), Outcome.GOOD, link);
        assertSays(only(RuleName.BOGON, "edge1", "100.64.0.0/30"), Outcome.GOOD, link);
        assertThat(said("edge1", "100.64.0.0/30"))
                .noneMatch(
                        verdict -> verdict.rule() == RuleName.OVERLAPPING_PREFIX && verdict.outcome() != Outcome.GOOD);
        scene.announce("pc-edge", "100.64.0.0/30", "65020 12076 65010");
        assertSays(
                only(RuleName.UNEXPECTED_PREFIX, "pc-edge", "100.64.0.0/30"),
                Outcome.FINDING,
                "outside what on-prem declares; " + link + ", expected at their own ends alone");
        assertThat(only(RuleName.BOGON, "pc-edge", "100.64.0.0/30").outcome()).isEqualTo(Outcome.FINDING);
        scene.announce("pc-edge", "192.168.102.8/29", "65020");
        assertSays(
                only(RuleName.UNEXPECTED_PREFIX, "pc-edge", "192.168.102.8/29"),
                Outcome.GOOD,
                "in 192.168.102.0/28, which the provider uses for private-cloud");
        scene.announce("edge1", "192.168.102.0/29", "65010");
        assertSays(
                of(RuleName.OVERLAPPING_PREFIX, "on-prem", "edge1", "192.168.102.0/29"),
                Outcome.FINDING,
                "it overlaps 192.168.102.0/28 of private-cloud");
    }

    @Test
    void aRequiredPrefixIsVisibleByACoveringRoute() {
        scene.withdraw("pc-edge", "10.32.0.0/16");
        assertSays(only(RuleName.MISSING_PREFIX, "pc-edge", "10.32.0.0/16"), Outcome.FINDING, "no route of azure-prod");
        scene.announce("pc-edge", "10.32.0.0/12", "65020 12076 65515");
        assertSays(
                only(RuleName.MISSING_PREFIX, "pc-edge", "10.32.0.0/16"),
                Outcome.GOOD,
                "visible by covering route 10.32.0.0/12");
        assertSays(
                only(RuleName.MISSING_PREFIX, "edge2", "10.32.0.0/16"), Outcome.GOOD, "visible by a route of its own");
    }

    @Test
    void aRequiredPrefixIsVisibleByItsHalves() {
        scene.withdraw("pc-edge", "10.32.0.0/16");
        scene.announce("pc-edge", "10.32.0.0/17", "65020 12076 65515");
        scene.announce("pc-edge", "10.32.128.0/17", "65020 12076 65515");
        assertSays(
                only(RuleName.MISSING_PREFIX, "pc-edge", "10.32.0.0/16"),
                Outcome.GOOD,
                "visible by more-specific routes that add up to it");
    }

    @Test
    void whatBothLegsCarryAndNotAlikeIsSaid() {
        RuleConfig rule = new RuleConfig(true, null, null, Duration.ofSeconds(60), List.of(), 10, Duration.ofHours(12));
        begin(new Scene(Configs.sample()
                .rule(RuleName.REDUNDANCY_MISMATCH, rule.comparing(Set.of(LegAspect.ORIGIN)))
                .build()));
        scene.announce("edge1", "10.33.0.0/16", "65010 12076 65515")
                .announce("edge2", "10.33.0.0/16", "65010 12076 65515");
        assertSays(
                of(RuleName.REDUNDANCY_MISMATCH, "azure-prod", "edge1", "10.33.0.0/16"),
                Outcome.GOOD,
                "both legs of on-prem-circuit carry it, alike");
        scene.announce("edge2", "10.33.0.0/16", "65010 12076 12076 65515");
        assertSays(
                of(RuleName.REDUNDANCY_MISMATCH, "azure-prod", "edge1", "10.33.0.0/16"),
                Outcome.FINDING,
                "its path is longer on the secondary leg (edge2) of on-prem-circuit");
        scene.announce("edge2", "10.33.0.0/16", "65010 12076 12076");
        assertSays(
                of(RuleName.REDUNDANCY_MISMATCH, "azure-prod", "edge1", "10.33.0.0/16"),
                Outcome.FINDING,
                "the legs of on-prem-circuit carry it with different origin AS");
        assertSays(
                of(RuleName.REDUNDANCY_MISMATCH, "azure-prod", "edge1", "10.32.0.0/16"),
                Outcome.FINDING,
                "such as 10.33.0.0/16: the legs of on-prem-circuit carry it with different origin AS");
    }

    @Test
    void whatLiesInsideARequiredPrefixIsAnsweredForByIt() {
        Verdict verdict = only(RuleName.MISSING_PREFIX, "edge1", "10.32.7.0/24");
        assertThat(verdict.prefix()).isEqualTo(Prefix.parse("10.32.0.0/16"));
        assertSays(verdict, Outcome.GOOD, "visible by a route of its own");
        assertSays(
                of(RuleName.MISSING_PREFIX, "on-prem", "pc-edge", "10.7.0.0/16"),
                Outcome.GOOD,
                "on-prem declares 10.0.0.0/12 around it, and requires nothing there");
    }

    @Test
    void aMismatchOfOtherPrefixesIsSaidToBeOfThose() {
        scene.withdraw("edge2", "10.33.0.0/16");
        for (String prefix : List.of("0.0.0.0/0", "10.32.7.0/24", "10.32.0.0/16")) {
            Verdict verdict = of(RuleName.REDUNDANCY_MISMATCH, "azure-prod", "edge1", prefix);
            assertSays(verdict, Outcome.FINDING, "the finding is of others, such as 10.33.0.0/16: only");
        }
        assertSays(
                of(RuleName.REDUNDANCY_MISMATCH, "azure-prod", "edge1", "0.0.0.0/0"),
                Outcome.FINDING,
                "a default route is not compared");
        assertSays(
                of(RuleName.REDUNDANCY_MISMATCH, "azure-prod", "edge1", "10.32.7.0/24"),
                Outcome.FINDING,
                "no leg of on-prem-circuit carries this prefix itself");
        assertSays(
                of(RuleName.REDUNDANCY_MISMATCH, "azure-prod", "edge1", "10.33.0.0/16"),
                Outcome.FINDING,
                "only the primary leg (edge1)");
    }

    @Test
    void nobodyExpectsANetworkAtItsOwnVantage() {
        assertSays(only(RuleName.MISSING_PREFIX, "edge1", "10.1.0.0/16"), Outcome.GOOD, "its own vantage");
        assertSays(
                only(RuleName.UNEXPECTED_VISIBILITY, "edge1", "10.1.0.0/16"),
                Outcome.GOOD,
                "the router stands in on-prem");
    }

    @Test
    void aDeclaredPrefixAndItsMoreSpecifics() {
        assertSays(only(RuleName.UNEXPECTED_PREFIX, "edge1", "10.32.0.0/16"), Outcome.GOOD, "azure-prod declares it");
        scene.announce("pc-edge", "172.20.1.0/24", "65020");
        assertSays(
                only(RuleName.UNEXPECTED_PREFIX, "pc-edge", "172.20.1.0/24"),
                Outcome.GOOD,
                "within declared 172.20.0.0/18, more-specifics allowed to /29");
        scene.announce("pc-edge", "172.20.1.4/30", "65020");
        assertSays(
                only(RuleName.UNEXPECTED_PREFIX, "pc-edge", "172.20.1.4/30"),
                Outcome.FINDING,
                "within declared 172.20.0.0/18, more-specifics allowed to /29; open since");
        scene.announce("edge1", "192.0.2.0/24", "65010");
        assertSays(
                only(RuleName.UNEXPECTED_PREFIX, "edge1", "192.0.2.0/24"),
                Outcome.FINDING,
                "outside what on-prem declares");
        assertThat(said("edge2", "192.0.2.0/24")).noneMatch(verdict -> verdict.rule() == RuleName.UNEXPECTED_PREFIX);
    }

    @Test
    void anOverlapExplainsThePrefixWhoeverSeemsToOwnItThere() {
        scene.announce("pc-edge", "10.32.5.0/24", "65020");
        scene.announce("edge1", "10.32.5.0/24", "65010 12076");
        assertSays(
                only(RuleName.OVERLAPPING_PREFIX, "pc-edge", "10.32.5.0/24"),
                Outcome.FINDING,
                "it overlaps 10.32.0.0/16 of azure-prod");
        assertSays(
                only(RuleName.OVERLAPPING_PREFIX, "edge1", "10.32.5.0/24"),
                Outcome.FINDING,
                "10.32.5.0/24 of private-cloud overlaps it");
        assertSays(
                only(RuleName.UNEXPECTED_PREFIX, "edge1", "10.32.5.0/24"),
                Outcome.EXPLAINED,
                "explained by OverlappingPrefix (private-cloud over azure-prod 10.32.0.0/16)");
    }

    @Test
    void anAllowedOverlapIsExcepted() {
        scene.announce("pc-edge", "10.15.255.0/24", "65020");
        assertSays(
                only(RuleName.OVERLAPPING_PREFIX, "pc-edge", "10.15.255.0/24"),
                Outcome.EXCEPTED,
                "policy.overlap.allow");
        assertSays(
                only(RuleName.UNEXPECTED_PREFIX, "pc-edge", "10.15.255.0/24"),
                Outcome.EXCEPTED,
                "policy.overlap.allow lets private-cloud use it");
    }

    @Test
    void nothingIsSaidWhileTheRouterSyncs() {
        scene.down("edge1");
        scene.up("edge1");
        scene.announce("edge1", "192.0.2.0/24", "65010");
        assertSays(
                only(RuleName.UNEXPECTED_PREFIX, "edge1", "192.0.2.0/24"),
                Outcome.FROZEN,
                "frozen: syncing; as it is now: outside what on-prem declares");
        scene.converge("edge1");
        assertThat(only(RuleName.UNEXPECTED_PREFIX, "edge1", "192.0.2.0/24").outcome())
                .isEqualTo(Outcome.FINDING);
        scene.lose("edge1");
        assertSays(only(RuleName.UNEXPECTED_PREFIX, "edge1", "192.0.2.0/24"), Outcome.UNKNOWN, "frozen: down");
    }

    /** Such rules judge a session, whatever the family that is asked for. */
    @Test
    void aSessionIsJudgedInAFamilyThatItDoesNotHave() {
        scene.down("edge1");
        scene.rib.sessionUp(scene.routers.get("edge1"), IPV4_ALONE, 0, true, scene.getAsLong());
        scene.converge("edge1", Family.IPV4_UNICAST);
        assertSays(
                only(RuleName.MISSING_PREFIX, "edge1", "2001:db8:32::/48"),
                Outcome.FROZEN,
                "frozen: family-not-negotiated");
        for (RuleName rule : List.of(RuleName.SESSION_DOWN, RuleName.SESSION_FLAPPING, RuleName.MALFORMED_UPDATES)) {
            assertSays(only(rule, "edge1", "2001:db8:32::/48"), Outcome.GOOD, "no finding");
        }
        assertThat(only(RuleName.VIEW_PARTIAL, "edge1", "2001:db8:32::/48").outcome())
                .as("that it is not negotiated")
                .isEqualTo(Outcome.FINDING);
        for (int i = 0; i < 6; i++) {
            scene.down("edge1");
            scene.rib.sessionUp(scene.routers.get("edge1"), IPV4_ALONE, 0, true, scene.getAsLong());
            scene.converge("edge1", Family.IPV4_UNICAST);
        }
        assertThat(only(RuleName.SESSION_FLAPPING, "edge1", "2001:db8:32::/48").outcome())
                .isEqualTo(Outcome.FINDING);
    }

    @Test
    void whileARouterIsDownWhatRestsOnTheSessionAloneIsJudged() {
        scene.down("edge1");
        assertThat(only(RuleName.SESSION_DOWN, "edge1", "10.32.0.0/16").outcome())
                .isEqualTo(Outcome.FINDING);
        assertThat(only(RuleName.SESSION_FLAPPING, "edge1", "10.32.0.0/16"))
                .extracting(Verdict::outcome, Verdict::reason)
                .containsExactly(Outcome.GOOD, "no finding");
        assertSays(
                only(RuleName.MALFORMED_UPDATES, "edge1", "10.32.0.0/16"), Outcome.FROZEN, "frozen: down; no finding");
        scene.up("edge1").converge("edge1", Family.IPV4_UNICAST);
        assertThat(only(RuleName.SESSION_DOWN, "edge1", "10.32.0.0/16").outcome())
                .isEqualTo(Outcome.FINDING);
        assertSays(
                only(RuleName.MALFORMED_UPDATES, "edge1", "10.32.0.0/16"),
                Outcome.FROZEN,
                "frozen: syncing; no finding");
        scene.converge("edge1", Family.IPV6_UNICAST);
        assertSays(only(RuleName.MALFORMED_UPDATES, "edge1", "10.32.0.0/16"), Outcome.GOOD, "no finding");
    }

    @Test
    void anExceptionIsNamedByItsLine() {
        RuleConfig rule = RandomWorld.rule(
                true, null, List.of(new Except("on-prem", null, null, null, Prefix.parse("192.0.2.0/24"), 41)));
        begin(new Scene(Configs.sample().rule(RuleName.UNEXPECTED_PREFIX, rule).build()));
        scene.announce("edge1", "192.0.2.128/25", "65010");
        assertSays(
                only(RuleName.UNEXPECTED_PREFIX, "edge1", "192.0.2.128/25"),
                Outcome.EXCEPTED,
                "policy.rules.UnexpectedPrefix excepts it, line 41");
    }

    @Test
    void defaults() {
        assertThat(said("edge1", "0.0.0.0/0"))
                .noneMatch(verdict -> verdict.rule() == RuleName.UNEXPECTED_DEFAULT_ROUTE);
        scene.announce("edge1", "0.0.0.0/0", "65010");
        assertSays(
                only(RuleName.UNEXPECTED_DEFAULT_ROUTE, "edge1", "0.0.0.0/0"),
                Outcome.FINDING,
                "policy.default-route does not allow one from on-prem at on-prem");
        assertSays(only(RuleName.UNEXPECTED_PREFIX, "edge1", "0.0.0.0/0"), Outcome.EXPLAINED, "UnexpectedDefaultRoute");
        scene.announce("edge1", "0.0.0.0/1", "65010");
        assertSays(
                only(RuleName.EFFECTIVE_DEFAULT_ROUTE, "edge1", "0.0.0.0/1"),
                Outcome.FINDING,
                "50 % amount to a default");
        assertSays(
                only(RuleName.UNEXPECTED_PREFIX, "edge1", "0.0.0.0/1"),
                Outcome.EXPLAINED,
                "explained by EffectiveDefaultRoute");
    }

    @Test
    void whyAShareBelowTheThresholdAmountsToADefault() {
        scene.announce("edge1", "128.0.0.0/1", "65010");
        assertSays(
                only(RuleName.EFFECTIVE_DEFAULT_ROUTE, "edge1", "128.0.0.0/1"),
                Outcome.FINDING,
                "128.0.0.0/1 is half of a default, which is enough; all routes of on-prem here cover at most 42.8");
        assertThat(coverage().half()).isEqualTo(Prefix.parse("128.0.0.0/1"));
        scene.announce("edge1", "0.0.0.0/1", "65010");
        assertSays(
                only(RuleName.EFFECTIVE_DEFAULT_ROUTE, "edge1", "128.0.0.0/1"),
                Outcome.FINDING,
                "0.0.0.0/1 and 128.0.0.0/1 are the halves of a default; all routes");
        assertThat(coverage().half()).isNull();
        scene.withdraw("edge1", "0.0.0.0/1");
        scene.withdraw("edge1", "128.0.0.0/1");
        // 8000::/1 holds nothing of 2000::/3, and is half of nothing.
        scene.announce("edge1", "8000::/1", "65010");
        assertThat(only(RuleName.EFFECTIVE_DEFAULT_ROUTE, "edge1", "8000::/1").outcome())
                .isEqualTo(Outcome.GOOD);
        scene.announce("edge1", "::/1", "65010");
        assertSays(
                only(RuleName.EFFECTIVE_DEFAULT_ROUTE, "edge1", "::/1"),
                Outcome.FINDING,
                "::/1 is half of a default, which is enough; all routes");
    }

    private Detail.Coverage coverage() {
        return scene.recorder.open.values().stream()
                .filter(finding -> finding.key().rule() == RuleName.EFFECTIVE_DEFAULT_ROUTE)
                .map(finding -> (Detail.Coverage) finding.detail())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRouteThatIsHalfOfADefaultIsNoOverlap() {
        scene.announce("edge1", "128.0.0.0/1", "65010");
        for (String prefix : List.of("128.0.0.0/1", "160.0.0.0/3")) {
            scene.announce("edge1", prefix, "65010");
            assertSays(
                    only(RuleName.OVERLAPPING_PREFIX, "edge1", prefix),
                    Outcome.EXPLAINED,
                    "explained by EffectiveDefaultRoute");
            assertThat(only(RuleName.UNEXPECTED_PREFIX, "edge1", prefix).outcome())
                    .isEqualTo(Outcome.EXPLAINED);
        }
    }

    @Test
    void whoseDefaultItIsMayBeOverlappedNonetheless() {
        scene.announce("edge1", "128.0.0.0/1", "65010");
        scene.announce("pc-edge", "193.0.0.0/8", "65020 65011");
        scene.announce("edge2", "193.1.0.0/16", "65010 12076 65515");
        assertThat(scene.open()).contains("OverlappingPrefix azure-prod 193.1.0.0/16 on-prem 193.0.0.0/8");
        assertThat(said("edge1", "128.0.0.0/1").stream()
                        .filter(verdict -> verdict.rule() == RuleName.OVERLAPPING_PREFIX)
                        .map(Verdict::outcome))
                .containsExactly(Outcome.FINDING, Outcome.EXPLAINED);
    }

    @Test
    void declaredSpaceThatARouteTouchesIsNeverSaidNotToBeThere() {
        scene.down("edge1");
        scene.up("edge1");
        scene.announce("edge1", "172.20.5.0/24", "65010");
        assertSays(
                only(RuleName.OVERLAPPING_PREFIX, "edge1", "172.20.5.0/24"),
                Outcome.FROZEN,
                "frozen: syncing; as it is now: it touches declared 172.20.0.0/18 of private-cloud");
        for (int i = 0; i < 30; i++) {
            scene.announce("edge2", "10.32." + i + ".0/24", "65010");
        }
        int shared = 0;
        for (int i = 0; i < 30; i++) {
            Verdict verdict = only(RuleName.OVERLAPPING_PREFIX, "edge2", "10.32." + i + ".0/24");
            assertSays(verdict, Outcome.FINDING, "open since");
            assertThat(verdict.reason()).contains("it overlaps", "azure-prod");
            shared += verdict.reason().contains("shares a finding with others, 10 in all") ? 1 : 0;
        }
        assertThat(shared).isEqualTo(10);
    }

    @Test
    void flapsAreCounted() {
        assertSays(
                only(RuleName.PREFIX_FLAPPING, "edge1", "10.32.0.0/16"),
                Outcome.GOOD,
                "0 changes counted within 300 s");
        for (int i = 0; i < 12; i++) {
            scene.withdraw("edge1", "10.32.0.0/16");
            scene.announce("edge1", "10.32.0.0/16", "65010 12076");
        }
        assertSays(only(RuleName.PREFIX_FLAPPING, "edge1", "10.32.0.0/16"), Outcome.FINDING, "10 are allowed");
    }

    @Test
    void aFoldedFindingIsSharedByAllThatItStandsFor() {
        for (int i = 0; i < 30; i++) {
            scene.announce("edge1", "192.168." + i + ".0/24", "65010");
        }
        int shared = 0;
        for (int i = 0; i < 30; i++) {
            Verdict verdict = only(RuleName.UNEXPECTED_PREFIX, "edge1", "192.168." + i + ".0/24");
            assertThat(verdict.outcome()).isEqualTo(Outcome.FINDING);
            shared += verdict.reason().contains("shares a finding with others, 10 in all") ? 1 : 0;
        }
        assertThat(shared).isEqualTo(10);
    }

    @Test
    void everyRuleThatIsOnSaysSomethingOfAPlainRoute() {
        assertThat(said("edge1", "10.32.0.0/16").stream().map(Verdict::rule))
                .contains(
                        RuleName.SESSION_DOWN,
                        RuleName.VIEW_PARTIAL,
                        RuleName.MALFORMED_UPDATES,
                        RuleName.NETWORK_INVISIBLE,
                        RuleName.OVERLAPPING_PREFIX);
        assertThat(said("edge1", "10.32.0.0/16")).allMatch(verdict -> verdict.outcome() == Outcome.GOOD);
    }

    /** No finding of this prefix and router is left out, and none is said to be there that is not. */
    @Test
    void findingsAndVerdictsAgree() {
        scene.announce("pc-edge", "10.32.5.0/24", "65020");
        scene.announce("edge1", "192.0.2.0/24", "65010");
        scene.announce("edge2", "0.0.0.0/0", "65010");
        scene.withdraw("pc-edge", "10.33.0.0/16");
        for (Finding finding : List.copyOf(scene.recorder.open.values())) {
            FindingKey key = finding.key();
            if (key.router() != null && key.prefix() != null) {
                assertThat(said(key.router(), key.prefix().toString()))
                        .as("%s", key)
                        .anyMatch(verdict -> verdict.rule() == key.rule() && verdict.outcome() == Outcome.FINDING);
            }
        }
        assertThat(said("edge2", "192.0.2.0/24")).noneMatch(verdict -> verdict.outcome() == Outcome.FINDING);
    }
}
