package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.agent.rib.AttributeStore;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.agent.wire.attribute.AsPath;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.NetworkConfig.Match;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose route is it: the four steps, remembered by id. Table thread only.
 *
 * <p>What the attributes tell, the set of candidates, is kept for each attribute id and vantage class; an id that several
 * classes ask for has a place in as many columns. What the prefix tells, the class of its declared space, is kept for
 * each prefix id that any declared prefix may contain. A repeated question allocates nothing.
 */
public final class Attribution {
    /** Of {@link #value}: it cannot be told. */
    public static final long UNTOLD = AsPath.NONE;

    private static final int BLACKHOLE = 1 << 31;
    private static final int CLASS_SHIFT = 18;
    private static final int CLASS_MASK = 0x1fff;
    private static final int SET_MASK = (1 << CLASS_SHIFT) - 1;

    /** Of a path's length: a message of the longest kind has room for fewer hops. */
    private static final int LENGTH_BITS = 15;

    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    private final Intent intent;
    private final AttributeStore attributes;
    private final RouteFacts facts = new RouteFacts();
    private final BitSet accepted = new BitSet();
    private final Candidates.Pool sets;
    private final SpaceClass.Pool spaces;
    /** {@code blackhole, vantage class, set + 1} by attribute id. */
    private IdColumn[] answers = {new IdColumn()};

    /** The last answer: all prefixes of an UPDATE ask for the same. */
    private int lastAttributes;

    private int lastClass;
    private @Nullable Candidates lastCandidates;
    private Objections lastObjections;
    /** The attributes whose kinds of communities were asked for last, and these. */
    private int lastAsked = RouteChange.ABSENT;

    private int lastKinds;

    private AttributeCheck[] checks = {};
    /** By network: the checks that use it, a bit each. */
    private final int[] users;
    /** The checks that judge strangers, a bit each. */
    private int ofStrangers;
    /** By network: whether any check asks for its routes. */
    private final boolean[] checked;

    private final int[] masks;
    private final Objections.Pool objections = new Objections.Pool();
    /** The id of {@link Objections} by attribute id, in the same place as its answer. */
    private IdColumn[] objectionIds = {new IdColumn()};

    /** What {@link #ahead} read goes in here: else the compiler would see that nobody asked for it. */
    @SuppressWarnings("UnusedVariable")
    private int seen;

    /** {@code vantage class + 1, length} by attribute id, of those asked for. */
    private final IdColumn lengths = new IdColumn();

    /** {@code class + 1} by prefix id, for each family. */
    private final IdColumn[] spaceIds = new IdColumn[Family.count()];

    public Attribution(Intent intent, AttributeStore attributes) {
        this.intent = intent;
        this.attributes = attributes;
        sets = new Candidates.Pool(intent.networks());
        spaces = new SpaceClass.Pool(intent);
        lastObjections = objections.none();
        checked = new boolean[intent.networks().size()];
        masks = new int[checked.length];
        users = new int[checked.length];
        Arrays.setAll(spaceIds, i -> new IdColumn());
    }

    /** Has these rules asked from now on; before anything else is asked. At most 32. */
    public void askAlso(List<? extends AttributeCheck> more) {
        checks = more.toArray(new AttributeCheck[0]);
        for (int i = 0; i < checks.length; i++) {
            for (Network network : intent.networks()) {
                if (checks[i].uses(network)) {
                    users[network.index()] |= 1 << i;
                    checked[network.index()] = true;
                    checked[intent.unknown().index()] |= checks[i].judgesStrangers();
                }
            }
            ofStrangers |= checks[i].judgesStrangers() ? 1 << i : 0;
        }
    }

    /**
     * The checks that object to a route of this network, by position, a bit each. For {@code unknown} also those that object
     * to it in the place of any other network.
     */
    public int objections(RouterIntent router, int attributeId, int network) {
        if (!checked[network]) {
            return 0;
        }
        candidates(router, attributeId);
        return lastObjections.of(network);
    }

    /** What the conditions ask of these attributes; until the next question. */
    public RouteFacts facts(RouterIntent router, int attributeId) {
        read(intent.vantageClasses().get(router.vantageClass()), attributeId);
        return facts;
    }

