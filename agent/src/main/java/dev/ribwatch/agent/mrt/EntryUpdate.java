package dev.ribwatch.agent.mrt;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeFlags;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.config.value.Family;

/**
 * Puts a table entry back into the form it came in: an UPDATE with one prefix, for the decoder that reads all others.
 *
 * <p>In a table, MP_REACH_NLRI holds the length of the next hop and the next hop alone (RFC 6396 section 4.3.4); some
 * collectors write it whole all the same. The two are told apart by their first octet: that of an AFI is 0.
 */
final class EntryUpdate {
    private static final int ATTRIBUTES = MessageHeader.LENGTH + 4;
    private static final int LONGEST = 0xffff;
    /** AFI, SAFI and the length of the next hop. */
    private static final int REACH_HEAD = 4;

    private byte[] message = new byte[8192];
    private int length;

    /** The UPDATE; the octets of its header are not set. */
    byte[] message() {
        return message;
    }

    int length() {
        return length;
    }

    /**
     * Makes the UPDATE of an entry.
     *
     * @param nlri where the prefix stands, as in an UPDATE, with nothing before it
     * @param nlriLength its octets
     * @param pathId where four octets of Path Identifier stand, or -1
     * @param offset of the attributes
     * @return false if no UPDATE can hold it
     */
    boolean build(
            Family family,
            byte[] prefix,
            int nlri,
            int nlriLength,
            byte[] buffer,
            int pathId,
            int offset,
            int attributesLength) {
        int nlriOctets = nlriLength + (pathId < 0 ? 0 : 4);
        int needed = ATTRIBUTES + attributesLength + nlriOctets + 4 + REACH_HEAD + 256;
        if (message.length < needed) {
            message = new byte[2 * needed];
        }
        int limit = offset + attributesLength;
        int reach = find(buffer, offset, limit);
        boolean inside = reach < limit || family != Family.IPV4_UNICAST;
        length = ATTRIBUTES;
        append(buffer, offset, reach - offset);
        if (inside) {
            int rest = appendReach(family, buffer, reach, limit, nlriOctets);
            appendPrefix(prefix, nlri, nlriLength, buffer, pathId);
            append(buffer, rest, limit - rest);
        }
        int total = length - ATTRIBUTES;
        if (total > LONGEST) {
            return false;
        }
        completeFlags(total);
        Octets.put16(message, MessageHeader.LENGTH, 0);
        Octets.put16(message, MessageHeader.LENGTH + 2, total);
        if (!inside) {
            appendPrefix(prefix, nlri, nlriLength, buffer, pathId);
        }
        return true;
    }

    /** BIRD 2.0 leaves the flags of well-known attributes out of its tables; with neither bit there is no such attribute. */
    private void completeFlags(int attributes) {
        int limit = ATTRIBUTES + attributes;
        for (int at = ATTRIBUTES; limit - at >= 3; at = end(message, at, limit)) {
            if ((message[at] & AttributeFlags.KIND) == 0) {
                message[at] |= (byte) AttributeFlags.TRANSITIVE;
            }
        }
    }

    /** Where MP_REACH_NLRI begins, or the limit if there is none that can be found. */
    private static int find(byte[] buffer, int offset, int limit) {
        int at = offset;
        while (limit - at >= 3) {
            if (Octets.u8(buffer, at + 1) == AttributeCode.MP_REACH) {
                return at;
            }
            at = end(buffer, at, limit);
        }
        return limit;
    }

    /** Where the attribute ends, at most at the limit. */
    private static int end(byte[] buffer, int at, int limit) {
        if ((buffer[at] & AttributeFlags.EXTENDED_LENGTH) == 0) {
            return Math.min(limit, at + 3 + Octets.u8(buffer, at + 2));
        }
        return limit - at < 4 ? limit : Math.min(limit, at + 4 + Octets.u16(buffer, at + 2));
    }

    /** Writes the attribute up to its prefix; where the attributes go on that follow it. */
    private int appendReach(Family family, byte[] buffer, int reach, int limit, int nlriOctets) {
        int nextHop = limit;
        int nextHopLength = 0;
        int rest = limit;
        if (reach < limit) {
            rest = end(buffer, reach, limit);
            int value = reach + ((buffer[reach] & AttributeFlags.EXTENDED_LENGTH) == 0 ? 3 : 4);
            boolean whole = value < rest && buffer[value] == 0;
            nextHop = value + (whole ? REACH_HEAD : 1);
            if (nextHop <= rest) {
                nextHopLength = Math.min(Octets.u8(buffer, nextHop - 1), rest - nextHop);
            }
        }
        message[length] = (byte) (AttributeFlags.OPTIONAL | AttributeFlags.EXTENDED_LENGTH);
        message[length + 1] = AttributeCode.MP_REACH;
        Octets.put16(message, length + 2, REACH_HEAD + nextHopLength + 1 + nlriOctets);
        Octets.put16(message, length + 4, family.afi());
        message[length + 6] = (byte) family.safi();
        message[length + 7] = (byte) nextHopLength;
        length += 8;
        append(buffer, nextHop, nextHopLength);
        message[length++] = 0;
        return rest;
    }

    private void appendPrefix(byte[] prefix, int nlri, int nlriLength, byte[] buffer, int pathId) {
        if (pathId >= 0) {
            append(buffer, pathId, 4);
        }
        append(prefix, nlri, nlriLength);
    }

    private void append(byte[] from, int offset, int count) {
        System.arraycopy(from, offset, message, length, count);
        length += count;
    }
}
