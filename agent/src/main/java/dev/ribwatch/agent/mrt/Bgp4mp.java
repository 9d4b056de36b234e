package dev.ribwatch.agent.mrt;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;

/**
 * BGP4MP and BGP4MP_ET (RFC 6396 section 4.4, RFC 8050 section 3).
 *
 * <pre>
 *   2 or 4 octets  AS of the peer, then of the collector
 *   2 octets       interface
 *   2 octets       AFI of the addresses
 *   4 or 16 octets address of the peer, then of the collector
 *   the rest       a BGP message; or 2 octets each, the state before and after
 * </pre>
 */
final class Bgp4mp {
    private static final int STATE_CHANGE = 0;
    private static final int MESSAGE = 1;
    private static final int MESSAGE_AS4 = 4;
    private static final int STATE_CHANGE_AS4 = 5;
    private static final int MESSAGE_LOCAL = 6;
    private static final int MESSAGE_AS4_LOCAL = 7;
    private static final int MESSAGE_ADDPATH = 8;
    private static final int MESSAGE_AS4_ADDPATH = 9;
    private static final int MESSAGE_LOCAL_ADDPATH = 10;
    private static final int MESSAGE_AS4_LOCAL_ADDPATH = 11;

    /** Old Zebra writes no more than two AS numbers of 0 for a peer that it does not know yet. */
    private static final int NAMELESS = 4;

    private static final int STATES = 4;
    private static final int ESTABLISHED = 6;

    private final MrtPeers peers;
    private final MrtVisitor visitor;

    Bgp4mp(MrtPeers peers, MrtVisitor visitor) {
        this.peers = peers;
        this.visitor = visitor;
    }

    Outcome read(int subtype, byte[] buffer, int offset, int limit) {
        return switch (subtype) {
            case STATE_CHANGE -> state(2, buffer, offset, limit);
            case STATE_CHANGE_AS4 -> state(4, buffer, offset, limit);
            case MESSAGE -> message(2, false, false, buffer, offset, limit);
            case MESSAGE_AS4 -> message(4, false, false, buffer, offset, limit);
            case MESSAGE_LOCAL -> message(2, false, true, buffer, offset, limit);
            case MESSAGE_AS4_LOCAL -> message(4, false, true, buffer, offset, limit);
            case MESSAGE_ADDPATH -> message(2, true, false, buffer, offset, limit);
            case MESSAGE_AS4_ADDPATH -> message(4, true, false, buffer, offset, limit);
            case MESSAGE_LOCAL_ADDPATH -> message(2, true, true, buffer, offset, limit);
            case MESSAGE_AS4_LOCAL_ADDPATH -> message(4, true, true, buffer, offset, limit);
            default -> Outcome.SKIPPED;
        };
    }

    private Outcome state(int asOctets, byte[] buffer, int offset, int limit) {
        if (limit - offset == NAMELESS + STATES) {
            return Outcome.READ; // of nobody
        }
        int afiAt = offset + 2 * asOctets + 2;
        if (afiAt + 2 > limit) {
            return Outcome.SHORT;
        }
        int afi = Octets.u16(buffer, afiAt);
        int octets = MrtPeers.octets(afi);
        if (octets == 0) {
            return Outcome.BAD_ADDRESS_FAMILY;
        }
        int states = afiAt + 2 + 2 * octets;
        if (states + STATES > limit) {
            return Outcome.SHORT;
        }
        MrtPeer peer = peers.get(buffer, afiAt + 2, afi, as(asOctets, buffer, offset));
        if (peer == null) {
            return Outcome.TOO_MANY_PEERS;
        }
        visitor.state(peer, Octets.u16(buffer, states + 2) == ESTABLISHED);
        return Outcome.READ;
    }

    private Outcome message(int asOctets, boolean addPath, boolean sent, byte[] buffer, int offset, int limit) {
        int afiAt = offset + 2 * asOctets + 2;
        if (afiAt + 2 > limit) {
            return Outcome.SHORT;
        }
        int afi = Octets.u16(buffer, afiAt);
        int octets = MrtPeers.octets(afi);
        boolean nameless = octets == 0;
        int message = nameless ? offset + NAMELESS : afiAt + 2 + 2 * octets;
        if (message > limit) {
            return Outcome.SHORT;
        }
        int length = MessageHeader.check(buffer, message, limit, true);
        if (length < MessageHeader.LENGTH || length > limit - message) {
            return nameless ? Outcome.BAD_ADDRESS_FAMILY : Outcome.BAD_MESSAGE;
        }
        MessageType type = MessageHeader.type(buffer, message);
        if (type == null) {
            return Outcome.BAD_MESSAGE;
        }
        if (nameless) {
            visitor.message(null, type, sent);
            return Outcome.READ;
        }
        long as = as(asOctets, buffer, offset);
        MrtPeer peer = peers.get(buffer, afiAt + 2, afi, as);
        if (peer == null) {
            return Outcome.TOO_MANY_PEERS;
        }
        visitor.message(peer, type, sent);
        if (type == MessageType.UPDATE && !sent) {
            boolean internal = as == as(asOctets, buffer, offset + asOctets);
            visitor.update(peer, UpdateForm.of(asOctets == 4, addPath, internal), buffer, message, length);
        }
        return Outcome.READ;
    }

    private static long as(int octets, byte[] buffer, int at) {
        return octets == 4 ? Octets.u32(buffer, at) : Octets.u16(buffer, at);
    }
}
