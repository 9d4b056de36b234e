package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.DownReason;
import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.capability.LongLivedRestart;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of restarts, refreshes, routes and time, held against {@link RestartTwin}; rows G2 to G6, and G8. */
class RestartHistoryTest {
    private static final long SECOND = RestartTwin.SECOND;
    private static final int STEPS = Boolean.getBoolean("ribwatch.long") ? 400_000 : 5_000;
    private static final List<Prefix> PREFIXES = new ArrayList<>();

    static {
        for (int i = 0; i < 40; i++) {
            PREFIXES.add(new Prefix(Family.IPV4_UNICAST, (10L << 24 | i << 8) << 32, 0, 24));
            PREFIXES.add(new Prefix(Family.IPV6_UNICAST, 0x20010db8_0000_0000L | (long) i << 16, 0, 48));
        }
    }

    private final Set<Convergence> seen = EnumSet.noneOf(Convergence.class);
    private SplittableRandom random = new SplittableRandom();
    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    private final AdjRibIn router = rib.add("r1", "r1");
    private final RestartTwin twin = new RestartTwin();
    private UpdateBytes writer = new UpdateBytes(0);
    private RestartTerms terms = RestartTerms.NONE;
    private boolean up;
    private int addPath;
    private long now;
    private int staleSeen;
    private int refreshes;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithTheTwin(long seed) {
        random = new SplittableRandom(seed);
        long leftovers = 0;
        for (int i = 0; i < STEPS; i++) {
            step();
            if (random.nextInt(3) != 0) {
                // Else the next events come while something is left to do, but time stands still so long.
                finish();
                twin.compare(rib, router);
                staleSeen += twin.staleRoutes() > 0 ? 1 : 0;
            }
            for (Family family : Family.values()) {
                seen.add(router.convergence(family));
            }
            leftovers = router.refreshLeftovers(Family.IPV4_UNICAST) + router.refreshLeftovers(Family.IPV6_UNICAST);
        }
        finish();
        twin.compare(rib, router);
        assertThat(seen).containsAll(EnumSet.range(Convergence.DOWN, Convergence.CONVERGED));
        assertThat(staleSeen).isGreaterThan(STEPS / 20);
        assertThat(leftovers).isGreaterThan(STEPS / 500);
        assertThat(refreshes).isGreaterThan(STEPS / 100);
    }

    private void finish() {
        int budget = 1 + random.nextInt(20);
        while (!rib.clearSome(router, budget)) {
            assertThat(rib.hasWork(router)).isTrue();
        }
    }

    private void step() {
        if (!up) {
            if (random.nextInt(4) == 0) {
                comeUp();
            } else {
                pass();
            }
            return;
        }
        Family family = Family.of(random.nextInt(2));
        switch (random.nextInt(24)) {
            case 0 -> lose();
            case 1, 2, 3 -> pass();
            case 4 -> {
                rib.apply(
                        router, (family == Family.IPV4_UNICAST ? writer : writer.emptyUnreachable()).decoded(), now, 0);
                twin.endOfRib(family);
            }
            case 5, 6 -> {
                if (!rib.hasWork(router)) { // a refresh that begins while one ends is ignored
                    refreshes++;
                    rib.refresh(router, family, RouteRefresh.BEGIN, now);
                    twin.refreshBegins(family, now);
                }
            }
            case 7 -> {
                rib.refresh(router, family, RouteRefresh.END, now);
                twin.refreshEnds(family);
            }
            case 8 -> rib.refresh(router, family, 3 + random.nextInt(250), now);
            default -> update();
        }
    }

    private void comeUp() {
        RestartTwin.Says says = new RestartTwin.Says(
                random.nextInt(6) != 0,
                random.nextInt(5) == 0 ? random.nextInt(4) : 3,
                random.nextInt(5) == 0 ? random.nextInt(4) : 3,
                random.nextInt(8) == 0 ? 0 : 20 + random.nextInt(200),
                random.nextInt(5) == 0 ? random.nextInt(4) : 3,
                random.nextInt(3) != 0 ? 0 : 1 + random.nextInt(600),
                random.nextInt(3) != 0 ? 0 : 1 + random.nextInt(600),
                random.nextInt(4) == 0);
        int families = random.nextInt(8) == 0 ? 1 + random.nextInt(2) : 3;
        addPath = random.nextInt(6) == 0 ? random.nextInt(4) & families : addPath & families;
        writer = new UpdateBytes(addPath);
        terms = terms(says);
        while (!rib.mayComeUp(router, families, addPath, terms, now)) {
            finish();
        }
        rib.sessionUp(router, families, addPath, terms, now);
        twin.up(says, families, addPath, now);
        up = true;
    }

    private static RestartTerms terms(RestartTwin.Says says) {
        return new RestartTerms(
                says.graceful()
                        ? new GracefulRestart(
                                false,
                                says.notification(),
                                says.seconds(),
                                says.families(),
                                says.families() & says.forwarding())
                        : null,
                new LongLivedRestart(says.longForwarding(), List.of(says.longSeconds4(), says.longSeconds6())),
                says.notification());
    }

    private void lose() {
        boolean notification = random.nextInt(3) == 0;
        boolean hardReset = notification && random.nextInt(2) == 0;
        DownReason reason = new DownReason(
                notification ? DownReason.Kind.NOTIFICATION_RECEIVED : DownReason.Kind.CONNECTION_LOST,
                notification ? 6 : 0,
                hardReset ? 9 : notification ? 4 : 0,
                "");
        rib.sessionDown(router, terms.survives(reason), now);
        twin.lost(notification, hardReset, now);
        up = false;
    }

    private void pass() {
        finish();
        int seconds = random.nextInt(10) == 0 ? random.nextInt(400) : random.nextInt(5);
        now += seconds * SECOND + random.nextInt(1_000_000_000);
        rib.tick(now, any -> false);
        twin.tick(now);
    }

    private void update() {
        int attributes = random.nextInt(12);
        boolean neverLong = attributes % 4 == 3;
        writer.attributes(attributes).community(neverLong ? RestartTwin.NO_LLGR : 0);
        int count = 1 + random.nextInt(12);
        boolean announces = random.nextInt(5) != 0;
        for (int i = 0; i < count; i++) {
            Prefix prefix = PREFIXES.get(random.nextInt(PREFIXES.size()));
            int pathId = (addPath >> prefix.family().ordinal() & 1) != 0 ? random.nextInt(3) : 0;
            if (announces) {
                writer.announce(prefix, pathId);
                twin.announce(prefix, pathId, attributes, neverLong, now);
            } else {
                writer.withdraw(prefix, pathId);
                twin.withdraw(prefix, pathId, now);
            }
        }
        rib.apply(router, writer.decoded(), now, 0);
    }
}
