package dev.ribwatch.agent.query;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.PolicyEngine;
import dev.ribwatch.agent.policy.Verdict;
import dev.ribwatch.agent.policy.intent.DeclaredSpace;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RouterIntent;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.Explanation;
import dev.ribwatch.exporter.http.QueryRefused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All there is to say of one prefix, found in as many slices as it takes. Table thread only.
 *
 * <p>First the table is looked through for prefixes within; then router after router is asked. If another policy comes into
 * force meanwhile, the routers are asked again, so that one policy answers for all of them.
 */
public final class ExplainWalk {
    /** Told to whoever asks about a router of which there is no table. */
    static final String UNKNOWN_ROUTER =
            "router: there is none of this name; /api/v1/sessions, and ribwatch sessions, list them";

    private static final long SLICE_NANOS = 2_000_000;
    /** Prefixes between two looks at the clock. */
    private static final int IDS_A_LOOK = 1_024;
    /** The most declared, required prefixes and findings that are told, each. */
    private static final int MOST_OF_INTENT = 100;

    private final Rib rib;
    private final Supplier<PolicyEngine> engines;
    private final Prefix prefix;
    private final @Nullable String wanted;
    private final LongSupplier nanos;
    private final RoutesOfPrefix routes;

    private @Nullable List<AdjRibIn> routers;
    private int nextId;
    private @Nullable PolicyEngine engine;
    private List<Finding> related = List.of();
    private final List<Explanation.RouterPart> parts = new ArrayList<>();

    /**
     * Begins an answer.
     *
     * @param engines gives the policy in force
     * @param router the name of the only router that is wanted, or null for all
     * @param nanos monotonic clock, which ends a slice after 2 ms
     */
    public ExplainWalk(
            Rib rib, Supplier<PolicyEngine> engines, Prefix prefix, @Nullable String router, LongSupplier nanos) {
        this.rib = rib;
        this.engines = engines;
        this.prefix = prefix;
        this.wanted = router;
        this.nanos = nanos;
        routes = new RoutesOfPrefix(rib, prefix);
    }

    /** Does one slice; true when the answer is complete. */
    public boolean step() {
        long from = nanos.getAsLong();
        if (!lookedWithin(from)) {
            return false;
        }
        List<AdjRibIn> all = begin();
        routes.forget();
        while (parts.size() < all.size()) {
            parts.add(part(all.get(parts.size())));
            if (nanos.getAsLong() - from >= SLICE_NANOS) {
                return parts.size() == all.size();
            }
        }
        return true;
    }

    /** The answer, once {@link #step} gave true. */
    public Explanation answer() {
        Intent intent = engine().intent();
        return new Explanation(prefix, declared(intent), required(intent), found(), parts);
    }

    /** Whether this is the name neither of a router nor of an entry, such as a range before its first member. */
    static boolean isUnknown(String router, Rib rib, PolicyEngine engine) {
        return engine.intent().router(router) == null
                && rib.routers().stream().noneMatch(one -> router.equals(one.name()));
    }

    private PolicyEngine engine() {
        if (engine == null) {
            throw new IllegalStateException("not begun");
        }
        return engine;
    }

    /** Looks for prefixes within; true at the end of the table, or when every router has as many as are told. */
    private boolean lookedWithin(long from) {
        Family family = prefix.family();
        PrefixTable table = rib.prefixes(family);
        if (routers == null) {
            routers = new ArrayList<>(rib.routers());
            routers.removeIf(
                    router -> wanted != null && !wanted.equals(router.name()) && !wanted.equals(router.configuredAs()));
            if (wanted != null && isUnknown(wanted, rib, engines.get())) {
                throw QueryRefused.wrong(UNKNOWN_ROUTER);
            }
            routers.sort(Comparator.comparing(AdjRibIn::name));
        }
        int looked = 0;
        for (; nextId < table.idBound(); nextId++) {
            if (looked >= IDS_A_LOOK) {
                looked = 0;
                if (nanos.getAsLong() - from >= SLICE_NANOS) {
                    return false;
                }
            }
            looked++;
            if (table.isLive(nextId)
                    && table.length(nextId) > prefix.length()
                    && prefix.containsBits(table.high(nextId), table.low(nextId))) {
                looked += routers.size(); // each is asked
                if (!routes.noteWithin(nextId, routers)) {
                    nextId = table.idBound();
                }
            }
        }
        return true;
    }

