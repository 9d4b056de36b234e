package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Past a bound a route is dropped and counted, and everything else stays right: row F10, K12. */
class TableLimitsTest {
    private static final Family V4 = Family.IPV4_UNICAST;

    private final UpdateBytes message = new UpdateBytes(0);

    private static Rib rib(TableLimits limits) {
        return new Rib(limits, new SplittableRandom(1), 0);
    }

    private static AdjRibIn up(Rib rib, int addPath) {
        AdjRibIn router = rib.add("r" + rib.routers().size(), "r");
        rib.sessionUp(router, 3, addPath, true, 0);
        return router;
    }

    private static Prefix prefix(int number) {
        return new Prefix(V4, (long) number << 40, 0, 24);
    }

    private void announce(Rib rib, AdjRibIn router, int number, int attributes) {
        rib.apply(
                router,
                message.attributes(attributes).announce(prefix(number), 0).decoded(),
                0,
                0);
    }

    @Test
    void f10_prefixesPastTheLimitAreBlocked() {
        Rib rib = rib(new TableLimits(10, 1000, 1 << 20, 1000));
        AdjRibIn router = up(rib, 0);
        for (int i = 0; i < 12; i++) {
            announce(rib, router, i, 1);
        }
        assertThat(router.routes(V4)).isEqualTo(10);
        assertThat(router.blocked(V4)).isEqualTo(2);
        assertThat(router.isPartial(V4)).isTrue();
        announce(rib, router, 3, 2);
        assertThat(router.replaced(V4)).as("what is held can still change").isOne();
        rib.apply(router, message.withdraw(prefix(3), 0).decoded(), 0, 0);
        announce(rib, router, 11, 2);
        assertThat(router.routes(V4)).isEqualTo(10);
    }

    @Test
    void f10_aNewSessionIsNotPartial() {
        Rib rib = rib(new TableLimits(1, 1000, 1 << 20, 1000));
        AdjRibIn router = up(rib, 0);
        announce(rib, router, 0, 1);
        announce(rib, router, 1, 1);
        rib.sessionDown(router, 0);
        rib.clearSome(router, 10);
        rib.sessionUp(router, 3, 0, true, 0);
        announce(rib, router, 1, 1);
        assertThat(router.isPartial(V4)).isFalse();
        assertThat(router.blocked(V4)).isOne();
    }

    @Test
    void f10_routesOfOneRouterAreBlockedAndThoseOfAnotherAreNot() {
        Rib rib = rib(new TableLimits(1000, 1000, 1 << 20, 5));
        AdjRibIn router = up(rib, 0);
        AdjRibIn other = up(rib, 1);
        for (int i = 0; i < 8; i++) {
            announce(rib, router, i, 1);
        }
        UpdateBytes paths = new UpdateBytes(1).attributes(1);
        for (int i = 0; i < 7; i++) {
            rib.apply(other, paths.announce(prefix(900), i).decoded(), 0, 0);
        }
        assertThat(router.routes(V4)).isEqualTo(5);
        assertThat(router.blocked(V4)).isEqualTo(3);
        assertThat(other.routes(V4)).as("paths count, not prefixes").isEqualTo(5);
        assertThat(other.blocked(V4)).isEqualTo(2);
        assertThat(rib.prefixes(V4).size()).as("no id for what was blocked").isEqualTo(6);
    }

    @Test
    void f10_aRoutersOwnLimitBlocksNewPathsOfOneFamilyAndNothingElse() {
        Rib rib = rib(TableLimits.LARGEST);
        AdjRibIn router = up(rib, 0);
        AdjRibIn other = up(rib, 0);
        rib.limitPaths(router, V4, 3);
        for (int i = 0; i < 3; i++) {
            announce(rib, router, i, 1);
        }
        assertThat(router.isPartial(V4)).as("as many as may be are whole").isFalse();
        for (int i = 3; i < 7; i++) {
            announce(rib, router, i, 1);
            announce(rib, other, i, 1);
        }
        announce(rib, router, 1, 2);
        rib.apply(router, message.withdraw(prefix(0), 0).decoded(), 0, 0);
        UpdateBytes six = new UpdateBytes(0).attributes(1);
        Prefix v6 = Prefix.parse("2001:db8::/32");
        rib.apply(router, six.announce(v6, 0).decoded(), 0, 0);

        assertThat(router.blocked(V4)).isEqualTo(4);
        assertThat(router.isPartial(V4, Shortage.PATHS)).isTrue();
        assertThat(router.isPartial(V4, Shortage.MEMORY)).isFalse();
        assertThat(router.replaced(V4)).isOne();
        assertThat(router.routes(V4)).as("withdrawals go on").isEqualTo(2);
        assertThat(router.routes(Family.IPV6_UNICAST)).isOne();
        assertThat(router.isPartial(Family.IPV6_UNICAST)).isFalse();
        assertThat(other.routes(V4)).isEqualTo(4);
        assertThat(other.isPartial(V4)).isFalse();
        assertThat(router.convergence(V4)).as("the session stays").isEqualTo(Convergence.SYNCING);
    }

