package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.PolicyConfig.OverlapAllowed;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** OverlappingPrefix. Remembers which routers showed what. */
final class NaiveOverlap extends NaiveRule {
    private record Pair(String offender, Prefix prefix, String victim) {}

    private final Map<Pair, Set<String>> showedOffender = new HashMap<>();
    private final Map<Pair, Set<String>> showedVictim = new HashMap<>();
    /** What depends on the configuration alone, worked out once. */
    private final Map<List<String>, Boolean> compared = new HashMap<>();

    private final Map<String, Map<Prefix, Set<String>>> showing = new HashMap<>();

    NaiveOverlap(NaiveFacts facts) {
        super(facts, RuleName.OVERLAPPING_PREFIX);
    }

    @Override
    void renewed(String router) {
        showedOffender.values().forEach(routers -> routers.remove(router));
        showedVictim.values().forEach(routers -> routers.remove(router));
    }

    @Override
    void inherit(NaiveRule previous, Set<Subject> open) {
        NaiveOverlap before = (NaiveOverlap) previous;
        before.showedOffender.forEach((pair, routers) -> {
            if (open.stream().anyMatch(subject -> isOf(subject, pair))) {
                showedOffender.put(pair, new TreeSet<>(routers));
                showedVictim.put(pair, new TreeSet<>(before.showedVictim.get(pair)));
            }
        });
    }

    private static boolean isOf(Subject subject, Pair pair) {
        return subject.rule() == RuleName.OVERLAPPING_PREFIX
                && pair.equals(new Pair(subject.network(), subject.prefix(), subject.otherNetwork()));
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        NetworkConfig victim = facts.network(subject.otherNetwork());
        Prefix declared = declaredHit(network, victim, subject.prefix());
        boolean live = network.name().compareTo(victim.name()) < 0 && !isDeclared(network, subject.prefix());
        return compared(network, victim)
                && (declared == null ? live && subject.otherPrefix() == null : declared.equals(subject.otherPrefix()));
    }

    private boolean compared(NetworkConfig a, NetworkConfig b) {
        return compared.computeIfAbsent(List.of(a.name(), b.name()), pair -> compare(a, b));
    }

    private boolean compare(NetworkConfig a, NetworkConfig b) {
        if (a.open() || b.open() || a.name().equals(b.name())) {
            return false;
        }
        if (NaiveFacts.isUnknown(a) || NaiveFacts.isUnknown(b)) {
            return true;
        }
        Set<String> reached = new TreeSet<>(Set.of(a.name()));
        boolean grew = true;
        while (grew) {
            grew = false;
            for (NetworkConfig next : facts.config.networks()) {
                if (!next.open()
                        && !reached.contains(next.name())
                        && reached.stream().anyMatch(from -> facts.connections.adjacent(from, next.name()))) {
                    grew = reached.add(next.name());
                }
            }
        }
        return reached.contains(b.name());
    }

    /** Asked again and again in one judgement. */
    private Set<String> showing(Map<Subject, Truth> now, String network, Prefix prefix) {
        return showing.computeIfAbsent(network, n -> new HashMap<>())
                .computeIfAbsent(prefix, p -> show(now, network, p));
    }

    private Set<String> show(Map<Subject, Truth> now, String network, Prefix prefix) {
        Set<String> routers = new TreeSet<>();
        for (RouterConfig router : facts.config.routers()) {
            if (facts.judged(router.name(), prefix.family())
                    && !facts.paths(router.name(), prefix, network).isEmpty()
                    && !NaiveFacts.explained(now, network, router.name(), prefix)) {
                routers.add(router.name());
            }
        }
        return routers;
    }

    private boolean allowed(Prefix overlap, String a, String b) {
        for (OverlapAllowed allowed : facts.config.policy().overlapAllowed()) {
            if (allowed.prefix().contains(overlap) && allowed.between().containsAll(List.of(a, b))) {
                return true;
            }
        }
        return false;
    }

    private boolean hits(Prefix prefix, Prefix other, String a, String b) {
        return prefix.overlaps(other) && !allowed(prefix.length() > other.length() ? prefix : other, a, b);
    }

