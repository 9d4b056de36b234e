package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RedundantPair;
import dev.ribwatch.agent.policy.intent.RequiredPrefixes;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two legs of a connection, as far as one network and family go. */
final class LegPair {
    /** The most prefixes that are named of each leg. */
    private static final int NAMED = 10;
    /** The most routes that are shown of each leg. */
    private static final int SHOWN = 3;

    final String connection;
    final Network network;
    final Family family;
    /** What the network must show; null if it makes no difference. */
    final @Nullable RequiredPrefixes required;

    /** Which of them RedundancyMismatch excepts: a leg that lacks one is MissingPrefix's to tell. */
    final BitSet excepted = new BitSet();

    private final List<Prefix> links;
    final Leg primary;
    final Leg secondary;
    /** By aspect: prefixes that both carry, with other values of it. */
    private final IdSet[] unlike =
            Arrays.stream(LegAspect.values()).map(aspect -> new IdSet()).toArray(IdSet[]::new);
    /** The leg that RedundancyLost says has lost everything; null: it says nothing. */
    @Nullable
    Leg lost;
    /** RedundancyMismatch says that they differ. */
    boolean mismatch;
    /** It does no longer, and is about to be closed: it explains nothing new. */
    boolean ending;
    /** Whether paths differ in length, or ever did. */
    boolean longerEver;
    /** Since when they have, monotonic; of no meaning before they did. */
    long longerSince;
    /** When the last one that did went, monotonic; of no meaning while some do. */
    long longerUntil;
    /** What was said is out of date. */
    boolean stale;

    LegPair(RedundantPair intent, Network network, Family family, @Nullable RequiredPrefixes required) {
        connection = intent.connection();
        this.network = network;
        this.family = family;
        this.required = required;
        links = intent.links().stream()
                .filter(block -> block.family() == family)
                .toList();
        primary = new Leg(this, intent.primary(), required);
        secondary = new Leg(this, intent.secondary(), required);
    }

    /** Whether it lies in what the connection's links are addressed from: each leg has its own part of that. */
    boolean isOfLinks(long high, long low, int length) {
        for (int i = 0; i < links.size(); i++) {
            Prefix block = links.get(i);
            if (length >= block.length() && block.containsBits(high, low)) {
                return true;
            }
        }
        return false;
    }

    FindingKey key(RuleName rule) {
        return FindingKey.ofConnection(rule, connection, network.name(), family);
    }

    /** Whether presence and absence can be told on both legs. */
    boolean isCertain() {
        return primary.isCertain() && secondary.isCertain();
    }

    /** Whether the routers of both have converged, their routes judged or not yet. */
    boolean canBeAsked() {
        for (Leg leg : List.of(primary, secondary)) {
            for (Sight member : leg.members) {
                if (!member.view.router.convergence(family).isJudged()) {
                    return false;
                }
            }
        }
        return !primary.members.isEmpty() && !secondary.members.isEmpty();
    }

    /** {@code the primary leg (edge1)}. */
    String name(Leg leg) {
        return (leg == primary ? "the primary leg (" : "the secondary leg (") + leg.intent.router() + ")";
    }

    /** Prefixes that both carry, none of whose paths on the one leg has this like one on the other. */
    IdSet unlike(LegAspect aspect) {
        return unlike[aspect.ordinal()];
    }

