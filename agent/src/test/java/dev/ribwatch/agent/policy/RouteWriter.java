package dev.ribwatch.agent.policy;

import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes UPDATEs of one route as a router would (RFC 4271 section 4.3, RFC 4760, RFC 7911). */
final class RouteWriter {
    private static final byte[] LONG_ATOMIC_AGGREGATE = {0x40, 6, 1, 0};

    private RouteWriter() {}

    /**
     * @param path AS numbers separated by spaces, the router's own included; empty: none; an AS_SET in braces at the end
     * @param marks communities as {@code high:low}, large ones with three numbers, the attribute OTC as {@code otc:AS}
     */
    static byte[] announce(Prefix prefix, boolean addPath, int pathId, String path, List<String> marks) {
        boolean v6 = prefix.family() == Family.IPV6_UNICAST;
        Prefix nextHop = Prefix.parse(v6 ? "2001:db8::1" : "192.0.2.1");
        return announce(prefix, addPath, pathId, path, marks, nextHop);
    }

    /** The same by a next hop of the prefix' family. */
    static byte[] announce(
            Prefix prefix, boolean addPath, int pathId, String path, List<String> marks, Prefix nextHop) {
        List<String> communities =
                marks.stream().filter(mark -> !mark.startsWith("otc:")).toList();
        List<String> standard = communities.stream()
                .filter(text -> text.indexOf(':') == text.lastIndexOf(':'))
                .toList();
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        boolean v6 = prefix.family() == Family.IPV6_UNICAST;
        attribute(attributes, 0x40, 1, new byte[] {0});
        attribute(attributes, 0x40, 2, path(path));
        if (!v6) {
            ByteArrayOutputStream hop = new ByteArrayOutputStream();
            number(hop, nextHop.high() >>> 32, 4);
            attribute(attributes, 0x40, 3, hop.toByteArray());
        }
        if (!standard.isEmpty()) {
            ByteArrayOutputStream values = new ByteArrayOutputStream();
            standard.forEach(text -> number(values, Community.parse(text).value(), 4));
            attribute(attributes, 0xc0, 8, values.toByteArray());
        }
        if (standard.size() < communities.size()) {
            ByteArrayOutputStream values = new ByteArrayOutputStream();
            communities.stream()
                    .filter(text -> !standard.contains(text))
                    .flatMap(text -> Stream.of(text.split(":")))
                    .forEach(part -> number(values, Long.parseLong(part), 4));
            attribute(attributes, 0xc0, 32, values.toByteArray());
        }
        for (String mark : marks) {
            if (mark.startsWith("otc:")) {
                ByteArrayOutputStream as = new ByteArrayOutputStream();
                number(as, Long.parseLong(mark.substring(4)), 4);
                attribute(attributes, 0xc0, 35, as.toByteArray());
            }
        }
        if (v6) {
            ByteArrayOutputStream reach = new ByteArrayOutputStream();
            number(reach, 0x000201, 3);
            reach.write(16);
            number(reach, nextHop.high(), 8);
            number(reach, nextHop.low(), 8);
            reach.write(0);
            nlri(reach, prefix, addPath, pathId);
            attribute(attributes, 0x80, 14, reach.toByteArray());
        }
        ByteArrayOutputStream announced = new ByteArrayOutputStream();
        if (!v6) {
            nlri(announced, prefix, addPath, pathId);
        }
        return message(new byte[0], attributes.toByteArray(), announced.toByteArray());
    }

    /** The same UPDATE with an ORIGIN, the first attribute, of a value that there is not: RFC 7606 section 7.1. */
    static byte[] withBadOrigin(byte[] update) {
        byte[] bad = update.clone();
        bad[26] = 9;
        return bad;
    }

    /** The same UPDATE with an ATOMIC_AGGREGATE that is not empty, which is discarded: RFC 7606 section 7.6. */
    static byte[] withLongAtomicAggregate(byte[] update) {
        int end = 23 + (update[22] & 0xff);
        byte[] bad = Arrays.copyOf(update, update.length + LONG_ATOMIC_AGGREGATE.length);
        System.arraycopy(LONG_ATOMIC_AGGREGATE, 0, bad, end, LONG_ATOMIC_AGGREGATE.length);
        System.arraycopy(update, end, bad, end + LONG_ATOMIC_AGGREGATE.length, update.length - end);
        bad[17] += (byte) LONG_ATOMIC_AGGREGATE.length;
        bad[22] += (byte) LONG_ATOMIC_AGGREGATE.length;
        return bad;
    }

    static byte[] withdraw(Prefix prefix, boolean addPath, int pathId) {
        ByteArrayOutputStream withdrawn = new ByteArrayOutputStream();
        if (prefix.family() == Family.IPV4_UNICAST) {
            nlri(withdrawn, prefix, addPath, pathId);
            return message(withdrawn.toByteArray(), new byte[0], new byte[0]);
        }
        number(withdrawn, 0x000201, 3);
        nlri(withdrawn, prefix, addPath, pathId);
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        attribute(attributes, 0x80, 15, withdrawn.toByteArray());
        return message(new byte[0], attributes.toByteArray(), new byte[0]);
    }

    /** End-of-RIB (RFC 4724 section 2). */
    static byte[] endOfRib(Family family) {
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        if (family == Family.IPV6_UNICAST) {
            attribute(attributes, 0x80, 15, new byte[] {0, 2, 1});
        }
        return message(new byte[0], attributes.toByteArray(), new byte[0]);
    }

    private static byte[] path(String text) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        if (!text.isBlank()) {
            int set = text.indexOf('{');
            segment(value, 2, set < 0 ? text : text.substring(0, set));
            segment(value, 1, set < 0 ? "" : text.substring(set + 1, text.indexOf('}')));
        }
        return value.toByteArray();
    }

    private static void segment(ByteArrayOutputStream value, int type, String text) {
        if (!text.isBlank()) {
            List<Long> hops = Pattern.compile(" +")
                    .splitAsStream(text.trim())
                    .map(Long::valueOf)
                    .toList();
            value.write(type);
            value.write(hops.size());
            hops.forEach(hop -> number(value, hop, 4));
        }
    }

    private static void nlri(ByteArrayOutputStream out, Prefix prefix, boolean addPath, int pathId) {
        if (addPath) {
            number(out, pathId, 4);
        }
        out.write(prefix.length());
        for (int i = 0; i < (prefix.length() + 7) / 8; i++) {
            long half = i < 8 ? prefix.high() : prefix.low();
            out.write((int) (half >>> 56 - 8 * (i & 7)));
        }
    }

    private static void attribute(ByteArrayOutputStream out, int flags, int code, byte[] value) {
        out.writeBytes(UpdateMessage.encode(flags, code, value));
    }

    private static byte[] message(byte[] withdrawn, byte[] attributes, byte[] announced) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        number(message, -1, 8);
        number(message, -1, 8);
        number(message, 23 + withdrawn.length + attributes.length + announced.length, 2);
        message.write(2);
        number(message, withdrawn.length, 2);
        message.writeBytes(withdrawn);
        number(message, attributes.length, 2);
        message.writeBytes(attributes);
        message.writeBytes(announced);
        return message.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (value >>> 8 * i));
        }
    }
}