    /** The routers, all of them still to be asked if the policy has changed. */
    private List<AdjRibIn> begin() {
        PolicyEngine now = engines.get();
        List<AdjRibIn> all = routers;
        if (all == null) {
            throw new IllegalStateException("not looked within");
        }
        if (!now.equals(engine)) {
            engine = now;
            parts.clear();
            related = now.explanations().related(prefix);
        }
        Set<AdjRibIn> present = new HashSet<>(rib.routers());
        for (int i = all.size() - 1; i >= 0; i--) {
            if (!present.contains(all.get(i))) { // removed meanwhile
                all.remove(i);
                if (i < parts.size()) {
                    parts.remove(i);
                }
            }
        }
        return all;
    }

    private Explanation.RouterPart part(AdjRibIn router) {
        PolicyEngine now = engine();
        RouterIntent configured = now.intent().router(router.configuredAs());
        List<Explanation.RulePart> rules = new ArrayList<>();
        for (Verdict verdict : now.explanations().at(router.index(), prefix, related)) {
            FindingKey open = verdict.open();
            rules.add(new Explanation.RulePart(
                    verdict.rule().text(),
                    verdict.outcome().text(),
                    verdict.network(),
                    verdict.prefix(),
                    verdict.reason(),
                    open == null ? null : open.labels()));
        }
        return new Explanation.RouterPart(
                router.name(),
                configured == null
                        ? ""
                        : now.intent().network(configured.vantage()).name(),
                now.explanations().unjudged(router.index(), prefix),
                routes.of(router, configured, now),
                routes.hasMore(router),
                rules);
    }

    private List<Explanation.Space> declared(Intent intent) {
        List<Explanation.Space> spaces = new ArrayList<>();
        DeclaredSpace.Hits hits =
                intent.declared().hits().reset(prefix.family(), prefix.high(), prefix.low(), prefix.length());
        while (spaces.size() < MOST_OF_INTENT && hits.next()) {
            Network network = intent.network(hits.network());
            spaces.add(new Explanation.Space(
                    network.name(),
                    hits.prefix(),
                    RoutesOfPrefix.relation(hits.prefix(), prefix),
                    says(hits, network)));
        }
        return spaces;
    }

    private String says(DeclaredSpace.Hits hits, Network network) {
        if (hits.isLink()) {
            return "addresses of the links of " + hits.connection();
        }
        if (hits.isBlock()) {
            return "used for it by the provider, whole or in parts";
        }
        return network.isOpen() ? "open" : network.moreSpecificsText(prefix.family());
    }

    private List<Explanation.Space> required(Intent intent) {
        List<Explanation.Space> spaces = new ArrayList<>();
        for (Network network : intent.networks()) {
            for (Prefix one : network.required()) {
                if (spaces.size() < MOST_OF_INTENT && one.overlaps(prefix)) {
                    String vantages = String.join(
                            ", ",
                            intent.networks().stream()
                                    .filter(at -> intent.expectedAt(network.index(), at.index()))
                                    .map(Network::name)
                                    .toList());
                    spaces.add(new Explanation.Space(
                            network.name(),
                            one,
                            RoutesOfPrefix.relation(one, prefix),
                            vantages.isEmpty() ? "expected nowhere" : "expected in " + vantages));
                }
            }
        }
        return spaces;
    }

    private List<Explanation.Found> found() {
        List<Explanation.Found> found = new ArrayList<>();
        for (Finding finding : related) {
            boolean here = finding.key().prefix() != null || finding.key().otherPrefix() != null;
            if (here && found.size() < MOST_OF_INTENT) {
                found.add(new Explanation.Found(
                        finding.key().rule().text(),
                        finding.key().labels(),
                        finding.since().toString(),
                        finding.unknown()));
            }
        }
        return found;
    }
}