    @Test
    void f10_withAddPathPathsCountAndNotPrefixes() {
        Rib rib = rib(TableLimits.LARGEST);
        AdjRibIn router = up(rib, 1);
        rib.limitPaths(router, V4, 5);
        UpdateBytes paths = new UpdateBytes(1).attributes(1);
        for (int i = 0; i < 7; i++) {
            rib.apply(router, paths.announce(prefix(900), i).decoded(), 0, 0);
        }
        assertThat(router.routes(V4)).isEqualTo(5);
        assertThat(router.blocked(V4)).isEqualTo(2);
    }

    @Test
    void f10_anotherLimitCountsAtOnceButWhatWasDroppedIsLostForTheSession() {
        Rib rib = rib(TableLimits.LARGEST);
        AdjRibIn router = up(rib, 0);
        rib.limitPaths(router, V4, 2);
        for (int i = 0; i < 3; i++) {
            announce(rib, router, i, 1);
        }
        rib.limitPaths(router, V4, 4);
        announce(rib, router, 4, 1);
        announce(rib, router, 5, 1);
        assertThat(router.routes(V4)).isEqualTo(4);
        assertThat(router.isPartial(V4))
                .as("a route was dropped and nobody sends it again")
                .isTrue();

        rib.limitPaths(router, V4, 1);
        announce(rib, router, 6, 1);
        announce(rib, router, 5, 2);
        assertThat(router.routes(V4)).as("what is held stays").isEqualTo(4);
        assertThat(router.blocked(V4)).isEqualTo(2);
        assertThat(router.replaced(V4)).isOne();
    }

    @Test
    void f10_aShortageIsToldOnceASession() {
        Rib rib = rib(TableLimits.LARGEST);
        AdjRibIn router = up(rib, 0);
        List<Family> told = new ArrayList<>();
        rib.addListener(new SilentListener() {
            @Override
            public void viewBecamePartial(AdjRibIn where, Family family) {
                assertThat(where.isPartial(family)).isTrue();
                told.add(family);
            }
        });
        rib.limitPaths(router, V4, 1);
        for (int i = 0; i < 5; i++) {
            announce(rib, router, i, 1);
        }
        assertThat(told).containsExactly(V4);
        rib.sessionDown(router, 0);
        rib.clearSome(router, 10);
        rib.sessionUp(router, 3, 0, true, 0);
        for (int i = 0; i < 5; i++) {
            announce(rib, router, i, 1);
        }
        assertThat(told).containsExactly(V4, V4);
    }

    @Test
    void k12_aFloodOfPathIdsEndsAtTheBudgetOfItsRouter() {
        Rib rib = rib(TableLimits.LARGEST);
        AdjRibIn router = up(rib, 1);
        AdjRibIn other = up(rib, 0);
        rib.limitMemory(router, 100 * AdjRibIn.PATH_COST);
        UpdateBytes paths = new UpdateBytes(1).attributes(1);
        for (int i = 0; i < 1_000; i++) {
            rib.apply(router, paths.announce(prefix(1), i).decoded(), 0, 0);
        }
        announce(rib, other, 1, 1);
        assertThat(router.routes(V4)).isBetween(90, 100);
        assertThat(router.memory()).isBetween(100L * AdjRibIn.PATH_COST, 101L * AdjRibIn.PATH_COST);
        assertThat(router.blocked(V4)).isEqualTo(1_000 - router.routes(V4));
        assertThat(router.isPartial(V4, Shortage.MEMORY)).isTrue();
        assertThat(router.isPartial(V4, Shortage.PATHS)).isFalse();
        assertThat(other.routes(V4)).isOne();
        assertThat(other.isPartial(V4)).isFalse();
    }

