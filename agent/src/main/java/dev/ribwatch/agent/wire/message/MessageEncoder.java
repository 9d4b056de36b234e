package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeFlags;
import dev.ribwatch.agent.wire.capability.CapabilityWriter;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import java.util.Arrays;

/** Outbound messages as octets. */
final class MessageEncoder {
    private static final int VERSION = 4;
    private static final int CAPABILITIES_PARAMETER = 2;

    private MessageEncoder() {}

    static byte[] encode(OutboundMessage message) {
        if (message instanceof Open open) {
            return encodeOpen(open);
        }
        if (message instanceof Notification notification) {
            return encodeNotification(notification);
        }
        if (message instanceof RouteRefresh refresh) {
            byte[] whole = start(MessageType.ROUTE_REFRESH, 4);
            Octets.put16(whole, MessageHeader.LENGTH, refresh.afi());
            whole[MessageHeader.LENGTH + 2] = (byte) refresh.subtype();
            whole[MessageHeader.LENGTH + 3] = (byte) refresh.safi();
            return whole;
        }
        if (message instanceof EndOfRib endOfRib) {
            return encodeEndOfRib(endOfRib.family());
        }
        return start(MessageType.KEEPALIVE, 0);
    }

    private static byte[] encodeOpen(Open open) {
        byte[] capabilities = CapabilityWriter.encode(open.capabilities());
        byte[] whole = start(MessageType.OPEN, 12 + capabilities.length);
        int at = MessageHeader.LENGTH;
        whole[at] = VERSION;
        Octets.put16(whole, at + 1, open.as() > 0xffff ? Asn.AS_TRANS : (int) open.as());
        Octets.put16(whole, at + 3, open.holdTime());
        Octets.put32(whole, at + 5, open.identifier());
        whole[at + 9] = (byte) (2 + capabilities.length);
        whole[at + 10] = CAPABILITIES_PARAMETER;
        whole[at + 11] = (byte) capabilities.length;
        System.arraycopy(capabilities, 0, whole, at + 12, capabilities.length);
        return whole;
    }

    /** Data that would make the message longer than 4096 octets is cut (RFC 8654 section 4: never an extended one). */
    private static byte[] encodeNotification(Notification notification) {
        byte[] data = notification.data();
        int length = Math.min(data.length, MessageHeader.MAXIMUM - MessageHeader.LENGTH - 2);
        byte[] whole = start(MessageType.NOTIFICATION, 2 + length);
        whole[MessageHeader.LENGTH] = (byte) notification.code();
        whole[MessageHeader.LENGTH + 1] = (byte) notification.subcode();
        System.arraycopy(data, 0, whole, MessageHeader.LENGTH + 2, length);
        return whole;
    }

    private static byte[] encodeEndOfRib(Family family) {
        if (family == Family.IPV4_UNICAST) {
            return start(MessageType.UPDATE, 4);
        }
        byte[] whole = start(MessageType.UPDATE, 10);
        int at = MessageHeader.LENGTH;
        Octets.put16(whole, at + 2, 6);
        whole[at + 4] = (byte) AttributeFlags.OPTIONAL;
        whole[at + 5] = AttributeCode.MP_UNREACH;
        whole[at + 6] = 3;
        Octets.put16(whole, at + 7, family.afi());
        whole[at + 9] = (byte) family.safi();
        return whole;
    }

    private static byte[] start(MessageType type, int body) {
        byte[] whole = new byte[MessageHeader.LENGTH + body];
        Arrays.fill(whole, 0, MessageHeader.MARKER_LENGTH, (byte) 0xff);
        Octets.put16(whole, MessageHeader.MARKER_LENGTH, whole.length);
        whole[MessageHeader.LENGTH - 1] = (byte) type.code();
        return whole;
    }
}
