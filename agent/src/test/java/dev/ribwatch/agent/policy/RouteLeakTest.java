package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Detail.LeakSign;
import dev.ribwatch.agent.policy.Verdict.Outcome;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Role;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A site with a router that is our customer, one that is our peer, one that provides for us, and one without a role. */
class RouteLeakTest {
    private static final String NO_EXPORT = "65535:65281";
    private static final String NO_ADVERTISE = "65535:65282";
    private static final String NO_EXPORT_SUBCONFED = "65535:65283";
    private static final String PREFIX = "20.1.0.0/16";

    private Scene scene = new Scene(config(false).build());

    private static Configs config(boolean transit) {
        return Configs.as(65000)
                .router("customer", "site", Role.PROVIDER, 65010)
                .router("client", "site", Role.ROUTE_SERVER, 65010)
                .router("peer", "site", Role.PEER, 65010, 65011)
                .router("provider", "site", Role.CUSTOMER, 65010)
                .router("plain", "site", 65010)
                .router("internal", "site", 65000)
                .network(network("site").asns(65010).prefixes("10.0.0.0/8").match(match().asPath("^$")))
                .network(network("partner")
                        .asns(65040, 58453)
                        .prefixes("20.4.0.0/16")
                        .match(match().originAs(65040)))
                .network(network("cloud")
                        .asns(12076, 65050)
                        .prefixes("20.5.0.0/16")
                        .match(match().originAs(65050)))
                .network(network("internet").open().asns(3320).match(match().community("65010:100")))
                .link("one", "site partner", false)
                .link("two", "partner cloud", false)
                .link("three", "site cloud", false)
                .link("four", "site internet", transit)
                .providers(174, 1299, 3356, 12076, 65515, 398656);
    }

    /** Nothing else is looked at here. */
    private List<Finding> leaks() {
        return scene.recorder.open.values().stream()
                .filter(finding -> finding.key().rule() == RuleName.ROUTE_LEAK)
                .toList();
    }

    private void converge(String router) {
        scene.up(router);
        scene.announce(router, "10.1.0.0/16", router.equals("internal") ? "" : "65010");
        scene.converge(router);
        assertThat(leaks()).isEmpty();
    }

