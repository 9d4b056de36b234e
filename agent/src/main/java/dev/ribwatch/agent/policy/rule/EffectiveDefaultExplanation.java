package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import java.util.Locale;

/** What EffectiveDefaultRoute makes of a prefix: how much all routes of its owner may cover together. */
final class EffectiveDefaultExplanation implements Explaining {
    private final RuleContext context;
    private final RuleSettings settings;
    private final EffectiveDefaultRoute rule;

    EffectiveDefaultExplanation(RuleContext context, EffectiveDefaultRoute rule) {
        this.context = context;
        this.rule = rule;
        settings = context.intent.rule(RuleName.EFFECTIVE_DEFAULT_ROUTE);
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        Sight sight = inquiry.sight;
        if (inquiry.isDefault()) {
            return;
        }
        for (Network owner : inquiry.owners()) {
            Verdicts.Case subject = verdicts.at(settings, owner, null);
            if (sight.isHeldOwn(owner)) {
                subject.good("own-routes: held: the router's own routes are not judged");
            } else if (!rule.isJudged(sight, owner)) {
                if (!subject.isExcepted()) {
                    subject.good(owner + " is open, and a connection leads to it");
                }
            } else {
                EffectiveDefaultRoute.Subject near = sight.effective[owner.index()];
                double share = (double) sight.sums[owner.index()] / AddressSpace.size(sight.family);
                String covered = String.format(
                        Locale.ROOT,
                        "all routes of %s here cover at most %.2f %% of the address space, %.0f %% amount to a default",
                        owner,
                        100 * Math.min(1, share),
                        100 * context.intent.effectiveThreshold());
                if (near != null && near.undecided) {
                    subject.frozen(covered + "; how much exactly is being counted");
                } else if (near != null && near.open) {
                    subject.holds(half(near) + covered);
                } else {
                    subject.good(covered);
                }
            }
        }
    }

    /** That half of a default is there and enough, if it is. */
    private String half(EffectiveDefaultRoute.Subject near) {
        List<Prefix> halves = rule.halves(near);
        return switch (halves.size()) {
            case 0 -> "";
            case 1 -> halves.get(0) + " is half of a default, which is enough; ";
            default -> halves.get(0) + " and " + halves.get(1) + " are the halves of a default; ";
        };
    }
}
