package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Detail.PathFault;
import dev.ribwatch.agent.policy.Verdict.Outcome;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RouteTerms;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** UnexpectedOrigin, ForbiddenPath, MissingCommunity and ForbiddenCommunity, each with what just does not break it. */
class RouteTermsTest {
    private static final String OURS = "65000:1";

    private static Configs.NetworkBuilder ours() {
        return network("ours")
                .asns(65010)
                .prefixes("10.0.0.0/16 2001:db8::/32")
                .moreSpecifics(MoreSpecifics.ANY)
                .match(match().community(OURS))
                .match(match().originAs(64601));
    }

    private static Scene scene(Configs.NetworkBuilder ours, OwnRoutes ownRoutes) {
        Config config = Configs.as(65000)
                .router("r1", "ours", ownRoutes, 65010)
                .router("r2", "theirs", 65020)
                .network(ours)
                .network(network("theirs").prefixes("10.9.0.0/16").match(match().community("65000:2")))
                .link("both", "ours theirs", false)
                .rule(RuleName.NETWORK_INVISIBLE, RandomWorld.rule(false, null, List.of()))
                .rule(RuleName.SESSION_DOWN, RandomWorld.rule(false, null, List.of()))
                .rule(RuleName.UNEXPECTED_VISIBILITY, RandomWorld.rule(false, null, List.of()))
                .rule(RuleName.ROUTE_LEAK, RandomWorld.rule(false, null, List.of()))
                .build();
        return new Scene(config).up("r1").converge("r1");
    }

    private static Scene scene(Configs.NetworkBuilder ours) {
        return scene(ours, OwnRoutes.EXPORTED);
    }

    private static RouteTerms.Path path(List<Asn> forbid, List<Asn> require, boolean privateAs, int most, boolean set) {
        return new RouteTerms.Path(forbid, require, privateAs, most, set);
    }

    private static Detail detail(Scene scene) {
        return scene.recorder.open.values().iterator().next().detail();
    }

    @Test
    void anOriginThatIsNoneOfTheNetworksOpensAndClosesWithTheRoute() {
        Scene scene = scene(ours().origins(64600, 65010));
        scene.announce("r1", "10.0.1.0/24", "65010 64600", OURS);
        assertThat(scene.open()).isEmpty();
        scene.announce("r1", "10.0.1.0/24", "65010 64600 64999", OURS);
        assertThat(scene.open()).containsExactly("UnexpectedOrigin ours 10.0.1.0/24 r1");
        assertThat(detail(scene)).isEqualTo(new Detail.Origin(64999));
        scene.announce("r1", "10.0.1.0/24", "65010 64600 64998", OURS);
        assertThat(detail(scene)).isEqualTo(new Detail.Origin(64998));
        scene.announce("r1", "10.0.1.0/24", "65010 64998 64600", OURS);
        assertThat(scene.open()).isEmpty();
        scene.announce("r1", "10.0.1.0/24", "65010 64999", OURS);
        scene.withdraw("r1", "10.0.1.0/24");
        assertThat(scene.open()).isEmpty();
    }

    @Test
    void theRoutersOwnAsIsTheOriginOfAnEmptyPath() {
        Scene scene = scene(ours().origins(64600));
        scene.announce("r1", "10.0.1.0/24", "65010 65010", OURS);
        assertThat(detail(scene)).isEqualTo(new Detail.Origin(65010));
    }

    @Test
    void anOriginBehindAnAsSetIsNoneOfThem() {
        Scene scene = scene(ours().origins(64600));
        scene.announce("r1", "10.0.1.0/24", "65010 64999 {64600}", OURS);
        assertThat(detail(scene)).isEqualTo(new Detail.Origin(-1));
    }

    @Test
    void outsideOfItsSpaceAndForADefaultTheOriginDoesNotMatter() {
        Scene scene = scene(ours().origins(64600));
        scene.announce("r1", "10.0.0.0/15", "65010 64999", OURS);
        scene.announce("r1", "0.0.0.0/0", "65010 64999", OURS);
        assertThat(scene.open()).noneMatch(text -> text.startsWith("UnexpectedOrigin"));
    }

