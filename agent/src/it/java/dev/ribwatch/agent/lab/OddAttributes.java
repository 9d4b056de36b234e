package dev.ribwatch.agent.lab;

import dev.ribwatch.agent.lab.DraftUpdate.Attribute;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Attributes with wrong bits, wrong lengths, wrong codes, too many or too few of them. */
final class OddAttributes {
    private static final int KIND = 0xc0;
    private static final int[] CODES_OF_NOBODY = {
        0, 11, 12, 13, 19, 20, 21, 28, 30, 31, 33, 34, 36, 39, 41, 99, 127, 129, 200, 241, 254, 255
    };

    private OddAttributes() {}

    static void flags(DraftUpdate draft) {
        Attribute sample = AttributeSamples.any(draft);
        draft.ordinaryOfEither();
        int flags =
                switch (draft.random.nextInt(4)) {
                    case 0 -> sample.flags() ^ 0x20;
                    case 1 -> sample.flags() ^ draft.pick(1, 2, 4, 8, 15);
                    case 2 -> sample.flags() ^ draft.pick(0x40, 0x80, 0xc0);
                    default -> draft.random.nextInt(256);
                };
        boolean wrong = (flags & KIND) != (sample.flags() & KIND);
        draft.kind = AttributeSamples.name(sample.code()) + (wrong ? "/wrong-flags" : "/odd-flags");
        draft.put(sample.withFlags(flags));
    }

    static void length(DraftUpdate draft) {
        Attribute sample = AttributeSamples.any(draft);
        draft.ordinaryOfEither();
        draft.kind = AttributeSamples.name(sample.code()) + "/length";
        draft.put(resized(draft, sample));
    }

    private static Attribute resized(DraftUpdate draft, Attribute sample) {
        int usual = sample.value().length;
        int length =
                switch (draft.random.nextInt(8)) {
                    case 0 -> 0;
                    case 1 -> 1;
                    case 2 -> Math.max(0, usual - 1);
                    case 3 -> usual + 1;
                    case 4 -> Math.max(0, usual + draft.pick(-2, 2, 4));
                    case 5 -> 2 * usual;
                    case 6 -> draft.pick(254, 255, 256, 300);
                    default -> draft.random.nextInt(40);
                };
        // The usual value again and again: its parts stay what they may be.
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = usual == 0 ? 0 : sample.value()[i % usual];
        }
        return sample.withValue(value);
    }

    static void unknown(DraftUpdate draft) {
        draft.ordinaryOfEither();
        int flags = draft.pick(0x00, 0x40, 0x80, 0xc0, 0xe0, 0xa0, 0xc0, 0x80);
        int code = draft.pick(CODES_OF_NOBODY);
        String kind = flags < 0x80
                ? flags == 0 ? "neither-optional-nor-transitive" : "well-known"
                : (flags & 0x40) == 0 ? "optional" : "transitive";
        draft.kind = "unknown/" + (code == 0 ? "code-0-" : "") + kind;
        draft.put(new Attribute(flags, code, draft.randomOctets(draft.pick(0, 1, 2, 4, 7, 20, 260))));
    }

    static void twice(DraftUpdate draft) {
        Attribute sample = AttributeSamples.any(draft);
        draft.ordinaryOfEither();
        boolean same = draft.random.nextBoolean();
        draft.put(sample);
        Attribute again = same ? sample : AttributeSamples.other(draft, sample.code());
        // Either right behind the first or at the end.
        int at = draft.random.nextBoolean() ? draft.attributes.size() : draft.indexOf(sample.code()) + 1;
        draft.attributes.add(at, again);
        draft.kind = AttributeSamples.name(sample.code()) + (same ? "/twice-the-same" : "/twice");
    }

    static void missing(DraftUpdate draft) {
        boolean ipv6 = draft.random.nextInt(3) == 0;
        if (ipv6) {
            draft.ordinaryIpv6();
        } else {
            draft.ordinary();
        }
        int[] codes = ipv6 ? new int[] {1, 2} : new int[] {1, 2, 3};
        int code = draft.feed.internal() && draft.random.nextInt(3) == 0 ? 5 : draft.pick(codes);
        switch (draft.random.nextInt(5)) {
            case 0 -> {
                draft.attributes.removeIf(attribute -> attribute.code() != DraftUpdate.REACH);
                draft.kind = "missing/all";
            }
            case 1 -> {
                draft.remove(1);
                draft.remove(2);
                draft.kind = "missing/origin-and-as-path";
            }
            default -> {
                draft.remove(code);
                draft.kind = "missing/" + AttributeSamples.name(code);
            }
        }
    }

    static void order(DraftUpdate draft) {
        draft.ordinaryOfEither();
        for (int i = draft.random.nextInt(4); i > 0; i--) {
            draft.put(AttributeSamples.any(draft));
        }
        Collections.shuffle(draft.attributes, draft.random);
        draft.kind = "order";
    }

    /** One attribute that costs itself or the routes, and another one that does. */
    static void twoFaults(DraftUpdate draft) {
        draft.ordinaryOfEither();
        Attribute first = resized(draft, AttributeSamples.any(draft));
        Attribute second = AttributeSamples.any(draft);
        if (draft.random.nextBoolean()) {
            second = second.withFlags(second.flags() ^ draft.pick(0x40, 0x80));
        } else {
            second = resized(draft, second);
        }
        draft.put(first);
        draft.put(second);
        draft.kind = "two/" + AttributeSamples.name(first.code()) + "+" + AttributeSamples.name(second.code());
    }

    /** One octet of an ordinary attribute is another. */
    static void octet(DraftUpdate draft) {
        draft.ordinaryOfEither();
        List<Attribute> attributes = draft.attributes;
        int at = draft.random.nextInt(attributes.size());
        Attribute chosen = attributes.get(at);
        String name = AttributeSamples.name(chosen.code());
        int other = draft.random.nextInt(256);
        int place = draft.random.nextInt(3 + (chosen.code() == DraftUpdate.REACH ? 0 : chosen.value().length));
        switch (place) {
            case 0 -> attributes.set(at, chosen.withFlags(other & ~DraftUpdate.EXTENDED_LENGTH));
            case 1 -> attributes.set(at, new Attribute(chosen.flags(), other, chosen.value()));
            case 2 -> attributes.set(at, chosen.claiming(other));
            default -> {
                byte[] value = Arrays.copyOf(chosen.value(), chosen.value().length);
                value[place - 3] = (byte) other;
                attributes.set(at, chosen.withValue(value));
            }
        }
        String what = place == 0 ? "flags" : place == 1 ? "code" : place == 2 ? "length" : "value";
        draft.kind = "octet/" + name + "-" + what;
    }
}
