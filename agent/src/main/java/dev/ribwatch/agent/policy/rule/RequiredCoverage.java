package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.intent.RequiredPrefixes;
import dev.ribwatch.config.value.Prefix;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which of a network's required prefixes are visible at one sight: by a route that is equal or covers it, short of a default
 * or a half, or by longer ones that add up to it.
 */
final class RequiredCoverage {
    /** By family: a shorter route is a default or a half of it, of IPv6 that of 2000::/3, and says nothing of what lies below. */
    private static final int[] SHORTEST_COVER = {2, 5};

    static final String EXPLAINED = "explained by RedundancyMismatch";

    private final RequiredPrefixes required;
    private final @Nullable SightGroup group;
    private final BitSet excepted;
    /** Legs of connections at this sight: RedundancyMismatch may explain what is missing. */
    private final Leg[] legs;
    /** Instead of a sight: the leg that this is about. */
    private final @Nullable Leg leg;

    /** Routes that are equal or cover, by place. */
    private final int[] covers;
    /** Of the places that no other contains: the root for longer routes, 0 until there is one. */
    private final int[] roots;

    private final CoverTree longer = new CoverTree();
    private final BitSet visible = new BitSet();
    private int visibleCount;

    /**
     * Nothing is visible.
     *
     * @param group where what is missing is published, or null: it is only counted
     * @param excepted places that are counted, but not published
     * @param legs whose findings may explain what is missing
     */
    RequiredCoverage(RequiredPrefixes required, @Nullable SightGroup group, BitSet excepted, Leg[] legs) {
        this(required, group, excepted, legs, null);
    }

    /** Nothing is visible by a leg. */
    RequiredCoverage(RequiredPrefixes required, Leg leg) {
        this(required, null, new BitSet(), Leg.NONE, leg);
    }

    private RequiredCoverage(
            RequiredPrefixes required, @Nullable SightGroup group, BitSet excepted, Leg[] legs, @Nullable Leg leg) {
        this.required = required;
        this.legs = legs;
        this.leg = leg;
        this.group = group;
        this.excepted = excepted;
        covers = new int[required.size()];
        roots = new int[required.size()];
        for (int place = 0; group != null && place < required.size(); place++) {
            if (!excepted.get(place)) {
                group.members.add(place); // nothing is published at a sight that is only just known
            }
        }
    }

    int expected() {
        return required.size();
    }

    int visible() {
        return visibleCount;
    }

    boolean isVisible(int place) {
        return visible.get(place);
    }

    @Nullable
    SightGroup group() {
        return group;
    }

    /** The network has a visible route of this prefix, or has it no more. */
    void change(long high, long low, int length, boolean present) {
        int around = required.longestAround(high, low, length);
        if (around != RequiredPrefixes.NONE) {
            int top = top(around);
            if (roots[top] == 0) {
                roots[top] = longer.root();
            }
            longer.set(roots[top], required.get(top).length(), high, low, length, present);
            if (!present && longer.prune(roots[top])) {
                roots[top] = 0;
            }
        }
        for (int at = around; at != RequiredPrefixes.NONE; at = required.parent(at)) {
            judge(at);
        }
        int place = required.firstFrom(high, low, length);
        for (; place < required.size() && isWithin(required.get(place), high, low, length); place++) {
            if (isCover(required.get(place), length)) {
                covers[place] += present ? 1 : -1;
                judge(place);
            }
        }
    }

    /** Whether a route of this length that contains a prefix makes it visible. */
    static boolean isCover(Prefix prefix, int length) {
        return length >= SHORTEST_COVER[prefix.family().ordinal()] || length == prefix.length();
    }

    private void judge(int place) {
        boolean now = covers[place] > 0 || addsUp(place);
        if (visible.get(place) == now) {
            return;
        }
        visible.set(place, now);
        visibleCount += now ? 1 : -1;
        if (leg != null) {
            Redundancy.explain(leg.pair, place);
        }
        publish(place);
    }

    /** Publishes whether the prefix at this place is missing, and nothing explains it. */
    void publish(int place) {
        if (group == null || excepted.get(place)) {
            return;
        }
        Prefix prefix = required.get(place);
        if (visible.get(place) || isExplained(place)) {
            String reason = visible.get(place) ? "the prefix is visible" : EXPLAINED;
            group.leave(place, prefix.high(), prefix.low(), prefix.length(), reason);
        } else {
            group.enter(place, prefix.high(), prefix.low(), prefix.length());
        }
    }

    /** Whether the other leg of a connection carries it, and RedundancyMismatch says so. */
    boolean isExplained(int place) {
        for (Leg one : legs) {
            if (one.explained.get(place)) {
                return true;
            }
        }
        return false;
    }

    private boolean addsUp(int place) {
        int top = top(place);
        Prefix prefix = required.get(place);
        return roots[top] != 0
                && longer.isComplete(
                        roots[top], required.get(top).length(), prefix.high(), prefix.low(), prefix.length());
    }

    private int top(int place) {
        int top = place;
        while (required.parent(top) != RequiredPrefixes.NONE) {
            top = required.parent(top);
        }
        return top;
    }

    private static boolean isWithin(Prefix prefix, long high, long low, int length) {
        return prefix.length() >= length
                && ((prefix.high() ^ high) & Prefix.maskHigh(length)) == 0
                && ((prefix.low() ^ low) & Prefix.maskLow(length)) == 0;
    }

    long bytes() {
        return longer.bytes() + (long) Integer.BYTES * (covers.length + roots.length);
    }

    /** For tests: the size of the structure in its own units. */
    @Override
    public String toString() {
        return "visible " + visible + " of " + Arrays.toString(covers) + ", " + longer.size() + " nodes";
    }
}
