package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RibTest {
    private static final Family V4 = Family.IPV4_UNICAST;
    private static final Prefix P1 = Prefix.parse("192.0.2.0/24");
    private static final Prefix P2 = Prefix.parse("198.51.100.0/24");
    private static final Prefix P6 = Prefix.parse("2001:db8::/32");
    private static final long EPOCH = 1_700_000_000_000L;

    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), EPOCH);
    private final AdjRibIn router = rib.add("r1", "r1");
    private final UpdateBytes message = new UpdateBytes(0).attributes(1);
    private final List<String> told = new ArrayList<>();

    RibTest() {
        rib.addListener(new SilentListener() {
            @Override
            public void routeChanged(RouteChange change) {
                Prefix prefix = new Prefix(change.family(), change.high(), change.low(), change.length());
                String kind = change.isAnnounce() ? "new " : change.isWithdraw() ? "gone " : "other ";
                told.add(kind + change.router().name() + " " + prefix
                        + (change.pathId() == 0 ? "" : " path " + change.pathId()));
                // Both ids are still good during the call.
                assertThat(rib.prefixes(change.family()).isLive(change.prefixId()))
                        .isTrue();
                assertThat(change.before() == 0 || rib.attributes().isLive(change.before()))
                        .isTrue();
                assertThat(change.after() == 0 || rib.attributes().isLive(change.after()))
                        .isTrue();
            }

            @Override
            public void prefixFreed(Family family, int prefixId) {
                told.add("prefix freed");
                assertThat(rib.prefixes(family).isLive(prefixId)).isFalse();
            }

            @Override
            public void attributesFreed(int attributeId) {
                told.add("attributes freed");
                assertThat(rib.attributes().isLive(attributeId)).isFalse();
            }
        });
        rib.sessionUp(router, 3, 0, true, 0);
    }

    private void apply(UpdateBytes of) {
        rib.apply(router, of.decoded(), 0, EPOCH);
    }

    private int id(Prefix prefix) {
        return rib.prefixes(prefix.family()).find(prefix.high(), prefix.low(), prefix.length());
    }

    @Test
    void u11_aPrefixWithdrawnAndAnnouncedInOneMessageIsAnnounced() {
        apply(message.announce(P1, 0));
        told.clear();
        apply(message.attributes(2).announce(P1, 0).withdraw(P1, 0));
        assertThat(told)
                .containsExactly("gone r1 192.0.2.0/24", "prefix freed", "attributes freed", "new r1 192.0.2.0/24");
        assertThat(router.routes(V4)).isOne();
    }

    @Test
    void u11_anIdenticalAnnouncementIsCountedAndNotTold() {
        apply(message.announce(P1, 0));
        told.clear();
        apply(message.announce(P1, 0).announce(P1, 0));
        assertThat(told).isEmpty();
        assertThat(router.repeated(V4)).isEqualTo(2);
        assertThat(router.replaced(V4)).isZero();
        assertThat(rib.attributes().references(router.attributes(V4, id(P1)))).isOne();
    }

    @Test
    void u11_nearMiss_otherAttributesReplace() {
        apply(message.announce(P1, 0));
        told.clear();
        apply(message.attributes(2).announce(P1, 0));
        assertThat(told).containsExactly("other r1 192.0.2.0/24", "attributes freed");
        assertThat(router.replaced(V4)).isOne();
        assertThat(router.announced(V4)).isOne();
    }

    @Test
    void u14_aWithdrawalOfWhatIsNotHeldLeavesNothing() {
        long before = bytes();
        for (int i = 0; i < 10_000; i++) {
            apply(message.withdraw(new Prefix(V4, (long) i << 40, 0, 24), 0));
        }
        assertThat(told).isEmpty();
        assertThat(router.unknownWithdrawn(V4)).isEqualTo(10_000);
        assertThat(rib.prefixes(V4).size()).isZero();
        assertThat(bytes()).isEqualTo(before);
    }

    @Test
    void u14_aWithdrawalOfAnotherRoutersRouteLeavesItAlone() {
        apply(message.announce(P1, 0));
        AdjRibIn other = rib.add("r2", "r2");
        rib.sessionUp(other, 3, 0, true, 0);
        rib.apply(other, message.withdraw(P1, 0).decoded(), 0, EPOCH);
        assertThat(router.routes(V4)).isOne();
        assertThat(other.unknownWithdrawn(V4)).isOne();
    }

    @Test
    void u14_anUnknownPathIdIsIgnored() {
        AdjRibIn other = rib.add("r2", "r2");
        rib.sessionUp(other, 3, 1, true, 0);
        UpdateBytes paths = new UpdateBytes(1).attributes(1);
        rib.apply(other, paths.announce(P1, 7).decoded(), 0, EPOCH);
        rib.apply(other, paths.withdraw(P1, 8).decoded(), 0, EPOCH);
        assertThat(other.unknownWithdrawn(V4)).isOne();
        assertThat(other.routes(V4)).isOne();
    }

    @Test
    void g8_theSamePathIdReplacesAndAnotherAdds() {
        AdjRibIn other = rib.add("r2", "r2");
        rib.sessionUp(other, 3, 1, true, 0);
        UpdateBytes paths = new UpdateBytes(1);
        rib.apply(other, paths.attributes(1).announce(P1, 7).decoded(), 0, EPOCH);
        rib.apply(other, paths.attributes(2).announce(P1, 7).decoded(), 0, EPOCH);
        rib.apply(other, paths.attributes(2).announce(P1, -1).decoded(), 0, EPOCH);
        assertThat(told)
                .containsExactly(
                        "new r2 192.0.2.0/24 path 7",
                        "other r2 192.0.2.0/24 path 7",
                        "attributes freed",
                        "new r2 192.0.2.0/24 path -1");
        assertThat(other.routes(V4)).isEqualTo(2);
        assertThat(rib.prefixes(V4).references(id(P1))).isEqualTo(2);
        told.clear();
        rib.apply(other, paths.withdraw(P1, 7).decoded(), 0, EPOCH);
        assertThat(told).containsExactly("gone r2 192.0.2.0/24 path 7");
        assertThat(other.attributes(V4, id(P1))).isEqualTo(other.attributes(V4, id(P1), -1));
    }

    @Test
    void treatAsWithdrawReallyWithdrawsBothFamilies() {
        apply(message.announce(P1, 0).announce(P6, 0));
        told.clear();
        apply(message.broken().announce(P1, 0).announce(P6, 0).announce(P2, 0));
        assertThat(told)
                .containsExactly(
                        "gone r1 192.0.2.0/24",
                        "prefix freed",
                        "attributes freed",
                        "gone r1 2001:db8::/32",
                        "prefix freed",
                        "attributes freed");
        assertThat(rib.routes()).isZero();
    }

    @Test
    void treatAsWithdrawStillAppliesTheWithdrawalsOfTheMessage() {
        apply(message.announce(P1, 0).announce(P2, 0));
        told.clear();
        apply(message.broken().withdraw(P1, 0).announce(P2, 0));
        assertThat(told)
                .containsExactly(
                        "gone r1 192.0.2.0/24",
                        "prefix freed",
                        "gone r1 198.51.100.0/24",
                        "prefix freed",
                        "attributes freed");
    }

    @Test
    void idsAreFreedAfterTheChangeAndOnlyByTheLastHolder() {
        AdjRibIn other = rib.add("r2", "r2");
        rib.sessionUp(other, 3, 0, true, 0);
        apply(message.announce(P1, 0));
        rib.apply(other, message.announce(P1, 0).decoded(), 0, EPOCH);
        told.clear();
        apply(message.withdraw(P1, 0));
        rib.apply(other, message.withdraw(P1, 0).decoded(), 0, EPOCH);
        assertThat(told)
                .containsExactly("gone r1 192.0.2.0/24", "gone r2 192.0.2.0/24", "prefix freed", "attributes freed");
    }

    @Test
    void aCountedReferenceKeepsIdsOverAWithdrawal() {
        apply(message.announce(P1, 0));
        int prefixId = id(P1);
        int attributeId = router.attributes(V4, prefixId);
        assertThat(rib.prefixes(V4).acquire(prefixId)).isTrue();
        rib.attributes().acquire(attributeId);
        apply(message.withdraw(P1, 0));
        assertThat(id(P1)).isEqualTo(prefixId);
        assertThat(router.attributes(V4, prefixId)).isEqualTo(RouteChange.ABSENT);
        assertThat(rib.attributes().copy(attributeId)).isEqualTo(message.block(V4));
        told.clear();
        rib.prefixes(V4).release(prefixId);
        rib.attributes().release(attributeId);
        assertThat(told).containsExactly("prefix freed", "attributes freed");
        assertThat(id(P1)).isEqualTo(PrefixTable.NONE);
    }

    @Test
    void sinceIsKeptFromConvergenceOn() {
        apply(message.announce(P1, 0).announce(P2, 0));
        apply(message); // End-of-RIB
        assertThat(router.since(V4, id(P1), 0)).isEqualTo(-1);
        rib.apply(router, message.attributes(2).announce(P1, 0).decoded(), 0, EPOCH + 12_345);
        assertThat(router.since(V4, id(P1), 0)).isEqualTo(EPOCH + 12_300);
        assertThat(router.since(V4, id(P2), 0)).isEqualTo(-1);
        rib.apply(router, message.announce(P1, 0).decoded(), 0, EPOCH + 99_999);
        assertThat(router.since(V4, id(P1), 0))
                .as("an identical announcement changes nothing")
                .isEqualTo(EPOCH + 12_300);
    }

    @Test
    void updatesWithoutASessionAreIgnored() {
        rib.sessionDown(router, 0);
        apply(message.announce(P1, 0));
        assertThat(rib.routes()).isZero();
        assertThat(rib.prefixes(V4).size()).isZero();
    }

    @Test
    void aSessionMustNotStartOverRoutesOrAnotherSession() {
        assertThatThrownBy(() -> rib.sessionUp(router, 3, 0, true, 0)).isInstanceOf(IllegalStateException.class);
        apply(message.announce(P1, 0));
        rib.sessionDown(router, 0);
        assertThatThrownBy(() -> rib.sessionUp(router, 3, 0, true, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> rib.remove(router)).isInstanceOf(IllegalStateException.class);
        assertThat(rib.clearSome(router, 1)).isTrue();
        rib.sessionUp(router, 3, 0, true, 0);
    }

    @Test
    void clearingTakesNoMoreThanItsBudget() {
        for (int i = 0; i < 100; i++) {
            message.announce(new Prefix(V4, (long) i << 40, 0, 24), 0);
        }
        apply(message.announce(P6, 0));
        rib.sessionDown(router, 0);
        assertThat(rib.clearSome(router, 60)).isFalse();
        assertThat(rib.routes()).isEqualTo(41);
        assertThat(rib.clearSome(router, 41)).isTrue();
        assertThat(router.withdrawn(V4)).isEqualTo(100);
    }

    @Test
    void indexesOfRoutersAreUsedAgain() {
        AdjRibIn second = rib.add("r2", "r2");
        AdjRibIn third = rib.add("r3", "r3");
        rib.remove(second);
        assertThat(rib.routers()).containsExactly(router, third);
        assertThat(rib.add("r4", "r4").index()).isEqualTo(second.index());
    }

    private long bytes() {
        long bytes = 0;
        for (TablePart part : TablePart.values()) {
            bytes += rib.bytes(part);
        }
        return bytes;
    }
}
