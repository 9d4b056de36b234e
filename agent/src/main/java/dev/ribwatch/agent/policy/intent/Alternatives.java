package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.NetworkConfig.Match;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network's {@code match} at one vantage: alternatives, each of conditions that must all hold. */
final class Alternatives {
    private final Alternative[] alternatives;

    private Alternatives(Alternative[] alternatives) {
        this.alternatives = alternatives;
    }

    /** @param patterns those compiled so far, by text */
    static Alternatives compile(List<Match> matches, Map<String, PathPattern> patterns) {
        return new Alternatives(
                matches.stream().map(match -> new Alternative(match, patterns)).toArray(Alternative[]::new));
    }

    /** The first alternative that accepts the route, or null. */
    @Nullable
    Match accepting(RouteFacts route) {
        for (Alternative alternative : alternatives) {
            if (alternative.accepts(route)) {
                return alternative.source;
            }
        }
        return null;
    }

    boolean accept(RouteFacts route) {
        for (Alternative alternative : alternatives) {
            if (alternative.accepts(route)) {
                return true;
            }
        }
        return false;
    }

    private static final class Alternative {
        private final Match source;
        private final @Nullable PathPattern asPath;
        private final AsnSet originAs;
        private final AsnSet neighborAs;
        private final int[] communities;
        private final Prefix[] nextHops;

        Alternative(Match match, Map<String, PathPattern> patterns) {
            source = match;
            String text = match.asPath();
            asPath = text == null
                    ? null
                    : patterns.computeIfAbsent(text, source -> PathPattern.compile(source, patterns.size()));
            originAs = AsnSet.of(match.originAs());
            neighborAs = AsnSet.of(match.neighborAs());
            communities = match.community().stream().mapToInt(Community::value).toArray();
            nextHops = match.nextHop().toArray(Prefix[]::new);
        }

        boolean accepts(RouteFacts route) {
            return (originAs.isEmpty() || holds(originAs, route.originAs()))
                    && (neighborAs.isEmpty() || holds(neighborAs, route.neighborAs()))
                    && (asPath == null || asPath.matches(route.path(), route.pathMatches()))
                    && (communities.length == 0 || route.hasCommunity(communities))
                    && (nextHops.length == 0 || route.hasNextHop(nextHops));
        }

        private static boolean holds(AsnSet set, long asn) {
            return asn >= 0 && set.contains((int) asn);
        }
    }
}
