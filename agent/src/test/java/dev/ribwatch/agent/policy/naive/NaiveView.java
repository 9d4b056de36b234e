package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** ViewPartial, of its reasons only those that routes and time can bring: no-communities, canary-missing, silent. */
final class NaiveView extends NaiveRule {
    private static final String NO_COMMUNITIES = "no-communities";
    private static final String CANARY_MISSING = "canary-missing";
    private static final String SILENT = "silent";
    private static final Duration SILENCE = Duration.ofMinutes(1);

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
                judge(
                        before,
                        now,
                        router,
                        family,
                        NO_COMMUNITIES,
                        facts.isUp(router.name()),
                        isLacking(router, family));
                judge(
                        before,
                        now,
                        router,
                        family,
                        CANARY_MISSING,
                        facts.judged(router.name(), family),
                        isCanaryMissing(router, family));
                judge(
                        before,
                        now,
                        router,
                        family,
                        SILENT,
                        isHeard(router, family) || isSilent(router, family),
                        isSilent(router, family));
            }
        }
    }

    /** What another minute of nothing brings, and nothing else of this rule does. */
    @Override
    void pass(Map<Subject, Truth> open) {
        for (RouterConfig router : facts.config.routers()) {
            for (Family family : Family.values()) {
                if (isSilent(router, family)) {
                    judge(Map.of(), open, router, family, SILENT, true, true);
                }
            }
        }
    }

    /** @param certain else what was said stays, as unknown */
    private void judge(
            Map<Subject, Truth> before,
            Map<Subject, Truth> now,
            RouterConfig router,
            Family family,
            String reason,
            boolean certain,
            boolean holds) {
        Subject subject =
                new Subject(RuleName.VIEW_PARTIAL, null, null, router.name(), null, null, family, null, reason);
        if (!certain) {
            Truth was = before.get(subject);
            if (was != null) {
                now.put(subject, new Truth(was.severity(), true));
            }
        } else if (holds && facts.applies(RuleName.VIEW_PARTIAL, null, null, router, null)) {
            now.put(subject, new Truth(facts.severity(RuleName.VIEW_PARTIAL, RuleName.VIEW_PARTIAL.severity()), false));
        } else {
            now.remove(subject);
        }
    }

    private boolean isLacking(RouterConfig router, Family family) {
        Set<Integer> sent = facts.sentCommunities.getOrDefault(new Place(router.name(), family), Set.of());
        return facts.networks.stream()
                .anyMatch(network -> !sent.containsAll(NaiveCommunities.asked(facts, network))
                        && !facts.prefixesOf(router.name(), family, network.name(), false)
                                .isEmpty());
    }

    private boolean isCanaryMissing(RouterConfig router, Family family) {
        return router.canaries().stream()
                .anyMatch(canary -> canary.family() == family
                        && !facts.rows(router.name(), family).containsKey(canary));
    }

    /** Up, and something of it came. */
    private boolean isHeard(RouterConfig router, Family family) {
        State state = facts.state(router.name(), family);
        return (state == State.SYNCING || state == State.CONVERGED)
                && !facts.silentSince.containsKey(new Place(router.name(), family));
    }

    private boolean isSilent(RouterConfig router, Family family) {
        Long since = facts.silentSince.get(new Place(router.name(), family));
        return since != null && facts.nanos - since >= SILENCE.toNanos();
    }
}
