package dev.ribwatch.config.load;

import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.PolicyConfig;
import dev.ribwatch.config.PolicyConfig.DefaultRoute;
import dev.ribwatch.config.PolicyConfig.OverlapAllowed;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleConfig.Levels;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.binding.Entries;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.binding.PolicySection;
import dev.ribwatch.config.binding.PolicySection.DefaultRouteEntry;
import dev.ribwatch.config.binding.PolicySection.DefaultRouteSection;
import dev.ribwatch.config.binding.PolicySection.ExceptEntry;
import dev.ribwatch.config.binding.PolicySection.OverlapEntry;
import dev.ribwatch.config.binding.PolicySection.ProviderAsEntry;
import dev.ribwatch.config.binding.PolicySection.RuleEntry;
import dev.ribwatch.config.binding.Share;
import dev.ribwatch.config.preset.Fact;
import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code policy}: what is held against the routes. */
final class PolicyChecks {
    private static final double EFFECTIVE_THRESHOLD = 0.5;
    private static final int MOST_CHANGES = 1_000_000;
    private static final int MOST_TRANSITIONS = 1_000;
    private static final Set<RuleName> FLAPPING = EnumSet.of(RuleName.PREFIX_FLAPPING, RuleName.SESSION_FLAPPING);
    private static final Set<RuleName> WINDOWED = EnumSet.of(
            RuleName.PREFIX_FLAPPING,
            RuleName.SESSION_FLAPPING,
            RuleName.REDUNDANCY_MISMATCH,
            RuleName.PREFIX_COUNT_CHANGE);
    private static final int MOST_WATCHED = 1_000;
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final RuleEntry UNSET =
            new RuleEntry(null, null, null, null, null, null, null, null, null, null, null);

    private final Scope scope;

    PolicyChecks(Scope scope) {
        this.scope = scope;
    }

    /**
     * AS numbers of the provider of circuits, by default those of the preset.
     *
     * @param own the agent's, which is hardly one of them
     */
    ProviderAsns providerAs(@Nullable Located<PolicySection> section, @Nullable Asn own) {
        Located<ProviderAsEntry> entry =
                section == null ? null : section.value().providerAs();
        if (entry == null) {
            return ProviderAsns.DEFAULT;
        }
        return new ProviderAsns(
                providerAs(entry.value().circuits(), ProviderAsns.DEFAULT.circuits(), own),
                providerAs(entry.value().gateway(), ProviderAsns.DEFAULT.gateway(), own),
                providerAs(entry.value().hostedCloud(), ProviderAsns.DEFAULT.hostedCloud(), own));
    }

    private Asn providerAs(@Nullable Located<Asn> asn, Asn otherwise, @Nullable Asn own) {
        if (asn != null && asn.value().equals(own)) {
            scope.warning(asn.place()
                    .problem("AS " + own + " is agent.as: RouteLeak takes the provider's numbers for nobody's"));
        }
        return asn == null ? otherwise : scope.asn(asn);
    }

    /**
     * The section's record, its defaults if it is absent.
     *
     * @param providerAs see {@link #providerAs}
     */
    PolicyConfig policy(@Nullable Located<PolicySection> located, ProviderAsns providerAs) {
        PolicySection section =
                located == null ? new PolicySection(null, null, null, null, null, null, null, null) : located.value();
        DefaultRouteSection defaultRoute = section.defaultRoute() == null
                ? new DefaultRouteSection(null, null, null)
                : section.defaultRoute().value();
        Located<Share> threshold = defaultRoute.effectiveThreshold();
        List<OverlapAllowed> overlaps = section.overlap() == null
                ? List.of()
                : overlaps(section.overlap().value().allow());
        List<Community> blackhole = section.blackhole() == null
                ? List.of()
                : Items.values(section.blackhole().value().communities());
        List<Prefix> watch = scope.bare(section.watch());
        if (section.watch() != null && watch.size() > MOST_WATCHED) {
            scope.error(section.watch().place().problem("more than " + MOST_WATCHED + " prefixes: each is a metric"));
        }
        for (Located<Asn> provider : Items.of(section.providers())) {
            if (providerAs.linked().contains(provider.value())) {
                scope.warning(provider.place()
                        .problem(Fact.X26
                                + ": linked circuits have it in their paths, so it counts for no provider here"));
            }
        }
        return new PolicyConfig(
                defaultRoutes(defaultRoute.allowed()),
                defaultRoutes(defaultRoute.required()),
                threshold == null ? EFFECTIVE_THRESHOLD : threshold.value().value(),
                overlaps,
                blackhole,
                watch,
                Items.values(section.providers()),
                providerAs,
                rules(section.rules()),
                new ChangeChecks(scope).changes(section.changes()));
    }

