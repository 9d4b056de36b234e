package dev.ribwatch.agent.query;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.attribute.AsPath;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.agent.wire.attribute.AttributeText;
import dev.ribwatch.agent.wire.attribute.WellKnownCommunity;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.RouteAttributes;
import dev.ribwatch.exporter.http.RouteRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes rows of text from routes; rows of the same attributes share what those say. */
final class RouteRows {
    /** A power of 2. */
    private static final int KNOWN = 256;

    private final AttributeCursor attribute = new AttributeCursor();
    private final AsPath path = new AsPath();
    /** By the last bits of the id: attributes in text, and whether they say LLGR_STALE. */
    private final @Nullable RouteAttributes[] known = new RouteAttributes[KNOWN];

    private final boolean[] marked = new boolean[KNOWN];
    private final int[] ids = new int[KNOWN];

    /** Forgets the attributes it knows: their ids may become those of others. */
    void forget() {
        Arrays.fill(known, null);
    }

    RouteRow row(
            Rib rib,
            PrefixTable table,
            int prefixId,
            AdjRibIn router,
            @Nullable String network,
            long pathId,
            int attributes) {
        int index = attributes & KNOWN - 1;
        if (known[index] == null || ids[index] != attributes) {
            rib.attributes().reset(attribute, attributes);
            known[index] = read();
            marked[index] = WellKnownCommunity.isIn(attribute, WellKnownCommunity.LLGR_STALE);
            ids[index] = attributes;
        }
        long since = router.since(table.family(), prefixId, (int) pathId);
        return new RouteRow(
                Prefix.masked(table.family(), table.high(prefixId), table.low(prefixId), table.length(prefixId)),
                router.name(),
                network,
                table.family(),
                router.hasPathIds(table.family()) ? pathId : null,
                known[index],
                marked[index] || router.isStale(table.family(), prefixId, (int) pathId),
                since < 0 ? null : Instant.ofEpochMilli(since));
    }

    private RouteAttributes read() {
        String origin = null;
        String asPath = null;
        String nextHop = null;
        Long med = null;
        Long localPref = null;
        boolean atomicAggregate = false;
        String aggregator = null;
        List<String> communities = List.of();
        List<String> large = List.of();
        List<String> extended = new ArrayList<>();
        Long otc = null;
        while (attribute.next()) {
            byte[] octets = attribute.buffer();
            int at = attribute.valueOffset();
            int length = attribute.valueLength();
            switch (attribute.code()) {
                case AttributeCode.ORIGIN -> origin = AttributeText.origin(Octets.u8(octets, at));
                case AttributeCode.AS_PATH ->
                    asPath = path.reset(octets, at, length).toString();
                case AttributeCode.NEXT_HOP, AttributeCode.MP_REACH ->
                    nextHop = AttributeText.nextHop(octets, at, length);
                case AttributeCode.MED -> med = Octets.u32(octets, at);
                case AttributeCode.LOCAL_PREF -> localPref = Octets.u32(octets, at);
                case AttributeCode.ATOMIC_AGGREGATE -> atomicAggregate = true;
                case AttributeCode.AGGREGATOR -> aggregator = AttributeText.aggregator(octets, at);
                case AttributeCode.COMMUNITIES -> communities = AttributeText.communities(octets, at, length);
                case AttributeCode.LARGE_COMMUNITIES -> large = AttributeText.largeCommunities(octets, at, length);
                case AttributeCode.EXTENDED_COMMUNITIES ->
                    extended.addAll(AttributeText.extendedCommunities(octets, at, length));
                case AttributeCode.IPV6_EXTENDED_COMMUNITIES ->
                    extended.addAll(AttributeText.ipv6ExtendedCommunities(octets, at, length));
                case AttributeCode.OTC -> otc = Octets.u32(octets, at);
                default -> {
                    // kept in the table, not shown
                }
            }
        }
        return new RouteAttributes(
                origin,
                asPath,
                nextHop,
                med,
                localPref,
                atomicAggregate,
                aggregator,
                communities,
                large,
                extended,
                otc);
    }
}
