package dev.ribwatch.agent.rib;

import dev.ribwatch.agent.wire.nlri.NlriCursor;

/**
 * The inner loop of the table: walks the prefixes of an UPDATE, changes routes, keeps the reference counts, and tells
 * what changed.
 */
final class RouteIngest {
    /** Routes of all routers together; keeps the reference counts of attributes within 32 bits. */
    static final int MAX_ROUTES = 1 << 30;

    /** Stale routes that make room for one that is new, at most: it may cost more than one of them. */
    private static final int EVICTED = 8;
    /** Looks for each of them, and numbers looked at in each; the next route goes on from there. */
    private static final int LOOKS = 64;

    private final AttributeStore attributes;
    private final Listeners listeners;
    private final Lookahead lookahead;
    private final RouteChange change = new RouteChange();
    private int routes;
    /** Routes that took the attributes of the present announcement; their references are still to be counted. */
    private int changed;

    RouteIngest(AttributeStore attributes, Listeners listeners, Lookahead lookahead) {
        this.attributes = attributes;
        this.listeners = listeners;
        this.lookahead = lookahead;
    }

    /** Changes from here on happen at this time. */
    void setNanos(long nowNanos) {
        change.setNanos(nowNanos);
    }

    /** Routes of all routers. */
    int routes() {
        return routes;
    }

    /**
     * Announces the prefixes that the cursor walks, all with one attribute block.
     *
     * @param time what {@link RouteClock#time} says, 0 before convergence
     */
    void announce(
            AdjRibIn router,
            RouterFamily family,
            NlriCursor nlri,
            byte[] block,
            int blockOffset,
            int blockLength,
            int time) {
        boolean evicting = hasStale(router);
        for (int i = 0; evicting && i < EVICTED && router.payer() == AttributeStore.NO_MORE; i++) {
            evicting = evict(router, family, true);
        }
        int attributeId = routes > MAX_ROUTES
                ? RouteChange.ABSENT
                : attributes.intern(block, blockOffset, blockLength, router.payer());
        if (attributeId == RouteChange.ABSENT) {
            block(router, family, nlri);
            return;
        }
        changed = 0;
        try {
            announce(router, family, nlri, attributeId, time);
        } finally { // a listener may fail; what is held must be counted all the same
            if (changed != 0) {
                attributes.acquire(attributeId, changed);
            }
            attributes.release(attributeId);
        }
    }

    private void announce(AdjRibIn router, RouterFamily family, NlriCursor nlri, int attributeId, int time) {
        PrefixTable prefixes = family.prefixes;
        FamilyRoutes held = family.routes;
        boolean room = router.hasRoom();
        boolean evicting = hasStale(router);
        int due = Lookahead.due(nlri);
        while (nlri.next()) {
            if (due-- == 0) {
                due = lookahead.look(router, family, nlri) - 1;
            }
            if (evicting) { // before the prefix is looked up: what goes may be the last path of it
                room = makeRoom(router, family, nlri);
            }
            int prefixId = prefixes.findOrAdd(nlri.high(), nlri.low(), nlri.length());
            int before =
                    prefixId < 0 ? FamilyRoutes.BLOCKED : put(held, prefixId, nlri.pathId(), attributeId, time, room);
            if (before == attributeId) {
                family.repeated++;
                continue;
            }
            if (before == RouteChange.ABSENT && !prefixes.acquire(prefixId)) {
                held.remove(prefixId, nlri.pathId());
                before = FamilyRoutes.BLOCKED;
            }
            if (before == FamilyRoutes.BLOCKED) {
                if (prefixId >= 0) {
                    prefixes.dropUnreferenced(prefixId);
                }
                block(router, family);
                continue;
            }
            changed++;
            if (before == RouteChange.ABSENT) {
                family.announced++;
                routes++;
            } else {
                family.replaced++;
            }
            try {
                if (!listeners.isEmpty()) {
                    change.set(router, family.family, prefixId, nlri.pathId());
                    change.setPrefix(nlri.high(), nlri.low(), nlri.length());
                    publish(before, attributeId);
                }
            } finally {
                if (before != RouteChange.ABSENT) {
                    attributes.release(before);
                }
            }
        }
    }