    private List<DefaultRoute> defaultRoutes(@Nullable Items<DefaultRouteEntry> entries) {
        List<DefaultRoute> routes = new ArrayList<>();
        for (Located<DefaultRouteEntry> entry : Items.of(entries)) {
            Located<String> network = entry.value().network();
            Items<String> at = entry.value().at();
            if (network != null) {
                scope.networks().resolve(network);
            }
            scope.networks().resolveAll(at);
            if (at != null && at.items().isEmpty() && at.whole()) {
                scope.error(at.place().problem("at least one vantage is needed"));
            }
            if (network != null) {
                routes.add(new DefaultRoute(network.value(), Items.values(at)));
            }
        }
        return List.copyOf(routes);
    }

    private List<OverlapAllowed> overlaps(@Nullable Items<OverlapEntry> entries) {
        List<OverlapAllowed> overlaps = new ArrayList<>();
        for (Located<OverlapEntry> entry : Items.of(entries)) {
            Items<String> between = entry.value().between();
            Set<String> seen = new HashSet<>();
            for (Located<String> network : Items.of(between)) {
                if (!seen.add(network.value())) {
                    scope.error(network.place().problem("listed twice"));
                }
                network(network);
            }
            if (between != null && between.whole() && between.items().size() < 2) {
                scope.error(between.place().problem("an overlap is between two networks or more"));
            }
            if (entry.value().prefix() != null) {
                overlaps.add(new OverlapAllowed(entry.value().prefix().value(), Items.values(between)));
            }
        }
        return List.copyOf(overlaps);
    }

    /** A network, or the reserved one. */
    private void network(Located<String> reference) {
        if (!reference.value().equals(NetworkChecks.UNKNOWN)) {
            scope.networks().resolve(reference);
        }
    }

    private Map<RuleName, RuleConfig> rules(@Nullable Entries<RuleEntry> entries) {
        Map<RuleName, RuleConfig> rules = new EnumMap<>(RuleName.class);
        for (RuleName rule : RuleName.values()) {
            rules.put(rule, rule(rule, UNSET));
        }
        Entries.of(entries).forEach((key, entry) -> {
            RuleName rule = RuleName.parse(key);
            if (rule == null) {
                scope.error(entry.place().keyProblem(String.valueOf(Rules.refusal(key))));
            } else {
                rules.put(rule, rule(rule, entry.value()));
            }
        });
        return Collections.unmodifiableMap(rules);
    }

    private RuleConfig rule(RuleName rule, RuleEntry entry) {
        List<Except> except = new ArrayList<>();
        for (Located<ExceptEntry> exception : Items.of(entry.except())) {
            except.add(except(rule, exception));
        }
        if (!FLAPPING.contains(rule)) {
            foreign(rule, entry.changes(), "PrefixFlapping and SessionFlapping have");
        }
        if (rule != RuleName.PREFIX_COUNT_CHANGE) {
            foreign(rule, entry.drop(), "PrefixCountChange has");
            foreign(rule, entry.surge(), "PrefixCountChange has");
            foreign(rule, entry.minimum(), "PrefixCountChange has");
        }
        if (!WINDOWED.contains(rule)) {
            foreign(
                    rule,
                    entry.within(),
                    "PrefixFlapping, SessionFlapping, RedundancyMismatch and PrefixCountChange have");
        }
        if (rule != RuleName.REDUNDANCY_MISMATCH) {
            foreign(rule, entry.compare(), "RedundancyMismatch has");
        }
        Duration leastWithin = rule == RuleName.REDUNDANCY_MISMATCH ? Duration.ZERO : Duration.ofSeconds(1);
        Duration byRule = Rules.forDuration(rule);
        RuleConfig config = new RuleConfig(
                entry.enabled() == null || entry.enabled().value(),
                entry.severity() == null ? null : entry.severity().value(),
                entry.forDuration() == null
                        ? byRule
                        : scope.duration(entry.forDuration(), Duration.ZERO, LONGEST, Duration.ZERO),
                scope.duration(entry.keepFiringFor(), Duration.ZERO, LONGEST, Rules.keepFiringFor(rule)),
                List.copyOf(except),
                scope.number(
                        entry.changes(),
                        1,
                        rule == RuleName.SESSION_FLAPPING ? MOST_TRANSITIONS : MOST_CHANGES,
                        RuleConfig.changes(rule)),
                scope.duration(entry.within(), leastWithin, LONGEST, RuleConfig.within(rule)),
                levels(entry));
        return entry.compare() == null ? config : config.comparing(compared(entry.compare()));
    }

