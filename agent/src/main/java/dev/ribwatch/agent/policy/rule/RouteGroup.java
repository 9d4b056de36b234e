package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Findings of a {@link RouteRule} about a network's routes at one router's family; members are prefix ids. */
final class RouteGroup extends SightGroup {
    private final RouteRule rule;
    private final Network owner;

    RouteGroup(RuleContext context, RouteRule rule, Sight sight, Network owner) {
        super(context, rule.settings, sight, owner);
        this.rule = rule;
        this.owner = owner;
    }

    @Override
    boolean isCertain() {
        return super.isCertain() && mayTell();
    }

    @Override
    boolean mayTell() {
        return rule.isCertain(sight, owner);
    }

    @Override
    Prefix prefix(int id) {
        return context.prefix(sight.family, id);
    }

    @Override
    int find(Prefix prefix) {
        int id = context.rib.prefixes(sight.family).find(prefix.high(), prefix.low(), prefix.length());
        return id == PrefixTable.NONE ? IdSet.NONE : id;
    }

    @Override
    List<Witness> witnesses(Prefix prefix) {
        int path = broken(prefix);
        return path == RouteChange.ABSENT ? List.of() : List.of(context.witness(sight, prefix, path));
    }

    @Override
    Detail detail(Prefix prefix, @Nullable Finding before) {
        int path = broken(prefix);
        if (path != RouteChange.ABSENT) {
            return rule.detail(context.attribution.facts(sight.view.intent, path), owner);
        }
        return before == null ? Detail.None.NONE : before.detail();
    }

    private int broken(Prefix prefix) {
        int id = find(prefix);
        return id == IdSet.NONE
                ? RouteChange.ABSENT
                : rule.broken(sight, id, prefix.high(), prefix.low(), prefix.length(), owner);
    }
}
