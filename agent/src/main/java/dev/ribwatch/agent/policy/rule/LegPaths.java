package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.intent.Attribution;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.value.Prefix;
import java.util.Arrays;

/**
 * Looks at the paths of a prefix that count for a leg: its network's, visible, and by the leg's next hops where it has
 * some.
 */
final class LegPaths {
    /** What {@link #look} found. */
    static final int CARRIED = 1;
    /** The router tells one path a prefix only, and this one is not the leg's. */
    static final int HIDDEN = -1;

    static final int NONE = 0;

    private static final int FEW = 8;

    private final RuleContext context;
    private final PathCursor paths = new PathCursor();
    /** What the first leg has of an aspect. */
    private long[] values = new long[FEW];

    LegPaths(RuleContext context) {
        this.context = context;
    }

    /** Whether a member shows a path that counts for the leg, only another one that may hide it, or none. */
    int look(Leg leg, Sight member, int id, long high, long low, int length) {
        boolean other = false;
        paths.reset(member.view.router, member.family, id);
        while (paths.next()) {
            int attributes = paths.attributeId();
            if (isVisible(leg, member, id, high, low, length, attributes)) {
                if (context.attribution.isOf(leg.intent, member.view.intent, attributes)) {
                    return CARRIED;
                }
                other = true; // by whichever next hop: the other router's own, where it sets that, stands in no leg
            }
        }
        return other && !member.view.router.hasPathIds(member.family) ? HIDDEN : NONE;
    }

    private boolean isVisible(Leg leg, Sight member, int id, long high, long low, int length, int attributes) {
        return context.owner(member, id, high, low, length, attributes) == leg.pair.network.index()
                && !context.attribution.isBlackhole(attributes);
    }

    private boolean counts(Leg leg, Sight member, int id, long high, long low, int length, int attributes) {
        return isVisible(leg, member, id, high, low, length, attributes)
                && context.attribution.isOf(leg.intent, member.view.intent, attributes);
    }

    /** The attributes of the first one at a member; {@link RouteChange#ABSENT} if there is none. */
    int first(Leg leg, Sight member, int id, Prefix prefix) {
        paths.reset(member.view.router, member.family, id);
        while (paths.next()) {
            int attributes = paths.attributeId();
            if (counts(leg, member, id, prefix.high(), prefix.low(), prefix.length(), attributes)) {
                return attributes;
            }
        }
        return RouteChange.ABSENT;
    }

    /** How long the shortest one is. */
    int shortest(Leg leg, int id, long high, long low, int length) {
        int shortest = Integer.MAX_VALUE;
        for (int i = 0; i < leg.members.size(); i++) {
            Sight member = leg.members.get(i);
            if (!member.view.follows(member.family, id)) {
                continue;
            }
            paths.reset(member.view.router, member.family, id);
            while (paths.next()) {
                int attributes = paths.attributeId();
                if (counts(leg, member, id, high, low, length, attributes)) {
                    shortest = Math.min(shortest, context.attribution.pathLength(member.view.intent, attributes));
                }
            }
        }
        return shortest;
    }

    /**
     * Whether no path of the one leg has what one of the other leg has. Where it cannot be told of one of them, nothing is
     * unlike.
     */
    boolean areUnlike(LegAspect aspect, LegPair pair, int id, long high, long low, int length) {
        int known = walk(pair.primary, aspect, id, high, low, length, -1);
        return known > 0 && walk(pair.secondary, aspect, id, high, low, length, known) == known;
    }

    /**
     * Collects what a leg's paths have, or compares it.
     *
     * @param known how many values to compare with; -1: they are collected
     * @return how many values there are; 0 if one cannot be told, or is like a known one
     */
    private int walk(Leg leg, LegAspect aspect, int id, long high, long low, int length, int known) {
        int count = Math.max(known, 0);
        for (int i = 0; i < leg.members.size(); i++) {
            Sight member = leg.members.get(i);
            if (!member.view.follows(member.family, id)) {
                continue;
            }
            paths.reset(member.view.router, member.family, id);
            while (paths.next()) {
                int attributes = paths.attributeId();
                if (!counts(leg, member, id, high, low, length, attributes)) {
                    continue;
                }
                long value = context.attribution.value(aspect, member.view.intent, attributes);
                if (value == Attribution.UNTOLD || known >= 0 && isKnown(value, known)) {
                    return 0;
                }
                if (known < 0) {
                    values = count == values.length ? Arrays.copyOf(values, 2 * count) : values;
                    values[count++] = value;
                }
            }
        }
        return count;
    }

    private boolean isKnown(long value, int known) {
        for (int i = 0; i < known; i++) {
            if (values[i] == value) {
                return true;
            }
        }
        return false;
    }
}