    /** None at all, as if it were not there: legs are compared by what they carry, and by length. */
    private Set<LegAspect> compared(Items<LegAspect> aspects) {
        Set<LegAspect> compared = EnumSet.noneOf(LegAspect.class);
        for (Located<LegAspect> aspect : aspects.items()) {
            if (!compared.add(aspect.value())) {
                scope.error(aspect.place().problem("listed twice: " + aspect.value()));
            }
        }
        return compared;
    }

    private Levels levels(RuleEntry entry) {
        return new Levels(
                entry.drop() == null
                        ? Levels.DEFAULT.drop()
                        : entry.drop().value().value(),
                entry.surge() == null
                        ? Levels.DEFAULT.surge()
                        : entry.surge().value().value(),
                scope.number(entry.minimum(), 1, MOST_CHANGES, Levels.DEFAULT.minimum()));
    }

    private void foreign(RuleName rule, @Nullable Items<?> setting, String owners) {
        if (setting != null) {
            scope.error(setting.place().keyProblem(rule + " has no such setting; " + owners));
        }
    }

    private void foreign(RuleName rule, @Nullable Located<?> setting, String owners) {
        if (setting != null) {
            scope.error(setting.place().keyProblem(rule + " has no such setting; " + owners));
        }
    }

    private Except except(RuleName rule, Located<ExceptEntry> located) {
        ExceptEntry entry = located.value();
        if (entry.network() != null) {
            network(entry.network());
        }
        if (entry.otherNetwork() != null) {
            network(entry.otherNetwork());
        }
        if (entry.router() != null) {
            scope.routers().resolve(entry.router());
        }
        if (entry.connection() != null) {
            scope.connections().resolve(entry.connection());
        }
        boolean some = subject(rule, "network", entry.network(), located.place());
        some |= subject(rule, "other-network", entry.otherNetwork(), located.place());
        some |= subject(rule, "router", entry.router(), located.place());
        some |= subject(rule, "connection", entry.connection(), located.place());
        some |= subject(rule, "prefix", entry.prefix(), located.place());
        if (rule == RuleName.PREFIX_LIMIT && entry.router() != null && entry.connection() != null) {
            scope.error(
                    entry.connection().place().keyProblem("a limit is of a router or of a connection, not of both"));
        }
        if (!some) {
            scope.error(located.place().problem("no subject: to leave out all of them, write enabled: false"));
        }
        return new Except(
                entry.network() == null ? null : entry.network().value(),
                entry.otherNetwork() == null ? null : entry.otherNetwork().value(),
                entry.router() == null ? null : entry.router().value(),
                entry.connection() == null ? null : entry.connection().value(),
                entry.prefix() == null ? null : entry.prefix().value(),
                located.place().line());
    }

    /** Whether a key is given; reports one that the rule's subjects do not have. */
    private boolean subject(RuleName rule, String key, @Nullable Located<?> value, Place owner) {
        if (value != null && !Rules.subject(rule).contains(key)) {
            scope.error(value.place().keyProblem("a subject of " + rule + " has no " + key));
        }
        return !scope.absent(owner, key, value);
    }
}
