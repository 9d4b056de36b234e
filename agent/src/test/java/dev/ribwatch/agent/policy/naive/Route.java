package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.RouterConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * One path at one router.
 *
 * @param path AS numbers as the router sends them, its own first, separated by spaces; at the end an AS_SET in braces
 * @param communities {@code high:low}, and the attribute OTC as {@code otc:AS}
 * @param nextHop an address
 */
public record Route(String path, Set<String> communities, String nextHop) {
    static final long NONE = -1;

    private static final Map<String, List<Long>> NUMBERS = new ConcurrentHashMap<>();

    private static List<Long> numbers(String text) {
        return NUMBERS.computeIfAbsent(
                text,
                words -> Arrays.stream(words.trim().split(" +"))
                        .filter(word -> !word.isEmpty())
                        .map(Long::valueOf)
                        .toList());
    }

    /** The AS in OTC, which stands among the communities as {@code otc:AS}. */
    long otc() {
        return communities.stream()
                .filter(text -> text.startsWith("otc:"))
                .mapToLong(text -> Long.parseLong(text.substring(4)))
                .findFirst()
                .orElse(NONE);
    }

    /** Of what kinds its communities are: how many numbers they are written with. */
    Set<Integer> communityKinds() {
        return communities.stream()
                .filter(text -> !text.startsWith("otc:"))
                .map(text -> text.split(":").length)
                .collect(Collectors.toSet());
    }

    boolean hasSet() {
        return path.contains("{");
    }

    /** The AS_SET's members. */
    List<Long> set() {
        return hasSet() ? numbers(path.substring(path.indexOf('{') + 1, path.indexOf('}'))) : List.of();
    }

    private List<Long> written() {
        return numbers(hasSet() ? path.substring(0, path.indexOf('{')) : path);
    }

    /** The last AS of the path as it is written; none for an empty path, and behind a set. */
    long lastAs() {
        List<Long> all = written();
        return hasSet() || all.isEmpty() ? NONE : all.get(all.size() - 1);
    }

    /** The sequence without what the router put before it. */
    List<Long> sequence(RouterConfig router) {
        List<Long> left = new ArrayList<>(written());
        long own = left.isEmpty() ? NONE : left.get(0);
        while (!left.isEmpty() && own == left.get(0) && isOwn(router, own)) {
            left.remove(0);
        }
        return left;
    }

    /** How long it is without what the router put before it; a set is one hop. */
    int hops(RouterConfig router) {
        return sequence(router).size() + (hasSet() ? 1 : 0);
    }

    /** The router's AS if it put it before the path, or the path is empty. */
    long ownAs(RouterConfig router) {
        List<Long> all = written();
        if (all.isEmpty() && !hasSet()) {
            return router.as().iterator().next().value();
        }
        return !all.isEmpty() && isOwn(router, all.get(0)) ? all.get(0) : NONE;
    }

    private static boolean isOwn(RouterConfig router, long as) {
        return router.as().stream().anyMatch(one -> one.value() == as);
    }
}
