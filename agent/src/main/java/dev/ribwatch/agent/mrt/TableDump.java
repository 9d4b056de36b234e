package dev.ribwatch.agent.mrt;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.config.value.Family;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** TABLE_DUMP and TABLE_DUMP_V2 (RFC 6396 sections 4.2 and 4.3, RFC 8050 section 4): the table of a collector. */
final class TableDump {
    private static final int PEER_INDEX_TABLE = 1;
    private static final int RIB_IPV4_UNICAST = 2;
    private static final int RIB_IPV6_UNICAST = 4;
    private static final int RIB_GENERIC = 6;
    private static final int RIB_IPV4_UNICAST_ADDPATH = 8;
    private static final int RIB_IPV6_UNICAST_ADDPATH = 10;
    private static final int RIB_GENERIC_ADDPATH = 12;

    /** Octets of a Path Identifier. */
    private static final int PATH_ID = 4;

    private static final int PEER_IPV6 = 0x01;
    private static final int PEER_AS4 = 0x02;
    private static final int AFI_IPV4 = 1;
    private static final int AFI_IPV6 = 2;
    private static final int SEQUENCE = 4;

    private final MrtPeers peers;
    private final MrtVisitor visitor;
    private final EntryUpdate update = new EntryUpdate();
    private final byte[] nlri = new byte[17];

    /** By index; null where there are too many peers. */
    private @Nullable MrtPeer[] index = {};

    private int indexed;
    private boolean hasIndex;
    /** Collector and view name of the index table. */
    private byte[] view = {};

    private long viewSeconds;

    TableDump(MrtPeers peers, MrtVisitor visitor) {
        this.peers = peers;
        this.visitor = visitor;
    }

    /** Whether an index table begins another dump of the view that is being read, not one more view of the same dump. */
    boolean isAnotherDump(int subtype, byte[] buffer, int offset, int limit, long seconds) {
        int end = viewEnd(buffer, offset, limit);
        return subtype == PEER_INDEX_TABLE
                && end <= limit
                && seconds != viewSeconds
                && Arrays.equals(view, 0, view.length, buffer, offset, end);
    }

    private static int viewEnd(byte[] buffer, int offset, int limit) {
        return limit - offset < 6 ? Integer.MAX_VALUE : offset + 6 + Octets.u16(buffer, offset + 4);
    }

    /** A record of TABLE_DUMP_V2. */
    Outcome read(int subtype, byte[] buffer, int offset, int limit, long seconds) {
        return switch (subtype) {
            case PEER_INDEX_TABLE -> {
                viewSeconds = seconds;
                yield readIndex(buffer, offset, limit);
            }
            case RIB_IPV4_UNICAST -> entries(Family.IPV4_UNICAST, PathIds.NONE, buffer, offset + SEQUENCE, limit);
            case RIB_IPV6_UNICAST -> entries(Family.IPV6_UNICAST, PathIds.NONE, buffer, offset + SEQUENCE, limit);
            case RIB_IPV4_UNICAST_ADDPATH ->
                entries(Family.IPV4_UNICAST, PathIds.IN_ENTRIES, buffer, offset + SEQUENCE, limit);
            case RIB_IPV6_UNICAST_ADDPATH ->
                entries(Family.IPV6_UNICAST, PathIds.IN_ENTRIES, buffer, offset + SEQUENCE, limit);
            case RIB_GENERIC -> generic(PathIds.NONE, buffer, offset + SEQUENCE, limit);
            case RIB_GENERIC_ADDPATH -> generic(PathIds.BEFORE_PREFIX, buffer, offset + SEQUENCE, limit);
            default -> Outcome.SKIPPED;
        };
    }

    /**
     * PEER_INDEX_TABLE (RFC 6396 section 4.3.1).
     *
     * <pre>
     *   4 octets  the collector's BGP identifier
     *   2 octets  length of the view's name, then the name
     *   2 octets  number of peers; for each:
     *     1 octet         bit 0: the address has 16 octets, bit 1: the AS has 4
     *     4 octets        BGP identifier
     *     4 or 16 octets  address
     *     2 or 4 octets   AS
     * </pre>
     */
    private Outcome readIndex(byte[] buffer, int offset, int limit) {
        indexed = 0;
        hasIndex = true;
        int at = viewEnd(buffer, offset, limit);
        if (at > limit - 2) {
            return Outcome.SHORT;
        }
        view = Arrays.copyOfRange(buffer, offset, at);
        int count = Octets.u16(buffer, at);
        at += 2;
        // No more than the record can hold, whatever it says.
        index = new MrtPeer[Math.min(count, limit - at)];
        for (int i = 0; i < count; i++) {
            if (at + 5 > limit) {
                return Outcome.SHORT;
            }
            int flags = buffer[at];
            int afi = (flags & PEER_IPV6) == 0 ? AFI_IPV4 : AFI_IPV6;
            int address = at + 5;
            int as = address + MrtPeers.octets(afi);
            at = as + ((flags & PEER_AS4) == 0 ? 2 : 4);
            if (at > limit) {
                return Outcome.SHORT;
            }
            long number = (flags & PEER_AS4) == 0 ? Octets.u16(buffer, as) : Octets.u32(buffer, as);
            index[indexed++] = peers.get(buffer, address, afi, number);
        }
        return Outcome.READ;
    }