    /** An overlap stands for it, whoever seems to own it; where the overlap is meant, the origin is still judged. */
    @Test
    void aStrangersRouteIsAnOverlapFirst() {
        Scene scene = scene(ours().origins(64600));
        scene.announce("r1", "10.0.1.0/24", "65010 64999");
        assertThat(scene.open())
                .contains("OverlappingPrefix unknown 10.0.1.0/24 ours 10.0.0.0/16")
                .noneMatch(text -> text.startsWith("UnexpectedOrigin"));

        Config allowed = Configs.as(65000)
                .router("r1", "ours", 65010)
                .network(ours().origins(64600))
                .allowOverlap("10.0.1.0/24", "ours unknown")
                .build();
        scene.reload(allowed, 10).settle();
        assertThat(scene.open())
                .contains("UnexpectedOrigin ours 10.0.1.0/24 r1")
                .noneMatch(text -> text.startsWith("OverlappingPrefix"));
        assertThat(scene.engine.flagged().routes()).isEqualTo(1);
        assertThat(scene.engine.flagged().flagged())
                .as("nobody's route that is where nobody's should be, with an origin that is none of ours: one route")
                .isEqualTo(1);
        scene.announce("r1", "10.0.1.0/24", "65010 64600");
        assertThat(scene.open()).noneMatch(text -> text.startsWith("UnexpectedOrigin"));
    }

    @Test
    void ownRoutesThatAreHeldAreNotJudgedByTheirOrigin() {
        Scene scene = scene(ours().origins(64600), OwnRoutes.HELD);
        scene.announce("r1", "10.0.1.0/24", "65010 64999", OURS);
        assertThat(scene.open()).isEmpty();
    }

    @Test
    void aPathThatBreaksEachTermAndOneThatJustKeepsIt() {
        assertPath(
                path(List.of(new Asn(3356)), List.of(), true, 9, true),
                "65010 64600 3356",
                "65010 3355",
                new Detail.Path(PathFault.FORBIDDEN_AS, 3356));
        assertPath(
                path(List.of(), List.of(new Asn(64600)), true, 9, true),
                "65010 64601",
                "65010 64600 64601",
                new Detail.Path(PathFault.MISSING_AS, 64600));
        assertPath(
                path(List.of(), List.of(), false, 9, true),
                "65010 4200000000",
                "65010 4199999999",
                new Detail.Path(PathFault.PRIVATE_AS, 4200000000L));
        assertPath(
                path(List.of(), List.of(), false, 9, true),
                "65010 3356 65534",
                "65010 3356 65535",
                new Detail.Path(PathFault.PRIVATE_AS, 65534));
        assertPath(
                path(List.of(), List.of(), true, 2, true),
                "65010 1 1 1",
                "65010 65010 65010 1 1",
                new Detail.Path(PathFault.TOO_LONG, 3));
        assertPath(
                path(List.of(), List.of(), true, 2, true),
                "65010 1 1 {2 3}",
                "65010 1 {2 3 4}",
                new Detail.Path(PathFault.TOO_LONG, 3));
        assertPath(
                path(List.of(), List.of(), true, 9, false),
                "65010 1 {2}",
                "65010 1 2",
                new Detail.Path(PathFault.AS_SET, -1));
    }

    private static void assertPath(RouteTerms.Path terms, String breaks, String keeps, Detail detail) {
        Scene scene = scene(ours().path(terms));
        scene.announce("r1", "10.0.1.0/24", breaks, OURS);
        assertThat(scene.open()).as("%s under %s", breaks, terms).containsExactly("ForbiddenPath ours 10.0.1.0/24 r1");
        assertThat(detail(scene)).isEqualTo(detail);
        scene.announce("r1", "10.0.1.0/24", keeps, OURS);
        assertThat(scene.open()).as("%s under %s", keeps, terms).isEmpty();
    }

    /** Its AS stands before every path that it sends and does not count; where a path asks for it, it is there. */
    @Test
    void theRoutersOwnAsIsNotForbiddenAndNotMissing() {
        Scene scene = scene(ours().path(path(List.of(), List.of(new Asn(65010)), true, 9, true)));
        scene.announce("r1", "10.0.1.0/24", "65010", OURS);
        scene.announce("r1", "10.0.2.0/24", "65010 3356", OURS);
        assertThat(scene.open()).isEmpty();
        Scene forbidding = scene(ours().path(path(List.of(new Asn(65010)), List.of(), true, 9, true)));
        forbidding.announce("r1", "10.0.1.0/24", "65010 65010 3356", OURS);
        assertThat(forbidding.open()).isEmpty();
        forbidding.announce("r1", "10.0.1.0/24", "65010 3356 65010", OURS);
        assertThat(forbidding.open()).containsExactly("ForbiddenPath ours 10.0.1.0/24 r1");
    }

