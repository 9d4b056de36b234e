package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.agent.rib.AttributeStore;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.config.value.Prefix;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** An attribution over a store of its own; gives ids to prefixes. */
final class AttributionTable {
    final Intent intent;
    final AttributeStore store;
    final Attribution attribution;
    private final Map<Prefix, Integer> prefixIds = new HashMap<>();

    AttributionTable(Intent intent) {
        this.intent = intent;
        store = new Rib(TableLimits.LARGEST, new Random(1), 0).attributes();
        attribution = new Attribution(intent, store);
    }

    int intern(byte[] block) {
        return store.intern(block, 0, block.length);
    }

    int prefixId(Prefix prefix) {
        return prefixIds.computeIfAbsent(prefix, p -> prefixIds.size());
    }

    String owner(String router, Prefix prefix, int attributeId) {
        return intent.network(attribution.owner(
                        intent.router(router),
                        prefix.family(),
                        prefixId(prefix),
                        prefix.high(),
                        prefix.low(),
                        prefix.length(),
                        attributeId))
                .name();
    }

    Attribution.Decision explain(String router, Prefix prefix, int attributeId) {
        return attribution.explain(intent.router(router), prefix, attributeId);
    }

    boolean isPermitted(String network, String prefix) {
        Prefix parsed = Prefix.parse(prefix);
        int index = intent.network(network).index();
        return attribution.isPermitted(
                index, index, parsed.family(), prefixId(parsed), parsed.high(), parsed.low(), parsed.length());
    }
}
