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
import dev.ribwatch.exporter.http.RouteRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a row of text from a route's attribute block. */
final class RouteRows {
    private final AttributeCursor attribute = new AttributeCursor();
    private final AsPath path = new AsPath();

    RouteRow row(
            Rib rib,
            PrefixTable table,
            int prefixId,
            AdjRibIn router,
            @Nullable String network,
            long pathId,
            int attributes) {
        rib.attributes().reset(attribute, attributes);
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
        long since = router.since(table.family(), prefixId, (int) pathId);
        return new RouteRow(
                Prefix.masked(table.family(), table.high(prefixId), table.low(prefixId), table.length(prefixId)),
                router.name(),
                network,
                table.family(),
                router.hasPathIds(table.family()) ? pathId : null,
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
                otc,
                router.isStale(table.family(), prefixId, (int) pathId)
                        || WellKnownCommunity.isIn(attribute, WellKnownCommunity.LLGR_STALE),
                since < 0 ? null : Instant.ofEpochMilli(since));
    }
}