    @Test
    void theNetworksOwnPrivateAsIsNoneToObjectTo() {
        Scene scene = scene(ours().path(path(List.of(), List.of(), false, 9, true)));
        scene.announce("r1", "10.0.1.0/24", "65010 3356 65010", OURS);
        assertThat(scene.open()).isEmpty();
    }

    @Test
    void communitiesThatAreMissingAndForbidden() {
        Scene scene = scene(ours().communities("65000:7 65000:8", "65000:9"));
        scene.announce("r1", "10.0.1.0/24", "65010 64601", OURS, "65000:7", "65000:8", "65000:10");
        assertThat(scene.open()).isEmpty();
        scene.announce("r1", "10.0.1.0/24", "65010 64601", OURS, "65000:8");
        assertThat(scene.open()).containsExactly("MissingCommunity ours 10.0.1.0/24 r1");
        assertThat(detail(scene)).isEqualTo(new Detail.Communities(List.of("65000:7")));
        scene.announce("r1", "10.0.1.0/24", "65010 64601", OURS, "65000:7", "65000:8", "65000:9");
        assertThat(scene.open()).containsExactly("ForbiddenCommunity ours 10.0.1.0/24 r1");
        assertThat(detail(scene)).isEqualTo(new Detail.Communities(List.of("65000:9")));
        scene.announce("r1", "10.0.1.0/24", "65010 64601", OURS, "65000:9");
        assertThat(scene.open())
                .containsExactly("ForbiddenCommunity ours 10.0.1.0/24 r1", "MissingCommunity ours 10.0.1.0/24 r1");
        scene.withdraw("r1", "10.0.1.0/24");
        assertThat(scene.open()).isEmpty();
    }

    @Test
    void aRouterThatNeverSentACommunityIsNotJudgedAndItsViewIsPartial() {
        Scene scene = scene(ours().communities("65000:7", ""));
        scene.announce("r1", "10.9.1.0/24", "65010 64999");
        assertThat(scene.open()).noneMatch(text -> text.startsWith("ViewPartial"));
        scene.withdraw("r1", "10.9.1.0/24");

        scene.announce("r1", "10.0.1.0/24", "65010 64601");
        scene.announce("r1", "10.0.2.0/24", "65010 64601");
        assertThat(scene.open()).containsExactly("ViewPartial r1 ipv4-unicast no-communities");
        assertThat(unjudged(scene)).isEqualTo(PolicyCounts.Reason.NO_COMMUNITIES);

        scene.announce("r1", "10.0.2.0/24", "65010 64601", OURS, "65000:7");
        assertThat(scene.open()).containsExactly("MissingCommunity ours 10.0.1.0/24 r1");
        scene.withdraw("r1", "10.0.2.0/24");
        scene.reload(scene.config, 10).settle();
        assertThat(scene.open())
                .as("it did send one, whatever is left")
                .containsExactly("MissingCommunity ours 10.0.1.0/24 r1");
    }

    /** As each kind is. */
    @Test
    void oneKindSaysNothingOfTheOther() {
        Scene scene = scene(ours().communities("65000:7 65000:0:7", "65000:9 65000:0:9"));
        scene.announce("r1", "10.0.1.0/24", "65010 64601", OURS, "65000:9");
        assertThat(scene.open())
                .containsExactly(
                        "ForbiddenCommunity ours 10.0.1.0/24 r1", "ViewPartial r1 ipv4-unicast no-communities");
        scene.announce("r1", "10.0.2.0/24", "65010 64601", OURS, "65000:7", "65000:0:8");
        assertThat(scene.open())
                .containsExactly(
                        "ForbiddenCommunity ours 10.0.1.0/24 r1",
                        "MissingCommunity ours 10.0.1.0/24 r1",
                        "MissingCommunity ours 10.0.2.0/24 r1");
    }

