package dev.ribwatch.agent.lab;

import dev.ribwatch.agent.lab.DraftUpdate.Attribute;
import java.util.Arrays;

/** MP_REACH_NLRI and MP_UNREACH_NLRI (RFC 4760) of every shape. */
final class OddMultiprotocol {
    private static final String GLOBAL = "20010db8000000000000000000000001";
    private static final String LINK_LOCAL = "fe800000000000000000000000000001";
    private static final String ZERO = "00000000000000000000000000000000";

    private OddMultiprotocol() {}

    static void reach(DraftUpdate draft) {
        draft.ordinaryIpv6();
        byte[] prefix = Updates.nlri(draft.ipv6(0));
        switch (draft.random.nextInt(20)) {
            case 0, 1, 2 -> {
                int length = draft.pick(0, 1, 4, 8, 12, 15, 17, 20, 24, 31, 33, 40, 48);
                byte[] nextHop = new byte[length];
                for (int i = 0; i < length; i++) {
                    nextHop[i] = DraftUpdate.octets(GLOBAL)[i % 16];
                }
                value(draft, "next-hop-length-" + length, "000201%02x".formatted(length), nextHop, new byte[1], prefix);
            }
            case 3 -> {
                int flags = draft.pick(0x00, 0x40, 0xc0);
                draft.change(DraftUpdate.REACH, attribute -> attribute.withFlags(flags));
                draft.kind = "mp-reach/wrong-flags";
            }
            case 4 -> {
                int flags = draft.pick(0xa0, 0x81, 0x8f);
                draft.change(DraftUpdate.REACH, attribute -> attribute.withFlags(flags));
                draft.kind = "mp-reach/odd-flags";
            }
            case 5 -> {
                draft.change(DraftUpdate.REACH, attribute ->
                        attribute.withValue(Arrays.copyOf(attribute.value(), draft.random.nextInt(5))));
                draft.kind = "mp-reach/too-short";
            }
            case 6 -> {
                // The next hop is longer than the attribute.
                value(draft, "next-hop-overrun", "000201%02x".formatted(draft.pick(32, 100, 255)), DraftUpdate.octets(GLOBAL));
            }
            case 7 -> {
                prefix[0] = (byte) draft.pick(129, 130, 192, 255);
                value(draft, "prefix-too-long", "00020110" + GLOBAL + "00", prefix);
            }
            case 8 -> value(draft, "prefix-cut", "00020110" + GLOBAL + "00", Arrays.copyOf(prefix, prefix.length - draft.pick(1, 4, 8)));
            case 9, 10 -> {
                // Of no negotiated family; the prefix of IPv4 beside it must come through.
                String family = draft.random.nextInt(3) == 0
                        ? "%04x%02x".formatted(draft.random.nextInt(65536), 1 + draft.random.nextInt(255))
                        : new String[] {"000102", "000202", "000180", "000280", "001946", "000104", "400447", "000185"}[draft.random.nextInt(8)];
                if (family.equals("000101") || family.equals("000201")) {
                    family = "000202";
                }
                value(draft, "family-not-negotiated", family + "10" + GLOBAL + "00", prefix);
                addIpv4(draft);
            }
            case 11 -> {
                draft.held(draft.ipv4(1));
                value(draft, "ipv4", "000101" + "04c0000201" + "00", Updates.nlri(draft.ipv4(1)));
            }
            case 12 -> {
                draft.held(draft.ipv4(1));
                value(draft, "ipv4-with-ipv6-next-hop", "00010110" + GLOBAL + "00", Updates.nlri(draft.ipv4(1)));
            }
            case 13 -> {
                String nextHop = new String[] {
                    ZERO, "00000000000000000000000000000001", "ff020000000000000000000000000001", LINK_LOCAL,
                    "00000000000000000000ffffc0000201"
                }[draft.random.nextInt(5)];
                value(draft, "next-hop-value", "00020110" + nextHop + "00", prefix);
            }
            case 14 -> {
                boolean zero = draft.random.nextBoolean();
                value(draft, zero ? "zero-and-link-local" : "link-local", "00020120" + (zero ? ZERO : GLOBAL) + LINK_LOCAL + "00", prefix);
            }
            case 15 -> {
                value(draft, "reserved-octet", "00020110" + GLOBAL + "%02x".formatted(draft.pick(1, 2, 255)), prefix);
            }
            case 16 -> value(draft, "without-prefix", "00020110" + GLOBAL + "00");
            case 17 -> {
                addIpv4(draft);
                draft.kind = "mp-reach/with-ipv4";
            }
            case 18 -> {
                Attribute again = draft.random.nextBoolean() ? draft.attribute(DraftUpdate.REACH) : draft.reach(draft.fresh(draft.ipv6(1)));
                draft.attributes.add(again);
                draft.kind = "mp-reach/twice";
            }
            default -> more(draft, prefix);
        }
    }

