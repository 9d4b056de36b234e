package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Family;

/** What one router advertised to us, before any policy (RFC 4271 section 3.2). Table thread only. */
public final class AdjRibIn {
    private final int index;
    private final String name;
    private final String configuredAs;

    AdjRibIn(int index, String name, String configuredAs) {
        this.index = index;
        this.name = name;
        this.configuredAs = configuredAs;
    }

    /** Dense and reused after the router is removed. */
    public int index() {
        return index;
    }

    /** The router's unique name. */
    public String name() {
        return name;
    }

    /** The name of the configuration entry; differs from {@link #name} for a member of a range. */
    public String configuredAs() {
        return configuredAs;
    }

    /** How far what we hold of this family can be trusted. */
    public Convergence convergence(Family family) {
        return Convergence.NEVER_UP;
    }

    /** Whether the family was negotiated on the present or last session. */
    public boolean negotiated(Family family) {
        return false;
    }

    /** Routes held, each path counted. */
    public int routes(Family family) {
        return 0;
    }

    /** The attributes of the prefix's first path, or {@link RouteChange#ABSENT}; {@link PathCursor} walks them all. */
    public int attributes(Family family, int prefixId) {
        return RouteChange.ABSENT;
    }

    /** Routes that were new. */
    public long announced(Family family) {
        return 0;
    }

    /** Routes that got other attributes. */
    public long replaced(Family family) {
        return 0;
    }

    /** Announcements of what we held already; not published. */
    public long repeated(Family family) {
        return 0;
    }

    /** Routes that were withdrawn, session losses included. */
    public long withdrawn(Family family) {
        return 0;
    }

    /** Withdrawals of what we did not hold; not published. */
    public long unknownWithdrawn(Family family) {
        return 0;
    }

    /** Routes dropped because a {@link TableLimits limit} was reached. */
    public long blocked(Family family) {
        return 0;
    }

    /** Whether routes of the present session were dropped at a limit, so that absence means nothing. */
    public boolean isPartial(Family family) {
        return false;
    }
}
