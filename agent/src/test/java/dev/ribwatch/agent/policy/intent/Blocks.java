package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Canonical attribute blocks from texts: {@code new Blocks().path("65010 {1,2} (65100)").communities("1:2")}. */
final class Blocks {
    private static final int EXTENDED = 0x10;

    private final Map<Integer, byte[]> attributes = new TreeMap<>();

    Blocks() {
        attributes.put(1, new byte[] {0});
    }

    static byte[] ofPath(String path) {
        return new Blocks().path(path).bytes();
    }

    /** Sequences as plain numbers, {@code {1,2}} an AS_SET, {@code (1 2)} a confederation sequence. */
    Blocks path(String text) {
        ByteBuffer value = ByteBuffer.allocate(65535);
        String rest = text.trim();
        while (!rest.isEmpty()) {
            int end;
            int type;
            String inside;
            if (rest.charAt(0) == '{' || rest.charAt(0) == '(') {
                end = rest.indexOf(rest.charAt(0) == '{' ? '}' : ')') + 1;
                type = rest.charAt(0) == '{' ? 1 : 3;
                inside = rest.substring(1, end - 1);
            } else {
                end = rest.length();
                for (char bracket : new char[] {'{', '('}) {
                    int at = rest.indexOf(bracket);
                    end = at >= 0 ? Math.min(end, at) : end;
                }
                type = 2;
                inside = rest.substring(0, end);
            }
            segments(value, type, inside.trim().split("[ ,]+"));
            rest = rest.substring(end).trim();
        }
        byte[] bytes = new byte[value.position()];
        value.flip().get(bytes);
        attributes.put(2, bytes);
        return this;
    }

    private static void segments(ByteBuffer value, int type, String[] asns) {
        for (int from = 0; from < asns.length; from += 255) {
            int size = Math.min(255, asns.length - from);
            value.put((byte) type).put((byte) size);
            for (int i = from; i < from + size; i++) {
                value.putInt((int) Long.parseLong(asns[i]));
            }
        }
    }

    Blocks nextHop(String address) {
        Prefix host = Prefix.parse(address);
        boolean ipv4 = host.family() == Family.IPV4_UNICAST;
        ByteBuffer value = ByteBuffer.allocate(ipv4 ? 4 : 16);
        if (ipv4) {
            value.putInt((int) (host.high() >>> 32));
        } else {
            value.putLong(host.high()).putLong(host.low());
        }
        attributes.put(ipv4 ? 3 : 14, value.array());
        return this;
    }

    Blocks aggregator(long as) {
        attributes.put(
                7, ByteBuffer.allocate(8).putInt((int) as).putInt(0x0a000001).array());
        return this;
    }

    Blocks communities(String texts) {
        List<Community> communities = new ArrayList<>();
        Configs.words(texts).forEach(text -> communities.add(Community.parse(text)));
        ByteBuffer value = ByteBuffer.allocate(4 * communities.size());
        communities.forEach(community -> value.putInt(community.value()));
        if (!communities.isEmpty()) {
            attributes.put(8, value.array());
        }
        return this;
    }

    byte[] bytes() {
        ByteBuffer block = ByteBuffer.allocate(65535);
        attributes.forEach((code, value) -> {
            boolean extended = value.length > 255;
            block.put((byte) (0x40 | (extended ? EXTENDED : 0))).put((byte) (int) code);
            if (extended) {
                block.putShort((short) value.length);
            } else {
                block.put((byte) value.length);
            }
            block.put(value);
        });
        byte[] bytes = new byte[block.position()];
        block.flip().get(bytes);
        return bytes;
    }
}
