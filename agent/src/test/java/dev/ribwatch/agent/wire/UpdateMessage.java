package dev.ribwatch.agent.wire;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Builds UPDATE messages for tests, good ones and bad ones. The product has no code that could. */
public final class UpdateMessage {
    /** Origin IGP, path 65001, next hop 192.0.2.1, all well-formed. */
    public static final String ORIGIN = "40 01 01 00";

    public static final String AS_PATH = "40 02 06 02 01 0000fde9";
    public static final String NEXT_HOP = "40 03 04 c0000201";
    /** IPv6 unicast, next hop 2001:db8::1, 2001:db8:1::/48. */
    public static final String MP_REACH = "80 0e 1c 0002 01 10 20010db8000000000000000000000001 00 30 20010db80001";
    /** IPv6 unicast, 2001:db8:2::/48. */
    public static final String MP_UNREACH = "80 0f 0a 0002 01 30 20010db80002";

    private final ByteArrayOutputStream withdrawn = new ByteArrayOutputStream();
    private final List<byte[]> attributes = new ArrayList<>();
    private final ByteArrayOutputStream announced = new ByteArrayOutputStream();

    /** A message with the three mandatory attributes and one prefix, 198.51.100.0/24. */
    public static UpdateMessage announcing(String... moreAttributes) {
        UpdateMessage message =
                new UpdateMessage().attribute(ORIGIN).attribute(AS_PATH).attribute(NEXT_HOP);
        for (String attribute : moreAttributes) {
            message.attribute(attribute);
        }
        return message.announce("198.51.100.0/24");
    }

    public UpdateMessage withdraw(String prefix) {
        withdrawn.writeBytes(nlri(prefix));
        return this;
    }

    public UpdateMessage withdrawHex(String hex) {
        withdrawn.writeBytes(HexText.parse(hex));
        return this;
    }

    public UpdateMessage announce(String prefix) {
        announced.writeBytes(nlri(prefix));
        return this;
    }

    public UpdateMessage announceHex(String hex) {
        announced.writeBytes(HexText.parse(hex));
        return this;
    }

    /** Octets as they are: flags, code, length, value, right or wrong. */
    public UpdateMessage attribute(String hex) {
        attributes.add(HexText.parse(hex));
        return this;
    }

    /** A well-formed head before a value. */
    public UpdateMessage attribute(int flags, int code, byte[] value) {
        attributes.add(encode(flags, code, value));
        return this;
    }

    /** Flags, code, length and value, the length in two octets if it needs to or the flags say so. */
    public static byte[] encode(int flags, int code, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean extended = (flags & 0x10) != 0 || value.length > 255;
        out.write(extended ? flags | 0x10 : flags);
        out.write(code);
        if (extended) {
            out.write(value.length >>> 8);
        }
        out.write(value.length);
        out.writeBytes(value);
        return out.toByteArray();
    }

    public byte[] build() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        write16(body, withdrawn.size());
        body.writeBytes(withdrawn.toByteArray());
        write16(body, attributes.stream().mapToInt(a -> a.length).sum());
        attributes.forEach(body::writeBytes);
        body.writeBytes(announced.toByteArray());
        return message(2, body.toByteArray());
    }

    /** A message of any type around a body. */
    public static byte[] message(int type, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < 16; i++) {
            out.write(0xff);
        }
        write16(out, 19 + body.length);
        out.write(type);
        out.writeBytes(body);
        return out.toByteArray();
    }

    /** A prefix as an UPDATE carries it. */
    public static byte[] nlri(String text) {
        Prefix prefix = Prefix.parse(text);
        int octets = (prefix.length() + 7) / 8;
        byte[] nlri = new byte[1 + octets];
        nlri[0] = (byte) prefix.length();
        for (int i = 0; i < octets; i++) {
            long half = i < 8 ? prefix.high() : prefix.low();
            nlri[1 + i] = (byte) (half >>> 56 - 8 * (i % 8));
        }
        return nlri;
    }

    /** A context with both families, four-octet AS numbers and no ADD-PATH. */
    public static DecodeContext external() {
        return context(true, true);
    }

    /** As {@link #external}, from a peer in our AS. */
    public static DecodeContext internal() {
        return context(false, true);
    }

    public static DecodeContext context(boolean ebgp, boolean fourOctetAs) {
        int families = 1 << Family.IPV4_UNICAST.ordinal() | 1 << Family.IPV6_UNICAST.ordinal();
        return new DecodeContext(ebgp, fourOctetAs, families, 0, ebgp ? 65001 : 65000, 65000);
    }

    private static void write16(ByteArrayOutputStream out, int value) {
        out.write(value >>> 8);
        out.write(value);
    }
}
