package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.FindingLedger;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Attribution;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What all rules of one engine share: the intent, the table, the ledger, the routers, the clocks. */
public final class RuleContext {
    /** Instead of a network's index: nobody. */
    public static final int NOBODY = -1;

    /** How many routes are looked at to show one of a network. */
    private static final int EXAMPLES = 64;

    final Intent intent;
    final Rib rib;
    final Attribution attribution;
    final FindingLedger ledger;
    final LongSupplier nanos;
    final InstantSource wall;
    /** By the router's index; null where there is none that the intent knows. */
    final List<@Nullable RouterView> views = new ArrayList<>();
    /** Groups whose shared finding is out of date; each at most once. */
    final ArrayDeque<FindingGroup> staleFolds = new ArrayDeque<>();
    /** Groups whose shared finding came to stand for nothing in this batch; each at most once. */
    final ArrayDeque<FindingGroup> emptiedFolds = new ArrayDeque<>();

    /** Everything that was true when the engine went live has been judged; what it took over may close. */
    boolean settled;

    private final Evidence evidence;
    private final PathCursor paths = new PathCursor();

    public RuleContext(
            Intent intent,
            Rib rib,
            Attribution attribution,
            FindingLedger ledger,
            LongSupplier nanos,
            InstantSource wall) {
        this.intent = intent;
        this.rib = rib;
        this.attribution = attribution;
        this.ledger = ledger;
        this.nanos = nanos;
        this.wall = wall;
        evidence = new Evidence(rib.attributes());
    }

    /** The attributes of one path of this prefix that the network owns at the router, or {@link RouteChange#ABSENT}. */
    int ownedPath(Sight sight, int prefixId, long high, long low, int length, int network) {
        return pathOf(sight, prefixId, high, low, length, network, false, 0, false);
    }

    /**
     * Whether the network has a path of this prefix at the router beside one.
     *
     * @param exceptPathId the Path Identifier of the one to leave out
     * @param visible only such as make something visible
     */
    boolean hasOtherPath(
            Sight sight,
            int prefixId,
            long high,
            long low,
            int length,
            int network,
            int exceptPathId,
            boolean visible) {
        return pathOf(sight, prefixId, high, low, length, network, true, exceptPathId, visible) != RouteChange.ABSENT;
    }

    /** Whether the network has a path of this prefix at the router that makes something visible. */
    boolean hasVisiblePath(Sight sight, int prefixId, long high, long low, int length, int network) {
        paths.reset(sight.view.router, sight.family, prefixId);
        while (paths.next()) {
            int attributes = paths.attributeId();
            if (owner(sight, prefixId, high, low, length, attributes) == network
                    && !attribution.isBlackhole(attributes)) {
                return true;
            }
        }
        return false;
    }

    private int pathOf(
            Sight sight,
            int prefixId,
            long high,
            long low,
            int length,
            int network,
            boolean excepts,
            int exceptPathId,
            boolean visible) {
        if (!sight.view.router.hasPathIds(sight.family)) {
            int attributes = sight.view.router.attributes(sight.family, prefixId);
            boolean match = attributes != RouteChange.ABSENT
                    && owner(sight, prefixId, high, low, length, attributes) == network;
            return match ? attributes : RouteChange.ABSENT;
        }
        paths.reset(sight.view.router, sight.family, prefixId);
        while (paths.next()) {
            int attributes = paths.attributeId();
            if (!(excepts && paths.pathId() == exceptPathId)
                    && owner(sight, prefixId, high, low, length, attributes) == network
                    && !(visible && attribution.isBlackhole(attributes))) {
                return attributes;
            }
        }
        return RouteChange.ABSENT;
    }

    /** Whose a route is. */
    int owner(Sight sight, int prefixId, long high, long low, int length, int attributeId) {
        return attribution.owner(sight.view.intent, sight.family, prefixId, high, low, length, attributeId);
    }