    private static void more(DraftUpdate draft, byte[] prefix) {
        switch (draft.random.nextInt(3)) {
            case 0 -> {
                draft.attributes.add(DraftUpdate.nextHop());
                draft.kind = "mp-reach/with-next-hop";
            }
            case 1 -> {
                // A prefix of /62 with a bit past it.
                prefix[0] = 62;
                prefix[8] = 1;
                value(draft, "host-bits", "00020110" + GLOBAL + "00", prefix, Updates.nlri(draft.ipv6(0)));
            }
            default -> {
                Attribute reach = draft.attribute(DraftUpdate.REACH);
                draft.remove(DraftUpdate.REACH);
                draft.attributes.add(reach);
                draft.kind = "mp-reach/last";
            }
        }
    }

    private static void value(DraftUpdate draft, String kind, String head, byte[]... rest) {
        byte[] value = DraftUpdate.join(DraftUpdate.octets(head), DraftUpdate.join(rest));
        draft.change(DraftUpdate.REACH, attribute -> attribute.withValue(value));
        draft.kind = "mp-reach/" + kind;
    }

    private static void addIpv4(DraftUpdate draft) {
        draft.attributes.add(DraftUpdate.nextHop());
        draft.announced = Updates.nlri(draft.held(draft.ipv4(0)));
    }

    static void unreach(DraftUpdate draft) {
        String held = draft.held(draft.ipv6(0));
        byte[] prefix = Updates.nlri(held);
        switch (draft.random.nextInt(13)) {
            case 0 -> unreach(draft, "ordinary", 0x80, "000201", prefix);
            case 1 -> unreach(draft, "wrong-flags", draft.pick(0x00, 0x40, 0xc0), "000201", prefix);
            case 2 -> unreach(draft, "odd-flags", draft.pick(0xa0, 0x81, 0x8f), "000201", prefix);
            case 3 -> unreach(draft, "too-short", 0x80, "000201".substring(0, 2 * draft.random.nextInt(3)));
            case 4 -> {
                prefix[0] = (byte) draft.pick(129, 192, 255);
                unreach(draft, "prefix-too-long", 0x80, "000201", prefix);
            }
            case 5 -> unreach(draft, "prefix-cut", 0x80, "000201", Arrays.copyOf(prefix, prefix.length - draft.pick(1, 4, 8)));
            case 6 -> {
                String family = new String[] {"000102", "000202", "000180", "001946", "000104"}[draft.random.nextInt(5)];
                unreach(draft, "family-not-negotiated", 0x80, family, prefix);
            }
            case 7 -> {
                unreach(draft, "twice", 0x80, "000201", prefix);
                draft.attributes.add(new Attribute(0x80, DraftUpdate.UNREACH, DraftUpdate.join(DraftUpdate.octets("000201"), prefix)));
            }
            case 8 -> unreach(draft, "ipv4", 0x80, "000101", Updates.nlri(draft.held(draft.ipv4(0))));
            case 9 -> {
                draft.mandatory();
                unreach(draft, "with-attributes", 0x80, "000201", prefix);
            }
            case 10 -> {
                draft.mandatory();
                draft.attributes.add(0, draft.reach(held));
                unreach(draft, "and-reach-of-the-same", 0x80, "000201", prefix);
            }
            case 11 -> {
                draft.mandatory();
                draft.attributes.add(DraftUpdate.nextHop());
                draft.announced = Updates.nlri(draft.held(draft.ipv4(0)));
                draft.put(new Attribute(0x40, 1, "07"));
                unreach(draft, "and-bad-attribute", 0x80, "000201", prefix);
            }
            default -> unreach(draft, "unknown-prefix", 0x80, "000201", Updates.nlri(draft.fresh(draft.ipv6(2))));
        }
    }

    private static void unreach(DraftUpdate draft, String kind, int flags, String head, byte[]... rest) {
        byte[] value = DraftUpdate.join(DraftUpdate.octets(head), DraftUpdate.join(rest));
        draft.attributes.add(new Attribute(flags, DraftUpdate.UNREACH, value));
        draft.kind = "mp-unreach/" + kind;
    }
}
