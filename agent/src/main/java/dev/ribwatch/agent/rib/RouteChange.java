package dev.ribwatch.agent.rib;

import dev.ribwatch.config.value.Family;

/**
 * One change of one route. A flyweight: the table thread reuses it, a listener reads it during the call only.
 *
 * <p>With ADD-PATH a router may hold several paths of one prefix; each is a route of its own, told apart by
 * {@link #pathId}.
 */
public final class RouteChange {
    /** The attribute id that means "no route". */
    public static final int ABSENT = 0;

    private AdjRibIn router;
    private Family family;
    private int prefixId;
    private int pathId;
    private long high;
    private long low;
    private int length;
    private int before;
    private int after;
    private long nanos;

    @SuppressWarnings("NullAway.Init") // filled by the table before the first listener sees it
    RouteChange() {}

    void set(AdjRibIn newRouter, Family newFamily, int newPrefixId, int newPathId) {
        router = newRouter;
        family = newFamily;
        prefixId = newPrefixId;
        pathId = newPathId;
    }

    void setPrefix(long newHigh, long newLow, int newLength) {
        high = newHigh;
        low = newLow;
        length = newLength;
    }

    void setAttributes(int newBefore, int newAfter) {
        before = newBefore;
        after = newAfter;
    }

    void setNanos(long newNanos) {
        nanos = newNanos;
    }

    public AdjRibIn router() {
        return router;
    }

    public Family family() {
        return family;
    }

    public int prefixId() {
        return prefixId;
    }

    /** Path Identifier (RFC 7911), 0 on a session without ADD-PATH. */
    public int pathId() {
        return pathId;
    }

    /** The prefix's first 64 address bits, left-aligned. */
    public long high() {
        return high;
    }

    /** The prefix's last 64 address bits; 0 for IPv4. */
    public long low() {
        return low;
    }

    /** The prefix's length. */
    public int length() {
        return length;
    }

    /** The attribute id before, {@link #ABSENT} if it was announced anew. */
    public int before() {
        return before;
    }

    /** The attribute id after, {@link #ABSENT} if it was withdrawn. */
    public int after() {
        return after;
    }

    /** When it came, on the monotonic clock, as far as the table was told the time: a moment ago at most. */
    public long nanos() {
        return nanos;
    }

    public boolean isAnnounce() {
        return before == ABSENT;
    }

    public boolean isWithdraw() {
        return after == ABSENT;
    }
}