    /** The prefix of an id of the table. */
    Prefix prefix(Family family, int prefixId) {
        PrefixTable table = rib.prefixes(family);
        return new Prefix(family, table.high(prefixId), table.low(prefixId), table.length(prefixId));
    }

    /** What the network's route looks like at the router; nothing if it is not there. */
    List<Witness> witnesses(Sight sight, Network network, Prefix prefix) {
        int id = rib.prefixes(sight.family).find(prefix.high(), prefix.low(), prefix.length());
        if (id == PrefixTable.NONE) {
            return List.of();
        }
        int attributes = ownedPath(sight, id, prefix.high(), prefix.low(), prefix.length(), network.index());
        return attributes == RouteChange.ABSENT
                ? List.of()
                : List.of(evidence.witness(sight.router(), network.name(), prefix, attributes));
    }

    /** What one path looks like, whoever owns it. */
    Witness witness(Sight sight, Prefix prefix, int attributes) {
        int id = rib.prefixes(sight.family).find(prefix.high(), prefix.low(), prefix.length());
        int owner = owner(sight, id, prefix.high(), prefix.low(), prefix.length(), attributes);
        return evidence.witness(sight.router(), intent.network(owner).name(), prefix, attributes);
    }

    /** What the first route of this prefix at the router looks like, whoever owns it; nothing if there is none. */
    List<Witness> witnesses(Sight sight, Prefix prefix) {
        int id = rib.prefixes(sight.family).find(prefix.high(), prefix.low(), prefix.length());
        if (id == PrefixTable.NONE) {
            return List.of();
        }
        int attributes = sight.view.router.attributes(sight.family, id);
        return attributes == RouteChange.ABSENT ? List.of() : List.of(witness(sight, prefix, attributes));
    }

    /** What some route of the network at the router looks like, if one is found at once: one it declares, or a suspect. */
    List<Witness> exampleOf(Sight sight, Network network) {
        int looked = 0;
        for (Prefix prefix : network.prefixes()) {
            if (prefix.family() == sight.family && looked++ < EXAMPLES) {
                List<Witness> found = witnesses(sight, network, prefix);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        for (int id = sight.suspects.next(0);
                id != IdSet.NONE && looked < 2 * EXAMPLES;
                id = sight.suspects.next(id + 1)) {
            looked++;
            List<Witness> found = witnesses(sight, network, prefix(sight.family, id));
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /** Publishes whether a deviation holds, if that is not what was published; a finding of a judged sight is not unknown. */
    void publish(
            RuleSettings settings,
            FindingKey key,
            boolean holds,
            Severity severity,
            List<Witness> witnesses,
            Detail detail,
            String reason) {
        Finding before = ledger.get(key);
        if (!holds) {
            ledger.close(key, reason);
        } else if (before == null) {
            ledger.open(finding(settings, key, severity, witnesses, detail));
        } else {
            ledger.change(before.with(
                    settings.severityOr(severity),
                    settings.forDurationOr(settings.name().forDuration()),
                    settings.keepFiringFor(),
                    witnesses,
                    List.of(),
                    false,
                    detail));
        }
    }

    /** Marks what was published as unknown; nothing happens if it was not. */
    void doubt(FindingKey key) {
        Finding finding = ledger.get(key);
        if (finding != null) {
            ledger.change(finding.withUnknown(true));
        }
    }

    /** A finding that begins now. */
    Finding finding(RuleSettings settings, FindingKey key, Severity severity, List<Witness> witnesses, Detail detail) {
        Duration forDuration = settings.forDurationOr(settings.name().forDuration());
        return new Finding(
                key,
                settings.severityOr(severity),
                wall.instant(),
                nanos.getAsLong(),
                forDuration,
                settings.keepFiringFor(),
                witnesses,
                List.of(),
                false,
                detail);
    }

    /** The router of this name, or null. */
    @Nullable
    RouterView view(@Nullable String router) {
        for (RouterView view : views) {
            if (view != null && view.router.name().equals(router)) {
                return view;
            }
        }
        return null;
    }
}
