package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.nlri.NlriSyntax;
import dev.ribwatch.config.value.Family;

/** Reads an UPDATE (RFC 4271 section 4.3) with the error handling of RFC 7606. One a thread; nothing is allocated. */
public final class UpdateDecoder {

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
        int end = offset + length;
        int withdrawn = offset + MessageHeader.LENGTH + 2;
        int withdrawnLength = Octets.u16(buffer, withdrawn - 2);
        if (withdrawnLength + MessageType.UPDATE.minimumLength() > length) {
            return into.reset(0, ProtocolError.MALFORMED_ATTRIBUTE_LIST, 0, 0);
        }
        int attributes = withdrawn + withdrawnLength + 2;
        int attributesLength = Octets.u16(buffer, attributes - 2);
        if (withdrawnLength + attributesLength + MessageType.UPDATE.minimumLength() > length) {
            return into.reset(0, ProtocolError.MALFORMED_ATTRIBUTE_LIST, 0, 0);
        }
        if (length == MessageType.UPDATE.minimumLength()) {
            into.setEndOfRib(Family.IPV4_UNICAST);
        }
        classic(NlriField.WITHDRAWN, buffer, withdrawn, withdrawn + withdrawnLength, context, into);
        classic(NlriField.ANNOUNCED, buffer, attributes + attributesLength, end, context, into);
        return into.verdict();
    }

    private static void classic(
            NlriField field, byte[] buffer, int offset, int limit, DecodeContext context, Update into) {
        boolean addPath = context.hasAddPath(Family.IPV4_UNICAST);
        int count = NlriSyntax.count(buffer, offset, limit, Family.IPV4_UNICAST.bits(), addPath);
        if (count < 0) {
            into.reset(0, ProtocolError.INVALID_NETWORK_FIELD, 0, 0);
        } else if (count > 0) {
            into.setField(field, Family.IPV4_UNICAST, offset, limit, count, addPath);
        }
    }
}