    /** The kinds of communities that routes with these attributes carry, {@link RouteFacts#communityKinds a bit each}. */
    public int communityKinds(RouterIntent router, int attributeId) {
        if (attributeId != lastAsked) { // else as the other routes of an UPDATE
            lastKinds = facts(router, attributeId).communityKinds();
            lastAsked = attributeId;
        }
        return lastKinds;
    }

    /** Index of the network that owns a route; all ids must be valid. */
    public int owner(
            RouterIntent router, Family family, int prefixId, long high, long low, int length, int attributeId) {
        Candidates candidates = candidates(router, attributeId);
        if (candidates.sole() != Candidates.SEVERAL) {
            return candidates.sole();
        }
        int declared = space(family, prefixId, high, low, length).owner(candidates);
        return declared >= 0 ? declared : candidates.otherwise();
    }

    /** Whether routes with these attributes make nothing visible. */
    public boolean isBlackhole(int attributeId) {
        if (!intent.hasBlackholes()) {
            return false;
        }
        int answer = answers[0].get(attributeId);
        if (answer != 0) {
            return (answer & BLACKHOLE) != 0;
        }
        if (intent.vantageClasses().isEmpty()) {
            return false;
        }
        read(intent.vantageClasses().get(0), attributeId);
        return facts.isBlackhole(intent);
    }

    /** Whether a route with these attributes counts for a leg at this router. */
    public boolean isOf(RedundantPair.Leg leg, RouterIntent router, int attributeId) {
        if (!leg.hasNextHops()) {
            return true;
        }
        read(intent.vantageClasses().get(router.vantageClass()), attributeId);
        return facts.hasNextHop(leg.nextHops());
    }

    /** The length of a path as route selection counts it, without the router's own AS in front of it. */
    public int pathLength(RouterIntent router, int attributeId) {
        int known = lengths.get(attributeId);
        if (known >>> LENGTH_BITS == router.vantageClass() + 1) {
            return known & LENGTH_MASK;
        }
        read(intent.vantageClasses().get(router.vantageClass()), attributeId);
        int length = Math.min(facts.path().hops(), LENGTH_MASK);
        if (router.vantageClass() < LENGTH_MASK) {
            lengths.set(attributeId, router.vantageClass() + 1 << LENGTH_BITS | length);
        }
        return length;
    }

    /**
     * What must be alike on both legs of a connection, as a number.
     *
     * @return {@link #UNTOLD} if it cannot be told: the origin behind an AS_SET, or of a path that is empty but for the
     *     router's own AS
     */
    public long value(LegAspect aspect, RouterIntent router, int attributeId) {
        read(intent.vantageClasses().get(router.vantageClass()), attributeId);
        return switch (aspect) {
            case ORIGIN -> facts.path().last(); // none behind a set, or of an empty path
            case COMMUNITIES -> facts.communitySum();
        };
    }

    /**
     * Whether a network may announce this prefix to a vantage: it is open, declares it, or declares one around it of which
     * this is an allowed more-specific one; it lies in a block of its own, or of a link that leads to both. Allowed overlaps
     * are not looked at.
     */
    public boolean isPermitted(int network, int vantage, Family family, int prefixId, long high, long low, int length) {
        return intent.network(network).isOpen()
                || space(family, prefixId, high, low, length).permits(network, vantage);
    }

    /** The same of a prefix that need not be in the table. */
    public boolean isPermitted(int network, int vantage, Prefix prefix) {
        return intent.network(network).isOpen() || space(prefix).permits(network, vantage);
    }

    /** Whether a prefix lies in a block of a link that leads to the network and to the vantage. */
    public boolean isOfLink(int network, int vantage, Prefix prefix) {
        return space(prefix).isOfLink(network, vantage);
    }

