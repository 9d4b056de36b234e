package dev.ribwatch.agent.lab;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An UPDATE in the making: ordinary at first, then made odd. Its prefixes are its own, so that the table of a receiver tells
 * what became of it: 20.x.y.0/26 and the three beside it, 2001:db8:x:0::/64 and those beside it.
 */
final class DraftUpdate {
    static final int EXTENDED_LENGTH = 0x10;
    static final int REACH = 14;
    static final int UNREACH = 15;
    private static final int MED = 7;

    /** A path attribute, with the length that is written, right or wrong. */
    static final class Attribute {
        private final int flags;
        private final int code;
        private final byte[] value;
        private final int claimed;

        private Attribute(int flags, int code, byte[] value, int claimed) {
            this.flags = flags;
            this.code = code;
            this.value = value;
            this.claimed = claimed;
        }

        Attribute(int flags, int code, byte[] value) {
            this(value.length > 255 ? flags | EXTENDED_LENGTH : flags, code, value, value.length);
        }

        Attribute(int flags, int code, String hex) {
            this(flags, code, octets(hex));
        }

        int flags() {
            return flags;
        }

        int code() {
            return code;
        }

        byte[] value() {
            return value;
        }

        Attribute withFlags(int others) {
            return new Attribute(others, code, value, claimed);
        }

        Attribute withValue(byte[] other) {
            return new Attribute(flags, code, other);
        }

        Attribute claiming(int length) {
            return new Attribute(flags, code, value, length);
        }

        void write(ByteArrayOutputStream out) {
            out.write(flags);
            out.write(code);
            if ((flags & EXTENDED_LENGTH) != 0) {
                out.write(claimed >>> 8);
            }
            out.write(claimed);
            out.writeBytes(value);
        }
    }

    final Feed feed;
    final Random random;
    final List<Attribute> attributes = new ArrayList<>();
    String kind = "";
    byte[] withdrawn = new byte[0];
    byte[] announced = new byte[0];
    byte[] strayOctets = new byte[0];
    @Nullable Integer withdrawnLength;
    @Nullable Integer attributesLength;
    private final int number;
    private final List<String> before = new ArrayList<>();
    private final List<String> watched = new ArrayList<>();

    DraftUpdate(int number, Feed feed, Random random) {
        this.number = number;
        this.feed = feed;
        this.random = random;
    }

    /** One of its four IPv4 prefixes. */
    String ipv4(int index) {
        return "20." + (number >>> 8) + "." + (number & 0xff) + "." + 64 * index + "/26";
    }

    /** One of its IPv6 prefixes. */
    String ipv6(int index) {
        return "2001:db8:%x:%x::/64".formatted(number, index);
    }

    int number() {
        return number;
    }

    /** What becomes of this prefix is looked at; the receiver has it before. */
    String held(String prefix) {
        before.add(prefix);
        watched.add(prefix);
        return prefix;
    }

    /** What becomes of this prefix is looked at; the receiver does not have it before. */
    String fresh(String prefix) {
        watched.add(prefix);
        return prefix;
    }

    /** An ordinary announcement of one held prefix of IPv4, in the field of RFC 4271. */
    DraftUpdate ordinary() {
        mandatory();
        attributes.add(2, nextHop());
        announced = Updates.nlri(held(ipv4(0)));
        return this;
    }

    /** An ordinary announcement of one held prefix of IPv6, MP_REACH_NLRI first. */
    DraftUpdate ordinaryIpv6() {
        mandatory();
        attributes.add(0, reach(held(ipv6(0))));
        return this;
    }

    /** Either of the two, more often the first. */
    DraftUpdate ordinaryOfEither() {
        return random.nextInt(4) == 0 ? ordinaryIpv6() : ordinary();
    }

    /** All that both have: ORIGIN, AS_PATH, MED, LOCAL_PREF if internal, COMMUNITIES. */
    void mandatory() {
        attributes.add(new Attribute(0x40, 1, "00"));
        attributes.add(new Attribute(0x40, 2, path(2, feed.firstAs(), 64500)));
        attributes.add(new Attribute(0x80, 4, "%08x".formatted(MED)));
        if (feed.internal()) {
            attributes.add(new Attribute(0x40, 5, "000000c8"));
        }
        attributes.add(new Attribute(0xc0, 8, "fde90007"));
    }

    static Attribute nextHop() {
        return new Attribute(0x40, 3, "c0000201");
    }

    Attribute reach(String... prefixes) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.writeBytes(octets("0002011020010db8000000000000000000000001" + "00"));
        for (String prefix : prefixes) {
            value.writeBytes(Updates.nlri(prefix));
        }
        return new Attribute(0x80, REACH, value.toByteArray());
    }

    /** A segment of this type, AS numbers as wide as the feed has them; AS_TRANS for those that do not fit. */
    byte[] path(int type, long... asns) {
        ByteBuffer value = ByteBuffer.allocate(2 + asns.length * (feed.fourOctetAs ? 4 : 2));
        value.put((byte) type).put((byte) asns.length);
        for (long as : asns) {
            if (feed.fourOctetAs) {
                value.putInt((int) as);
            } else {
                value.putShort((short) (as > 0xffff ? 23456 : as));
            }
        }
        return value.array();
    }

    /** Segments with four-octet AS numbers, for AS4_PATH. */
    static byte[] widePath(int type, long... asns) {
        ByteBuffer value = ByteBuffer.allocate(2 + 4 * asns.length);
        value.put((byte) type).put((byte) asns.length);
        for (long as : asns) {
            value.putInt((int) as);
        }
        return value.array();
    }

    int indexOf(int code) {
        for (int i = 0; i < attributes.size(); i++) {
            if (attributes.get(i).code() == code) {
                return i;
            }
        }
        return -1;
    }

    Attribute attribute(int code) {
        return attributes.get(indexOf(code));
    }

    void remove(int code) {
        attributes.removeIf(attribute -> attribute.code() == code);
    }

    void change(int code, UnaryOperator<Attribute> to) {
        attributes.set(indexOf(code), to.apply(attribute(code)));
    }

    /** Puts an attribute in, in place of an ordinary one of its code: mostly last, where it hides nothing from weak readers. */
    void put(Attribute attribute) {
        remove(attribute.code());
        int chance = random.nextInt(10);
        attributes.add(
                chance == 0 ? 0 : chance == 1 ? random.nextInt(attributes.size() + 1) : attributes.size(), attribute);
    }

    byte[] randomOctets(int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return octets;
    }

    int pick(int... values) {
        return values[random.nextInt(values.length)];
    }

    OddUpdate done() {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        attributes.forEach(attribute -> attribute.write(list));
        list.writeBytes(strayOctets);
        ByteBuffer body = ByteBuffer.allocate(4 + withdrawn.length + list.size() + announced.length);
        body.putShort((short) (withdrawnLength == null ? withdrawn.length : (int) withdrawnLength));
        body.put(withdrawn);
        body.putShort((short) (attributesLength == null ? list.size() : (int) attributesLength));
        body.put(list.toByteArray()).put(announced);
        byte[] update = RawRouter.message(RawRouter.UPDATE, body.array());
        return new OddUpdate(number, feed, kind, update, before, watched);
    }

    static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
