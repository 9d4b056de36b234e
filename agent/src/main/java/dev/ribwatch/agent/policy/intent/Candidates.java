package dev.ribwatch.agent.policy.intent;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The networks that a route may belong to, and who owns it as far as its attributes tell. Equal sets are one object.
 */
final class Candidates {
    static final int SEVERAL = -1;

    private final int id;
    private final BitSet members;
    private final int sole;
    private final int otherwise;
    private final Step stepOtherwise;

    private Candidates(int id, BitSet members, int sole, int otherwise, Step stepOtherwise) {
        this.id = id;
        this.members = members;
        this.sole = sole;
        this.otherwise = otherwise;
        this.stepOtherwise = stepOtherwise;
    }

    /** Dense from 0. */
    int id() {
        return id;
    }

    boolean contains(int network) {
        return members.get(network);
    }

    /** Networks whose match accepted the route; empty if none did. */
    BitSet members() {
        return members;
    }

    /** The owner if the attributes alone tell, else {@link #SEVERAL}. */
    int sole() {
        return sole;
    }

    /** The owner of a route that no declared prefix of these contains. */
    int otherwise() {
        return otherwise;
    }

    /** How the owner of such a route is found. */
    Step stepOtherwise() {
        return stepOtherwise;
    }

    /** All sets met so far, at most {@link #LIMIT}; past it sets are made for the moment. */
    static final class Pool {
        static final int LIMIT = 1 << 16;

        private final List<Network> networks;
        private final Map<BitSet, Candidates> known = new HashMap<>();
        private final Candidates[] own;
        private final Candidates nobody;
        private @Nullable Candidates[] byId = new Candidates[16];
        private int size;
        /** What was asked for last: most attributes of a full table have the same. */
        private Candidates last;

        Pool(List<Network> networks) {
            this.networks = networks;
            own = new Candidates[networks.size()];
            for (int i = 0; i < own.length; i++) {
                own[i] = added(new Candidates(size, new BitSet(), i, i, Step.OWN_ROUTES));
            }
            int unknown = networks.size() - 1;
            nobody = added(new Candidates(size, new BitSet(), unknown, unknown, Step.NOBODY));
            last = nobody;
        }

        /** The router's own network owns a route that nobody's match accepts. */
        Candidates ownRoutes(Network vantage) {
            return own[vantage.index()];
        }

        /** Nobody's match accepts the route. */
        Candidates nobody() {
            return nobody;
        }

        /** The set with these members, at least one. */
        Candidates of(BitSet members) {
            if (members.equals(last.members)) {
                return last;
            }
            Candidates set = known.get(members);
            if (set == null) {
                BitSet copy = (BitSet) members.clone();
                set = make(size, copy);
                if (size < LIMIT) {
                    known.put(copy, added(set));
                }
            }
            last = set;
            return set;
        }

        /** The set of an id given out before. */
        Candidates get(int id) {
            Candidates set = byId[id];
            if (set == null) {
                throw new IllegalStateException("no such set: " + id);
            }
            return set;
        }

        private Candidates make(int id, BitSet members) {
            int first = members.nextSetBit(0);
            if (members.cardinality() == 1) {
                return new Candidates(id, members, first, first, Step.ONLY_CANDIDATE);
            }
            for (int i = first; i >= 0; i = members.nextSetBit(i + 1)) {
                if (networks.get(i).isDefaultOwner()) {
                    return new Candidates(id, members, SEVERAL, i, Step.DEFAULT_OWNER);
                }
            }
            return new Candidates(id, members, SEVERAL, first, Step.FIRST_IN_FILE);
        }

        private Candidates added(Candidates set) {
            if (size == byId.length) {
                byId = Arrays.copyOf(byId, 2 * size);
            }
            byId[size++] = set;
            return set;
        }
    }
}