    /** Reads what is remembered of these attributes, so that it is near when it is asked for. */
    public void ahead(int[] attributeIds, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += answers[0].get(attributeIds[i]);
        }
        seen += sum;
    }

    /** No route has these attributes any more. */
    public void attributesFreed(int attributeId) {
        if (attributeId == lastAttributes) {
            lastCandidates = null;
        }
        if (attributeId == lastAsked) {
            lastAsked = RouteChange.ABSENT;
        }
        for (IdColumn column : answers) {
            column.clear(attributeId);
        }
        lengths.clear(attributeId);
        for (IdColumn column : objectionIds) {
            column.clear(attributeId);
        }
    }

    /** No router has this prefix any more. */
    public void prefixFreed(Family family, int prefixId) {
        spaceIds[family.ordinal()].clear(prefixId);
    }

    /** What was remembered, bytes. */
    public long bytes() {
        long bytes = lengths.bytes() + objections.bytes();
        for (IdColumn column : answers) {
            bytes += column.bytes();
        }
        for (IdColumn column : objectionIds) {
            bytes += column.bytes();
        }
        for (IdColumn column : spaceIds) {
            bytes += column.bytes();
        }
        return bytes;
    }

    /** How the owner of a route is found, for people. */
    public Decision explain(RouterIntent router, Prefix prefix, int attributeId) {
        Candidates candidates = candidates(router, attributeId);
        int owner = candidates.otherwise();
        Step step = candidates.stepOtherwise();
        Prefix around = null;
        if (candidates.sole() == Candidates.SEVERAL) {
            DeclaredSpace.Hits hits =
                    intent.declared().hits().reset(prefix.family(), prefix.high(), prefix.low(), prefix.length());
            while (around == null && hits.nextContaining()) {
                if (!hits.isLink() && candidates.contains(hits.network())) {
                    owner = hits.network();
                    step = Step.LONGEST_DECLARED;
                    around = hits.prefix();
                }
            }
        }
        VantageClass asking = intent.vantageClasses().get(router.vantageClass());
        read(asking, attributeId);
        List<Candidate> members = new ArrayList<>();
        candidates.members().stream().forEach(network -> {
            Match match = asking.alternatives(network).accepting(facts);
            members.add(new Candidate(intent.network(network), match == null ? "" : MatchText.of(match)));
        });
        return new Decision(
                intent.network(owner),
                step,
                members,
                around,
                facts.path().text().toString());
    }

    /**
     * Whose a route is and why.
     *
     * @param owner whose it is
     * @param step what decided
     * @param candidates the networks whose match accepts it, in the order of the file
     * @param declared the declared prefix that decided, or null
     * @param path the AS path as the matches read it
     */
    public record Decision(
            Network owner,
            Step step,
            List<Candidate> candidates,
            @Nullable Prefix declared,
            String path) {}

    /**
     * What the AS path says to the matches of a router's class.
     *
     * @param withText whether the text is wanted
     */
    public PathFacts pathFacts(RouterIntent router, int attributeId, boolean withText) {
        read(intent.vantageClasses().get(router.vantageClass()), attributeId);
        return new PathFacts(
                facts.path().isEmpty(),
                facts.neighborAs(),
                facts.originAs(),
                withText ? facts.path().text().toString() : "");
    }

    /**
     * An AS path as matches read it.
     *
     * @param isEmpty nothing is left of it
     * @param neighborAs the first AS number; -1 if there is none to name
     * @param originAs the last one; -1 if there is none to name
     * @param text as matches see it; empty if it was not asked for
     */
    public record PathFacts(boolean isEmpty, long neighborAs, long originAs, String text) {}

    /**
     * A network that a route may belong to.
     *
     * @param match the first of its alternatives that accepts the route, as the file has it
     */
    public record Candidate(Network network, String match) {}

    private SpaceClass space(Prefix prefix) {
        return spaces.of(prefix.family(), prefix.high(), prefix.low(), prefix.length());
    }

    private SpaceClass space(Family family, int prefixId, long high, long low, int length) {
        if (!intent.declared().mayTouch(family, high, length)) {
            return spaces.undeclared();
        }
        IdColumn column = spaceIds[family.ordinal()];
        int known = column.get(prefixId);
        if (known != 0) {
            return spaces.get(known - 1);
        }
        SpaceClass space = spaces.of(family, high, low, length);
        column.set(prefixId, space.id() + 1);
        return space;
    }

    /** The candidates; {@link #lastObjections} goes with them. */
    private Candidates candidates(RouterIntent router, int attributeId) {
        Candidates candidates = lastCandidates;
        int vantageClass = router.vantageClass();
        if (candidates == null || attributeId != lastAttributes || vantageClass != lastClass) {
            candidates = recall(vantageClass, attributeId);
            lastAttributes = attributeId;
            lastClass = vantageClass;
            lastCandidates = candidates;
        }
        return candidates;
    }

    private Candidates recall(int vantageClass, int attributeId) {
        int free = -1;
        for (int i = 0; i < answers.length; i++) {
            int answer = answers[i].get(attributeId);
            if (answer == 0) {
                free = i;
                break;
            }
            if ((answer >>> CLASS_SHIFT & CLASS_MASK) == vantageClass) {
                lastObjections = objections.get(objectionIds[i].get(attributeId));
                return sets.get((answer & SET_MASK) - 1);
            }
        }
        VantageClass asking = intent.vantageClasses().get(vantageClass);
        read(asking, attributeId);
        Candidates found = find(asking);
        lastObjections = ask(found);
        if (vantageClass <= CLASS_MASK
                && found.id() < Candidates.Pool.LIMIT
                && lastObjections.id() < Objections.Pool.LIMIT) {
            remember(free, attributeId, vantageClass, found);
        }
        return found;
    }

    private void remember(int free, int attributeId, int vantageClass, Candidates found) {
        int column = free;
        if (column < 0) {
            column = answers.length;
            answers = Arrays.copyOf(answers, column + 1);
            answers[column] = new IdColumn();
            objectionIds = Arrays.copyOf(objectionIds, column + 1);
            objectionIds[column] = new IdColumn();
        }
        if (lastObjections.id() != 0) {
            objectionIds[column].set(attributeId, lastObjections.id());
        }
        int answer = vantageClass << CLASS_SHIFT | found.id() + 1;
        answers[column].set(attributeId, facts.isBlackhole(intent) ? answer | BLACKHOLE : answer);
    }

    /** Has the checks look at what was read, for each network that may own it. */
    private Objections ask(Candidates found) {
        int sole = found.sole();
        int any = 0;
        if (sole < 0) {
            Arrays.fill(masks, 0);
            BitSet members = found.members();
            for (int network = members.nextSetBit(0); network >= 0; network = members.nextSetBit(network + 1)) {
                masks[network] = ask(network, users[network]);
                any |= masks[network];
            }
        } else if (sole == intent.unknown().index()) {
            Arrays.fill(masks, 0);
            masks[sole] = ask(sole, users[sole]);
            any = masks[sole] | askOfStrangers(sole);
        } else {
            any = ask(sole, users[sole]);
            if (any != 0) {
                Arrays.fill(masks, 0);
                masks[sole] = any;
            }
        }
        return any == 0 ? objections.none() : objections.of(masks);
    }

    /** Those of some checks, a bit each, that object if it is this network's. */
    private int ask(int network, int some) {
        Network owner = intent.network(network);
        int objecting = 0;
        for (int left = some; left != 0; left &= left - 1) {
            int check = Integer.numberOfTrailingZeros(left);
            if (checks[check].objects(facts, owner)) {
                objecting |= 1 << check;
            }
        }
        return objecting;
    }

    private int askOfStrangers(int unknown) {
        for (int network = 0; network < unknown; network++) {
            masks[network] = ask(network, users[network] & ofStrangers);
            masks[unknown] |= masks[network];
        }
        return masks[unknown];
    }

    private void read(VantageClass asking, int attributeId) {
        attributes.reset(facts.cursor(), attributeId);
        facts.read(asking);
    }

    private Candidates find(VantageClass asking) {
        accepted.clear();
        boolean any = false;
        for (int network = 0; network < asking.networks(); network++) {
            if (asking.alternatives(network).accept(facts)) {
                accepted.set(network);
                any = true;
            }
        }
        if (any) {
            return sets.of(accepted);
        }
        return facts.path().holdsOnly(asking.vantage()) ? sets.ownRoutes(asking.vantage()) : sets.nobody();
    }
}
