package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.attribute.AsPath;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Role;
import dev.ribwatch.config.value.RouteCommunity;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the conditions ask of one attribute block, seen from one vantage class. Reusable; allocates nothing. */
public final class RouteFacts {
    private static final int IPV4_OCTETS = 4;
    private static final int LARGE_OCTETS = 12;
    private static final int EXTENDED_OCTETS = 8;
    private static final int RESERVED = 0xffff;

    /** How many of a kind each other one is held against: more would be work for a peer that sends thousands. */
    private static final int DISTINCT = 64;
    /** So that 0:0 is not mixed to 0, which adds nothing. */
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final AttributeCursor cursor = new AttributeCursor();
    private final NormalisedPath path = new NormalisedPath();
    private final PathMatches pathMatches = new PathMatches();
    private byte[] buffer = new byte[0];
    private long originAs;
    private long aggregatorAs;
    private int communities;
    private int communitiesEnd;
    private int large;
    private int largeEnd;
    private int extended;
    private int extendedEnd;
    private int nextHop;
    private int nextHopLength;
    private long otc;
    private @Nullable VantageClass from;

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
        largeEnd = 0;
        large = 0;
        extended = 0;
        extendedEnd = 0;
        nextHopLength = 0;
        otc = AsPath.NONE;
        from = vantageClass;
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
                case AttributeCode.OTC -> otc = Octets.u32(buffer, cursor.valueOffset());
                case AttributeCode.LARGE_COMMUNITIES -> {
                    large = cursor.valueOffset();
                    largeEnd = large + cursor.valueLength();
                }
                case AttributeCode.EXTENDED_COMMUNITIES -> {
                    extended = cursor.valueOffset();
                    extendedEnd = extended + cursor.valueLength();
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

    /** The last AS of the path, the router's own of an empty one; {@link AsPath#NONE} where there is none to name. */
    public long originAs() {
        return originAs;
    }

    /** {@link AsPath#NONE} where there is none to name. */
    long neighborAs() {
        return path.neighbor();
    }

    /** How many AS numbers the path has, members of sets included, what the router put before it not. */
    public int pathAsns() {
        return path.count();
    }

    /** One of them, from the neighbour's on. */
    public long pathAs(int place) {
        return path.asns()[place] & 0xffff_ffffL;
    }

    /** Whether an AS number is among them. */
    public boolean hasInPath(long asn) {
        return path.contains((int) asn);
    }

    /** What the AS numbers of the path are, or'ed. */
    public int rolesInPath(AsnRoles roles) {
        return roles.in(path.asns(), path.count());
    }

    /** The path's length as routers count it: repetitions count, a set is one. */
    public int pathLength() {
        return path.hops();
    }

    /** Whether an AS_SET is in the path. */
    public boolean hasAsSet() {
        return path.hasSet();
    }

    /**
     * The router's own AS where it belongs to the path without standing in it: it was left out at the front, or the path
     * is empty; else {@link AsPath#NONE}.
     */
    public long ownAs() {
        return path.stripped() == AsPath.NONE && path.isEmpty() ? originAs : path.stripped();
    }

    /** How many AS numbers come before the first AS_SET. */
    public int orderedAsns() {
        return path.ordered();
    }

    /** The Only to Customer attribute (RFC 9234 section 5); {@link AsPath#NONE} if there is none. */
    public long otc() {
        return otc;
    }

    /** What the router is to us (RFC 9234 section 4.1), or null if nobody says so. */
    public @Nullable Role routersRole() {
        Role ours = from == null ? null : from.localRole();
        return ours == null ? null : ours.counterpart();
    }

    /** The AS that the router put before the path, ours of an internal one; {@link AsPath#NONE} if it cannot be told. */
    public long routersAs() {
        return path.stripped() == AsPath.NONE && from != null && isRouters(from.ourAs())
                ? from.ourAs()
                : path.stripped();
    }

    /** Whether this is an AS number that the router may have. */
    public boolean isRouters(long asn) {
        return from != null && from.own().contains((int) asn);
    }

    /** Whether the session is external, and not one within a confederation. */
    public boolean isExternal() {
        return from != null && !from.own().contains((int) from.ourAs()) && !path.isOfConfederation();
    }

    /** The index of the network that the router stands in. */
    public int vantage() {
        return from == null ? -1 : from.vantage().index();
    }

    /** Whether the route carries this community. */
    public boolean hasCommunity(int wanted) {
        for (int at = communities; at < communitiesEnd; at += IPV4_OCTETS) {
            if (Octets.i32(buffer, at) == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Whether it carries one of those that are reserved for a meaning of their own (RFC 1997, RFC 7999). */
    public boolean hasReservedCommunity() {
        for (int at = communities; at < communitiesEnd; at += IPV4_OCTETS) {
            if (Octets.u16(buffer, at) == RESERVED) {
                return true;
            }
        }
        return false;
    }

    /**
     * A number for the standard, large and extended communities, whatever their order: the same for the same ones, else hardly
     * ever. One that stands twice counts once, if it is among the first {@value #DISTINCT} of its kind.
     */
    long communitySum() {
        long sum = 0;
        for (int at = communities; at < communitiesEnd; at += IPV4_OCTETS) {
            sum += isRepeated(communities, at, IPV4_OCTETS) ? 0 : mix(Octets.u32(buffer, at), 0);
        }
        for (int at = large; at < largeEnd; at += LARGE_OCTETS) {
            sum += isRepeated(large, at, LARGE_OCTETS) ? 0 : mix(u64(at), 1 + Octets.u32(buffer, at + 8));
        }
        for (int at = extended; at < extendedEnd; at += EXTENDED_OCTETS) {
            sum += isRepeated(extended, at, EXTENDED_OCTETS) ? 0 : mix(u64(at), -1);
        }
        return sum;
    }

    private boolean isRepeated(int first, int at, int octets) {
        int end = Math.min(at, first + DISTINCT * octets);
        for (int before = first; before < end; before += octets) {
            if (Arrays.equals(buffer, before, before + octets, buffer, at, at + octets)) {
                return true;
            }
        }
        return false;
    }

    /** The finalizer of MurmurHash3 (fmix64), twice. */
    private static long mix(long value, long more) {
        return mix(mix(value + GOLDEN) + more);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    /** The kinds of communities that the route carries, a bit for each {@link RouteCommunity.Kind}, by its place. */
    public int communityKinds() {
        return (communities < communitiesEnd ? 1 << RouteCommunity.Kind.STANDARD.ordinal() : 0)
                | (large < largeEnd ? 1 << RouteCommunity.Kind.LARGE.ordinal() : 0)
                | (extended < extendedEnd ? 1 << RouteCommunity.Kind.EXTENDED.ordinal() : 0);
    }

    /** Whether the route carries this one. */
    public boolean has(RouteCommunity wanted) {
        switch (wanted.kind()) {
            case STANDARD -> {
                return hasCommunity((int) wanted.high());
            }
            case LARGE -> {
                for (int at = large; at < largeEnd; at += LARGE_OCTETS) {
                    if (u64(at) == wanted.high() && (int) Octets.u32(buffer, at + 8) == wanted.low()) {
                        return true;
                    }
                }
            }
            case EXTENDED -> {
                for (int at = extended; at < extendedEnd; at += EXTENDED_OCTETS) {
                    if (u64(at) == wanted.high()) {
                        return true;
                    }
                }
            }
        }
        return false;
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
