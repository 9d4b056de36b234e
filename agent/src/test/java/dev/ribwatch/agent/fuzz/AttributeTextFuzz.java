package dev.ribwatch.agent.fuzz;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.attribute.AsPath;
import dev.ribwatch.agent.wire.attribute.AttributeCatalogue;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeRow;
import dev.ribwatch.agent.wire.attribute.AttributeText;
import java.util.ArrayList;
import java.util.List;

/** A code and a value: where the table of attributes finds nothing wrong with it, its text is bounded and plain. */
public final class AttributeTextFuzz {
    private static final DecodeContext CONTEXT = new DecodeContext(false, true, 3, 0, 65000, 65000);

    private AttributeTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int code = input[0] & 0xff;
        Holds.ascii(AttributeCatalogue.name(code), 30);
        AttributeRow row = AttributeCatalogue.row(code);
        int length = Math.min(input.length - 1, 0xffff);
        if (row == null || row.examine(row.flags(), input, 1, length, CONTEXT) != null) {
            return;
        }
        List<String> texts = texts(code, input, length);
        Holds.require(texts.size() <= Math.max(2, length), "no more texts than octets");
        // The longest: a community of 4 octets in 11 characters, a large one of 12 in 32, an AS number in 11.
        texts.forEach(text -> Holds.ascii(text, 16 + 4 * length));
    }

    private static List<String> texts(int code, byte[] input, int length) {
        return switch (code) {
            case AttributeCode.ORIGIN -> List.of(AttributeText.origin(input[1]));
            case AttributeCode.AS_PATH -> path(new AsPath().reset(input, 1, length));
            case AttributeCode.NEXT_HOP -> List.of(AttributeText.nextHop(input, 1, length));
            case AttributeCode.MP_REACH ->
                length == 16 || length == 32 ? List.of(AttributeText.nextHop(input, 1, length)) : List.of();
            case AttributeCode.AGGREGATOR -> List.of(AttributeText.aggregator(input, 1));
            case AttributeCode.ORIGINATOR_ID -> List.of(AttributeText.ipv4(input, 1));
            case AttributeCode.CLUSTER_LIST -> AttributeText.clusterList(input, 1, length);
            case AttributeCode.COMMUNITIES -> AttributeText.communities(input, 1, length);
            case AttributeCode.EXTENDED_COMMUNITIES -> AttributeText.extendedCommunities(input, 1, length);
            case AttributeCode.IPV6_EXTENDED_COMMUNITIES -> AttributeText.ipv6ExtendedCommunities(input, 1, length);
            case AttributeCode.LARGE_COMMUNITIES -> AttributeText.largeCommunities(input, 1, length);
            default -> List.of();
        };
    }

    /** Its text, and that the questions about it have answers that fit each other. */
    private static List<String> path(AsPath path) {
        int numbers = 0;
        int sets = 0;
        List<Long> outside = new ArrayList<>();
        while (path.nextSegment()) {
            numbers += path.size();
            boolean set = path.type() == AsPath.SET || path.type() == AsPath.CONFED_SET;
            sets += set ? 1 : 0;
            for (int i = 0; i < path.size() && path.type() <= AsPath.SEQUENCE; i++) {
                outside.add(path.asn(i));
            }
        }
        Holds.require(path.hops() <= numbers, "no more hops than AS numbers");
        Holds.require(path.isEmpty() == outside.isEmpty(), "empty without AS numbers");
        Holds.require(path.hasSet() == sets > 0, "sets");
        Holds.require(path.first() == AsPath.NONE || outside.get(0) == path.first(), "the first AS number");
        Holds.require(path.origin() == AsPath.NONE || outside.get(outside.size() - 1) == path.origin(), "the origin");
        Holds.require(!path.endsWithSet() || path.origin() == AsPath.NONE, "no origin in a set");
        for (long number : outside) {
            Holds.require(path.contains(number), "contains what it has");
        }
        Holds.require(path.firstAfter(path.first()) != path.first() || path.first() == AsPath.NONE, "leading ones go");
        StringBuilder normalised = new StringBuilder();
        path.appendNormalised(normalised, path.first());
        return List.of(path.toString(), normalised.toString());
    }
}