    @Test
    void k12_everNewAttributesEndAtTheBudgetOfItsRouterAndLeaveNothing() {
        Rib rib = rib(TableLimits.LARGEST);
        AdjRibIn router = up(rib, 0);
        long budget = 1 << 20;
        rib.limitMemory(router, budget);
        for (int i = 0; i < 200; i++) {
            announce(rib, router, i, 1);
        }
        assertThat(router.isPartial(V4)).as("small ones fit").isFalse();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 200; i++) {
                UpdateBytes large = message.attributes(2 + 200 * round + i, 40_000);
                rib.apply(router, large.announce(prefix(i), 0).decoded(), 0, 0);
                assertThat(router.memory()).isLessThan(budget + budget / 8 + 41_000);
            }
        }
        assertThat(router.isPartial(V4, Shortage.MEMORY)).isTrue();
        assertThat(router.routes(V4)).isPositive();
        for (int i = 0; i < 200; i++) {
            rib.apply(router, message.withdraw(prefix(i), 0).decoded(), 0, 0);
        }
        assertThat(router.memory()).isZero();
        assertThat(rib.attributes().size()).isZero();
        announce(rib, router, 1, 1);
        assertThat(router.routes(V4)).as("there is room again").isOne();
    }

    @Test
    void k12_whoeverBroughtAttributesPaysUntilNobodyHoldsThem() {
        Rib rib = rib(TableLimits.LARGEST);
        AdjRibIn first = up(rib, 0);
        AdjRibIn second = up(rib, 0);
        announce(rib, first, 1, 1);
        announce(rib, second, 1, 1);
        long set = first.memory() - AdjRibIn.PATH_COST;
        assertThat(set).isPositive();
        assertThat(second.memory()).isEqualTo(AdjRibIn.PATH_COST);
        rib.sessionDown(first, 0);
        rib.clearSome(first, 10);
        assertThat(first.memory()).isEqualTo(set);
        rib.remove(first);

        AdjRibIn third = up(rib, 0);
        assertThat(third.memory()).as("not the debt of one that is gone").isZero();
        rib.apply(second, message.withdraw(prefix(1), 0).decoded(), 0, 0);
        assertThat(second.memory()).isZero();
        assertThat(third.memory()).isZero();
        announce(rib, third, 1, 1);
        assertThat(third.memory()).isEqualTo(set + AdjRibIn.PATH_COST);
    }

    @Test
    void k12_attributesPastTheLimitAreBlockedAndTakeTheOldRouteAway() {
        Rib rib = rib(new TableLimits(1000, 3, 1 << 20, 1000));
        AdjRibIn router = up(rib, 0);
        for (int i = 0; i < 5; i++) {
            announce(rib, router, i, i);
        }
        assertThat(router.routes(V4)).isEqualTo(3);
        announce(rib, router, 0, 77);
        assertThat(router.routes(V4))
                .as("what it replaced is not true any more")
                .isEqualTo(2);
        assertThat(router.blocked(V4)).isEqualTo(3);
        announce(rib, router, 0, 1);
        assertThat(router.routes(V4)).isEqualTo(3);
        assertThat(rib.prefixes(V4).size()).isEqualTo(3);
        assertThat(rib.attributes().size()).isEqualTo(2);
    }

    @Test
    void k12_attributeBytesPastTheLimitAreBlocked() {
        Rib rib = rib(new TableLimits(1000, 1000, 200_000, 1000));
        AdjRibIn router = up(rib, 0);
        for (int i = 0; i < 10; i++) {
            rib.apply(
                    router, message.attributes(i, 40_000).announce(prefix(i), 0).decoded(), 0, 0);
        }
        assertThat(router.routes(V4)).isEqualTo(4);
        assertThat(router.blocked(V4)).isEqualTo(6);
        assertThat(rib.bytes(TablePart.ATTRIBUTE_BLOCKS)).isLessThanOrEqualTo(200_000);
        rib.sessionDown(router, 0);
        rib.clearSome(router, 100);
        assertThat(rib.bytes(TablePart.ATTRIBUTE_BLOCKS)).isZero();
    }
}
