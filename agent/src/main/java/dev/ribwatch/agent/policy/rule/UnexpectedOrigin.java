package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.intent.DeclaredSpace;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RouteFacts;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import java.util.Arrays;

/**
 * A route in declared space of a network, its own or nobody's, that an AS originates which is none of its {@code origins}.
 * An origin that cannot be told, behind an AS_SET, is none of them (as in RFC 6811).
 */
final class UnexpectedOrigin extends RouteRule {
    private final OverlappingPrefix overlaps;
    /** By network, sorted. */
    private final long[][] origins;

    private final DeclaredSpace.Hits hits;

    private final Waiting waiting;

    /** Has prefixes judged later that something may explain that is not judged yet. */
    interface Waiting {
        /** Whether this one will be. */
        boolean add(Family family, int id);
    }

    UnexpectedOrigin(RuleContext context, OverlappingPrefix overlaps, Waiting waiting) {
        super(context, RuleName.UNEXPECTED_ORIGIN);
        this.overlaps = overlaps;
        this.waiting = waiting;
        hits = context.intent.declared().hits();
        origins = context.intent.networks().stream()
                .map(network -> network.terms().origins().stream()
                        .mapToLong(Asn::value)
                        .sorted()
                        .toArray())
                .toArray(long[][]::new);
    }

    @Override
    boolean judges(Network network) {
        return origins[network.index()].length > 0;
    }

    @Override
    public boolean judgesStrangers() {
        return true;
    }

    @Override
    public boolean objects(RouteFacts facts, Network network) {
        return Arrays.binarySearch(origins[network.index()], facts.originAs()) < 0;
    }

    @Override
    String keeps(Network network) {
        return "its origin is one of origins of " + network;
    }

    @Override
    String breaks(RouteFacts facts, Network network) {
        return facts.originAs() < 0
                ? "its origin cannot be told, behind an AS_SET"
                : "AS " + facts.originAs() + " originates it, which is none of origins of " + network;
    }

    @Override
    Detail detail(RouteFacts facts, Network network) {
        return new Detail.Origin(facts.originAs());
    }

    @Override
    boolean concerns(Sight sight, long high, long low, int length, Network network) {
        if (length == 0) {
            return false;
        }
        hits.reset(sight.family, high, low, length);
        while (hits.nextContaining()) {
            if (hits.network() == network.index() && !hits.isLink()) {
                return true;
            }
        }
        return false;
    }

    @Override
    boolean isLeftOut(Sight sight, int owner) {
        return sight.isHeldOwn(context.intent.network(owner));
    }

    @Override
    boolean isExplained(Sight sight, int id, long high, long low, int length, Network network) {
        return overlaps.holds(sight.family, id, high, low, length);
    }

    @Override
    boolean waits(Sight sight, int id) {
        return sight.judged && waiting.add(sight.family, id);
    }

    /** A route that no network accepts is held against every network that declares space around it. */
    @Override
    void judge(Sight sight, int id, long high, long low, int length, int owner) {
        if (owner != context.intent.unknown().index()) {
            super.judge(sight, id, high, low, length, owner);
            return;
        }
        if (context.intent.declared().mayTouch(sight.family, high, length)) {
            for (Network network : context.intent.networks()) {
                if (uses(network)) {
                    judgeAs(sight, id, high, low, length, network);
                }
            }
        }
    }
}