    private void shows(LeakSign sign, long as) {
        assertThat(leaks()).singleElement().satisfies(finding -> {
            assertThat(finding.detail()).isEqualTo(new Detail.Leak(sign, as));
            assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(finding.forDuration()).isEqualTo(Duration.ZERO);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "customer, otc:3356, OTC_FROM_CUSTOMER, 3356",
        "customer, otc:65010, OTC_FROM_CUSTOMER, 65010",
        "client, otc:3356, OTC_FROM_CUSTOMER, 3356",
        "peer, otc:3356, OTC_FROM_PEER, 3356",
        "plain, 65535:65281, NO_EXPORT, -1",
        "plain, 65535:65283, NO_EXPORT, -1",
        "plain, 65535:65282, NO_ADVERTISE, -1",
        "internal, 65535:65282, NO_ADVERTISE, -1"
    })
    void attributesShowIt(String router, String mark, LeakSign sign, long as) {
        converge(router);
        scene.announce(router, PREFIX, router.equals("internal") ? "3320" : "65010 3320", "65010:100", mark);
        shows(sign, as);
        scene.announce(router, PREFIX, router.equals("internal") ? "3320" : "65010 3320", "65010:100");
        assertThat(leaks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"provider, otc:3356", "plain, otc:3356", "peer, otc:65010", "peer, otc:65011", "internal, 65535:65281"})
    void whatMayBeIsNone(String router, String mark) {
        converge(router);
        scene.announce(router, PREFIX, router.equals("internal") ? "3320" : "65010 3320", "65010:100", mark);
        assertThat(leaks()).isEmpty();
    }

    @Test
    void ownRoutesMayCarryWhatKeepsThem() {
        converge("plain");
        scene.announce("plain", "10.2.0.0/16", "65010", NO_EXPORT, NO_ADVERTISE, NO_EXPORT_SUBCONFED);
        scene.announce("plain", "10.3.0.0/16", "65010 65010", NO_EXPORT);
        assertThat(leaks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "65010 3320 65010, OWN_AS, 65010",
        "65010 65010 3320 {65010}, OWN_AS, 65010",
        "65010 1299 3320 174, VALLEY, 3320",
        "65010 3320 1299 3215 3300 174 3320, VALLEY, 3215",
        "65010 1299 3320 1299 3215 174, VALLEY, 3215",
        "65010 1299 12076 3320 12076 174, VALLEY, 3320",
        "65010 65040 65050, PASSED_ON, 65040",
        "65010 65040 65040 12076 65050 65050, PASSED_ON, 65040",
        "65010 58453 65050, PASSED_ON, 58453"
    })
    void thePathShowsIt(String path, LeakSign sign, long as) {
        converge("plain");
        scene.announce("plain", PREFIX, path, "65010:100");
        shows(sign, as);
        scene.withdraw("plain", PREFIX);
        assertThat(leaks()).isEmpty();
    }

    /** Providers side by side, one alone, behind a set; an AS that originates; a circuit's provider; an open network. One that is on both sides. */
    @ParameterizedTest
    @CsvSource({
        "65010 1299 174 3320",
        "65010 3320 1299 1299 3356 3215",
        "65010 3320 1299 3215",
        "65010 1299 3320 {174}",
        "65010 1299 3320 1299",
        "65010 12076 3320 65515 398656",
        "65010 12076 65515 12076",
        "65010 1299 12076 174",
        "65010 65040",
        "65010 65040 65040",
        "65010 12076 65050",
        "65010 12076 398656 65050",
        "65010 3320 65050"
    })
    void pathsThatMayBeAreNone(String path) {
        converge("plain");
        scene.announce("plain", PREFIX, path);
        assertThat(leaks()).isEmpty();
    }

    /** The numbers of another provider show nobody, and those of the preset somebody. */
    @ParameterizedTest
    @CsvSource({
        "65010 1299 58453 174, , -1",
        "65010 1299 65400 174, , -1",
        "65010 58454 3320 174, , -1",
        "65010 174 3320 58454, , -1",
        "65010 1299 58455 174, VALLEY, 58455",
        "65010 12076 3320 65515, VALLEY, 3320",
        "65010 58453 65050, , -1",
        "65010 58453 65040 65050, PASSED_ON, 65040",
        "65010 12076 65050, , -1",
        "65010 12076 65040, PASSED_ON, 12076"
    })
    void theProviderOfCircuitsMayBeAnother(String path, @Nullable LeakSign sign, long as) {
        scene = new Scene(another().build());
        converge("plain");
        scene.announce("plain", PREFIX, path, "65010:100");
        if (sign == null) {
            assertThat(leaks()).isEmpty();
        } else {
            shows(sign, as);
        }
    }

    /** The preset's are still among {@code policy.providers}, and one of them a network's, as are two of the others. */
    private static Configs another() {
        return config(false)
                .providers(174, 1299, 3356, 12076, 65515, 398656, 58454)
                .providerAs(58453, 65400, 58454);
    }

    @Test
    void anotherProviderOfCircuitsIsJudgedByAtOnce() {
        scene = new Scene(config(false).providers(174, 1299).build());
        converge("plain");
        scene.announce("plain", PREFIX, "65010 1299 65515 174", "65010:100");
        assertThat(leaks()).isEmpty();
        scene.reload(
                        config(false)
                                .providerAs(12076, 65400, 398656)
                                .providers(174, 1299)
                                .build(),
                        3)
                .settle();
        shows(LeakSign.VALLEY, 65515);
        scene.reload(config(false).providers(174, 1299).build(), 3).settle();
        assertThat(leaks()).isEmpty();
    }

    @Test
    void aTransitLinkLetsItPass() {
        scene = new Scene(config(false).link("carrier", "partner cloud", true).build());
        converge("plain");
        scene.announce("plain", PREFIX, "65010 65040 65050");
        assertThat(leaks()).isEmpty();
    }

    @Test
    void aDefaultMayLeakToo() {
        converge("plain");
        scene.announce("plain", "0.0.0.0/0", "65010 1299 3320 174", "65010:100");
        shows(LeakSign.VALLEY, 3320);
    }

    @Test
    void isFrozenWhileTheRouterIsAwayAndJudgedWhenItIsBack() {
        converge("plain");
        scene.announce("plain", PREFIX, "65010 3320", "65010:100", NO_EXPORT);
        scene.down("plain");
        assertThat(leaks()).singleElement().matches(Finding::unknown);
        converge2();
        assertThat(leaks()).isEmpty();
    }

    private void converge2() {
        scene.up("plain");
        scene.announce("plain", "10.1.0.0/16", "65010");
        scene.converge("plain");
    }

    @Test
    void reloads() {
        converge("plain");
        scene.announce("plain", PREFIX, "65010 1299 3320 174", "65010:100");
        scene.recorder.events.clear();
        scene.reload(config(false).build(), 3).settle();
        assertThat(scene.recorder.events).isEmpty();
        scene.reload(config(false).providers(1299, 3320, 174).build(), 3).settle();
        assertThat(leaks()).isEmpty();
        scene.reload(config(false).build(), 3).settle();
        assertThat(leaks()).hasSize(1);
        List<Except> except = List.of(new Except(null, null, "plain", null, null));
        scene.reload(
                        config(false)
                                .rule(RuleName.ROUTE_LEAK, RandomWorld.rule(true, null, except))
                                .build(),
                        3)
                .settle();
        assertThat(leaks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "customer, 65010 3320, otc:3356, FINDING, 'it carries OTC 3356, from a customer'",
        "peer, 65010 3320, otc:3356, FINDING, 'it carries OTC 3356, from a peer that has another AS'",
        "plain, 65010 3320, 65535:65281, FINDING, 'it was learned, and carries NO_EXPORT over an external session'",
        "plain, 65010 3320, 65535:65282, FINDING, 'it was learned, and carries NO_ADVERTISE'",
        "plain, 65010 3320 65010, 65010:1, FINDING, 'AS 65010 of the router is in its path again'",
        "plain, 65010 1299 3320 174, 65010:1, FINDING, 'AS 3320 passed it from one of policy.providers to another'",
        "plain, 65010 65040 65050, 65010:1, FINDING, 'AS 65040 passed it on without a transit link'",
        "plain, 65010 3320, 65010:1, GOOD, 'its attributes show no leak'"
    })
    void explainsWhatItFindsAndWhyNothing(String router, String path, String mark, Outcome outcome, String reason) {
        converge(router);
        scene.announce(router, PREFIX, path, "65010:100", mark);
        Prefix asked = Prefix.parse(PREFIX);
        int index = scene.routers.get(router).index();
        assertThat(scene.engine
                        .explanations()
                        .at(index, asked, scene.engine.explanations().related(asked)))
                .filteredOn(verdict -> verdict.rule() == RuleName.ROUTE_LEAK)
                .allSatisfy(verdict -> {
                    assertThat(verdict.outcome()).isEqualTo(outcome);
                    assertThat(verdict.reason()).startsWith(reason);
                })
                .isNotEmpty();
    }
}
