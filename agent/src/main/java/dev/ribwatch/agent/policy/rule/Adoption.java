package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import org.jspecify.annotations.Nullable;

/** Takes over findings of another engine on the same table as far as the intent still has their subjects. */
final class Adoption {
    private final RuleContext context;
    private final RuleSet rules;
    private final @Nullable RuleSet previous;

    Adoption(RuleContext context, RuleSet rules, @Nullable RuleSet previous) {
        this.context = context;
        this.rules = rules;
        this.previous = previous;
    }

    /** False if there is no such subject any more. */
    boolean take(Finding finding) {
        FindingKey key = finding.key();
        Network network = key.network() == null ? null : context.intent.network(key.network());
        Network other = key.otherNetwork() == null ? null : context.intent.network(key.otherNetwork());
        Family family = key.family();
        if (key.rule() == RuleName.OVERLAPPING_PREFIX) {
            return network != null
                    && other != null
                    && family != null
                    && rules.overlaps.adopt(
                            finding, network, other, family, previous == null ? null : previous.overlaps);
        }
        if (key.rule() == RuleName.REDUNDANCY_LOST || key.rule() == RuleName.REDUNDANCY_MISMATCH) {
            return rules.redundancy.adopt(finding, previous == null ? null : previous.redundancy);
        }
        if (key.rule() == RuleName.PREFIX_LIMIT) {
            return rules.prefixLimit.adopt(finding);
        }
        RouterView view = context.view(key.router());
        if (view == null) {
            return false;
        }
        if (key.rule() == RuleName.SESSION_DOWN) {
            return rules.sessionDown.adopt(view, finding);
        }
        if (key.rule() == RuleName.SESSION_FLAPPING) {
            return rules.sessionFlapping.adopt(view, finding);
        }
        if (key.rule() == RuleName.VIEW_PARTIAL) {
            return rules.viewPartial.adopt(view, finding);
        }
        if (key.rule() == RuleName.MALFORMED_UPDATES) {
            return rules.malformed.adopt(view, finding);
        }
        if (family == null) {
            return false;
        }
        Sight sight = view.sight(family);
        if (!sight.configured) {
            return false; // nothing of it will ever be judged
        }
        if (key.rule() == RuleName.PREFIX_FLAPPING) {
            return rules.flapping.adopt(sight, finding);
        }
        return network != null && isAdopted(finding, sight, network);
    }

    private boolean isAdopted(Finding finding, Sight sight, Network network) {
        int index = network.index();
        switch (finding.key().rule()) {
            case UNEXPECTED_DEFAULT_ROUTE:
                sight.forbiddenDefaults.set(index, rules.unexpectedDefault.mayAdopt(sight, network));
                return adoptIf(sight.forbiddenDefaults.get(index), finding);
            case EFFECTIVE_DEFAULT_ROUTE:
                return rules.effectiveDefault.adopt(sight, network, finding) && noteExplained(sight);
            case DEFAULT_ROUTE_MISSING:
                sight.missingDefaults.set(index, rules.defaultMissing.isRequired(sight, network));
                return adoptIf(sight.missingDefaults.get(index), finding);
            case NETWORK_INVISIBLE:
                sight.invisible.set(index, rules.invisible.isExpected(sight, network));
                return adoptIf(sight.invisible.get(index), finding);
            case UNEXPECTED_VISIBILITY:
                sight.surplus.set(index, rules.surplus.isSurprising(sight, network));
                return adoptIf(sight.surplus.get(index), finding);
            case UNEXPECTED_PREFIX:
                return adoptIf(
                        rules.unexpectedPrefix.mayAdopt(sight, network, finding),
                        rules.unexpectedPrefix.group(sight, index),
                        finding);
            case BOGON:
                return adoptIf(rules.bogon.mayAdopt(sight, network, finding), rules.bogon.group(sight, index), finding);
            case PREFIX_COUNT_CHANGE:
                return rules.countChange.adopt(sight, network, finding);
            case PLANNED_CHANGE_MISSED:
                return rules.planned.adopt(sight, network, finding);
            case MISSING_PREFIX:
                return adoptIf(
                        rules.missingPrefix.mayAdopt(sight, network, finding),
                        MissingPrefix.group(sight, index),
                        finding);
            default:
                return rules.routes.adopt(sight, network, finding);
        }
    }

    private boolean adoptIf(boolean accepted, Finding finding) {
        if (accepted) {
            context.ledger.adopt(finding);
        }
        return accepted;
    }

    private static boolean adoptIf(boolean accepted, @Nullable SightGroup group, Finding finding) {
        if (accepted && group != null) {
            group.adopt(finding);
        }
        return accepted && group != null;
    }

    /** What short routes are to a finding of EffectiveDefaultRoute that was taken over; nothing is published yet. */
    private boolean noteExplained(Sight sight) {
        PrefixTable table = context.rib.prefixes(sight.family);
        for (int id = sight.shortRoutes.next(0); id != IdSet.NONE; id = sight.shortRoutes.next(id + 1)) {
            rules.unexpectedPrefix.reconsider(sight, id, table.high(id), table.low(id), table.length(id));
            rules.bogon.reconsider(sight, id, table.high(id), table.low(id), table.length(id));
        }
        return true;
    }
}
