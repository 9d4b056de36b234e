package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.TreeMap;

/**
 * One router's routes over restarts and refreshes, as one would write it from RFC 4724 section 4.2, RFC 8538 section 4.1, RFC
 * 9494 section 4.2 and RFC 7313 section 4 without a thought for speed: each rule is carried out at once, route by route.
 */
final class RestartTwin {
    static final long SECOND = 1_000_000_000L;
    static final int NO_LLGR = 0xffff_0007;
    private static final long STALE_TIME = 180 * SECOND;
    private static final long NEVER = Long.MAX_VALUE;

    /** What an OPEN says, times in seconds; bits are families. Without the capability of RFC 4724 {@code graceful} is false. */
    record Says(
            boolean graceful,
            int families,
            int forwarding,
            int seconds,
            int longForwarding,
            int longSeconds4,
            int longSeconds6,
            boolean notification) {
        long restart(int family) {
            return graceful && (families >> family & 1) != 0 ? seconds * SECOND : 0;
        }

        long longLived(int family) {
            return graceful ? (family == 0 ? longSeconds4 : longSeconds6) * SECOND : 0;
        }

        boolean forwards(int family, boolean late) {
            return graceful && ((late ? longForwarding : families & forwarding) >> family & 1) != 0;
        }
    }

    private static final class Route {
        final int attributes;
        final boolean neverLong;
        boolean stale;
        boolean asked;

        Route(int attributes, boolean neverLong) {
            this.attributes = attributes;
            this.neverLong = neverLong;
        }
    }

    private static final class Side {
        final TreeMap<String, Route> routes = new TreeMap<>();
        Convergence state = Convergence.NEVER_UP;
        boolean addPath;
        boolean late;
        long until;
        long lateUntil = NEVER;
        long bound;
        boolean resyncing;
        boolean refreshing;
        long refreshedAt;
        boolean ended;
        boolean updated;
        long upAt;
        long heardAt;

        boolean isUp() {
            return state == Convergence.SYNCING || state == Convergence.CONVERGED;
        }
    }

    private final Side[] sides = {new Side(), new Side()};
    private Says says = new Says(false, 0, 0, 0, 0, 0, 0, false);
    private long tickedAt;

    void up(Says next, int families, int addPath, long now) {
        says = next;
        for (int i = 0; i < sides.length; i++) {
            Side side = sides[i];
            boolean negotiated = (families >> i & 1) != 0;
            boolean pathIds = (addPath >> i & 1) != 0;
            if (side.state == Convergence.STALE
                    && !(negotiated && pathIds == side.addPath && next.forwards(i, side.late))) {
                giveUp(side);
            }
            side.addPath = pathIds;
            side.ended = false;
            side.updated = false;
            side.upAt = now;
            side.refreshing = false;
            side.resyncing = negotiated && !side.routes.isEmpty();
            if (side.resyncing) {
                side.until = Math.min(Math.min(now + STALE_TIME, side.bound), side.lateUntil);
            } else {
                side.lateUntil = NEVER;
            }
            side.late = false;
            if (negotiated) {
                side.state = Convergence.SYNCING;
            }
        }
    }

    private static void giveUp(Side side) {
        side.routes.clear();
        side.state = Convergence.DOWN;
        side.late = false;
        side.lateUntil = NEVER;
    }

    void lost(boolean notification, boolean hardReset, long now) {
        for (int i = 0; i < sides.length; i++) {
            Side side = sides[i];
            if (!side.isUp()) {
                continue;
            }
            side.refreshing = false;
            long restart = says.restart(i);
            long longLived = says.longLived(i);
            boolean graceful = notification ? says.notification && !hardReset : says.graceful;
            if (!graceful || restart + longLived == 0 || side.routes.isEmpty()) {
                giveUp(side);
                continue;
            }
            boolean again = side.resyncing && side.routes.values().stream().anyMatch(route -> route.stale);
            if (!again) {
                side.bound = now + restart + longLived + STALE_TIME;
                side.lateUntil = NEVER;
            }
            side.state = Convergence.STALE;
            side.resyncing = false;
            if (side.lateUntil != NEVER) {
                side.late = true;
                side.until = side.lateUntil;
                side.routes.values().removeIf(route -> route.neverLong);
            } else {
                side.until = Math.min(now + restart, side.bound);
                if (again && !says.notification && longLived == 0) {
                    side.routes.values().removeIf(route -> route.stale);
                    if (side.routes.isEmpty()) {
                        giveUp(side);
                    }
                }
            }
            side.routes.values().forEach(route -> route.stale = true);
        }
    }

