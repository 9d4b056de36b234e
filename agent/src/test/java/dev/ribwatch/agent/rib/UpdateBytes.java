package dev.ribwatch.agent.rib;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.io.ByteArrayOutputStream;

/**
 * Writes UPDATEs as a router does (RFC 4271 section 4.3, RFC 4760, RFC 7911) and decodes them. Attributes are told apart by
 * a number, which stands in the MED.
 */
final class UpdateBytes {
    static final long ALL_ONES_MARKER = -1L;

    private static final int LOCAL_AS = 64_500;
    private static final int PEER_AS = 64_501;

    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private final ByteArrayOutputStream withdrawn = new ByteArrayOutputStream();
    private final ByteArrayOutputStream unreachable = new ByteArrayOutputStream();
    private final ByteArrayOutputStream announced = new ByteArrayOutputStream();
    private final ByteArrayOutputStream reachable = new ByteArrayOutputStream();
    private final int addPath;
    private int attributes;
    private int padding;
    private int community;
    private boolean broken;
    private boolean emptyUnreachable;

    /** With ADD-PATH in the families whose bit is set. */
    UpdateBytes(int addPath) {
        this.addPath = addPath;
    }

    UpdateBytes attributes(int number) {
        attributes = number;
        padding = 0;
        community = 0;
        return this;
    }

    /** Attributes with this many bytes more, in one that nobody knows. */
    UpdateBytes attributes(int number, int moreBytes) {
        attributes = number;
        padding = moreBytes;
        return this;
    }

    /** Beside them, until they are others. */
    UpdateBytes community(int value) {
        community = value;
        return this;
    }

    /** ORIGIN of two bytes: RFC 7606 section 7.1 says treat-as-withdraw. */
    UpdateBytes broken() {
        broken = true;
        return this;
    }

    UpdateBytes announce(Prefix prefix, int pathId) {
        write(prefix.family() == Family.IPV4_UNICAST ? announced : reachable, prefix, pathId);
        return this;
    }

    UpdateBytes withdraw(Prefix prefix, int pathId) {
        write(prefix.family() == Family.IPV4_UNICAST ? withdrawn : unreachable, prefix, pathId);
        return this;
    }

    /** End-of-RIB of IPv6; of IPv4 it is a message with nothing in it. */
    UpdateBytes emptyUnreachable() {
        emptyUnreachable = true;
        return this;
    }

    private void write(ByteArrayOutputStream out, Prefix prefix, int pathId) {
        if ((addPath & 1 << prefix.family().ordinal()) != 0) {
            number(out, pathId, 4);
        }
        out.write(prefix.length());
        for (int i = 0; i < (prefix.length() + 7) / 8; i++) {
            long half = i < 8 ? prefix.high() : prefix.low();
            out.write((int) (half >>> 56 - 8 * (i & 7)));
        }
    }

    /** The message so far; the next one starts empty. */
    byte[] bytes() {
        ByteArrayOutputStream attributeBytes = new ByteArrayOutputStream();
        if (reachable.size() != 0) {
            attribute(attributeBytes, 0x80, 14, reach());
        }
        if (unreachable.size() != 0 || emptyUnreachable) {
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            number(value, 2, 2);
            value.write(1);
            value.writeBytes(unreachable.toByteArray());
            attribute(attributeBytes, 0x80, 15, value.toByteArray());
        }
        if (announced.size() != 0 || reachable.size() != 0) {
            common(attributeBytes, announced.size() != 0);
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        number(message, ALL_ONES_MARKER, 8);
        number(message, ALL_ONES_MARKER, 8);
        number(message, 23 + withdrawn.size() + attributeBytes.size() + announced.size(), 2);
        message.write(2);
        number(message, withdrawn.size(), 2);
        message.writeBytes(withdrawn.toByteArray());
        number(message, attributeBytes.size(), 2);
        message.writeBytes(attributeBytes.toByteArray());
        message.writeBytes(announced.toByteArray());
        withdrawn.reset();
        unreachable.reset();
        announced.reset();
        reachable.reset();
        broken = false;
        emptyUnreachable = false;
        return message.toByteArray();
    }

    /** The message so far, decoded; valid until the next one is. */
    Update decoded() {
        byte[] bytes = bytes();
        DecodeContext context = new DecodeContext(true, true, 3, addPath, PEER_AS, LOCAL_AS);
        decoder.decode(bytes, 0, bytes.length, context, update);
        return update;
    }

    /** The canonical block of this family's routes with the present attributes: ascending codes, MP_REACH its next hop. */
    byte[] block(Family family) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        common(block, family == Family.IPV4_UNICAST);
        if (family == Family.IPV6_UNICAST) {
            byte[] others = block.toByteArray();
            int unknown = padding == 0 ? 0 : padding + (padding > 255 ? 4 : 3);
            block.reset();
            block.write(others, 0, others.length - unknown);
            attribute(block, 0x80, 14, nextHop());
            block.write(others, others.length - unknown, unknown);
        }
        return block.toByteArray();
    }

    private void common(ByteArrayOutputStream out, boolean withNextHop) {
        attribute(out, 0x40, 1, broken ? new byte[2] : new byte[1]);
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        path.write(2);
        path.write(1 + attributes % 5);
        for (int i = 0; i <= attributes % 5; i++) {
            number(path, PEER_AS + i, 4);
        }
        attribute(out, 0x40, 2, path.toByteArray());
        if (withNextHop) {
            attribute(out, 0x40, 3, new byte[] {(byte) 192, 0, 2, 1});
        }
        ByteArrayOutputStream med = new ByteArrayOutputStream();
        number(med, attributes, 4);
        attribute(out, 0x80, 4, med.toByteArray());
        if (community != 0) {
            ByteArrayOutputStream communities = new ByteArrayOutputStream();
            number(communities, 0xfe0a_0064L, 4); // another one first
            number(communities, community, 4);
            attribute(out, 0xc0, 8, communities.toByteArray());
        }
        if (padding != 0) {
            attribute(out, 0xc0, 200, new byte[padding]);
        }
    }

    private byte[] reach() {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        number(value, 2, 2);
        value.write(1);
        value.write(16);
        value.writeBytes(nextHop());
        value.write(0);
        value.writeBytes(reachable.toByteArray());
        return value.toByteArray();
    }

    private static byte[] nextHop() {
        byte[] hop = new byte[16];
        hop[0] = 0x20;
        hop[1] = 0x01;
        hop[15] = 9;
        return hop;
    }

    private static void attribute(ByteArrayOutputStream out, int flags, int code, byte[] value) {
        boolean extended = value.length > 255;
        out.write(extended ? flags | 0x10 : flags);
        out.write(code);
        number(out, value.length, extended ? 2 : 1);
        out.writeBytes(value);
    }

    private static void number(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (value >>> 8 * i));
        }
    }
}
