package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.nlri.NlriSyntax;
import dev.ribwatch.config.value.Family;

/**
 * Reads an UPDATE (RFC 4271 section 4.3) with the error handling of RFC 7606. Made once a thread; decoding allocates
 * nothing once its scratch has grown.
 *
 * <pre>
 *   2 octets  length of the withdrawn routes, then those
 *   2 octets  length of the path attributes, then those
 *   the rest  announced prefixes (IPv4)
 * </pre>
 */
public final class UpdateDecoder {
    private static final int SHORTEST = MessageType.UPDATE.minimumLength();

    private final AttributeScan scan = new AttributeScan();

    /**
     * Reads a whole message that passed the header checks.
     *
     * @param offset of the marker
     * @param length of the whole message
     * @param into filled anew
     * @return its verdict
     */
    public Verdict decode(byte[] buffer, int offset, int length, DecodeContext context, Update into) {
        into.clear(buffer);
        int limit = offset + length;
        int withdrawn = offset + MessageHeader.LENGTH + 2;
        int withdrawnLength = Octets.u16(buffer, withdrawn - 2);
        if (withdrawnLength > length - SHORTEST) {
            return into.reset(0, ProtocolError.MALFORMED_ATTRIBUTE_LIST, 0, 0);
        }
        int attributes = withdrawn + withdrawnLength + 2;
        int attributesLength = Octets.u16(buffer, attributes - 2);
        int announced = attributes + attributesLength;
        if (announced > limit) {
            return into.reset(0, ProtocolError.MALFORMED_ATTRIBUTE_LIST, 0, 0);
        }
        readPrefixes(NlriField.WITHDRAWN, buffer, withdrawn, withdrawn + withdrawnLength, context, into);
        readPrefixes(NlriField.ANNOUNCED, buffer, announced, limit, context, into);
        scan.scan(buffer, attributes, announced, context, into);
        if (into.verdict() == Verdict.SESSION_RESET) {
            return Verdict.SESSION_RESET;
        }
        if (announced < limit || scan.isReachable()) {
            requireMandatory(announced < limit, into);
            if (into.stands()) {
                scan.buildBlocks(context, into);
            }
        } else {
            scan.resetForFirstError(into);
            recogniseEndOfRib(length, withdrawnLength, context, into);
        }
        return into.verdict();
    }

    private static void readPrefixes(
            NlriField field, byte[] buffer, int offset, int limit, DecodeContext context, Update into) {
        if (offset == limit) {
            return;
        }
        if (!context.hasFamily(Family.IPV4_UNICAST)) {
            into.countUnnegotiated();
            return;
        }
        boolean addPath = context.hasAddPath(Family.IPV4_UNICAST);
        int count = NlriSyntax.count(buffer, offset, limit, Family.IPV4_UNICAST.bits(), addPath);
        if (count < 0) {
            into.reset(0, ProtocolError.INVALID_NETWORK_FIELD, 0, 0);
        } else {
            into.setField(field, Family.IPV4_UNICAST, offset, limit, count, addPath);
            if (field.isAnnounce()) {
                into.addOddities(Oddity.inPrefixes(buffer, offset, limit, Family.IPV4_UNICAST, addPath));
            }
        }
    }

    /** RFC 7606 section 3 d. LOCAL_PREF from an internal peer is not missed: routers have a default for it. */
    private void requireMandatory(boolean classic, Update into) {
        require(AttributeCode.ORIGIN, into);
        require(AttributeCode.AS_PATH, into);
        if (classic) {
            require(AttributeCode.NEXT_HOP, into);
        }
    }

    private void require(int code, Update into) {
        if (!scan.has(code)) {
            into.fault(code, Verdict.TREAT_AS_WITHDRAW);
        }
    }

    /** An UPDATE with nothing in it, or with nothing but an MP_UNREACH_NLRI that withdraws nothing (RFC 4724 section 2). */
    private void recogniseEndOfRib(int length, int withdrawnLength, DecodeContext context, Update into) {
        if (length == SHORTEST) {
            if (context.hasFamily(Family.IPV4_UNICAST)) {
                into.setEndOfRib(Family.IPV4_UNICAST);
            } else {
                into.countUnnegotiated();
            }
        } else if (withdrawnLength == 0
                && scan.attributes() == 1
                && into.verdict() == Verdict.ACCEPT
                && into.isEmpty(NlriField.UNREACHABLE)) {
            into.setEndOfRib(into.family(NlriField.UNREACHABLE));
        }
    }
}
