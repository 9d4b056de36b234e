package dev.ribwatch.agent.lab;

import dev.ribwatch.agent.lab.DraftUpdate.Attribute;
import java.util.Arrays;

/** Attributes of a right length with a value that is wrong, or right and rare. */
final class OddValues {
    private OddValues() {}

    static void value(DraftUpdate draft) {
        switch (draft.random.nextInt(12)) {
            case 0 -> origin(draft);
            case 1, 2, 3, 4 -> asPath(draft);
            case 5 -> nextHop(draft);
            case 6 -> aggregator(draft);
            case 7, 8 -> lists(draft);
            default -> others(draft);
        }
    }

    private static void set(DraftUpdate draft, int code, String kind, byte[] value) {
        draft.kind = AttributeSamples.name(code) + "/" + kind;
        draft.put(AttributeSamples.of(draft, code).withValue(value));
    }

    private static void set(DraftUpdate draft, int code, String kind, String hex) {
        set(draft, code, kind, DraftUpdate.octets(hex));
    }

    private static void origin(DraftUpdate draft) {
        draft.ordinaryOfEither();
        set(draft, 1, "value", new byte[] {(byte) draft.pick(1, 2, 3, 4, 127, 128, 255)});
    }

    private static void asPath(DraftUpdate draft) {
        draft.ordinaryOfEither();
        long peer = draft.feed.firstAs();
        byte[] head = draft.path(2, peer);
        byte[] path = draft.path(2, peer, 64500);
        switch (draft.random.nextInt(16)) {
            case 0 -> set(draft, 2, "segment-type", draft.path(draft.pick(0, 5, 6, 127, 255), peer, 64500));
            case 1 -> set(draft, 2, "segment-type", DraftUpdate.join(head, draft.path(draft.pick(0, 5, 200), 64500)));
            case 2 -> set(draft, 2, "empty-segment", DraftUpdate.join(path, new byte[] {(byte) draft.pick(1, 2), 0}));
            case 3 -> set(draft, 2, "empty-segment", DraftUpdate.join(new byte[] {2, 0}, path));
            case 4 -> {
                path[1] = (byte) draft.pick(3, 4, 255);
                set(draft, 2, "overrun", path);
            }
            case 5 -> {
                path[1] = 1;
                set(draft, 2, "underrun", path);
            }
            case 6 -> set(draft, 2, "cut", Arrays.copyOf(path, path.length - 1));
            case 7 -> set(draft, 2, "as-0", draft.path(2, peer, 0, 64500));
            case 8 -> set(draft, 2, "as-trans", draft.path(2, peer, 23456, 64500));
            case 9 -> set(draft, 2, "set", DraftUpdate.join(head, draft.path(1, 64500, 64501)));
            case 10 -> set(draft, 2, "set-first", DraftUpdate.join(draft.path(1, peer, 64501), draft.path(2, 64500)));
            case 11 -> set(draft, 2, "confed-sequence", DraftUpdate.join(draft.path(3, 65100), path));
            case 12 -> set(draft, 2, "confed-set", DraftUpdate.join(draft.path(4, 65100, 65101), path));
            case 13 -> set(draft, 2, "first-as", draft.path(2, 64510, 64500));
            case 14 -> set(draft, 2, "loop", draft.path(2, peer, LabConfig.AGENT_AS, 64500));
            default -> {
                long[] many = new long[draft.pick(100, 255)];
                Arrays.fill(many, 64500);
                many[0] = peer;
                set(draft, 2, "long", draft.random.nextBoolean() ? draft.path(2, many) : new byte[0]);
                if (draft.attribute(2).value().length == 0) {
                    draft.kind = "as-path/empty";
                }
            }
        }
    }

    private static void nextHop(DraftUpdate draft) {
        draft.ordinary();
        switch (draft.random.nextInt(6)) {
            case 0 -> set(draft, 3, "unspecified", "00000000");
            case 1 -> set(draft, 3, "this-network", "00000001");
            case 2 -> set(draft, 3, "loopback", "7f630001");
            case 3 -> set(draft, 3, "multicast", "e0000005");
            case 4 -> set(draft, 3, "class-e", "f0000001");
            default -> set(draft, 3, "broadcast", "ffffffff");
        }
    }

    private static void aggregator(DraftUpdate draft) {
        draft.ordinaryOfEither();
        String as = draft.feed.fourOctetAs ? "0000" : "";
        switch (draft.random.nextInt(4)) {
            case 0 -> set(draft, 7, "as-0", as + "0000c0000207");
            case 1 -> set(draft, 7, "as-trans", as + "5ba0c0000207");
            case 2 -> set(draft, 7, "address-0", as + "fbf400000000");
            default -> set(draft, 18, "as-0", "00000000c0000207");
        }
    }

    private static void lists(DraftUpdate draft) {
        draft.ordinaryOfEither();
        switch (draft.random.nextInt(7)) {
            case 0 -> set(draft, 8, "twice-in-list", "fde90001fde90001");
            case 1 -> set(draft, 8, "zero", "00000000");
            case 2 -> set(draft, 10, "zero", "00000000");
            case 3 -> set(draft, 9, "zero", "00000000");
            case 4 -> set(draft, 16, "unknown-type", DraftUpdate.join(new byte[] {(byte) draft.pick(0x3f, 0x45, 0x8f, 0xff)}, draft.randomOctets(7)));
            case 5 -> set(draft, 32, "twice-in-list", "0000fbf400000001000000020000fbf40000000100000002");
            default -> set(draft, 32, "zero", "000000000000000000000000");
        }
    }

    private static void others(DraftUpdate draft) {
        draft.ordinaryOfEither();
        switch (draft.random.nextInt(16)) {
            case 0 -> set(draft, 22, "tunnel-type", "00" + "%02x".formatted(draft.pick(9, 12, 0x7a, 0xff)) + "0000000a000001");
            case 1 -> set(draft, 22, "identifier", "00060000000a0000");
            case 2 -> set(draft, 23, "inner-overrun", "0008000c060b000000000001c0000201");
            case 3 -> set(draft, 23, "outer-overrun", "0008000d060a000000000001c0000201");
            case 4 -> set(draft, 26, "tlv", "01000c0000000000000005");
            case 5 -> set(draft, 26, "tlv", "0100020000000000000005");
            case 6 -> set(draft, 26, "all-ones", "01000bffffffffffffffff");
            case 7 -> set(draft, 29, "tlv", "0407000500000001");
            case 8 -> set(draft, 35, "zero", "00000000");
            case 9 -> set(draft, 37, "tlv", "020009ff03000400000001");
            case 10 -> set(draft, 38, "tlv", "010000000101050a000001");
            case 11 -> set(draft, 40, "zeros", "00000000000000000000");
            case 12 -> set(draft, 40, "tlv", "01000800000000000005");
            case 13 -> set(draft, 128, "inner-list", "0000fbf440010200");
            case 14 -> set(draft, 128, "nested", "0000fbf4c080080000fbf440010100");
            default -> {
                int code = draft.pick(4, 5);
                Attribute sample = AttributeSamples.of(draft, code);
                set(draft, sample.code(), "extreme", draft.random.nextBoolean() ? "00000000" : "ffffffff");
            }
        }
    }
}
