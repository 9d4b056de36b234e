package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.agent.wire.attribute.AsPath;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeFlags;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two networks whose match accepts the same AS path at one vantage. There only declared prefixes tell their routes apart,
 * so an overlap between the two can be seen only where their paths differ.
 *
 * @param vantage the network in which the router stands
 * @param first the earlier of the two in the file
 * @param second the later
 * @param path an AS path that both accept, normalised; empty for the empty path
 */
public record SharedPath(String vantage, String first, String second, String path) {
    /** Paths of up to two AS numbers out of this many are tried. */
    private static final int MOST_ASNS = 32;

    /** The pairs that the paths named in the configuration bring to light; one path a pair and vantage. */
    public static List<SharedPath> of(Intent intent) {
        record Pair(String vantage, int first, int second) {}
        Map<Pair, SharedPath> found = new LinkedHashMap<>();
        RouteFacts facts = new RouteFacts();
        for (VantageClass vantageClass : intent.vantageClasses()) {
            String vantage = vantageClass.vantage().name();
            for (byte[] block : blocks(intent.namedAsns())) {
                facts.cursor().reset(block, 0, block.length);
                facts.read(vantageClass);
                List<Integer> accepting = new ArrayList<>();
                for (int network = 0; network < vantageClass.networks(); network++) {
                    if (vantageClass.alternatives(network).accept(facts)) {
                        accepting.add(network);
                    }
                }
                for (int i = 0; i < accepting.size(); i++) {
                    for (int j = i + 1; j < accepting.size(); j++) {
                        Pair pair = new Pair(vantage, accepting.get(i), accepting.get(j));
                        found.computeIfAbsent(
                                pair,
                                key -> new SharedPath(
                                        vantage,
                                        intent.network(key.first).name(),
                                        intent.network(key.second).name(),
                                        facts.path().text().toString()));
                    }
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static List<byte[]> blocks(List<Integer> asns) {
        List<Integer> tried = asns.subList(0, Math.min(MOST_ASNS, asns.size()));
        List<byte[]> blocks = new ArrayList<>();
        blocks.add(block());
        tried.forEach(asn -> blocks.add(block(asn)));
        for (int one : tried) {
            for (int two : tried) {
                blocks.add(block(one, two));
            }
        }
        return blocks;
    }

    private static byte[] block(int... asns) {
        int length = asns.length == 0 ? 0 : 2 + 4 * asns.length;
        ByteBuffer block = ByteBuffer.allocate(3 + length)
                .put((byte) AttributeFlags.TRANSITIVE)
                .put((byte) AttributeCode.AS_PATH)
                .put((byte) length);
        if (asns.length > 0) {
            block.put((byte) AsPath.SEQUENCE).put((byte) asns.length);
            for (int asn : asns) {
                block.putInt(asn);
            }
        }
        return block.array();
    }
}
