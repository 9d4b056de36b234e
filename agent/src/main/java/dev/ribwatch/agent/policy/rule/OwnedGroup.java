package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.config.value.Prefix;
import java.util.List;

/** Findings of one rule about single routes of a network at a sight. */
class OwnedGroup extends SightGroup {
    private final Network owner;

    OwnedGroup(RuleContext context, RuleSettings settings, Sight sight, Network owner) {
        super(context, settings, sight, owner);
        this.owner = owner;
    }

    @Override
    final Prefix prefix(int id) {
        return context.prefix(sight.family, id);
    }

    @Override
    final int find(Prefix prefix) {
        int id = context.rib.prefixes(sight.family).find(prefix.high(), prefix.low(), prefix.length());
        return id == PrefixTable.NONE ? IdSet.NONE : id;
    }

    @Override
    final List<Witness> witnesses(Prefix prefix) {
        return context.witnesses(sight, owner, prefix);
    }
}
