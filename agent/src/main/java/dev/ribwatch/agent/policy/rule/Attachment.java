package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RouterIntent;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.config.value.Family;
import org.jspecify.annotations.Nullable;

/** Makes routers known to each rule, and closes what rests on one that is gone. */
final class Attachment {
    private final RuleContext context;
    private final RuleSet rules;

    Attachment(RuleContext context, RuleSet rules) {
        this.context = context;
        this.rules = rules;
    }

    /** A router is known; null if the intent does not know it: then nothing is judged there. */
    @Nullable
    RouterView add(AdjRibIn router) {
        RouterIntent intent = context.intent.router(router.configuredAs());
        while (context.views.size() <= router.index()) {
            context.views.add(null);
        }
        if (intent == null) {
            context.views.set(router.index(), null);
            return null;
        }
        RouterView view = new RouterView(context, router, intent);
        context.views.set(router.index(), view);
        rules.sessionFlapping.attach(view);
        rules.prefixLimit.attach(view);
        for (int family = 0; family < Family.count(); family++) {
            Sight sight = view.sight(Family.of(family));
            rules.redundancy.attach(sight);
            rules.missingPrefix.attach(sight);
            rules.routes.attach(sight);
            for (Network network : context.intent.networks()) {
                int index = network.index();
                sight.mayAmountToDefault[index] = rules.effectiveDefault.isJudged(sight, network);
                sight.carefree[index] = network.isOpen()
                        && !sight.mayAmountToDefault[index]
                        && sight.coverage[index] == null
                        && !rules.overlaps.isCompared(index);
            }
            rules.planned.attach(sight);
        }
        return view;
    }

    /** A router and all its routes are gone. */
    void remove(RouterView view) {
        String reason = "the router was " + view.router.end();
        for (int family = 0; family < Family.count(); family++) {
            Sight sight = view.sight(Family.of(family));
            sight.converged = false;
            sight.judged = false;
            rules.settlement.drop(sight);
            for (int network = 0; network < sight.routes.length; network++) {
                closeAll(sight.unexpected[network], reason);
                closeAll(sight.bogons[network], reason);
                closeAll(MissingPrefix.group(sight, network), reason);
            }
            closeAll(sight.flapping, reason);
            rules.redundancy.removed(sight, reason);
            rules.routes.closeAll(sight, reason);
            rules.planned.removed(sight, reason);
        }
        context.views.set(view.router.index(), null);
        rules.flapping.forget(view);
        rules.sessionDown.forget(view, reason);
        rules.prefixLimit.forget(view);
        context.ledger.closeIf(
                finding -> view.router.name().equals(finding.key().router()), reason);
        rules.overlaps.forget(view.router.index(), view.router.end());
    }

    private static void closeAll(@Nullable SightGroup group, String reason) {
        if (group != null) {
            group.closeAll(reason);
        }
    }
}
