package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.session.DownReason;
import dev.ribwatch.agent.session.Negotiated;
import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.transport.LaneVisitor;
import dev.ribwatch.agent.transport.ReadyLanes;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.value.Family;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what routers sent from their lanes into the table: decode, judge (RFC 7606), store, in one pass over the bytes.
 * Table thread only; each call ends after about {@link #SLICE_NANOS}.
 *
 * <p>When a session ends, routes that are not kept for a restart are withdrawn in slices; until the last one is gone the
 * router's lanes are not served. What a restart or a refresh has left over is withdrawn in slices while its session goes on.
 *
 * <p>A router that is removed and configured again gets another lane, and the two lanes are read in any order. So only
 * the lane that came up last speaks for its router, and a {@linkplain Lane#isRetired retired} one comes up no more.
 */
final class LaneIntake implements LaneVisitor {
    private static final Logger LOG = LoggerFactory.getLogger(LaneIntake.class);
    private static final long SLICE_NANOS = 2_000_000;

    /** Routes withdrawn between two looks at the clock. */
    private static final int CLEARED_A_LOOK = 256;

    private static final byte[] NO_DATA = new byte[0];

    private final Rib rib;
    private final ReadyLanes ready;
    private final LongSupplier nanos;
    private final InstantSource wall;
    private final RouterLimits limits;
    private final RefreshAudit audit;
    private final MalformedLog malformed;
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private final Map<String, RouterIntake> routers = new LinkedHashMap<>();
    private final Deque<RouterIntake> clearing = new ArrayDeque<>();
    private long sliceNanos;
    private long sliceMillis;
    private long readNanos;

    /**
     * @param audit asks routers for all again
     */
    LaneIntake(
            Rib rib,
            ReadyLanes ready,
            LongSupplier nanos,
            InstantSource wall,
            RouterLimits limits,
            RefreshAudit audit) {
        this.rib = rib;
        this.ready = ready;
        this.nanos = nanos;
        this.wall = wall;
        this.limits = limits;
        this.audit = audit;
        this.malformed = new MalformedLog(nanos);
    }

    /** Makes a configured router known before its first session, so that its absence can be told. */
    void expect(String name, String configuredAs) {
        router(name, configuredAs).gone = false;
    }

    /** A router left the configuration, whatever its lane still holds of it. */
    void forget(String name) {
        RouterIntake router = routers.get(name);
        if (router != null) {
            sliceNanos = nanos.getAsLong();
            leave(router);
        }
    }

    /**
     * What the transport knows of attempts at a session.
     *
     * @param why the latest since the last session failed, safe to print; null: none has
     */
    void attempted(String name, @Nullable String why) {
        RouterIntake router = routers.get(name);
        if (router != null && router.session == null) {
            rib.sessionAttempted(router.routes, why);
        }
    }

    /** The limits of the configuration changed. What was dropped before is still lost until the next session. */
    void limitAgain() {
        routers.values().forEach(router -> limits.apply(rib, router.routes));
    }

    Collection<RouterIntake> routers() {
        return routers.values();
    }

    /** When the newest message was read that is not {@link #judged} yet, on the monotonic clock; 0: there is none. */
    long readNanos() {
        return readNanos;
    }

    /** All that the messages so far gave cause for was found. */
    void judged() {
        readNanos = 0;
    }

    /** Serves one lane for a slice. */
    void serve(Lane lane) {
        RouterIntake router = routers.get(lane.router());
        if (router != null && router.isBlocked()) {
            if (!router.waiting.contains(lane)) {
                router.waiting.add(lane);
            }
            return;
        }
        sliceNanos = nanos.getAsLong();
        sliceMillis = wall.millis();
        lane.drain(this);
    }

    @Override
    public boolean mayGoOn() {
        return nanos.getAsLong() - sliceNanos < SLICE_NANOS;
    }

    @Override
    public boolean up(Lane lane, int generation, Negotiated negotiated) {
        if (lane.isRetired()) {
            return true; // its router was removed: its end follows
        }
        RouterIntake router = router(lane.router(), lane.configuredAs());
        if (router.session != null) {
            endSession(router, false); // a new lane of the same name overtook the end of the old one
        }
        if (router.clearing || !mayComeUp(router, negotiated)) {
            startClearing(router);
            return false;
        }
        router.gone = false;
        router.lane = lane;
        lane.holds(true);
        router.session = negotiated;
        router.generation = generation;
        try {
            rib.sessionUp(
                    router.routes,
                    negotiated.context().families(),
                    negotiated.context().addPath(),
                    negotiated.restart(),
                    sliceNanos);
        } catch (Throwable e) {
            // The mark must not come again: its end, which follows, makes good what was begun.
            LOG.error("Router {}: the start of a session met a defect; the session is reset", lane.router(), e);
            router.resets++;
            lane.fault(generation, 3, 0, NO_DATA);
        }
        return true;
    }

    private boolean mayComeUp(RouterIntake router, Negotiated negotiated) {
        return rib.mayComeUp(
                router.routes,
                negotiated.context().families(),
                negotiated.context().addPath(),
                negotiated.restart(),
                sliceNanos);
    }

    @Override
    public int ahead(Lane lane, byte[] buffer, int offset, int limit) {
        RouterIntake router = routers.get(lane.router());
        if (router == null || router.lane != lane || router.session == null) {
            return limit;
        }
        return rib.lookAhead(router.routes, router.session.context(), buffer, offset, limit);
    }

    @Override
    public void message(Lane lane, int generation, byte[] buffer, int offset, int length, long read) {
        RouterIntake router = routers.get(lane.router());
        Negotiated session = router == null || router.lane != lane ? null : router.session;
        if (router == null || session == null) {
            return;
        }
        readNanos = read;
        try {
            if (buffer[offset + MessageHeader.LENGTH - 1] == MessageType.UPDATE.code()) {
                Verdict verdict = decoder.decode(buffer, offset, length, session.context(), update);
                take(router, session, lane, generation, verdict, offset, length);
            } else {
                refresh(router.routes, session, buffer, offset);
            }
        } catch (Throwable e) {
            // A bad message never escapes its session, whatever we did wrong with it.
            LOG.error("Router {}: an UPDATE met a defect; the session is reset", lane.router(), e);
            malformed.defect(lane.router(), buffer, offset, length);
            router.resets++;
            lane.fault(generation, 3, 0, NO_DATA);
        } finally {
            if (rib.hasWork(router.routes)) {
                startClearing(router);
            }
        }
    }

    /** A ROUTE-REFRESH: the session has answered a request; what is left are the marks. */
    private void refresh(AdjRibIn routes, Negotiated session, byte[] buffer, int offset) {
        RouteRefresh refresh = RouteRefresh.decode(buffer, offset);
        Family family = refresh.family();
        if (family != null && session.enhancedRouteRefresh()) {
            rib.refresh(routes, family, refresh.subtype(), sliceNanos);
        }
    }

    private void take(
            RouterIntake router,
            Negotiated session,
            Lane lane,
            int generation,
            Verdict verdict,
            int offset,
            int length) {
        if (verdict != Verdict.ACCEPT) {
            object(router, lane, generation, verdict);
            malformed.record(lane.router(), update, offset, length);
        }
        if (verdict != Verdict.SESSION_RESET) {
            router.unnegotiated += update.unnegotiated();
            router.countOddities(update.oddities());
            rib.apply(router.routes, update, sliceNanos, sliceMillis);
            if (update.disabled() != 0) {
                disable(router, session, update.disabled());
            }
        }
    }

    /** Families that could not be read are no part of the session from here on; their routes go in slices. */
    private void disable(RouterIntake router, Negotiated session, int families) {
        router.session = session.without(families);
        for (int i = 0; i < Family.count(); i++) {
            if ((families & 1 << i) != 0) {
                rib.disable(router.routes, Family.of(i), sliceNanos);
            }
        }
    }

    private void object(RouterIntake router, Lane lane, int generation, Verdict verdict) {
        switch (verdict) {
            case ACCEPT -> {}
            case ATTRIBUTE_DISCARD -> router.attributesDiscarded++;
            case TREAT_AS_WITHDRAW -> router.treatedAsWithdraw++;
            case FAMILY_DISABLE -> router.familiesDisabled++;
            case SESSION_RESET -> {
                router.resets++;
                Notification notification = update.notification();
                if (notification == null) {
                    lane.fault(generation, 3, 0, NO_DATA);
                } else {
                    lane.fault(generation, notification.code(), notification.subcode(), notification.data());
                }
            }
        }
    }

    @Override
    public void down(Lane lane, int generation, DownReason reason) {
        RouterIntake router = routers.get(lane.router());
        if (router != null && router.lane == lane) {
            router.routes.setLastEnd(reason.text());
            endSession(
                    router, router.session != null && router.session.restart().survives(reason));
        }
    }

    @Override
    public void outdated(Lane lane) {
        RouterIntake router = routers.get(lane.router());
        if (router != null && router.lane == lane) {
            try {
                rib.sessionDown(router.routes, sliceNanos);
            } finally {
                startClearing(router);
            }
        }
    }

    @Override
    public void removed(Lane lane) {
        RouterIntake router = routers.get(lane.router());
        if (router == null || router.lane != lane && !isExpectedMember(router)) {
            return;
        }
        String end = lane.end();
        if (end != null) {
            router.routes.setEnd(end);
        }
        leave(router);
    }

    /** One of a range that was known from before the start, or is leaving already: no lane has spoken for it yet. */
    private static boolean isExpectedMember(RouterIntake router) {
        return router.lane == null && !router.routes.name().equals(router.routes.configuredAs());
    }

    /** Ends the session first, so that whoever listens sees it lost and not its routes withdrawn one by one. */
    private void leave(RouterIntake router) {
        router.lane = null;
        router.gone = true;
        router.session = null;
        try {
            rib.sessionDown(router.routes, sliceNanos);
        } finally {
            startClearing(router);
        }
    }

    /** @param graceful the router may be restarting */
    private void endSession(RouterIntake router, boolean graceful) {
        if (router.session != null) {
            router.session = null;
            try {
                rib.sessionDown(router.routes, graceful, sliceNanos);
            } finally {
                startClearing(router);
            }
        }
    }

    private void startClearing(RouterIntake router) {
        if (!router.clearing) {
            router.clearing = true;
            clearing.add(router);
        }
    }

    /** Withdraws a slice of what must go of each router, all alike; true if there is more. */
    boolean clearSome() {
        RouterIntake router = clearing.poll();
        if (router == null) {
            return false;
        }
        sliceNanos = nanos.getAsLong();
        while (router != null) {
            boolean cleared = false;
            try {
                cleared = rib.clearSome(router.routes, CLEARED_A_LOOK);
            } finally {
                if (!cleared) {
                    clearing.add(router); // and if a listener failed: the rest comes with the next slice
                }
            }
            if (cleared) {
                finishClearing(router);
            }
            router = mayGoOn() ? clearing.poll() : null;
        }
        return !clearing.isEmpty();
    }

    /** Lets time pass in the table and in the log. About every 100 ms. */
    void tick(long nowNanos) {
        rib.tick(nowNanos, this::hasUnread);
        for (RouterIntake router : routers.values()) {
            if (rib.hasWork(router.routes)) {
                startClearing(router);
            }
            if (router.lane != null && router.session == null && !isKept(router.routes)) {
                router.lane.holds(false);
            }
        }
        audit.tick(routers.values(), nowNanos);
        malformed.tick(nowNanos);
    }

    private static boolean isKept(AdjRibIn routes) {
        for (int i = 0; i < Family.count(); i++) {
            if (routes.convergence(Family.of(i)) == Convergence.STALE) {
                return true;
            }
        }
        return false;
    }

    private boolean hasUnread(AdjRibIn routes) {
        RouterIntake router = routers.get(routes.name());
        return router != null && router.lane != null && router.lane.bytes() > 0;
    }

    private void finishClearing(RouterIntake router) {
        router.clearing = false;
        for (Lane lane = router.waiting.poll(); lane != null; lane = router.waiting.poll()) {
            ready.add(lane);
        }
        if (router.gone) {
            routers.remove(router.routes.name());
            rib.remove(router.routes);
        }
    }

    private RouterIntake router(String name, String configuredAs) {
        RouterIntake router = routers.get(name);
        if (router == null) {
            AdjRibIn routes = rib.add(name, configuredAs);
            router = new RouterIntake(routes);
            routers.put(name, router);
            limits.apply(rib, routes);
        }
        return router;
    }
}
