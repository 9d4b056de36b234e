package dev.ribwatch.agent.policy;

import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule knows beyond subject and witnesses. May change while the finding holds. */
public sealed interface Detail {

    /** Nothing to add. */
    enum None implements Detail {
        NONE
    }

    /**
     * OverlappingPrefix: how the route lies to what it hits, and so who gets whose traffic.
     *
     * @param relation the worst of all that are there
     * @param declared the other network's space is declared; false: it is another route of that network
     */
    record Overlap(Relation relation, boolean declared) implements Detail {}

    /** Of the offending route to the space that it hits. */
    enum Relation {
        /** Who of the two gets the traffic depends on the paths. */
        EQUAL,
        /** The offending route is the longer one and captures the other network's traffic. */
        WITHIN,
        /** The other network's routes are longer and capture traffic of the offending route's network. */
        COVERS
    }

    /**
     * EffectiveDefaultRoute: how much is covered.
     *
     * @param share of the space, 0 to 1, when it was last counted
     * @param largest the shortest of the routes, at most {@link Finding#SAMPLES}
     * @param half the one route of them that is half of a default, which is enough whatever the share; null: there is none,
     *     or both are there
     */
    record Coverage(
            double share, List<Prefix> largest, @Nullable Prefix half) implements Detail {
        public Coverage {
            largest = List.copyOf(largest);
        }
    }

    /**
     * RedundancyMismatch, RedundancyLost: what either leg carries of the network, when it was last looked at.
     *
     * @param unlike what both carry and not alike, an entry for each aspect that differs
     */
    record Legs(Leg primary, Leg secondary, List<Unlike> unlike) implements Detail {
        public Legs {
            unlike = List.copyOf(unlike);
        }

        /** Legs that are alike in what both carry. */
        public Legs(Leg primary, Leg secondary) {
            this(primary, secondary, List.of());
        }
    }

    /**
     * What both legs of a connection carry in different ways.
     *
     * @param aspect what differs
     * @param prefixes how many
     * @param samples some of them, in no order, at most {@link Finding#SAMPLES}
     */
    record Unlike(LegAspect aspect, int prefixes, List<Prefix> samples) {
        public Unlike {
            samples = List.copyOf(samples);
        }
    }

    /**
     * One leg of a connection.
     *
     * @param router its router's name, or that of the range
     * @param routes prefixes that it carries
     * @param hidden prefixes that it may carry, hidden behind a route that its router prefers
     * @param alone prefixes that it carries and the other leg does not
     * @param aloneSamples some of them, in no order, at most {@link Finding#SAMPLES}
     * @param longer prefixes that both carry, with a longer path here
     * @param longerSamples some of them, in no order, at most {@link Finding#SAMPLES}
     */
    record Leg(
            String router,
            int routes,
            int hidden,
            int alone,
            List<Prefix> aloneSamples,
            int longer,
            List<Prefix> longerSamples) {
        public Leg {
            aloneSamples = List.copyOf(aloneSamples);
            longerSamples = List.copyOf(longerSamples);
        }
    }

    /**
     * One finding for many.
     *
     * @param count how many it stands for
     * @param samples some of them, at most {@link Finding#SAMPLES}
     */
    record Folded(int count, List<Prefix> samples) implements Detail {
        public Folded {
            samples = List.copyOf(samples);
        }
    }

    /**
     * UnexpectedOrigin: who originates the route.
     *
     * @param as the AS number, -1 if it cannot be told
     */
    record Origin(long as) implements Detail {}

    /**
     * ForbiddenPath: the first thing that is wrong with the path.
     *
     * @param value the AS number that is there, or is not; the length of a path that is too long; else -1
     */
    record Path(PathFault fault, long value) implements Detail {}

    /** What a path can be wrong in. */
    enum PathFault {
        FORBIDDEN_AS,
        MISSING_AS,
        PRIVATE_AS,
        TOO_LONG,
        AS_SET
    }

