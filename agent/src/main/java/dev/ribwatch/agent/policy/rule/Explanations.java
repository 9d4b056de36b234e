package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.Verdict;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every rule makes of a prefix at a router: in its own words where it is {@link Explaining}, else by its findings. Takes
 * look-ups in the structures that judging keeps; nothing is remembered.
 */
public final class Explanations {
    private static final Set<RuleName> OF_NO_ROUTE = EnumSet.of(
            RuleName.POLICY_INVALID, RuleName.DELIVERY_FAILING, RuleName.LEDGER_DEGRADED, RuleName.SPLIT_VIEW);

    /** They rest on nothing that a router tells: they are judged whatever becomes of its session. */
    private static final Set<RuleName> OF_SESSION = EnumSet.of(RuleName.SESSION_DOWN, RuleName.SESSION_FLAPPING);

    private final RuleContext context;
    private final RuleSet rules;

    public Explanations(RuleContext context, RuleSet rules) {
        this.context = context;
        this.rules = rules;
    }

    /** The rule as one that speaks for itself; null: its findings speak for it. */
    private @Nullable Explaining explaining(RuleName name) {
        return switch (name) {
            case UNEXPECTED_DEFAULT_ROUTE -> rules.unexpectedDefault;
            case EFFECTIVE_DEFAULT_ROUTE -> new EffectiveDefaultExplanation(context, rules.effectiveDefault);
            case DEFAULT_ROUTE_MISSING -> rules.defaultMissing;
            case OVERLAPPING_PREFIX -> new OverlapExplanation(context, rules.overlaps, rules.effectiveDefault);
            case UNEXPECTED_PREFIX -> rules.unexpectedPrefix;
            case BOGON -> rules.bogon;
            case MISSING_PREFIX -> rules.missingPrefix;
            case NETWORK_INVISIBLE -> rules.invisible;
            case UNEXPECTED_VISIBILITY -> rules.surplus;
            case REDUNDANCY_MISMATCH -> rules.redundancy.mismatch;
            case REDUNDANCY_LOST -> rules.redundancy.lost;
            case PLANNED_CHANGE_MISSED -> rules.planned;
            case PREFIX_FLAPPING -> rules.flapping;
            case PREFIX_LIMIT -> new LimitExplanation(context, rules.prefixLimit);
            case PREFIX_COUNT_CHANGE -> rules.countChange;
            default -> rules.routes.rule(name);
        };
    }

    /**
     * Findings that have to do with a prefix: of it, of one around it short of a default, of one within it, or of no prefix in
     * particular.
     */
    public List<Finding> related(Prefix prefix) {
        List<Finding> related = new ArrayList<>();
        for (Finding finding : context.ledger.findings()) {
            FindingKey key = finding.key();
            if ((key.family() == null || key.family() == prefix.family())
                    && (key.prefix() == null
                            || key.prefix().overlaps(prefix) && (!key.prefix().isDefault() || prefix.isDefault())
                            || key.otherPrefix() != null && key.otherPrefix().overlaps(prefix))) {
                related.add(finding);
            }
        }
        return related;
    }

    /**
     * What the rules say, in the order of the catalogue; nothing of a router that the intent does not know.
     *
     * @param router index of the router
     * @param related as {@link #related} has it
     */
    public List<Verdict> at(int router, Prefix prefix, List<Finding> related) {
        RouterView view = rules.view(router);
        if (view == null) {
            return List.of();
        }
        Inquiry inquiry = new Inquiry(context, view.sight(prefix.family()), prefix);
        Verdicts verdicts = new Verdicts(context, inquiry, related);
        for (RuleName name : RuleName.values()) {
            if (OF_NO_ROUTE.contains(name)) {
                continue;
            }
            if (!context.intent.rule(name).isEnabled()) {
                verdicts.off(name);
                continue;
            }
            Explaining rule = explaining(name);
            if (rule == null) {
                verdicts.plain(name, !OF_SESSION.contains(name));
            } else {
                rule.explain(inquiry, verdicts);
                verdicts.found(name);
            }
        }
        return verdicts.said();
    }

    /** Why nothing is said at present of a router's family: {@code frozen: syncing}; null if it is judged. */
    public @Nullable String unjudged(int router, Prefix prefix) {
        RouterView view = rules.view(router);
        return view == null ? "the policy does not know this router" : Verdicts.unjudged(view.sight(prefix.family()));
    }
}