    /** A network that only forbids some is healthy where they never show; where nothing shows they may be stripped. */
    @Test
    void ofKindsThatAreOnlyForbiddenNoneNeedBeSeen() {
        Scene scene = scene(ours().communities("", "65000:0:9"));
        scene.announce("r1", "10.0.1.0/24", "65010 64601");
        assertThat(scene.open()).containsExactly("ViewPartial r1 ipv4-unicast no-communities");
        scene.announce("r1", "10.0.2.0/24", "65010 64601", "65000:7");
        assertThat(scene.open()).isEmpty();
        scene.announce("r1", "10.0.1.0/24", "65010 64601", "65000:0:9");
        assertThat(scene.open()).containsExactly("ForbiddenCommunity ours 10.0.1.0/24 r1");
    }

    @Test
    void aReloadDoesNotCountWhatCannotBeTold() {
        Scene scene = scene(ours().communities("65000:0:7", ""));
        scene.announce("r1", "10.0.1.0/24", "65010 64601", OURS).settle();
        assertThat(scene.engine.flagged().flagged()).isZero();
        scene.announce("r1", "10.0.2.0/24", "65010 64601", OURS, "65000:0:8").settle();
        assertThat(scene.engine.flagged().flagged()).isEqualTo(2);
    }

    /** Why findings of r1's IPv4 routes are frozen, or null. */
    private static PolicyCounts.@Nullable Reason unjudged(Scene scene) {
        scene.engine.takeCounts();
        return scene.engine.counts().unjudged().stream()
                .filter(one -> one.router().equals("r1") && one.family() == Family.IPV4_UNICAST)
                .map(PolicyCounts.Unjudged::reason)
                .findFirst()
                .orElse(null);
    }

    /** Each family is told to send communities for itself. */
    @Test
    void oneFamilySaysNothingOfTheOther() {
        Scene scene = scene(ours().communities("65000:7", ""));
        scene.announce("r1", "10.0.1.0/24", "65010 64601", "65000:7");
        scene.announce("r1", "2001:db8:1::/48", "65010 64601");
        assertThat(scene.open()).containsExactly("ViewPartial r1 ipv6-unicast no-communities");
        scene.announce("r1", "2001:db8:1::/48", "65010 64601", "65000:7");
        assertThat(scene.open()).isEmpty();
    }

    @Test
    void whatIsOpenIsFrozenWhileTheRouterIsAwayAndJudgedWhenItIsBack() {
        Scene scene = scene(ours().origins(64600).path(path(List.of(new Asn(3356)), List.of(), true, 9, true)));
        scene.announce("r1", "10.0.1.0/24", "65010 3356", OURS);
        scene.down("r1");
        assertThat(scene.recorder.open.values().stream()
                        .filter(finding -> finding.key().prefix() != null)
                        .toList())
                .hasSize(2)
                .allMatch(Finding::unknown);
        scene.up("r1").announce("r1", "10.0.1.0/24", "65010 64600", OURS);
        assertThat(scene.open()).contains("ForbiddenPath ours 10.0.1.0/24 r1", "UnexpectedOrigin ours 10.0.1.0/24 r1");
        scene.converge("r1");
        assertThat(scene.open()).isEmpty();
    }

    @Test
    void pastTwentyTheyShareOneFinding() {
        Scene scene = scene(ours().origins(64600));
        for (int i = 0; i < 25; i++) {
            scene.announce("r1", Prefix.parse("10.0." + i + ".0/24"), 0, "65010 64999", List.of(OURS));
        }
        scene.settle();
        assertThat(scene.open()).hasSize(21).contains("UnexpectedOrigin ours r1 ipv4-unicast");
        for (int i = 0; i < 25; i++) {
            scene.announce("r1", Prefix.parse("10.0." + i + ".0/24"), 0, "65010 64600", List.of(OURS));
        }
        scene.settle();
        assertThat(scene.open()).isEmpty();
    }

