package dev.ribwatch.agent.lab;

import dev.ribwatch.agent.lab.DraftUpdate.Attribute;
import java.util.Arrays;

/** UPDATEs whose fields do not fit, whose prefixes of IPv4 are odd, or that look like an End-of-RIB. */
final class OddFrames {
    private OddFrames() {}

    static void frame(DraftUpdate draft) {
        draft.ordinary();
        switch (draft.random.nextInt(14)) {
            case 0, 1 -> {
                // The last attribute says that it is longer than what is left of the list.
                int last = draft.attributes.size() - 1;
                Attribute attribute = draft.attributes.get(last);
                draft.attributes.set(last, attribute.claiming(attribute.value().length + draft.pick(1, 2, 4, 100)));
                draft.kind = "frame/attribute-overrun";
            }
            case 2, 3 -> {
                draft.strayOctets = draft.random.nextBoolean() ? new byte[] {0x40} : new byte[] {(byte) 0x80, 99};
                draft.kind = "frame/stray-octets";
            }
            case 4 -> {
                draft.strayOctets = new byte[] {(byte) 0xd0, 99, 0};
                draft.kind = "frame/stray-octets";
            }
            case 5 -> {
                draft.attributesLength = draft.pick(200, 1000, 0xffff);
                draft.kind = "frame/attributes-too-long";
            }
            case 6 -> {
                draft.withdrawnLength = draft.pick(300, 1000, 0xffff);
                draft.kind = "frame/withdrawn-too-long";
            }
            case 7 -> {
                draft.attributes.clear();
                draft.kind = "frame/prefix-without-attributes";
            }
            case 8 -> {
                draft.announced = new byte[0];
                draft.kind = "frame/attributes-without-prefix";
            }
            case 9 -> {
                draft.announced = new byte[0];
                draft.put(new Attribute(0x40, 1, draft.pick(0, 1) == 0 ? "07" : ""));
                draft.kind = "frame/bad-attributes-without-prefix";
            }
            case 10 -> {
                draft.announced = new byte[0];
                draft.put(new Attribute(0xc0, 7, "0000"));
                draft.kind = "frame/discarded-attribute-without-prefix";
            }
            case 11 -> {
                draft.withdrawn = Updates.nlri(draft.held(draft.ipv4(1)));
                draft.put(new Attribute(0x40, 1, "07"));
                draft.kind = "frame/withdrawal-and-bad-attribute";
            }
            case 12 -> {
                draft.announced = new byte[0];
                draft.withdrawn = Updates.nlri(draft.ipv4(0));
                draft.kind = "frame/withdrawal-with-attributes";
            }
            default -> {
                draft.announced = new byte[0];
                draft.withdrawn = Updates.nlri(draft.ipv4(0));
                draft.put(new Attribute(0x40, 1, "07"));
                draft.kind = "frame/withdrawal-with-bad-attribute";
            }
        }
    }

    static void nlri(DraftUpdate draft) {
        draft.ordinary();
        byte[] usual = draft.announced;
        switch (draft.random.nextInt(16)) {
            case 0, 1 -> {
                draft.announced = usual.clone();
                draft.announced[0] = (byte) draft.pick(33, 34, 40, 64, 127, 128, 255);
                draft.kind = "nlri/too-long";
            }
            case 2 -> {
                byte[] second = Updates.nlri(draft.fresh(draft.ipv4(1)));
                second[0] = (byte) draft.pick(33, 48, 200);
                draft.announced = DraftUpdate.join(usual, second);
                draft.kind = "nlri/second-too-long";
            }
            case 3 -> {
                draft.announced = Arrays.copyOf(usual, usual.length - draft.pick(1, 2, 4));
                draft.kind = "nlri/cut";
            }
            case 4 -> {
                draft.announced = usual.clone();
                draft.announced[4] |= (byte) draft.pick(1, 5, 63);
                draft.kind = "nlri/host-bits";
            }
            case 5 -> {
                draft.announced = DraftUpdate.join(usual, usual);
                draft.kind = "nlri/twice";
            }
            case 6 -> {
                draft.withdrawn = usual;
                draft.kind = "nlri/withdrawn-and-announced";
            }
            case 7, 8 -> {
                draft.withdrawn = Updates.nlri(draft.held(draft.ipv4(1)));
                draft.withdrawn[0] = (byte) draft.pick(33, 34, 64, 255);
                draft.kind = "nlri/withdrawn-too-long";
            }
            case 9 -> {
                byte[] gone = Updates.nlri(draft.held(draft.ipv4(1)));
                draft.withdrawn = Arrays.copyOf(gone, gone.length - draft.pick(1, 2, 4));
                draft.kind = "nlri/withdrawn-cut";
            }
            case 10 -> {
                draft.withdrawn = Updates.nlri(draft.fresh(draft.ipv4(3)));
                draft.kind = "nlri/withdrawn-unknown";
            }
            case 11 -> {
                draft.withdrawn = Updates.nlri(draft.held(draft.ipv4(1)));
                draft.announced = DraftUpdate.join(usual, Updates.nlri(draft.fresh(draft.ipv4(2))));
                draft.kind = "nlri/several";
            }
            case 12 -> {
                String host = draft.ipv4(2).replace("/26", "/" + draft.pick(27, 31, 32));
                draft.announced = DraftUpdate.join(usual, Updates.nlri(draft.fresh(host)));
                draft.kind = "nlri/several";
            }
            default -> {
                int first = draft.pick(0, 127, 224, 240, 169, 192);
                String rest = "." + (draft.number() >>> 8) + "." + (draft.number() & 0xff) + ".0/24";
                draft.announced = DraftUpdate.join(usual, Updates.nlri(draft.fresh(first + rest)));
                draft.kind = "nlri/" + (first == 169 || first == 192 ? "several" : "martian-" + first);
            }
        }
    }

    /** Whatever it is, the prefix that is held is not in it. */
    static void endOfRib(DraftUpdate draft) {
        draft.held(draft.ipv4(0));
        draft.held(draft.ipv6(0));
        switch (draft.random.nextInt(10)) {
            case 0 -> draft.kind = "end-of-rib/ipv4";
            case 1 -> mark(draft, "ipv6", 0x80, "000201");
            case 2 -> mark(draft, "extended-length", 0x90, "000201");
            case 3 -> mark(draft, "ipv4-in-mp-unreach", 0x80, "000101");
            case 4 -> mark(draft, "family-not-negotiated", 0x80, draft.random.nextBoolean() ? "000280" : "001946");
            case 5 -> mark(draft, "wrong-flags", draft.pick(0x40, 0xc0, 0x00), "000201");
            case 6 -> mark(draft, "too-short", 0x80, draft.random.nextBoolean() ? "0002" : "");
            case 7 -> {
                draft.mandatory();
                mark(draft, "with-attributes", 0x80, "000201");
            }
            case 8 -> {
                draft.attributes.add(new Attribute(0x40, 1, "07"));
                mark(draft, "with-bad-attribute", 0x80, "000201");
            }
            default -> {
                draft.attributes.add(new Attribute(0x40, 6, "00"));
                mark(draft, "with-discarded-attribute", 0x80, "000201");
            }
        }
    }

    private static void mark(DraftUpdate draft, String kind, int flags, String value) {
        draft.attributes.add(new Attribute(flags, DraftUpdate.UNREACH, value));
        draft.kind = "end-of-rib/" + kind;
    }
}
