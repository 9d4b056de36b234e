package dev.ribwatch.agent.query;

import dev.ribwatch.agent.query.Observed.Path;
import dev.ribwatch.config.AsPathPattern;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A network as it takes shape: its prefixes, who shows them, by which paths. */
final class Draft {
    /** The most paths that stand as patterns of their own, for one vantage. */
    private static final int MOST_PATTERNS = 12;
    /** The most AS numbers of one condition. */
    private static final int MOST_ASNS = 256;

    final String name;
    boolean open;
    /** What it may use, wherever that comes from. */
    final TreeSet<Prefix> space = new TreeSet<>();
    /** Routes that were seen, by the positions of the routers that make them visible. */
    final TreeMap<Prefix, BitSet> seen = new TreeMap<>();
    /** Vantages at which it was seen, and the paths. */
    final TreeMap<String, Set<Path>> paths = new TreeMap<>();
    /** Neighbours of an open network, by vantage. */
    final TreeMap<String, TreeSet<Long>> neighbors = new TreeMap<>();

    Draft(String name) {
        this.name = name;
    }

    void saw(Prefix prefix, Observed.Seen route) {
        if (!prefix.isDefault()) {
            BitSet at = seen.computeIfAbsent(prefix, any -> new BitSet());
            if (route.visible()) {
                at.set(route.router());
            }
        }
        matches(route.path());
    }

    void matches(Path path) {
        paths.computeIfAbsent(path.vantage(), any -> new LinkedHashSet<>()).add(path);
    }

    /** Alternatives that accept all paths that were seen, as the file has them, in a settled order. */
    List<String> match() {
        List<String> match = new ArrayList<>();
        paths.forEach((vantage, seenThere) -> match.addAll(match(vantage, seenThere)));
        neighbors.forEach((vantage, asns) -> {
            List<Long> all = new ArrayList<>(asns);
            for (int from = 0; from < all.size(); from += MOST_ASNS) {
                match.add(condition(
                        vantage, "neighbor-as: " + all.subList(from, Math.min(all.size(), from + MOST_ASNS))));
            }
        });
        return match;
    }

    private static List<String> match(String vantage, Set<Path> seenThere) {
        TreeSet<String> patterns = new TreeSet<>();
        TreeSet<Long> origins = new TreeSet<>();
        for (Path path : seenThere) {
            String pattern = pattern(path.text());
            if (pattern.length() <= AsPathPattern.LENGTH) {
                patterns.add(pattern);
            }
            origins.add(path.isOwn() ? Observed.NONE : path.origin());
        }
        if (patterns.size() > MOST_PATTERNS && !origins.contains(Observed.NONE) && origins.size() <= MOST_ASNS) {
            return List.of(condition(vantage, "origin-as: " + List.copyOf(origins)));
        }
        return patterns.stream()
                .map(pattern -> condition(vantage, "as-path: '" + pattern + "'"))
                .toList();
    }

    private static String condition(String vantage, String condition) {
        return "{at: " + LearnedText.name(vantage) + ", " + condition + "}";
    }

    /** {@code ^12076(_12076)*_65515$}: a path however often its AS numbers are repeated. */
    static String pattern(String path) {
        if (path.isEmpty()) {
            return "^$";
        }
        StringBuilder pattern = new StringBuilder("^");
        String[] parts = path.split(" ", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i > 0 && parts[i].equals(parts[i - 1])) {
                continue;
            }
            String part = parts[i].replace("{", "\\{").replace("}", "\\}");
            pattern.append(i == 0 ? "" : "_").append(part);
            if (part.equals(parts[i])) {
                pattern.append("(_").append(part).append(")*");
            }
        }
        return pattern.append('$').toString();
    }
}
