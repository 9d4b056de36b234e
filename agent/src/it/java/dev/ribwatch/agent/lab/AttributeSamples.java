package dev.ribwatch.agent.lab;

import dev.ribwatch.agent.lab.DraftUpdate.Attribute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A well-formed attribute of every code that a document defines, but for those that carry prefixes. */
final class AttributeSamples {
    private static final Map<Integer, String> NAMES = new LinkedHashMap<>();
    private static final Map<Integer, Attribute> SAMPLES = new LinkedHashMap<>();

    static {
        NAMES.put(DraftUpdate.REACH, "mp-reach");
        NAMES.put(DraftUpdate.UNREACH, "mp-unreach");
        sample(0x40, 1, "origin", "00");
        sample(0x40, 2, "as-path", ""); // made for the feed
        sample(0x40, 3, "next-hop", "c0000202");
        sample(0x80, 4, "med", "00000009");
        sample(0x40, 5, "local-pref", "000000c9");
        sample(0x40, 6, "atomic-aggregate", "");
        sample(0xc0, 7, "aggregator", ""); // made for the feed
        sample(0xc0, 8, "communities", "fde90008fde90009");
        sample(0x80, 9, "originator-id", "c0000203");
        sample(0x80, 10, "cluster-list", "c0000204c0000205");
        sample(0xc0, 16, "extended-communities", "0002fde900000001");
        sample(0xc0, 17, "as4-path", "020200030d4000030d41");
        sample(0xc0, 18, "as4-aggregator", "00030d40c0000206");
        sample(0xc0, 22, "pmsi-tunnel", "00060000000a000001");
        sample(0xc0, 23, "tunnel-encapsulation", "0008000c060a000000000001c0000201");
        sample(0x80, 24, "traffic-engineering", "01".repeat(36));
        sample(0xc0, 25, "ipv6-extended-communities", "000220010db80000000000000000000000010001");
        sample(0x80, 26, "aigp", "01000b0000000000000005");
        sample(0xc0, 27, "pe-distinguisher-labels", "0a000001000010");
        sample(0x80, 29, "bgp-ls", "0407000400000001");
        sample(0xc0, 32, "large-communities", "0000fbf40000000100000002");
        sample(0xc0, 35, "otc", "0000fbf4");
        sample(0xc0, 37, "sfp", "020008ff03000400000001");
        sample(0xc0, 38, "bfd-discriminator", "010000000101040a000001");
        sample(0xc0, 40, "prefix-sid", "01000700000000000005");
        sample(0xc0, 128, "attr-set", "0000fbf440010100");
    }

    private AttributeSamples() {}

    private static void sample(int flags, int code, String name, String hex) {
        NAMES.put(code, name);
        SAMPLES.put(code, new Attribute(flags, code, hex));
    }

    static String name(int code) {
        return NAMES.getOrDefault(code, "unknown");
    }

    /** The sample of a code, as the feed may send it. */
    static Attribute of(DraftUpdate draft, int code) {
        Attribute sample = SAMPLES.get(code);
        if (sample == null) {
            throw new IllegalArgumentException("no sample of " + code);
        }
        return switch (code) {
            case 2 -> sample.withValue(draft.path(2, draft.feed.firstAs(), 64500, 64501));
            case 7 -> sample.withValue(DraftUpdate.octets(draft.feed.fourOctetAs ? "0000fbf4c0000207" : "fbf4c0000207"));
            default -> sample;
        };
    }

    /** Any of them; the first ten, which every router knows, more often. */
    static Attribute any(DraftUpdate draft) {
        List<Integer> codes = List.copyOf(SAMPLES.keySet());
        int code = draft.random.nextInt(3) == 0 ? 1 + draft.random.nextInt(10) : codes.get(draft.random.nextInt(codes.size()));
        return of(draft, code);
    }

    /** A well-formed one with another value, where there is one. */
    static Attribute other(DraftUpdate draft, int code) {
        Attribute sample = of(draft, code);
        return switch (code) {
            case 1 -> sample.withValue(new byte[] {2});
            case 2 -> sample.withValue(draft.path(2, draft.feed.firstAs(), 64502));
            case 6 -> sample;
            default -> {
                byte[] value = sample.value().clone();
                value[value.length - 1] ^= 1;
                yield sample.withValue(value);
            }
        };
    }
}
