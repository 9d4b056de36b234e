package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.NetworkConfig.Match;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whose route is it, written from the four steps of the rules as slowly and plainly as possible: over texts, without any
 * of the compiled intent. The oracle of {@link Attribution}.
 */
final class NaiveAttribution {
    private static final Map<String, Pattern> PATTERNS = new HashMap<>();

    /** @param path as {@link Blocks#path} takes it */
    record Route(Prefix prefix, String path, String nextHop, List<String> communities, Long aggregator) {}

    record Verdict(String owner, Step step) {}

    private NaiveAttribution() {}

    static Verdict owner(Config config, String routerName, Route route) {
        RouterConfig router = config.routers().stream()
                .filter(r -> r.name().equals(routerName))
                .findFirst()
                .orElseThrow();
        List<String> words = normalise(config, router, route.path());
        List<NetworkConfig> candidates = config.networks().stream()
                .filter(network ->
                        network.match().stream().anyMatch(match -> accepts(config, match, router, words, route)))
                .toList();
        if (candidates.size() == 1) {
            return new Verdict(candidates.get(0).name(), Step.ONLY_CANDIDATE);
        }
        if (candidates.isEmpty()) {
            return nobody(config, router, words);
        }
        NetworkConfig best = null;
        int longest = -1;
        for (NetworkConfig candidate : candidates) {
            for (Prefix declared : candidate.prefixes()) {
                if (declared.contains(route.prefix()) && declared.length() > longest) {
                    best = candidate;
                    longest = declared.length();
                }
            }
        }
        if (best != null) {
            return new Verdict(best.name(), Step.LONGEST_DECLARED);
        }
        for (NetworkConfig candidate : candidates) {
            if (candidate.defaultOwner()) {
                return new Verdict(candidate.name(), Step.DEFAULT_OWNER);
            }
        }
        return new Verdict(candidates.get(0).name(), Step.FIRST_IN_FILE);
    }

    private static Verdict nobody(Config config, RouterConfig router, List<String> words) {
        NetworkConfig own = config.networks().stream()
                .filter(network -> network.name().equals(router.network()))
                .findFirst()
                .orElseThrow();
        List<String> asns = own.asns().stream().map(Asn::toString).toList();
        boolean onlyOwn = words.stream()
                .flatMap(word -> Arrays.stream(word.replaceAll("[{}]", "").split(",")))
                .allMatch(asns::contains);
        return onlyOwn ? new Verdict(own.name(), Step.OWN_ROUTES) : new Verdict("unknown", Step.NOBODY);
    }

    /** The path in words: an AS number, or a set. */
    private static List<String> normalise(Config config, RouterConfig router, String path) {
        List<String> words = new ArrayList<>(Configs.words(
                path.replaceAll("\\([^)]*\\)", " ").replace("{", " {").replace("}", "} ")));
        String own = words.isEmpty() ? "" : words.get(0);
        boolean external = router.as().stream()
                .anyMatch(as ->
                        as.toString().equals(own) && !as.equals(config.agent().as()));
        while (external && !words.isEmpty() && words.get(0).equals(own)) {
            words.remove(0);
        }
        return words;
    }

    private static boolean accepts(Config config, Match match, RouterConfig router, List<String> words, Route route) {
        String asPath = match.asPath();
        if (asPath != null
                && !PATTERNS.computeIfAbsent(asPath, text -> Pattern.compile(text.replace("_", "(?:^|$|[ ,{}]+)")))
                        .matcher(String.join(" ", words))
                        .find()) {
            return false;
        }
        String origin = origin(config, router, words, route);
        if (!match.originAs().isEmpty()
                && match.originAs().stream().noneMatch(as -> as.toString().equals(origin))) {
            return false;
        }
        String neighbor = words.isEmpty() ? "" : words.get(0);
        if (!match.neighborAs().isEmpty()
                && match.neighborAs().stream().noneMatch(as -> as.toString().equals(neighbor))) {
            return false;
        }
        if (!match.community().isEmpty()
                && match.community().stream().map(Community::toString).noneMatch(route.communities()::contains)) {
            return false;
        }
        if (!match.nextHop().isEmpty()
                && match.nextHop().stream().noneMatch(range -> range.contains(Prefix.parse(route.nextHop())))) {
            return false;
        }
        return (match.router().isEmpty() || match.router().contains(router.name()))
                && (match.at().isEmpty() || match.at().contains(router.network()));
    }

    private static String origin(Config config, RouterConfig router, List<String> words, Route route) {
        if (words.isEmpty()) {
            List<String> raw = Configs.words(route.path().replaceAll("\\([^)]*\\)", " "));
            if (!raw.isEmpty()) {
                return raw.get(0);
            }
            Asn ours = config.agent().as();
            return router.as().contains(ours)
                    ? ours.toString()
                    : router.as().stream().min(Asn::compareTo).orElseThrow().toString();
        }
        String last = words.get(words.size() - 1);
        if (!last.startsWith("{")) {
            return last;
        }
        return route.aggregator() == null ? "none" : route.aggregator().toString();
    }
}
