package dev.ribwatch.agent.policy;

import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.RouterIntent;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Which routers could say more, but cannot be asked at the moment: those with a family whose routes are not all there. Who
 * reads that one router lacks a prefix wants to know whether the others were looked at.
 */
public final class BlindRouters implements Function<Family, List<String>> {
    private final Rib rib;
    private final Intent intent;

    public BlindRouters(Rib rib, Intent intent) {
        this.rib = rib;
        this.intent = intent;
    }

    /** Whether a finding says what one router shows of a network, so that one wants to know of the others. */
    public static boolean matterTo(FindingKey key) {
        return key.router() != null && key.network() != null && key.family() != null;
    }

    /** By name, in order. */
    @Override
    public List<String> apply(Family family) {
        List<String> blind = new ArrayList<>();
        for (AdjRibIn router : rib.routers()) {
            RouterIntent known = intent.router(router.configuredAs());
            if (known != null
                    && known.families().contains(family)
                    && !router.convergence(family).isJudged()) {
                blind.add(router.name());
            }
        }
        blind.sort(null);
        return blind;
    }
}
