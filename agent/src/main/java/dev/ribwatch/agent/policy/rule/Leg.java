package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.intent.RedundantPair;
import dev.ribwatch.agent.policy.intent.RequiredPrefixes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One leg of a connection, as far as one network and family go: which prefixes it carries, a bit each. */
final class Leg {
    /** Of a network that no leg is watched for. */
    static final Leg[] NONE = {};

    final LegPair pair;
    final RedundantPair.Leg intent;
    /** The router's family; of a range, one a member. */
    final List<Sight> members = new ArrayList<>(1);
    /** Prefixes that it carries: a member has a route of the network that makes something visible and counts for this leg. */
    final IdSet carried = new IdSet();
    /**
     * Prefixes that it may carry. The router tells one path a prefix only, and that one is the other leg's: it prefers it,
     * and what this leg has is not told.
     */
    final IdSet hidden = new IdSet();
    /** Those of {@link #carried} that planned changes announce at this leg alone: the other may carry nothing. */
    final IdSet planned = new IdSet();
    /** Prefixes that it carries and the other leg does not, as far as they count. */
    final IdSet alone = new IdSet();
    /** Prefixes that both carry, with the longer path here. */
    final IdSet longer = new IdSet();
    /** Which required prefixes it makes visible; null if nobody wants to know. */
    final @Nullable RequiredCoverage coverage;
    /** Required prefixes, by place, that it lacks and the other carries while RedundancyMismatch says so. */
    final BitSet explained = new BitSet();

    /** What the change under way does to {@link #carried}: 1 added the prefix, -1 removed it. */
    int turn;

    Leg(LegPair pair, RedundantPair.Leg intent, @Nullable RequiredPrefixes required) {
        this.pair = pair;
        this.intent = intent;
        coverage = required == null ? null : new RequiredCoverage(required, this);
    }

    Leg other() {
        return pair.primary == this ? pair.secondary : pair.primary;
    }

    /** Nothing is carried, and nothing may be. */
    boolean isEmpty() {
        return carried.isEmpty() && hidden.isEmpty();
    }

    /** Whether it carries nothing but what planned changes announce at this leg alone. */
    boolean hasOnlyPlanned() {
        return planned.size() == carried.size();
    }

    /** Whether all of its routers can be asked, and none dropped anything. */
    boolean isCertain() {
        // Asked with every route: no iterator, whether or not the compiler would see through it.
        for (int i = 0; i < members.size(); i++) {
            Sight member = members.get(i);
            if (!member.judged || member.isPartial()) {
                return false;
            }
        }
        return !members.isEmpty();
    }

    long bytes() {
        return carried.bytes()
                + hidden.bytes()
                + planned.bytes()
                + alone.bytes()
                + longer.bytes()
                + (coverage == null ? 0 : coverage.bytes());
    }
}