    /** Whether both carry a prefix, and not alike. */
    boolean isUnlike(int id) {
        for (IdSet ids : unlike) {
            if (ids.contains(id)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one carries a prefix that the other does not, or has it otherwise than by a path of another length. */
    boolean differs() {
        return isAnyAlone() || isAnyUnlike();
    }

    private boolean isAnyAlone() {
        return !primary.alone.isEmpty() || !secondary.alone.isEmpty();
    }

    private boolean isAnyUnlike() {
        for (IdSet ids : unlike) {
            if (!ids.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** A prefix in which they differ, one of the worst; {@link IdSet#NONE} if there is none. */
    int different() {
        List<IdSet> all = new ArrayList<>(List.of(primary.alone, secondary.alone));
        all.addAll(List.of(unlike));
        all.addAll(List.of(primary.longer, secondary.longer));
        int found = IdSet.NONE;
        for (IdSet ids : all) {
            found = found == IdSet.NONE ? ids.next(0) : found;
        }
        return found;
    }

    /** Whether some prefix has a longer path on one of them. */
    boolean differsInLength() {
        return !primary.longer.isEmpty() || !secondary.longer.isEmpty();
    }

    /** Whether something was said of them. */
    boolean isPublished() {
        return mismatch || lost != null;
    }

    /** Whether what was said of legs was said of these: they are at the same routers. */
    boolean isOf(Detail.Legs legs) {
        return legs.primary().router().equals(primary.intent.router())
                && legs.secondary().router().equals(secondary.intent.router());
    }

    /** Both, for people. */
    Detail.Legs detail(RuleContext context) {
        List<Detail.Unlike> others = new ArrayList<>();
        for (LegAspect aspect : LegAspect.values()) {
            IdSet ids = unlike(aspect);
            if (!ids.isEmpty()) {
                others.add(new Detail.Unlike(aspect, ids.size(), samples(context, ids)));
            }
        }
        return new Detail.Legs(describe(context, primary), describe(context, secondary), others);
    }

    private Detail.Leg describe(RuleContext context, Leg leg) {
        return new Detail.Leg(
                leg.intent.router(),
                leg.carried.size(),
                leg.hidden.size(),
                leg.alone.size(),
                samples(context, leg.alone),
                leg.longer.size(),
                samples(context, leg.longer));
    }

    private List<Prefix> samples(RuleContext context, IdSet ids) {
        List<Prefix> samples = new ArrayList<>();
        for (int id = ids.next(0); id != IdSet.NONE && samples.size() < NAMED; id = ids.next(id + 1)) {
            samples.add(context.prefix(family, id));
        }
        return samples;
    }

    /** Some routes that show the difference: those that one carries alone, or else both routes of what differs otherwise. */
    List<Witness> witnesses(RuleContext context, LegPaths paths) {
        List<Witness> witnesses = new ArrayList<>();
        if (isAnyAlone()) {
            show(context, paths, primary, primary.alone, witnesses);
            show(context, paths, secondary, secondary.alone, witnesses);
        } else {
            IdSet ids = primary.longer.isEmpty() ? secondary.longer : primary.longer;
            for (int i = unlike.length - 1; i >= 0; i--) { // the first aspect is the worst
                ids = unlike[i].isEmpty() ? ids : unlike[i];
            }
            show(context, paths, primary, ids, witnesses);
            show(context, paths, secondary, ids, witnesses);
        }
        return witnesses;
    }

    /** Some routes of one leg. */
    void show(RuleContext context, LegPaths paths, Leg leg, IdSet ids, List<Witness> into) {
        int shown = 0;
        for (int id = ids.next(0); id != IdSet.NONE && shown < SHOWN; id = ids.next(id + 1)) {
            Prefix prefix = context.prefix(family, id);
            for (int i = 0; i < leg.members.size() && shown < SHOWN; i++) {
                Sight member = leg.members.get(i);
                int attributes =
                        member.view.follows(family, id) ? paths.first(leg, member, id, prefix) : RouteChange.ABSENT;
                if (attributes != RouteChange.ABSENT) {
                    into.add(context.witness(member, prefix, attributes));
                    shown++;
                }
            }
        }
    }

    /** Routers of either leg that cannot be asked at the moment. */
    List<String> blind() {
        List<String> blind = new ArrayList<>();
        for (Leg leg : List.of(primary, secondary)) {
            for (Sight member : leg.members) {
                if (!member.view.router.convergence(family).isJudged()) {
                    blind.add(member.router());
                }
            }
        }
        return blind;
    }

    long bytes() {
        long bytes = primary.bytes() + secondary.bytes();
        for (IdSet ids : unlike) {
            bytes += ids.bytes();
        }
        return bytes;
    }
}
