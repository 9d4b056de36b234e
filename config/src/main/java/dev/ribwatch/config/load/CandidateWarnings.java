package dev.ribwatch.config.load;

import dev.ribwatch.config.AsPathPattern;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.NetworkConfig.Match;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.value.Asn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds networks that share a vantage and a path: between those an overlap can be told only where their paths differ.
 *
 * <p>Whether two patterns accept a common path is tried out, on all short paths over the AS numbers that the file
 * names: what is found is a true example, what is not found is not proven absent.
 */
final class CandidateWarnings {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final int MOST_PATHS = 4_000;
    private static final int LONGEST = 3;
    private static final long MOST_COMPARISONS = 10_000_000;

    private final Config config;
    private final Scope scope;
    private final List<List<Long>> paths;

    CandidateWarnings(Config config, Scope scope) {
        this.config = config;
        this.scope = scope;
        this.paths = paths(numbers(config));
    }

    /** Warns once a vantage and pair of networks; not at all where that would take too long. */
    void warn() {
        long networks = config.networks().size();
        if (networks * networks * config.routers().size() > MOST_COMPARISONS) {
            return; // a quick answer to everything else matters more
        }
        List<List<BitSet>> accepted = new ArrayList<>();
        for (NetworkConfig network : config.networks()) {
            accepted.add(network.match().stream().map(this::accepted).toList());
        }
        Set<List<Object>> warned = new HashSet<>();
        for (RouterConfig router : config.routers()) {
            List<BitSet> here = new ArrayList<>();
            for (int network = 0; network < accepted.size(); network++) {
                here.add(at(router, config.networks().get(network), accepted.get(network)));
            }
            for (int later = 1; later < here.size(); later++) {
                for (int first = 0; first < later; first++) {
                    if (here.get(first).intersects(here.get(later))
                            && warned.add(List.of(router.network(), first, later))) {
                        BitSet shared = (BitSet) here.get(first).clone();
                        shared.and(here.get(later));
                        warn(first, later, paths.get(shared.nextSetBit(0)), router.network());
                    }
                }
            }
        }
    }

    private void warn(int first, int later, List<Long> path, String vantage) {
        String other = config.networks().get(first).name();
        String name = config.networks().get(later).name();
        Place place = scope.networks().place(name);
        if (place != null) {
            scope.warning(place.problem("shares " + (path.isEmpty() ? "the empty path" : "the path " + text(path))
                    + " at " + Printable.quoted(vantage) + " with " + Printable.quoted(other)
                    + ": only declared prefixes tell their routes apart"));
        }
    }

    /** What a network accepts at a router. */
    private BitSet at(RouterConfig router, NetworkConfig network, List<BitSet> alternatives) {
        BitSet here = new BitSet(paths.size());
        for (int i = 0; i < alternatives.size(); i++) {
            Match match = network.match().get(i);
            boolean applies = (match.at().isEmpty() || match.at().contains(router.network()))
                    && (match.router().isEmpty() || match.router().contains(router.name()));
            if (applies) {
                boolean empty = here.get(0);
                here.or(alternatives.get(i));
                boolean ownOrigin =
                        match.originAs().isEmpty() || match.originAs().stream().anyMatch(router.as()::contains);
                here.set(0, empty || ownOrigin && alternatives.get(i).get(0));
            }
        }
        if (!router.as().contains(config.agent().as())) {
            // Over eBGP the router's own AS never leads: it is removed.
            for (int i = here.nextSetBit(1); i >= 0; i = here.nextSetBit(i + 1)) {
                if (router.as().contains(new Asn(paths.get(i).get(0)))) {
                    here.clear(i);
                }
            }
        }
        return here;
    }

    /** The paths that an alternative accepts; none if more than the path decides. */
    private BitSet accepted(Match match) {
        BitSet accepted = new BitSet(paths.size());
        if (!match.community().isEmpty() || !match.nextHop().isEmpty()) {
            return accepted;
        }
        AsPathPattern pattern = match.asPath() == null ? null : AsPathPattern.compile(match.asPath());
        for (int i = 0; i < paths.size(); i++) {
            accepted.set(i, accepts(match, pattern, paths.get(i)));
        }
        return accepted;
    }

    private static boolean accepts(Match match, @Nullable AsPathPattern pattern, List<Long> path) {
        if (pattern != null && !pattern.matches(text(path))) {
            return false;
        }
        if (path.isEmpty()) {
            return match.neighborAs().isEmpty(); // the origin is the router's own AS: judged there
        }
        return (match.neighborAs().isEmpty() || match.neighborAs().contains(new Asn(path.get(0))))
                && (match.originAs().isEmpty() || match.originAs().contains(new Asn(path.get(path.size() - 1))));
    }

    private static String text(List<Long> path) {
        StringBuilder text = new StringBuilder();
        for (long as : path) {
            text.append(text.isEmpty() ? "" : " ").append(as);
        }
        return text.toString();
    }

    /** Every AS number that a match names. */
    private static List<Long> numbers(Config config) {
        Set<Long> numbers = new LinkedHashSet<>();
        for (NetworkConfig network : config.networks()) {
            for (Match match : network.match()) {
                match.originAs().forEach(as -> numbers.add(as.value()));
                match.neighborAs().forEach(as -> numbers.add(as.value()));
                Matcher matcher = NUMBER.matcher(match.asPath() == null ? "" : match.asPath());
                while (matcher.find()) {
                    numbers.add(Long.parseLong(matcher.group()));
                }
            }
        }
        numbers.removeIf(as -> as == 0 || as > Asn.MAXIMUM);
        return numbers.stream().limit(MOST_PATHS).toList();
    }

    /** The empty path first, then by length, as long as they stay few. */
    private static List<List<Long>> paths(List<Long> numbers) {
        List<List<Long>> paths = new ArrayList<>();
        paths.add(List.of());
        int from = 0;
        for (int length = 1; length <= LONGEST; length++) {
            int to = paths.size();
            if ((long) (to - from) * numbers.size() > MOST_PATHS) {
                break;
            }
            for (int i = from; i < to; i++) {
                for (long next : numbers) {
                    List<Long> path = new ArrayList<>(paths.get(i));
                    path.add(next);
                    paths.add(List.copyOf(path));
                }
            }
            from = to;
        }
        return List.copyOf(paths);
    }
}