    private static boolean hasStale(AdjRibIn router) {
        for (RouterFamily family : router.families()) {
            if (isEvictable(family)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether routes go where others need the room: the router is back from a restart and has not told them again. In a
     * refresh they stay, for nothing says that they are in doubt.
     */
    private static boolean isEvictable(RouterFamily family) {
        return family.retention.phase == Retention.Phase.RESYNCING && family.routes.stale() != 0;
    }

    /** Takes stale routes out where the next prefix finds no room; whether memory has room then. */
    private boolean makeRoom(AdjRibIn router, RouterFamily family, NlriCursor nlri) {
        boolean full = family.routes.isFull();
        boolean room = router.hasRoom();
        if (!full && room) {
            return true;
        }
        int prefixId = family.prefixes.find(nlri.high(), nlri.low(), nlri.length());
        if (prefixId >= 0 && family.routes.get(prefixId, nlri.pathId()) != RouteChange.ABSENT) {
            return room; // it is held, and needs none
        }
        for (int i = 0; i < EVICTED && (full || !room) && evict(router, family, !full); i++) {
            full = family.routes.isFull();
            room = router.hasRoom();
        }
        return room;
    }

    /** Takes out a stale route of the family, or of another one of the router; false if none was found. */
    private boolean evict(AdjRibIn router, RouterFamily family, boolean orAnother) {
        if (evict(router, family)) {
            return true;
        }
        for (RouterFamily other : router.families()) {
            if (orAnother && evict(router, other)) {
                return true;
            }
        }
        return false;
    }

    private boolean evict(AdjRibIn router, RouterFamily family) {
        RouteSweep sweep = family.retention.sweep;
        for (int i = 0; i < LOOKS && isEvictable(family); i++) {
            int prefixId = sweep.next(LOOKS, true);
            if (prefixId >= 0) {
                takeOut(router, family, prefixId, sweep.pathId());
                return true;
            }
            if (prefixId == RouteSweep.OVER) {
                sweep.begin();
            }
        }
        return false;
    }

    private static int put(FamilyRoutes held, int prefixId, int pathId, int attributeId, int time, boolean room) {
        if (room) {
            return held.put(prefixId, pathId, attributeId, time);
        }
        int before = held.replace(prefixId, pathId, attributeId, time);
        return before == RouteChange.ABSENT ? FamilyRoutes.BLOCKED : before;
    }

    private void block(AdjRibIn router, RouterFamily family) {
        if (family.block()) {
            listeners.viewBecamePartial(router, family);
        }
    }

    /** The attributes can not be stored: what the announcement replaces is not true any more and goes. */
    private void block(AdjRibIn router, RouterFamily family, NlriCursor nlri) {
        while (nlri.next()) {
            block(router, family);
            int prefixId = family.prefixes.find(nlri.high(), nlri.low(), nlri.length());
            if (prefixId >= 0) {
                int before = family.routes.remove(prefixId, nlri.pathId());
                if (before != RouteChange.ABSENT) {
                    removed(router, family, prefixId, nlri.pathId(), before);
                }
            }
        }
    }

    /** Withdraws the prefixes that the cursor walks; one that is not held leaves no trace but a count. */
    void withdraw(AdjRibIn router, RouterFamily family, NlriCursor nlri) {
        int due = Lookahead.due(nlri);
        while (nlri.next()) {
            if (due-- == 0) {
                due = lookahead.look(router, family, nlri) - 1;
            }
            withdraw(router, family, nlri.high(), nlri.low(), nlri.length(), nlri.pathId());
        }
    }

    /** A method of its own: the compiler takes for hot what is called often, and one message may hold a thousand of these. */
    private void withdraw(AdjRibIn router, RouterFamily family, long high, long low, int length, int pathId) {
        int prefixId = family.prefixes.find(high, low, length);
        int before = prefixId < 0 ? RouteChange.ABSENT : family.routes.remove(prefixId, pathId);
        if (before == RouteChange.ABSENT) {
            family.unknownWithdrawn++;
        } else {
            removed(router, family, prefixId, high, low, length, pathId, before);
        }
    }

    /** Withdraws any routes, up to {@code budget}; how many there were. */
    int clear(AdjRibIn router, RouterFamily family, int budget) {
        int cleared = 0;
        while (cleared < budget) {
            int prefixId = family.routes.findToClear();
            if (prefixId < 0) {
                break;
            }
            int pathId = family.routes.clearedPathId();
            removed(router, family, prefixId, pathId, family.routes.clear(prefixId, pathId));
            cleared++;
        }
        return cleared;
    }

    /** Withdraws a route that is there. */
    void takeOut(AdjRibIn router, RouterFamily family, int prefixId, int pathId) {
        removed(router, family, prefixId, pathId, family.routes.clear(prefixId, pathId));
    }

    /** A route was taken out: tells it, and gives its references back. */
    private void removed(AdjRibIn router, RouterFamily family, int prefixId, int pathId, int before) {
        PrefixTable prefixes = family.prefixes;
        removed(
                router,
                family,
                prefixId,
                prefixes.high(prefixId),
                prefixes.low(prefixId),
                prefixes.length(prefixId),
                pathId,
                before);
    }

    private void removed(
            AdjRibIn router,
            RouterFamily family,
            int prefixId,
            long high,
            long low,
            int length,
            int pathId,
            int before) {
        family.withdrawn++;
        routes--;
        try {
            if (!listeners.isEmpty()) {
                change.set(router, family.family, prefixId, pathId);
                change.setPrefix(high, low, length);
                publish(before, RouteChange.ABSENT);
            }
        } finally {
            try {
                family.prefixes.release(prefixId);
            } finally {
                attributes.release(before);
            }
        }
    }

    private void publish(int before, int after) {
        change.setAttributes(before, after);
        listeners.routeChanged(change);
    }
}