    private static void assertSaid(Scene scene, RuleName rule, String prefix, Outcome outcome, String reason) {
        Prefix asked = Prefix.parse(prefix);
        assertThat(scene.engine
                        .explanations()
                        .at(0, asked, scene.engine.explanations().related(asked)))
                .filteredOn(verdict -> verdict.rule() == rule)
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict.outcome()).isEqualTo(outcome);
                    assertThat(verdict.network()).isEqualTo("ours");
                    assertThat(verdict.reason()).startsWith(reason);
                });
    }

    @Test
    void explainsWhatItFindsAndWhyNothing() {
        Scene scene = scene(ours().origins(64600)
                .path(path(List.of(new Asn(3356)), List.of(), true, 9, true))
                .communities("65000:7", "65000:9"));
        scene.announce("r1", "10.0.1.0/24", "65010 3356", OURS, "65000:9");
        scene.announce("r1", "10.0.2.0/24", "65010 64600", OURS, "65000:7");
        scene.announce("r1", "10.0.3.0/24", "65010 1 {2}", OURS, "65000:7");
        scene.announce("r1", "10.8.0.0/15", "65010 64999", OURS, "65000:7");
        String bad = "10.0.1.0/24";
        assertSaid(scene, RuleName.UNEXPECTED_ORIGIN, bad, Outcome.FINDING, "AS 3356 originates it, which is none of");
        assertSaid(scene, RuleName.FORBIDDEN_PATH, bad, Outcome.FINDING, "its AS path is not as path of ours has it");
        assertSaid(scene, RuleName.MISSING_COMMUNITY, bad, Outcome.FINDING, "it lacks 65000:7, against");
        assertSaid(scene, RuleName.FORBIDDEN_COMMUNITY, bad, Outcome.FINDING, "it carries 65000:9, against");
        String good = "10.0.2.0/24";
        assertSaid(scene, RuleName.UNEXPECTED_ORIGIN, good, Outcome.GOOD, "its origin is one of origins of ours");
        assertSaid(scene, RuleName.FORBIDDEN_PATH, good, Outcome.GOOD, "its AS path is as path of ours has it");
        assertSaid(scene, RuleName.MISSING_COMMUNITY, good, Outcome.GOOD, "it carries all of communities.require");
        assertSaid(scene, RuleName.FORBIDDEN_COMMUNITY, good, Outcome.GOOD, "it carries none of communities.forbid");
        assertSaid(scene, RuleName.UNEXPECTED_ORIGIN, "10.0.3.0/24", Outcome.FINDING, "its origin cannot be told");
        assertSaid(scene, RuleName.UNEXPECTED_ORIGIN, "10.8.0.0/15", Outcome.GOOD, "not within what ours declares");
    }

    @Test
    void explainsWhatItDoesNotJudge() {
        Scene held = scene(ours().origins(64600).communities("65000:7", ""), OwnRoutes.HELD);
        held.announce("r1", "10.0.1.0/24", "65010 64601");
        assertSaid(held, RuleName.UNEXPECTED_ORIGIN, "10.0.1.0/24", Outcome.GOOD, "own-routes: held");
        assertSaid(
                held, RuleName.MISSING_COMMUNITY, "10.0.1.0/24", Outcome.FROZEN, "the router never sent a community");
        Scene overlap = scene(ours().origins(64600));
        overlap.announce("r1", "10.0.1.0/24", "65010 64999");
        assertSaid(
                overlap,
                RuleName.UNEXPECTED_ORIGIN,
                "10.0.1.0/24",
                Outcome.EXPLAINED,
                "explained by OverlappingPrefix (unknown over ours");
    }

    /** The overlap closes and the route stays: then its origin is judged; and back. */
    @Test
    void anOriginIsJudgedAnewWhenTheOverlapThatExplainedItIsGone() {
        Scene scene = scene(ours().origins(64600).match(match().originAs(64999)));
        scene.announce("r1", "10.0.1.0/24", "65010 64999");
        assertThat(scene.open()).containsExactly("UnexpectedOrigin ours 10.0.1.0/24 r1");
        scene.up("r2").converge("r2");
        scene.announce("r2", "10.0.1.0/24", "65020 64998");
        assertThat(scene.open())
                .contains("OverlappingPrefix unknown 10.0.1.0/24 ours 10.0.0.0/16")
                .noneMatch(text -> text.startsWith("UnexpectedOrigin"));
        scene.withdraw("r2", "10.0.1.0/24");
        assertThat(scene.open()).containsExactly("UnexpectedOrigin ours 10.0.1.0/24 r1");
    }
}
