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
final class MissingPrefix implements Explaining {
    /** Why the findings of a network at a router closed, if that is why. */
    private static final String INVISIBLE = "explained by NetworkInvisible";

    /** Required prefixes within one that was asked about, so many a network. */
    private static final int EXAMPLES = 3;

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
                sight.coverage[network.index()] = new RequiredCoverage(
                        prefixes, group, excepted(sight, network, prefixes), sight.legs[network.index()]);
            }
        }
    }

    /** Publishes whether NetworkInvisible or RedundancyLost explains all that a network lacks at a sight. */
    void supersede(Sight sight, int network) {
        SightGroup group = group(sight, network);
        if (group != null) {
            boolean lost = sight.isLegLost(network);
            group.supersede(lost || sight.invisible.get(network), lost ? NetworkInvisible.LEG_LOST : INVISIBLE);
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

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        Prefix prefix = inquiry.prefix;
        for (Network network : context.intent.networks()) {
            RequiredPrefixes prefixes = context.intent.required(network.index(), prefix.family());
            int place = prefixes.find(prefix);
            if (place == RequiredPrefixes.NONE) {
                place = prefixes.longestAround(prefix.high(), prefix.low(), prefix.length());
            }
            if (place != RequiredPrefixes.NONE) {
                explain(inquiry, network, prefixes, place, verdicts);
                continue;
            }
            int first = prefixes.firstFrom(prefix.high(), prefix.low(), prefix.length());
            for (int at = first; at < prefixes.size() && at < first + EXAMPLES; at++) {
                if (prefix.contains(prefixes.get(at))) {
                    explain(inquiry, network, prefixes, at, verdicts);
                }
            }
            Prefix around = inquiry.declaredAround(network);
            if (around != null && (first == prefixes.size() || !prefix.contains(prefixes.get(first)))) {
                verdicts.at(settings, network, null)
                        .good(network + " declares " + around + " around it, and requires nothing there");
            }
        }
    }

    private void explain(Inquiry inquiry, Network network, RequiredPrefixes prefixes, int place, Verdicts verdicts) {
        Sight sight = inquiry.sight;
        Prefix required = prefixes.get(place);
        RequiredCoverage coverage = sight.coverage[network.index()];
        Verdicts.Case subject = verdicts.at(settings, network, required);
        if (network.index() == sight.vantage()) {
            subject.good("not expected at its own vantage");
        } else if (!context.intent.expectedAt(network.index(), sight.vantage())) {
            subject.good("not expected here: no connection leads from " + inquiry.vantage() + " to " + network);
        } else if (coverage == null) {
            subject.good("the family is not configured at this router");
        } else if (!subject.isExcepted()) {
            explainVisible(inquiry, network, required, coverage, place, subject);
        }
    }

    private static void explainVisible(
            Inquiry inquiry,
            Network network,
            Prefix required,
            RequiredCoverage coverage,
            int place,
            Verdicts.Case subject) {
        Sight sight = inquiry.sight;
        if (coverage.isVisible(place)) {
            Prefix by = inquiry.covering(network, required);
            subject.good(
                    required.equals(by)
                            ? "visible by a route of its own"
                            : by == null || !RequiredCoverage.isCover(required, by.length())
                                    ? "visible by more-specific routes that add up to it"
                                    : "visible by covering route " + by);
        } else if (sight.isLegLost(network.index())) {
            subject.explained(NetworkInvisible.LEG_LOST);
        } else if (sight.invisible.get(network.index())) {
            subject.explained(INVISIBLE);
        } else if (coverage.isExplained(place)) {
            subject.explained(RequiredCoverage.EXPLAINED);
        } else if (sight.isPartial()) {
            subject.frozen("routes were dropped here: what is absent may be there");
        } else {
            subject.holds("no route of " + network + " is equal to it or covers it, nor do longer ones add up to it");
        }
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
