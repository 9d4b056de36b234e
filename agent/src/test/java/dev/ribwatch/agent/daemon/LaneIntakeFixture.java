package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.transport.LaneFeed;
import dev.ribwatch.agent.transport.ReadyLanes;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Family;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** From lanes into the table, with a clock that only the test and its listener move. */
abstract class LaneIntakeFixture {
    static final long MICRO = 1_000;
    static final long MILLI = 1_000_000;
    static final int ROUTES = 400;

    long now = 1;
    final ReadyLanes ready = new ReadyLanes();
    final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(3), 0);
    final Map<String, RouterConfig> limits = new HashMap<>();
    final LaneIntake intake = new LaneIntake(
            rib,
            ready,
            () -> now,
            InstantSource.fixed(Instant.EPOCH),
            new RouterLimits(limits::get),
            new RefreshAudit(rib, new SplittableRandom(4), 0));
    final TableStory story = new TableStory();
    final LaneFeed feed = new LaneFeed("edge1", "edge1", ready);

    LaneIntakeFixture() {
        rib.addListener(story);
    }

    void tickFor(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += 1_000 * MILLI;
            intake.tick(now);
        }
    }

    /** Plays the table thread until nothing is left to do. */
    void serveAll() {
        boolean more = true;
        while (more) {
            Lane lane = ready.take(0);
            if (lane != null) {
                intake.serve(lane);
            }
            more = intake.clearSome() || lane != null;
        }
    }

    int routes(String name) {
        return rib.routers().stream()
                .filter(router -> router.name().equals(name))
                .mapToInt((AdjRibIn router) -> router.routes(Family.IPV4_UNICAST))
                .sum();
    }
}
