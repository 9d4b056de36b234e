package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.util.Map;
import java.util.Set;

/** ViewPartial, of its reasons only no-communities. */
final class NaiveView extends NaiveRule {
    NaiveView(NaiveFacts facts) {
        super(facts, RuleName.VIEW_PARTIAL);
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return true;
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        for (RouterConfig router : facts.config.routers()) {
            for (Family family : Family.values()) {
                Subject subject = new Subject(
                        RuleName.VIEW_PARTIAL, null, null, router.name(), null, null, family, null, "no-communities");
                if (!facts.isUp(router.name())) {
                    Truth was = before.get(subject);
                    if (was != null) {
                        now.put(subject, new Truth(was.severity(), true));
                    }
                } else if (isLacking(router, family)
                        && facts.applies(RuleName.VIEW_PARTIAL, null, null, router, null)) {
                    now.put(
                            subject,
                            new Truth(facts.severity(RuleName.VIEW_PARTIAL, RuleName.VIEW_PARTIAL.severity()), false));
                }
            }
        }
    }

    private boolean isLacking(RouterConfig router, Family family) {
        Set<Integer> sent = facts.sentCommunities.getOrDefault(new Place(router.name(), family), Set.of());
        return facts.networks.stream()
                .anyMatch(network -> !sent.containsAll(NaiveCommunities.asked(facts, network))
                        && !facts.prefixesOf(router.name(), family, network.name(), false)
                                .isEmpty());
    }
}
