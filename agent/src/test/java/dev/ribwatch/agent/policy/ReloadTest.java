package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.policy.rule.Flagged;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What another engine on the same table must know beside the findings that it takes over. */
class ReloadTest {
    /** Findings that stand alone, and further ones that share one. */
    private static final int ALONE = 20;

    private static final int SHARED = 11;

    private static final int CHANGES = 10;

    private final Config config = configs().build();
    private final Scene scene = new Scene(config);

    private static Configs configs() {
        return Configs.as(65000)
                .router("r1", "a", 65010)
                .router("r2", "a", 65010)
                .network(network("a")
                        .prefixes("10.0.0.0/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:1")))
                .network(network("b")
                        .prefixes("10.1.0.0/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:2")))
                .link("ab", "a b", false);
    }

    ReloadTest() {
        scene.up("r1").up("r2").converge("r1").converge("r2");
        announce("r1", "10.0.0.0/16", 1);
        announce("r1", "10.1.0.0/16", 2);
        announce("r2", "10.0.0.0/16", 1);
        announce("r2", "10.1.0.0/16", 2);
        scene.settle();
        assertThat(scene.open()).isEmpty();
    }

    private void announce(String router, String prefix, int network) {
        scene.announce(router, Prefix.parse(prefix), 0, "64512", List.of("65000:" + network));
    }

    private void overlap(String router) {
        for (int i = 0; i < ALONE + SHARED; i++) {
            announce(router, "10.1." + i + ".0/24", 1);
        }
        scene.settle();
    }

    private void withdraw(String router) {
        for (int i = 0; i < ALONE + SHARED; i++) {
            scene.withdraw(router, Prefix.parse("10.1." + i + ".0/24"), 0);
        }
        scene.settle();
    }

    private long open(RuleName rule) {
        return scene.recorder.open.keySet().stream()
                .filter(key -> key.rule() == rule)
                .count();
    }

    private Finding shared(RuleName rule) {
        return scene.recorder.open.values().stream()
                .filter(finding -> finding.key().rule() == rule && finding.key().prefix() == null)
                .findFirst()
                .orElse(null);
    }

    private void reloadTellsNothing() {
        scene.recorder.events.clear();
        scene.reload(config, 10).settle();
        assertThat(scene.recorder.events).isEmpty();
    }

    @Test
    void aSharedOverlapOutlivesAReloadWhileItsRouterIsDown() {
        overlap("r1");
        assertThat(open(RuleName.OVERLAPPING_PREFIX)).isEqualTo(ALONE + 1);
        scene.down("r1");
        assertThat(shared(RuleName.OVERLAPPING_PREFIX).unknown()).isTrue();

        reloadTellsNothing();
        scene.pass(Duration.ofMinutes(5));
        assertThat(open(RuleName.OVERLAPPING_PREFIX)).isEqualTo(ALONE + 1);

        scene.up("r1").converge("r1");
        assertThat(open(RuleName.OVERLAPPING_PREFIX)).isZero();
    }

    @Test
    void aRouterThatShowsNoneOfThemAnyMoreKeepsNoneOpen() {
        overlap("r1");
        overlap("r2");
        withdraw("r2");
        scene.down("r2");
        assertThat(shared(RuleName.OVERLAPPING_PREFIX).unknown()).isFalse();

        withdraw("r1");
        assertThat(open(RuleName.OVERLAPPING_PREFIX)).isZero();
    }

    @Test
    void oneOfTwoRoutersThatShowThemKeepsThemOpen() {
        overlap("r1");
        overlap("r2");
        scene.down("r2");
        withdraw("r1");
        assertThat(open(RuleName.OVERLAPPING_PREFIX)).isEqualTo(ALONE + 1);
        assertThat(shared(RuleName.OVERLAPPING_PREFIX).unknown()).isTrue();
        reloadTellsNothing();

        scene.up("r2").converge("r2");
        assertThat(open(RuleName.OVERLAPPING_PREFIX)).isZero();
    }

    @Test
    void noIntentFlagsMoreThanItself() {
        overlap("r1");
        announce("r1", "10.2.0.0/24", 1);
        announce("r2", "10.1.0.0/24", 1);
        announce("r2", "128.0.0.0/1", 2);
        scene.settle();
        assertThat(open(RuleName.OVERLAPPING_PREFIX)).isEqualTo(ALONE + 1);
        assertThat(open(RuleName.EFFECTIVE_DEFAULT_ROUTE)).isEqualTo(1);

        reloadTellsNothing();
        assertThat(scene.flagged.flagged()).isEqualTo(ALONE + SHARED + 3);
        assertThat(scene.flaggedByNext).isEqualTo(scene.flagged);
    }

    /** b declares space in which a has routes that were nobody else's: all that is wrong with them is the overlap. */
    private Flagged flaggedWhenDeclaredTwice(int inside, int outside) {
        Scene many = new Scene(declaring("10.3.0.0/16"));
        many.up("r1").converge("r1");
        for (int i = 0; i < inside + outside; i++) {
            long low = i < inside ? 10L << 24 | 1 << 16 : 10L << 24;
            Prefix prefix = new Prefix(Family.IPV4_UNICAST, (low + (long) i * 4) << 32, 0, 30);
            many.announce("r1", prefix, 0, "64512", List.of("65000:1"));
        }
        many.settle();
        assertThat(many.open()).noneMatch(text -> text.contains("Overlapping") || text.contains("Unexpected"));
        many.reload(declaring("10.1.0.0/16"), 1_000).settle();
        assertThat(many.flaggedByNext.routes()).isEqualTo(inside + outside);
        return many.flaggedByNext;
    }

    private static Config declaring(String ofB) {
        return Configs.as(65000)
                .router("r1", "a", 65010)
                .network(network("a")
                        .prefixes("10.0.0.0/15")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:1")))
                .network(network("b").prefixes(ofB).match(match().community("65000:2")))
                .link("ab", "a b", false)
                .build();
    }

    @Test
    void overlapsAreCountedInFullHoweverManyRoutesThereAre() {
        assertThat(flaggedWhenDeclaredTwice(900, 0).flagged()).isEqualTo(900);
        assertThat(flaggedWhenDeclaredTwice(6_000, 0).flagged()).isEqualTo(6_000);
        assertThat(flaggedWhenDeclaredTwice(1_000, 5_000).flagged()).isBetween(800L, 1_200L);
        assertThat(flaggedWhenDeclaredTwice(0, 6_000).flagged()).isZero();
    }

    private void change(int prefix, int times) {
        for (int i = 0; i < times; i++) {
            announce("r1", "10.0." + prefix + ".0/24", 1);
            scene.withdraw("r1", Prefix.parse("10.0." + prefix + ".0/24"), 0);
        }
    }

    /** Nobody will ever be asked about it again, and nobody wants to know. */
    @Test
    void whatIsOfAFamilyThatNoRouterHasAnyMoreEnds() {
        announce("r1", "::/0", 1);
        announce("r1", "2001:db8:1::/48", 1);
        announce("r2", "2001:db8:1::/49", 2);
        scene.settle();
        assertThat(scene.open())
                .anyMatch(text -> text.startsWith("UnexpectedDefaultRoute") && text.contains("::/0"))
                .anyMatch(text -> text.startsWith("OverlappingPrefix") && text.contains("2001:db8:1::/48"));
        scene.reload(withoutIpv6().build(), 1_000).settle();
        assertNothingOfIpv6();
    }

    private Configs withoutIpv6() {
        return configs().families(Family.IPV4_UNICAST);
    }

    private void assertNothingOfIpv6() {
        assertThat(scene.open()).noneMatch(text -> text.contains("ipv6") || text.contains("::"));
    }

    @Test
    void manyOverlapsOfAFamilyThatIsGoneEnd() {
        for (int i = 0; i < ALONE + SHARED; i++) {
            announce("r1", "2001:db8:" + i + "::/48", 1);
            announce("r2", "2001:db8:" + i + "::/49", 2);
        }
        scene.settle();
        assertThat(open(RuleName.OVERLAPPING_PREFIX)).isEqualTo(ALONE + 1);
        scene.down("r1").down("r2").settle();
        scene.reload(withoutIpv6().build(), 1_000).settle();
        assertThat(open(RuleName.OVERLAPPING_PREFIX)).isZero();
    }

    @Test
    void aLimitOfAFamilyThatIsGoneEnds() {
        scene.reload(configs().maxPrefixes("r1", Family.IPV6_UNICAST, 4).build(), 1_000)
                .settle();
        for (int i = 0; i < 4; i++) {
            announce("r1", "2001:db8:" + i + "::/48", 1);
        }
        scene.settle().pass(Duration.ofSeconds(2));
        assertThat(open(RuleName.PREFIX_LIMIT)).isEqualTo(1);
        scene.reload(withoutIpv6().maxPrefixes("r1", Family.IPV6_UNICAST, 4).build(), 1_000);
        scene.down("r1").pass(Duration.ofSeconds(2));
        assertThat(open(RuleName.PREFIX_LIMIT)).isZero();
    }

    @Test
    void whatFlappedInAFamilyDoesNotFlapWhenThatIsBack() {
        for (int i = 0; i < CHANGES; i++) {
            announce("r1", "2001:db8:1::/48", 1);
            scene.withdraw("r1", Prefix.parse("2001:db8:1::/48"), 0);
        }
        scene.settle();
        assertThat(open(RuleName.PREFIX_FLAPPING)).isEqualTo(1);
        scene.reload(withoutIpv6().build(), 1_000).settle();
        scene.down("r1").pass(Duration.ofDays(1));
        assertThat(open(RuleName.PREFIX_FLAPPING)).isZero();
        scene.reload(config, 1_000).settle();
        scene.up("r1").converge("r1").pass(Duration.ofSeconds(1));
        assertThat(open(RuleName.PREFIX_FLAPPING)).isZero();
    }

    @Test
    void whatFlapsGoesOnFlappingOverAReload() {
        for (int i = 0; i < ALONE + SHARED; i++) {
            change(i, CHANGES / 2);
            announce("r1", "10.0." + i + ".0/24", 1);
        }
        scene.settle();
        assertThat(open(RuleName.PREFIX_FLAPPING)).isEqualTo(ALONE + 1);

        reloadTellsNothing();
        assertThat(open(RuleName.PREFIX_FLAPPING)).isEqualTo(ALONE + 1);

        scene.pass(Duration.ofMinutes(6));
        assertThat(open(RuleName.PREFIX_FLAPPING)).isZero();
    }

    @Test
    void whatIsQuietIsSoAtItsTimeWhateverReloads() {
        change(0, CHANGES / 2);
        announce("r1", "10.0.0.0/24", 1);
        scene.settle();
        assertThat(open(RuleName.PREFIX_FLAPPING)).isEqualTo(1);
        scene.pass(Duration.ofMinutes(4));
        reloadTellsNothing();
        scene.pass(Duration.ofSeconds(90));
        assertThat(open(RuleName.PREFIX_FLAPPING)).isZero();
    }

    @Test
    void whatARouterDidOutOfSightIsNotQuietAfterAReloadEither() {
        change(0, CHANGES / 2);
        announce("r1", "10.0.0.0/24", 1);
        scene.settle();
        scene.pass(Duration.ofMinutes(4)).down("r1");
        reloadTellsNothing();
        scene.up("r1").converge("r1").pass(Duration.ofMinutes(4));
        assertThat(open(RuleName.PREFIX_FLAPPING)).isEqualTo(1);
        scene.pass(Duration.ofSeconds(90));
        assertThat(open(RuleName.PREFIX_FLAPPING)).isZero();
    }

    @Test
    void whatChangesWhileAPolicyIsTakenOverIsNotQuiet() {
        change(0, CHANGES / 2);
        announce("r1", "10.0.0.0/24", 1);
        scene.settle();
        scene.pass(Duration.ofMinutes(4)).takeOver(config);
        scene.withdraw("r1", Prefix.parse("10.0.0.0/24"), 0).settle();
        scene.pass(Duration.ofMinutes(4));
        assertThat(open(RuleName.PREFIX_FLAPPING)).isEqualTo(1);
        scene.pass(Duration.ofSeconds(90));
        assertThat(open(RuleName.PREFIX_FLAPPING)).isZero();
    }

    @Test
    void whatChangesWhileAPolicyIsTakenOverCounts() {
        change(0, CHANGES / 2 - 1);
        scene.takeOver(config);
        change(0, 1);
        scene.takeOver(config);
        announce("r1", "10.0.0.0/24", 1);
        scene.settle();
        assertThat(open(RuleName.PREFIX_FLAPPING)).isEqualTo(1);
    }

    @Test
    void aTakeOverWithinAnotherMakesNothingWait() {
        change(0, CHANGES / 2);
        announce("r1", "10.0.0.0/24", 1);
        scene.settle();
        scene.pass(Duration.ofMinutes(4));
        scene.takeOver(config).takeOver(config).settle();
        assertThat(open(RuleName.PREFIX_FLAPPING)).isEqualTo(1);
        scene.pass(Duration.ofSeconds(90));
        assertThat(open(RuleName.PREFIX_FLAPPING)).isZero();
    }

    @Test
    void whatIsTransferredWhileAPolicyIsTakenOverCountsForNothing() {
        change(0, CHANGES / 2);
        scene.takeOver(config).drop("r1").up("r1");
        announce("r1", "10.0.0.0/24", 1);
        scene.converge("r1");
        assertThat(open(RuleName.PREFIX_FLAPPING)).isZero();
    }

    @Test
    void changesBeforeAReloadCount() {
        change(0, CHANGES / 2);
        scene.settle();
        assertThat(open(RuleName.PREFIX_FLAPPING)).isZero();
        reloadTellsNothing();
        announce("r1", "10.0.0.0/24", 1);
        scene.settle();
        assertThat(open(RuleName.PREFIX_FLAPPING)).isEqualTo(1);
    }

    @Test
    void aRouterThatTakesTheIndexOfAnotherDoesNotFlapForIt() {
        change(0, CHANGES / 2);
        scene.settle();
        int index = scene.routers.get("r1").index();
        scene.down("r1");
        scene.rib.remove(scene.routers.get("r1"));
        scene.routers.put("r1", scene.rib.add("r1", "r1"));
        assertThat(scene.routers.get("r1").index()).isEqualTo(index);
        scene.up("r1").converge("r1");
        announce("r1", "10.0.0.0/24", 1);
        scene.settle();
        assertThat(open(RuleName.PREFIX_FLAPPING)).isZero();
    }
}