    private boolean isDeclared(NetworkConfig network, Prefix prefix) {
        return facts.isDeclared(network, prefix)
                || facts.links(network.name(), NaiveFacts.UNKNOWN).stream().anyMatch(block -> block.contains(prefix));
    }

    private Prefix declaredHit(NetworkConfig offender, NetworkConfig victim, Prefix prefix) {
        return Stream.concat(facts.space(victim).stream(), facts.links(victim.name(), offender.name()).stream())
                .filter(hit -> hits(prefix, hit, offender.name(), victim.name()))
                .min(Comparator.comparingInt(Prefix::length).thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        showing.clear();
        Set<Prefix> everywhere = new TreeSet<>();
        facts.table.values().forEach(rows -> everywhere.addAll(rows.keySet()));
        Set<Pair> pairs = new HashSet<>(showedOffender.keySet());
        for (Prefix prefix : everywhere) {
            for (NetworkConfig offender : facts.networks) {
                for (NetworkConfig victim : facts.networks) {
                    if (prefix.length() > 0 && compared(offender, victim)) {
                        pairs.add(new Pair(offender.name(), prefix, victim.name()));
                    }
                }
            }
        }
        for (Pair pair : pairs) {
            judge(pair, everywhere, before, now);
        }
    }

    private void judge(Pair pair, Set<Prefix> everywhere, Map<Subject, Truth> before, Map<Subject, Truth> now) {
        NetworkConfig offender = facts.network(pair.offender);
        NetworkConfig victim = facts.network(pair.victim);
        Prefix prefix = pair.prefix;
        if (!showedOffender.containsKey(pair)
                && showing(now, offender.name(), prefix).isEmpty()) {
            return; // nobody shows it, and nobody did
        }
        if (!facts.applies(RuleName.OVERLAPPING_PREFIX, offender.name(), victim.name(), null, prefix)) {
            return;
        }
        Prefix declared = declaredHit(offender, victim, prefix);
        Set<String> offenders = new TreeSet<>(showing(now, offender.name(), prefix));
        Set<String> victims = new TreeSet<>();
        Prefix live = null;
        if (declared == null && offender.name().compareTo(victim.name()) < 0 && !isDeclared(offender, prefix)) {
            for (Prefix other : everywhere) {
                if (other.length() > 0
                        && hits(prefix, other, offender.name(), victim.name())
                        && !isDeclared(victim, other)
                        && !NaiveExpected.is(
                                facts,
                                RuleName.OVERLAPPING_PREFIX,
                                victim.name(),
                                offender.name(),
                                null,
                                other,
                                other.family())) {
                    Set<String> showing = showing(now, victim.name(), other);
                    victims.addAll(showing);
                    live = live == null && !showing.isEmpty() ? other : live;
                }
            }
        }
        boolean certain = !offenders.isEmpty() && (declared != null || live != null);
        Subject subject = new Subject(
                RuleName.OVERLAPPING_PREFIX,
                offender.name(),
                victim.name(),
                null,
                prefix,
                declared,
                prefix.family(),
                null,
                null);
        Truth was = before.get(subject);
        if (was != null) {
            keepUnjudged(showedOffender.get(pair), offenders, prefix.family());
            keepUnjudged(showedVictim.get(pair), victims, prefix.family());
        }
        boolean holds = certain || was != null && !offenders.isEmpty() && (declared != null || !victims.isEmpty());
        if (!holds) {
            showedOffender.remove(pair);
            showedVictim.remove(pair);
            return;
        }
        showedOffender.put(pair, offenders);
        showedVictim.put(pair, victims);
        Prefix hit = declared != null ? declared : live;
        Severity severity = !certain
                ? was.severity()
                : facts.severity(
                        RuleName.OVERLAPPING_PREFIX, hit.contains(prefix) ? Severity.CRITICAL : Severity.WARNING);
        now.put(subject, new Truth(severity, !certain));
    }

    private void keepUnjudged(Set<String> before, Set<String> into, Family family) {
        before.stream().filter(router -> !facts.judged(router, family)).forEach(into::add);
    }
}
