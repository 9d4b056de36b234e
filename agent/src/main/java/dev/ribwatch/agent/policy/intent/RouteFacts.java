package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.attribute.AsPath;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;

/** What the conditions ask of one attribute block, seen from one vantage class. Reusable; allocates nothing. */
final class RouteFacts {
    private static final int IPV4_OCTETS = 4;

    private final AttributeCursor cursor = new AttributeCursor();
    private final NormalisedPath path = new NormalisedPath();
    private final PathMatches pathMatches = new PathMatches();
    private byte[] buffer = new byte[0];
    private long originAs;
    private long aggregatorAs;
    private int communities;
    private int communitiesEnd;
    private int nextHop;
    private int nextHopLength;

    /** To be stood before the block that {@link #read} reads. */
    AttributeCursor cursor() {
        return cursor;
    }

    /** Reads the canonical block that the cursor stands before. */
    void read(VantageClass vantageClass) {
        buffer = cursor.buffer();
        aggregatorAs = AsPath.NONE;
        communities = 0;
        communitiesEnd = 0;
        nextHopLength = 0;
        int pathAt = 0;
        int pathLength = 0;
        while (cursor.next()) {
            switch (cursor.code()) {
                case AttributeCode.AS_PATH -> {
                    pathAt = cursor.valueOffset();
                    pathLength = cursor.valueLength();
                }
                case AttributeCode.NEXT_HOP, AttributeCode.MP_REACH -> {
                    nextHop = cursor.valueOffset();
                    nextHopLength = cursor.valueLength();
                }
                case AttributeCode.AGGREGATOR -> aggregatorAs = Octets.u32(buffer, cursor.valueOffset());
                case AttributeCode.COMMUNITIES -> {
                    communities = cursor.valueOffset();
                    communitiesEnd = communities + cursor.valueLength();
                }
                default -> {}
            }
        }
        path.read(buffer, pathAt, pathLength, vantageClass.own(), vantageClass.ourAs());
        originAs = origin(vantageClass);
    }

    private long origin(VantageClass vantageClass) {
        if (path.isEmpty()) {
            return path.stripped() == AsPath.NONE ? vantageClass.localOrigin() : path.stripped();
        }
        return path.endsWithSet() ? aggregatorAs : path.last();
    }

    NormalisedPath path() {
        return path;
    }

    PathMatches pathMatches() {
        return pathMatches;
    }

    /** {@link AsPath#NONE} where there is none to name. */
    long originAs() {
        return originAs;
    }

    /** {@link AsPath#NONE} where there is none to name. */
    long neighborAs() {
        return path.neighbor();
    }

    /** Whether the route carries one of these. */
    boolean hasCommunity(int[] wanted) {
        for (int at = communities; at < communitiesEnd; at += 4) {
            int community = (int) Octets.u32(buffer, at);
            for (int one : wanted) {
                if (community == one) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean isBlackhole(Intent intent) {
        for (int at = communities; at < communitiesEnd; at += 4) {
            if (intent.isBlackhole((int) Octets.u32(buffer, at))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the next hop, the global one where there are two, lies in one of these. */
    boolean hasNextHop(Prefix[] ranges) {
        if (nextHopLength == 0) {
            return false;
        }
        boolean ipv4 = nextHopLength == IPV4_OCTETS;
        Family family = ipv4 ? Family.IPV4_UNICAST : Family.IPV6_UNICAST;
        long high = ipv4 ? Octets.u32(buffer, nextHop) << 32 : u64(nextHop);
        long low = ipv4 ? 0 : u64(nextHop + 8);
        for (Prefix range : ranges) {
            if (range.family() == family && range.containsBits(high, low)) {
                return true;
            }
        }
        return false;
    }

    private long u64(int at) {
        return Octets.u32(buffer, at) << 32 | Octets.u32(buffer, at + 4);
    }
}
