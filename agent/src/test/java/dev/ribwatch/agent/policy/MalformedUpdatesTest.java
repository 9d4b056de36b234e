package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** UPDATEs that cost attributes or routes (RFC 7606), on a moved clock. */
class MalformedUpdatesTest {
    private static final String ROUTE = "198.52.100.0/24";
    private static final String ORIGIN = "MalformedUpdates edge1 origin";
    private static final String ATOMIC = "MalformedUpdates edge1 atomic-aggregate";

    private Scene scene;

    @BeforeEach
    void oneRouter() {
        scene = new Scene(Configs.as(65000)
                .router("edge1", "net", 65010)
                .network(Configs.network("net").open().match(Configs.match().originAs(65010)))
                .build());
        scene.up("edge1");
    }

    private static byte[] update() {
        return RouteWriter.announce(Prefix.parse(ROUTE), false, 0, "65010", List.of());
    }

    private void badOrigin() {
        scene.apply("edge1", RouteWriter.withBadOrigin(update()));
    }

    private void badAtomicAggregate() {
        scene.apply("edge1", RouteWriter.withLongAtomicAggregate(update()));
    }

    private void pass(int seconds) {
        scene.pass(Duration.ofSeconds(seconds));
    }

    private void finds(String... findings) {
        assertThat(scene.open()).isEqualTo(new TreeSet<>(Set.of(findings)));
    }

    private Finding only() {
        assertThat(scene.recorder.open).hasSize(1);
        return scene.recorder.open.values().iterator().next();
    }

    @Test
    void wellFormedOnesAreNothing() {
        scene.converge("edge1");
        scene.apply("edge1", update());
        pass(5);
        finds();
    }

    @Test
    void treatAsWithdrawIsSaidByAttribute() {
        scene.converge("edge1");
        scene.apply("edge1", update());
        badOrigin();
        pass(2);
        finds(ORIGIN);
        assertThat(only().detail()).isEqualTo(new Detail.Malformed(0, 1));
        assertThat(only().severity()).isEqualTo(Severity.WARNING);
        assertThat(only().forDuration()).isZero();
        assertThat(only().key().labels()).isEqualTo(Map.of("router", "edge1", "attribute", "origin"));
        assertThat(scene.rib.routes()).isZero();
        badOrigin();
        pass(2);
        assertThat(only().detail()).isEqualTo(new Detail.Malformed(0, 2));
    }

    @Test
    void attributeDiscardIsSaidAndTheRouteStays() {
        scene.converge("edge1");
        badAtomicAggregate();
        pass(2);
        finds(ATOMIC);
        assertThat(only().detail()).isEqualTo(new Detail.Malformed(1, 0));
        assertThat(scene.rib.routes()).isOne();
    }

    @Test
    void whatComesBeforeConvergenceIsSaidAtConvergence() {
        badOrigin();
        pass(2);
        finds("SessionDown edge1");
        scene.converge("edge1");
        finds(ORIGIN);
    }

    @Test
    void tenMinutesWithoutAnotherCloseIt() {
        scene.converge("edge1");
        badOrigin();
        pass(580);
        finds(ORIGIN);
        badOrigin();
        pass(590);
        finds(ORIGIN);
        pass(12);
        finds();
        badAtomicAggregate();
        pass(2);
        finds(ATOMIC);
    }

    @Test
    void whileTheRouterIsDownItIsUnknownAndNotQuiet() {
        scene.converge("edge1");
        badOrigin();
        pass(2);
        scene.down("edge1");
        finds(ORIGIN, "SessionDown edge1");
        pass(3_000);
        finds(ORIGIN, "SessionDown edge1");
        scene.up("edge1");
        scene.converge("edge1");
        finds(ORIGIN);
        assertThat(only().unknown()).isFalse();
        pass(580);
        finds(ORIGIN);
        pass(25);
        finds();
    }

    @Test
    void anotherSessionDoesNotBringItBack() {
        scene.converge("edge1");
        badOrigin();
        pass(700);
        finds();
        scene.down("edge1");
        scene.up("edge1");
        scene.converge("edge1");
        pass(5);
        finds();
    }

    @Test
    void aReloadTellsNothingAndARuleThatIsOffCloses() {
        scene.converge("edge1");
        badOrigin();
        badAtomicAggregate();
        pass(2);
        finds(ORIGIN, ATOMIC);
        scene.recorder.events.clear();
        scene.reload(scene.config, 3).settle();
        assertThat(scene.recorder.events).isEmpty();
        scene.reload(
                        Configs.as(65000)
                                .router("edge1", "net", 65010)
                                .network(Configs.network("net")
                                        .open()
                                        .match(Configs.match().originAs(65010)))
                                .rule(RuleName.MALFORMED_UPDATES, RandomWorld.rule(false, null, List.of()))
                                .build(),
                        3)
                .settle();
        finds();
    }

    @Test
    void endOfRibIsNoFault() {
        scene.converge("edge1", Family.IPV4_UNICAST);
        scene.converge("edge1", Family.IPV6_UNICAST);
        pass(2);
        assertThat(scene.routers.get("edge1").faults()).isNull();
        finds();
    }
}
