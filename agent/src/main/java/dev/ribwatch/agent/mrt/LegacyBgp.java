package dev.ribwatch.agent.mrt;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;

/**
 * The type BGP that MRTD wrote before BGP4MP (RFC 6396 appendix B.2): IPv4 peers, and messages without their header.
 *
 * <pre>
 *   2 octets  AS of the peer
 *   4 octets  its address
 *   2 octets  AS of the collector      (not with a change of state)
 *   4 octets  its address              (not with a change of state)
 *   the rest  the message's content; or 2 octets each, the state before and after
 * </pre>
 */
final class LegacyBgp {
    private static final int UPDATE = 1;
    private static final int STATE_CHANGE = 3;
    private static final int OPEN = 5;
    private static final int NOTIFICATION = 6;
    private static final int KEEPALIVE = 7;

    private static final int PEER = 6;
    private static final int STATES = 4;
    private static final int ESTABLISHED = 6;
    private static final int AFI_IPV4 = 1;

    private final MrtPeers peers;
    private final MrtVisitor visitor;

    LegacyBgp(MrtPeers peers, MrtVisitor visitor) {
        this.peers = peers;
        this.visitor = visitor;
    }

    Outcome read(int subtype, byte[] buffer, int offset, int limit) {
        return switch (subtype) {
            case UPDATE -> message(MessageType.UPDATE, buffer, offset, limit);
            case OPEN -> message(MessageType.OPEN, buffer, offset, limit);
            case NOTIFICATION -> message(MessageType.NOTIFICATION, buffer, offset, limit);
            case KEEPALIVE -> message(MessageType.KEEPALIVE, buffer, offset, limit);
            case STATE_CHANGE -> state(buffer, offset, limit);
            default -> Outcome.SKIPPED;
        };
    }

    private Outcome state(byte[] buffer, int offset, int limit) {
        if (offset + PEER + STATES > limit) {
            return Outcome.SHORT;
        }
        MrtPeer peer = peers.get(buffer, offset + 2, AFI_IPV4, Octets.u16(buffer, offset));
        if (peer == null) {
            return Outcome.TOO_MANY_PEERS;
        }
        visitor.state(peer, Octets.u16(buffer, offset + PEER + 2) == ESTABLISHED);
        return Outcome.READ;
    }

    private Outcome message(MessageType type, byte[] buffer, int offset, int limit) {
        int content = offset + 2 * PEER;
        // A header is put in front in thought; what stands there is not looked at.
        int message = content - MessageHeader.LENGTH;
        int length = limit - message;
        if (length < type.minimumLength() || length > MessageHeader.EXTENDED_MAXIMUM) {
            return Outcome.SHORT;
        }
        int as = Octets.u16(buffer, offset);
        MrtPeer peer = peers.get(buffer, offset + 2, AFI_IPV4, as);
        if (peer == null) {
            return Outcome.TOO_MANY_PEERS;
        }
        visitor.message(peer, type, false);
        if (type == MessageType.UPDATE) {
            boolean internal = as == Octets.u16(buffer, offset + PEER);
            visitor.update(peer, UpdateForm.of(false, false, internal), buffer, message, length);
        }
        return Outcome.READ;
    }
}
