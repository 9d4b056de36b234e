package dev.ribwatch.agent.query;

import dev.ribwatch.agent.query.Observed.OpenGroup;
import dev.ribwatch.agent.query.Observed.Path;
import dev.ribwatch.agent.query.Observed.Seat;
import dev.ribwatch.agent.query.Observed.Seen;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes networks and connections of what was seen. A prefix that a router shows as its own is its network's, wherever else it
 * is seen, but for a default of another AS; others go to the network that is said to have the space, or to one of the AS that
 * they come from. What a
 * neighbour shows too much of is an open network. Each network that is seen at a vantage is connected to it.
 *
 * <p>The same table gives the same networks, in the same order.
 */
final class Learner {
    /** The most networks beside those that routers stand in; further origins share one. */
    private static final int MOST_NETWORKS = 100;

    private static final String INTERNET = "internet";
    private static final String OTHERS = "others";

    private final Observed observed;
    private final Config inForce;
    /** AS numbers that a provider of circuits puts in the place of others. */
    private final Set<Asn> linked;

    /** Names of address spaces, by prefix. */
    private final Map<Prefix, String> spaces = new TreeMap<>();
    /** Of spaces with several names: what is made of that, for people. */
    private final List<String> claims = new ArrayList<>();

    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Set<Set<String>> pairs = new HashSet<>();
    private final Map<Long, String> origins = new TreeMap<>();

    /** @param spaces who has which addresses, as the operator says; may be empty. Of several names the first has them */
    Learner(Observed observed, Config inForce, Map<Prefix, Set<String>> spaces) {
        this.observed = observed;
        this.inForce = inForce;
        this.linked = inForce.policy().providerAs().linked();
        spaces.forEach((prefix, names) -> {
            String first = names.iterator().next();
            this.spaces.put(prefix, first);
            if (names.size() > 1) {
                claims.add(prefix + " is listed for " + few(names) + "; " + first + " has it here");
            }
        });
    }

    Learned learn() {
        List<OpenGroup> foreign = observed.open().stream()
                .filter(group -> group.neighbor() != Observed.OWN)
                .toList();
        if (!foreign.isEmpty()) {
            Draft internet = draft(INTERNET); // first: of several candidates it has what nobody declares
            internet.open = true;
            foreign.forEach(group -> {
                if (group.neighbor() >= 0) {
                    internet.neighbors
                            .computeIfAbsent(group.vantage(), any -> new TreeSet<>())
                            .add(group.neighbor());
                }
                pair(INTERNET, group.vantage());
            });
        }
        spaces.forEach((prefix, name) -> draft(name).space.add(prefix));
        Set<String> vantages = new TreeSet<>();
        inForce.routers().forEach(router -> vantages.add(router.network()));
        vantages.forEach(vantage -> draft(vantage).matches(new Path(vantage, "", Observed.OWN, Observed.NONE)));
        observed.open().stream()
                .filter(group -> group.neighbor() == Observed.OWN)
                .forEach(group -> draft(group.vantage()).open = true);
        nameOrigins(vantages);
        observed.prefixes().forEach(this::assign);
        return finish();
    }

    private Draft draft(String name) {
        return drafts.computeIfAbsent(name, Draft::new);
    }

    private void pair(String network, String vantage) {
        if (!network.equals(vantage)) {
            pairs.add(Set.of(network, vantage));
        }
    }

