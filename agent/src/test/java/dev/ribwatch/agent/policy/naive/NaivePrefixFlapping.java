package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * PrefixFlapping: the change that is one too many in a window opens it, a window without any closes it. What a router sends
 * before it has converged, and what goes with its session, is no change; what it did meanwhile was not seen, so that no time
 * before it converged again was quiet.
 */
final class NaivePrefixFlapping extends NaiveRule {
    private static final RuleName NAME = RuleName.PREFIX_FLAPPING;

    private record Spot(Place place, Prefix prefix) {}

    private final Map<Spot, List<Long>> times = new HashMap<>();
    /** Of what is open: since when it has been quiet. */
    private final Map<Spot, Long> quietSince = new HashMap<>();

    private final Set<Place> watched = new HashSet<>();
    private final List<Spot> changed = new ArrayList<>();

    NaivePrefixFlapping(NaiveFacts facts) {
        super(facts, NAME);
    }

    private RuleConfig rule() {
        return facts.config.policy().rules().get(NAME);
    }

    private long window() {
        return rule().within().toNanos();
    }

    /** A path of the prefix came, went, or is another one. */
    void change(Place place, Prefix prefix) {
        if (facts.judged(place.router(), place.family()) && rule().enabled()) {
            changed.add(new Spot(place, prefix));
        }
    }

    @Override
    boolean canBe(Subject subject, RouterConfig router, NetworkConfig network) {
        return true;
    }

    @Override
    void renewed(String router) {
        times.keySet().removeIf(spot -> spot.place.router().equals(router));
        quietSince.keySet().removeIf(spot -> spot.place.router().equals(router));
        watched.removeIf(place -> place.router().equals(router));
    }

    @Override
    void inherit(NaiveRule previous, Set<Subject> open) {
        NaivePrefixFlapping before = (NaivePrefixFlapping) previous;
        watched.addAll(before.watched);
        if (!rule().enabled()) {
            return;
        }
        boolean alike = before.rule().changes() == rule().changes()
                && before.rule().within().equals(rule().within());
        if (alike) {
            before.times.forEach((spot, seen) -> times.put(spot, new ArrayList<>(seen)));
        }
        before.quietSince.forEach((spot, since) -> {
            if (open.contains(subject(spot))) {
                quietSince.put(spot, alike ? since : facts.nanos);
            } else {
                times.remove(spot);
            }
        });
    }

    private static Subject subject(Spot spot) {
        return Subject.at(NAME, null, spot.place.router(), spot.prefix, spot.place.family());
    }

    @Override
    void judge(Map<Subject, Truth> before, Map<Subject, Truth> now) {
        for (RouterConfig router : facts.config.routers()) {
            for (Family family : Family.values()) {
                Place place = new Place(router.name(), family);
                if (!facts.judged(router.name(), family)) {
                    watched.remove(place);
                } else if (watched.add(place)) {
                    quietSince.replaceAll((spot, since) -> spot.place.equals(place) ? facts.nanos : since);
                }
            }
        }
        for (Spot spot : changed) {
            List<Long> seen = times.computeIfAbsent(spot, s -> new ArrayList<>());
            seen.add(facts.nanos);
            long recent =
                    seen.stream().filter(at -> facts.nanos - at <= window()).count();
            RouterConfig router = facts.router(spot.place.router());
            if (quietSince.containsKey(spot)
                    || recent > rule().changes() && facts.applies(NAME, null, null, router, spot.prefix)) {
                quietSince.put(spot, facts.nanos);
            }
        }
        changed.clear();
        quietSince.keySet().forEach(spot -> {
            if (watched.contains(spot.place)) {
                now.put(subject(spot), new Truth(facts.severity(NAME, NAME.severity()), false));
            }
        });
    }

    @Override
    void pass(Map<Subject, Truth> open) {
        quietSince.entrySet().removeIf(entry -> {
            Spot spot = entry.getKey();
            boolean over = watched.contains(spot.place) && facts.nanos - entry.getValue() >= window();
            if (over) {
                times.remove(spot);
                open.remove(subject(spot));
            }
            return over;
        });
    }
}