    /** Where a record has its Path Identifiers. */
    private enum PathIds {
        NONE,
        IN_ENTRIES,
        BEFORE_PREFIX
    }

    /**
     * RIB_GENERIC (RFC 6396 section 4.3.3): AFI, SAFI, one prefix, entries. With ADD-PATH the Path Identifier is part of the
     * NLRI, and the entries are as they were (RFC 8050 section 4.2). GoBGP and OpenBGPD put one in each entry instead, but
     * write records of this type for other families only.
     */
    private Outcome generic(PathIds pathIds, byte[] buffer, int offset, int limit) {
        int prefix = offset + 3 + (pathIds == PathIds.BEFORE_PREFIX ? PATH_ID : 0);
        if (prefix > limit) {
            return Outcome.SHORT;
        }
        Family family = Family.of(Octets.u16(buffer, offset), Octets.u8(buffer, offset + 2));
        return family == null ? Outcome.SKIPPED : entries(family, pathIds, buffer, prefix, limit);
    }

    /**
     * One prefix and its routes (RFC 6396 section 4.3.4, RFC 8050 section 4.1).
     *
     * <pre>
     *   the prefix, as in an UPDATE
     *   2 octets  number of entries; for each:
     *     2 octets  index of the peer
     *     4 octets  time of origin
     *     4 octets  Path Identifier, if it is there
     *     2 octets  length of the attributes, then those
     * </pre>
     */
    private Outcome entries(Family family, PathIds pathIds, byte[] buffer, int prefix, int limit) {
        if (!hasIndex) {
            return Outcome.SKIPPED;
        }
        if (prefix >= limit) {
            return Outcome.SHORT;
        }
        int bits = Octets.u8(buffer, prefix);
        if (bits > family.bits()) {
            return Outcome.BAD_PREFIX;
        }
        int prefixLength = 1 + (bits + 7 >>> 3);
        int at = prefix + prefixLength;
        if (at + 2 > limit) {
            return Outcome.SHORT;
        }
        int count = Octets.u16(buffer, at);
        at += 2;
        UpdateForm form = UpdateForm.of(true, pathIds != PathIds.NONE, true);
        int head = pathIds == PathIds.IN_ENTRIES ? 8 + PATH_ID : 8;
        Outcome outcome = Outcome.READ;
        for (int i = 0; i < count; i++) {
            int attributes = at + head;
            if (attributes > limit) {
                return Outcome.SHORT;
            }
            int length = Octets.u16(buffer, attributes - 2);
            if (length > limit - attributes) {
                return Outcome.SHORT;
            }
            int number = Octets.u16(buffer, at);
            MrtPeer peer = number < indexed ? index[number] : null;
            int pathId = switch (pathIds) {
                case NONE -> -1;
                case IN_ENTRIES -> at + 6;
                case BEFORE_PREFIX -> prefix - PATH_ID;
            };
            if (peer == null) {
                outcome = number < indexed ? Outcome.TOO_MANY_PEERS : Outcome.NO_SUCH_PEER;
            } else if (update.build(family, buffer, prefix, prefixLength, buffer, pathId, attributes, length)) {
                visitor.entry(peer, family, form, update.message(), 0, update.length());
            } else {
                outcome = Outcome.TOO_LONG;
            }
            at = attributes + length;
        }
        return outcome;
    }

    /**
     * A record of TABLE_DUMP (RFC 6396 section 4.2), one route.
     *
     * <pre>
     *   2 octets        view
     *   2 octets        sequence number
     *   4 or 16 octets  prefix
     *   1 octet         its length
     *   1 octet         status
     *   4 octets        time of origin
     *   4 or 16 octets  address of the peer
     *   2 octets        its AS
     *   2 octets        length of the attributes, then those, with AS numbers of two octets
     * </pre>
     */
    Outcome readOld(int subtype, byte[] buffer, int offset, int limit) {
        Family family = Family.of(subtype, 1);
        if (family == null) {
            return Outcome.SKIPPED;
        }
        int octets = MrtPeers.octets(subtype);
        int prefix = offset + 4;
        int lengthAt = prefix + octets;
        int address = lengthAt + 6;
        int attributes = address + octets + 4;
        if (attributes > limit) {
            return Outcome.SHORT;
        }
        int bits = Octets.u8(buffer, lengthAt);
        if (bits > family.bits()) {
            return Outcome.BAD_PREFIX;
        }
        int length = Octets.u16(buffer, attributes - 2);
        if (length > limit - attributes) {
            return Outcome.SHORT;
        }
        MrtPeer peer = peers.get(buffer, address, subtype, Octets.u16(buffer, attributes - 4));
        if (peer == null) {
            return Outcome.TOO_MANY_PEERS;
        }
        int prefixOctets = bits + 7 >>> 3;
        nlri[0] = (byte) bits;
        System.arraycopy(buffer, prefix, nlri, 1, prefixOctets);
        if (!update.build(family, nlri, 0, 1 + prefixOctets, buffer, -1, attributes, length)) {
            return Outcome.TOO_LONG;
        }
        UpdateForm form = UpdateForm.of(false, false, true);
        visitor.entry(peer, family, form, update.message(), 0, update.length());
        return Outcome.READ;
    }
}
