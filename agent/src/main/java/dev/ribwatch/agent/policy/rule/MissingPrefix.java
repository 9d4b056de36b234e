package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RequiredPrefixes;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expected prefix that is not visible at a router. */
final class MissingPrefix {
    /** Why the findings of a network at a router closed, if that is why. */
    private static final String INVISIBLE = "explained by NetworkInvisible";

    private final RuleContext context;
    private final RuleSettings settings;

    MissingPrefix(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.MISSING_PREFIX);
    }

    /** Begins to follow what must be visible at a sight. */
    void attach(Sight sight) {
        if (!sight.configured) {
            return;
        }
        for (Network network : context.intent.networks()) {
            RequiredPrefixes prefixes = context.intent.required(network.index(), sight.family);
            if (prefixes.size() > 0 && context.intent.expectedAt(network.index(), sight.vantage())) {
                SightGroup group = settings.isEnabled() ? new Group(context, settings, sight, network, prefixes) : null;
                sight.coverage[network.index()] =
                        new RequiredCoverage(prefixes, group, excepted(sight, network, prefixes));
            }
        }
    }

    /** Publishes whether NetworkInvisible explains all that a network lacks at a sight. */
    void supersede(Sight sight, int network) {
        SightGroup group = group(sight, network);
        if (group != null) {
            group.supersede(sight.invisible.get(network), INVISIBLE);
        }
    }

    /** Where a network's findings at a sight are kept; null if there can be none. */
    static @Nullable SightGroup group(Sight sight, int network) {
        RequiredCoverage coverage = sight.coverage[network];
        return coverage == null ? null : coverage.group();
    }

    /** Whether a finding of another engine still has a subject here. */
    boolean mayAdopt(Sight sight, Network network, Finding finding) {
        Prefix prefix = finding.key().prefix();
        RequiredPrefixes prefixes = context.intent.required(network.index(), sight.family);
        if (group(sight, network.index()) == null) {
            return false;
        }
        int place = prefix == null ? RequiredPrefixes.NONE : prefixes.find(prefix);
        return prefix == null
                || place != RequiredPrefixes.NONE
                        && !excepted(sight, network, prefixes).get(place);
    }

    private BitSet excepted(Sight sight, Network network, RequiredPrefixes prefixes) {
        BitSet excepted = new BitSet();
        if (!settings.hasExceptions()) {
            return excepted;
        }
        for (int place = 0; place < prefixes.size(); place++) {
            excepted.set(
                    place,
                    settings.excepts(
                            network.name(),
                            null,
                            sight.router(),
                            sight.view.router.configuredAs(),
                            prefixes.get(place)));
        }
        return excepted;
    }

    private static final class Group extends SightGroup {
        private final RequiredPrefixes required;

        Group(RuleContext context, RuleSettings settings, Sight sight, Network network, RequiredPrefixes required) {
            super(context, settings, sight, network);
            this.required = required;
        }

        /** A route that is there is certain; that one is missing, not while some were dropped. */
        @Override
        boolean isCertain() {
            return super.isCertain() && !sight.isPartial();
        }

        @Override
        Prefix prefix(int id) {
            return required.get(id);
        }

        @Override
        int find(Prefix prefix) {
            int place = required.find(prefix);
            return place == RequiredPrefixes.NONE ? IdSet.NONE : place;
        }

        @Override
        List<Witness> witnesses(Prefix prefix) {
            return List.of();
        }
    }
}