    /**
     * MissingCommunity, ForbiddenCommunity: which.
     *
     * @param communities those that the route lacks, or carries, as the configuration writes them
     */
    record Communities(List<String> communities) implements Detail {
        public Communities {
            communities = List.copyOf(communities);
        }
    }

    /**
     * RouteLeak: the first thing that shows it.
     *
     * @param as the AS number that it is about, -1 if about none
     */
    record Leak(LeakSign sign, long as) implements Detail {}

    /** What shows that a route went where it must not. */
    enum LeakSign {
        /** A customer or a client of a route server sent a route with OTC (RFC 9234 section 5, ingress rule 1). */
        OTC_FROM_CUSTOMER,
        /** A peer sent a route with another AS in OTC than its own (ingress rule 2). */
        OTC_FROM_PEER,
        /** A router passed on a route that it must keep in its AS (RFC 1997). */
        NO_EXPORT,
        /** A router passed on a route that it must keep to itself (RFC 1997). */
        NO_ADVERTISE,
        /** The router's AS took a route back that had left it (RFC 4271 section 9.1.2). */
        OWN_AS,
        /** Somebody passed a provider's route on to another provider. */
        VALLEY,
        /** A network passed on another's routes, and no transit link lets it. */
        PASSED_ON
    }

    /**
     * PrefixFlapping: how restless.
     *
     * @param changes within the window when the finding last changed
     */
    record Flapping(int changes) implements Detail {}

    /**
     * SessionDown: what is out of sight.
     *
     * @param neverConverged since the agent started
     * @param routes held when the session was lost
     * @param alone no other router of this vantage has converged
     * @param ended why its last session ended, safe to print; null if none has
     * @param attempt why the latest attempt since then failed, safe to print; null if none has
     * @param silence why a session that is up has no family; null if it has one, or there is none
     */
    record Session(
            boolean neverConverged,
            int routes,
            boolean alone,
            @Nullable String ended,
            @Nullable String attempt,
            PolicyCounts.@Nullable Reason silence)
            implements Detail {}

    /**
     * PrefixLimit: how much room is left, and who takes it.
     *
     * @param count counted at the fullest router
     * @param limit over it somebody acts
     * @param router where it was counted
     * @param perHour how fast it grew in the last hour or less; 0 if that is not known yet
     * @param network who added the most in that time, or null
     * @param added how many
     * @param block where most of those lie, or null while that is not known
     * @param fact what of the provider's says so and what then happens, or null
     */
    record Limit(
            int count,
            int limit,
            String router,
            double perHour,
            @Nullable String network,
            int added,
            @Nullable Prefix block,
            @Nullable String fact)
            implements Detail {}

    /**
     * PrefixCountChange: what is usual, and what is.
     *
     * @param usual routes that the network used to have there
     * @param now routes that it has
     * @param toldNanos when that was counted, monotonic
     */
    record CountChange(int usual, int now, long toldNanos) implements Detail {}

    /**
     * SessionFlapping: how restless.
     *
     * @param transitions the most that were seen within the window
     * @param ended why its last session ended, safe to print; null if none has
     */
    record SessionFlaps(int transitions, @Nullable String ended) implements Detail {}

    /**
     * ViewPartial: how much is in sight.
     *
     * @param routes of the family, held when it was last judged
     */
    record View(int routes) implements Detail {}

    /**
     * ViewPartial: what we held and the router did not.
     *
     * @param routes found when it last told all again
     */
    record Phantoms(int routes) implements Detail {}

    /**
     * ViewPartial: what should always be there.
     *
     * @param configured how many prefixes of the family the router always announces
     * @param missing those of them that it does not, when last looked at
     */
    record Canaries(int configured, List<Prefix> missing) implements Detail {
        public Canaries {
            missing = List.copyOf(missing);
        }
    }

    /**
     * MalformedUpdates: what became of them since the router is known.
     *
     * @param discarded attributes that were left out
     * @param withdrawn UPDATEs whose routes were withdrawn
     */
    record Malformed(long discarded, long withdrawn) implements Detail {}
}