    void announce(Prefix prefix, int pathId, int attributes, boolean neverLong, long now) {
        Side side = sides[prefix.family().ordinal()];
        if (side.isUp()) {
            heard(side, now);
            side.routes.put(key(prefix, pathId), new Route(attributes, neverLong));
        }
    }

    void withdraw(Prefix prefix, int pathId, long now) {
        Side side = sides[prefix.family().ordinal()];
        if (side.isUp()) {
            heard(side, now);
            side.routes.remove(key(prefix, pathId));
        }
    }

    private static void heard(Side side, long now) {
        side.updated = true;
        side.heardAt = now;
    }

    void endOfRib(Family family) {
        Side side = sides[family.ordinal()];
        if (side.isUp()) {
            side.ended = true;
            resynced(side);
            side.state = Convergence.CONVERGED;
        }
    }

    private static void resynced(Side side) {
        if (side.resyncing) {
            side.routes.values().removeIf(route -> route.stale);
            side.resyncing = false;
            side.lateUntil = NEVER;
        }
    }

    void refreshBegins(Family family, long now) {
        Side side = sides[family.ordinal()];
        if (side.isUp() && !side.resyncing && (side.ended || !says.graceful)) {
            side.refreshing = true;
            side.refreshedAt = now;
            side.routes.values().forEach(route -> route.asked = true);
        }
    }

    void refreshEnds(Family family) {
        Side side = sides[family.ordinal()];
        if (side.isUp() && side.refreshing) {
            side.refreshing = false;
            side.routes.values().removeIf(route -> route.asked);
        }
    }

    void tick(long now) {
        boolean deaf = now - tickedAt > 3 * SECOND;
        tickedAt = now;
        for (int i = 0; i < sides.length; i++) {
            Side side = sides[i];
            if (side.state == Convergence.STALE && now >= side.until) {
                if (side.late || says.longLived(i) == 0) {
                    giveUp(side);
                } else {
                    side.late = true;
                    side.until = Math.min(side.until + says.longLived(i), side.bound);
                    side.lateUntil = side.until;
                    side.routes.values().removeIf(route -> route.neverLong);
                }
            }
            if (side.isUp()) {
                tickUp(side, deaf, now);
            }
        }
    }

    private static void tickUp(Side side, boolean deaf, long now) {
        if (deaf) {
            side.heardAt = now;
        }
        side.refreshing &= now - Math.max(side.refreshedAt, side.heardAt) < 600 * SECOND
                && now - side.refreshedAt < 3_600 * SECOND;
        if (side.resyncing) {
            if (now >= side.until) {
                resynced(side);
            }
            return;
        }
        long up = now - side.upAt;
        boolean quiet = side.updated && now - side.heardAt >= 10 * SECOND && up >= 30 * SECOND;
        if (quiet || up >= 300 * SECOND) {
            side.state = Convergence.CONVERGED;
        }
    }

    private static String key(Prefix prefix, int pathId) {
        return prefix + " " + Integer.toUnsignedString(pathId);
    }

    int staleRoutes() {
        int count = 0;
        for (Side side : sides) {
            count += (int)
                    side.routes.values().stream().filter(route -> route.stale).count();
        }
        return count;
    }

    /** Both hold the same: routes, attributes, marks, state. */
    void compare(Rib rib, AdjRibIn router) {
        PathCursor paths = new PathCursor();
        for (Family family : Family.values()) {
            Side side = sides[family.ordinal()];
            TreeMap<String, String> held = new TreeMap<>();
            PrefixTable prefixes = rib.prefixes(family);
            for (int id = 0; id < prefixes.idBound(); id++) {
                if (prefixes.isLive(id)) {
                    Prefix prefix = new Prefix(family, prefixes.high(id), prefixes.low(id), prefixes.length(id));
                    for (paths.reset(router, family, id); paths.next(); ) {
                        String mark = router.isStale(family, id, paths.pathId()) ? " stale" : "";
                        held.put(key(prefix, paths.pathId()), med(rib, paths.attributeId()) + mark);
                    }
                }
            }
            TreeMap<String, String> expected = new TreeMap<>();
            side.routes.forEach((key, route) -> expected.put(key, route.attributes + (route.stale ? " stale" : "")));
            assertThat(held).as("%s of %s", family, router.name()).isEqualTo(expected);
            assertThat(router.convergence(family)).as("%s", family).isEqualTo(side.state);
            assertThat(router.stale(family)).isEqualTo((int)
                    side.routes.values().stream().filter(route -> route.stale).count());
        }
    }

    private static long med(Rib rib, int attributeId) {
        AttributeCursor cursor = new AttributeCursor();
        rib.attributes().reset(cursor, attributeId);
        assertThat(cursor.find(AttributeCode.MED)).isTrue();
        return Octets.u32(cursor.buffer(), cursor.valueOffset());
    }
}
