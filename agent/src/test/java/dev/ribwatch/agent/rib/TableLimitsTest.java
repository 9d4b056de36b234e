package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
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
