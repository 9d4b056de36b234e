package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Family;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts the bounds of the configuration in force at the table (RFC 4271 section 6.7: past them, new paths are discarded). */
final class RouterLimits {
    private final Function<String, @Nullable RouterConfig> configured;

    /**
     * @param configured the entry of this name in the configuration, or null; asked each time
     */
    RouterLimits(Function<String, @Nullable RouterConfig> configured) {
        this.configured = configured;
    }

    /** Bounds a router as its entry says; one without an entry stays as it is. */
    void apply(Rib rib, AdjRibIn router) {
        RouterConfig entry = configured.apply(router.configuredAs());
        if (entry == null) {
            return;
        }
        for (int i = 0; i < Family.count(); i++) {
            Family family = Family.of(i);
            rib.limitPaths(router, family, entry.maxPrefixes().getOrDefault(family, Integer.MAX_VALUE));
        }
        rib.limitMemory(router, entry.memoryBudget());
    }
}
