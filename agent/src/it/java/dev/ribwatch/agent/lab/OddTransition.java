package dev.ribwatch.agent.lab;

import dev.ribwatch.agent.lab.DraftUpdate.Attribute;

/** AS4_PATH and AS4_AGGREGATOR from a peer with two-octet AS numbers (RFC 6793): right, stale, odd and malformed. */
final class OddTransition {
    private static final long WIDE = 200_000;
    private static final int AS_TRANS = 23456;

    private OddTransition() {}

    static void transition(DraftUpdate draft) {
        draft.ordinaryOfEither();
        switch (draft.random.nextInt(18)) {
            case 0, 1, 2 -> {
                int head = draft.random.nextInt(4);
                int tail = 1 + draft.random.nextInt(5);
                path(draft, head, tail);
                as4(draft, "merge", DraftUpdate.widePath(2, wide(tail)));
            }
            case 3 -> {
                path(draft, 0, 3);
                as4(draft, "as4-path-longer", DraftUpdate.widePath(2, wide(4 + draft.random.nextInt(4))));
            }
            case 4 -> {
                path(draft, 1, 2);
                as4(draft, "set", DraftUpdate.join(DraftUpdate.widePath(2, wide(1)), DraftUpdate.widePath(1, wide(3))));
            }
            case 5 -> {
                draft.put(new Attribute(0x40, 2, DraftUpdate.join(draft.path(2, draft.feed.firstAs(), 64500), draft.path(1, WIDE, 64501))));
                as4(draft, "set-in-both", DraftUpdate.join(DraftUpdate.widePath(2, 64500), DraftUpdate.widePath(1, WIDE, 64501)));
            }
            case 6 -> {
                path(draft, 1, 2);
                as4(draft, "as-0", DraftUpdate.widePath(2, WIDE, 0));
            }
            case 7 -> {
                path(draft, 1, 2);
                as4(draft, "confederation", DraftUpdate.join(DraftUpdate.widePath(3, 65100), DraftUpdate.widePath(2, wide(2))));
            }
            case 8 -> {
                path(draft, 1, 2);
                as4(draft, "only-confederation", DraftUpdate.widePath(3, 65100, 65101));
            }
            case 9 -> {
                path(draft, 1, 2);
                byte[] value = DraftUpdate.widePath(2, wide(2));
                value[1] = (byte) draft.pick(1, 3, 0, 255);
                as4(draft, "segment-length", value);
            }
            case 10 -> {
                path(draft, 1, 2);
                as4(draft, "segment-type", DraftUpdate.widePath(draft.pick(0, 5, 255), wide(2)));
            }
            case 11 -> {
                path(draft, 1, 2);
                as4(draft, "odd-length", draft.randomOctets(draft.pick(0, 1, 3, 5, 7)));
            }
            case 12 -> {
                path(draft, 1, 2);
                as4(draft, "before-as-path", DraftUpdate.widePath(2, wide(2)));
                Attribute moved = draft.attribute(17);
                draft.remove(17);
                draft.attributes.add(0, moved);
            }
            case 13 -> {
                path(draft, 1, 2);
                as4(draft, "merge-with-aggregator", DraftUpdate.widePath(2, wide(2)));
                aggregators(draft, AS_TRANS);
            }
            case 14 -> {
                path(draft, 1, 2);
                as4(draft, "stale-aggregator", DraftUpdate.widePath(2, wide(2)));
                aggregators(draft, 64500);
            }
            case 15 -> {
                path(draft, 1, 2);
                as4(draft, "aggregator-alone", DraftUpdate.widePath(2, wide(2)));
                aggregators(draft, draft.pick(AS_TRANS, 64500));
                draft.remove(18);
            }
            case 16 -> {
                path(draft, 1, 2);
                draft.put(AttributeSamples.of(draft, 18));
                draft.kind = "as4/as4-aggregator-alone";
            }
            default -> {
                draft.put(new Attribute(0x40, 2, ""));
                as4(draft, "empty-as-path", DraftUpdate.widePath(2, wide(2)));
            }
        }
    }

    private static long[] wide(int count) {
        long[] asns = new long[count];
        for (int i = 0; i < count; i++) {
            asns[i] = WIDE + i;
        }
        return asns;
    }

    /** The peer, some AS numbers that fit two octets, then some that do not. */
    private static void path(DraftUpdate draft, int head, int tail) {
        long[] asns = new long[1 + head + tail];
        asns[0] = draft.feed.firstAs();
        for (int i = 1; i < asns.length; i++) {
            asns[i] = i <= head ? 64500 + i : WIDE + i;
        }
        draft.put(new Attribute(0x40, 2, draft.path(2, asns)));
    }

    private static void as4(DraftUpdate draft, String kind, byte[] value) {
        draft.put(new Attribute(0xc0, 17, value));
        draft.kind = "as4/" + kind;
    }

    private static void aggregators(DraftUpdate draft, int as) {
        draft.put(new Attribute(0xc0, 7, "%04x".formatted(as) + "c0000207"));
        draft.put(new Attribute(0xc0, 18, "00030d41c0000207"));
    }
}