    /** Origins that have a network's name in force keep it; of the rest those with most prefixes get one of their own. */
    private void nameOrigins(Set<String> vantages) {
        Map<Long, Integer> counts = new TreeMap<>();
        observed.prefixes().forEach((prefix, seen) -> {
            if (space(prefix) == null) {
                namedByOrigin(prefix, seen).forEach(origin -> counts.merge(origin, 1, Integer::sum));
            }
        });
        List<Long> most = counts.entrySet().stream()
                .sorted(Map.Entry.<Long, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        int given = drafts.size();
        for (long origin : most) {
            String name = null;
            for (NetworkConfig network : inForce.networks()) {
                if (!network.open()
                        && !vantages.contains(network.name())
                        && network.asns().stream().anyMatch(asn -> asn.value() == origin)) {
                    name = network.name();
                    break;
                }
            }
            if (name == null && given < MOST_NETWORKS) {
                given++;
                name = origin < 0 ? "as-set" : "as" + origin;
            }
            origins.put(origin, name == null ? OTHERS : name);
        }
    }

    /** The origins that a prefix's routes are named by, each once. */
    private Stream<Long> namedByOrigin(Prefix prefix, List<Seen> seen) {
        String home = home(seen);
        return seen.stream()
                .map(Seen::path)
                .filter(path -> !path.isOwn() && !goesHome(prefix, path, home))
                .map(path -> originThatNames(prefix, seen, path))
                .distinct();
    }

    /** All routes of a prefix go by the same; those of a default, which anybody may send, each by its own. */
    private static long originThatNames(Prefix prefix, List<Seen> seen, Path path) {
        return origin(prefix.length() == 0 ? path : seen.get(0).path());
    }

    /**
     * Whether a prefix that a router shows as its own is that network's by this path too. A default is not if it comes from
     * an AS that is neither that network's nor one that a provider puts in its place.
     */
    private boolean goesHome(Prefix prefix, Path path, @Nullable String home) {
        if (home == null || prefix.length() > 0) {
            return home != null;
        }
        return path.origin() >= 0
                && (linked.contains(new Asn(path.origin())) || asns(home).contains(new Asn(path.origin())));
    }

    private static long origin(Path path) {
        return path.isOwn() ? Observed.NONE : path.origin();
    }

    /** The first vantage at which a prefix is the router's own, or null. */
    private static @Nullable String home(List<Seen> seen) {
        return seen.stream()
                .map(Seen::path)
                .filter(Path::isOwn)
                .map(Path::vantage)
                .sorted()
                .findFirst()
                .orElse(null);
    }

    /** Who is said to have the longest space around a prefix, or null. */
    private @Nullable String space(Prefix prefix) {
        for (int length = prefix.length(); length > 0 && !spaces.isEmpty(); length--) {
            String name = spaces.get(Prefix.masked(prefix.family(), prefix.high(), prefix.low(), length));
            if (name != null) {
                return name;
            }
        }
        return null;
    }

    private void assign(Prefix prefix, List<Seen> seen) {
        String home = home(seen);
        String space = space(prefix);
        for (Seen route : seen) {
            Path path = route.path();
            String name = path.isOwn()
                    ? path.vantage()
                    : home != null && goesHome(prefix, path, home)
                            ? home
                            : space != null ? space : origins.getOrDefault(originThatNames(prefix, seen, path), OTHERS);
            draft(name).saw(prefix, route);
            pair(name, path.vantage());
        }
    }

    private Learned finish() {
        List<Learned.Net> networks = new ArrayList<>();
        drafts.values().forEach(draft -> networks.add(network(draft)));
        return new Learned(
                seats(),
                claims,
                networks,
                connections(),
                inForce.policy().blackholeCommunities(),
                inForce.policy().providerAs());
    }

    private Learned.Net network(Draft draft) {
        if (draft.open) {
            return new Learned.Net(
                    draft.name,
                    true,
                    asns(draft.name),
                    List.of(),
                    List.of(),
                    false,
                    draft.match(),
                    notes(draft),
                    Map.of());
        }
        boolean longer = false;
        for (Prefix prefix : draft.seen.keySet()) {
            boolean said = draft.name.equals(space(prefix));
            longer |= said && !draft.space.contains(prefix);
            if (!said) {
                draft.space.add(prefix);
            }
        }
        Map<Prefix, String> lacking = new TreeMap<>();
        List<Prefix> required = new ArrayList<>();
        for (Prefix prefix : draft.space) {
            String missing = missing(draft, prefix);
            if (missing.isEmpty()) {
                required.add(prefix);
            } else {
                lacking.put(prefix, missing);
            }
        }
        return new Learned.Net(
                draft.name,
                false,
                asns(draft.name),
                List.copyOf(draft.space),
                required,
                longer,
                draft.match(),
                notes(draft),
                lacking);
    }

    /** Routers that should see a prefix and do not: the first few by name; empty if all that should do. */
    private String missing(Draft draft, Prefix prefix) {
        BitSet at = draft.seen.getOrDefault(prefix, new BitSet());
        List<String> without = new ArrayList<>();
        boolean expected = false;
        for (int i = 0; i < observed.routers().size(); i++) {
            Seat seat = observed.routers().get(i);
            if (seat.vantage().equals(draft.name)
                    || !seat.whole().contains(prefix.family())
                    || !pairs.contains(Set.of(draft.name, seat.vantage()))) {
                continue;
            }
            expected = true;
            if (!at.get(i)) {
                without.add(seat.name());
            }
        }
        if (!expected) {
            return "no other vantage sees it";
        }
        return without.isEmpty()
                ? ""
                : "not at " + String.join(", ", without.subList(0, Math.min(3, without.size())))
                        + (without.size() > 3 ? ", …" : "");
    }

    private List<Asn> asns(String name) {
        TreeSet<Asn> asns = new TreeSet<>();
        for (RouterConfig router : inForce.routers()) {
            if (router.network().equals(name)) {
                asns.addAll(router.as());
            }
        }
        inForce.networks().stream()
                .filter(network -> network.name().equals(name))
                .forEach(network -> asns.addAll(network.asns()));
        return List.copyOf(asns);
    }

    private List<List<String>> connections() {
        return pairs.stream()
                .map(pair -> List.copyOf(new TreeSet<>(pair)))
                .sorted(Comparator.comparing((List<String> pair) -> pair.get(0)).thenComparing(pair -> pair.get(1)))
                .toList();
    }

    private List<String> notes(Draft draft) {
        List<String> notes = new ArrayList<>();
        Map<Family, Integer> counts = new TreeMap<>();
        Map<String, Integer> routers = new TreeMap<>();
        draft.seen.forEach((prefix, at) -> {
            counts.merge(prefix.family(), 1, Integer::sum);
            at.stream().forEach(i -> routers.merge(observed.routers().get(i).name(), 1, Integer::sum));
        });
        if (draft.open) {
            for (OpenGroup group : observed.open()) {
                boolean own = group.neighbor() == Observed.OWN;
                if (draft.name.equals(own ? group.vantage() : INTERNET)) {
                    notes.add("at " + group.vantage() + " "
                            + (own
                                    ? "its own"
                                    : group.neighbor() < 0
                                            ? "paths that begin with a set"
                                            : "neighbour AS " + group.neighbor())
                            + ": " + group.routes() + " routes, too many to be listed");
                }
            }
        } else if (counts.isEmpty()) {
            notes.add("no route of it was seen");
        } else {
            List<String> texts = new ArrayList<>();
            counts.forEach((family, count) -> texts.add(count + " " + family));
            notes.add("seen: " + String.join(", ", texts) + "; by " + few(routers));
        }
        return notes;
    }

    private static String count(int routes) {
        return routes == 1 ? "1 route" : routes + " routes";
    }

    private static String few(Map<String, Integer> routers) {
        List<String> texts = new ArrayList<>();
        routers.forEach((name, count) -> texts.add(name + " " + count));
        return few(texts);
    }

    private static String few(Collection<String> texts) {
        return texts.stream().limit(8).collect(Collectors.joining(", ")) + (texts.size() > 8 ? ", …" : "");
    }

    private List<String> seats() {
        Map<String, Integer> counts = new HashMap<>();
        observed.prefixes()
                .values()
                .forEach(seen -> seen.forEach(route ->
                        counts.merge(observed.routers().get(route.router()).name(), 1, Integer::sum)));
        List<String> lines = new ArrayList<>();
        for (Seat seat : observed.routers()) {
            lines.add(seat.name() + ", in " + seat.vantage() + ": " + count(counts.getOrDefault(seat.name(), 0))
                    + " listed"
                    + (seat.partial().isEmpty()
                            ? ""
                            : "; not looked at, as its view is not whole: " + new TreeSet<>(seat.partial())));
        }
        return lines;
    }
}
