package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RedundantPair;
import dev.ribwatch.agent.policy.intent.RequiredPrefixes;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows what the legs of connections carry, for RedundancyLost and RedundancyMismatch.
 *
 * <p>Each change is heard twice: {@link #before} the other rules, when what explains their findings opens, and {@link #after}
 * them, when what no longer holds closes. RedundancyLost explains RedundancyMismatch, and all that its routers lack.
 * RedundancyMismatch explains the required prefixes that one leg lacks and the other carries.
 */
final class Redundancy {
    private static final List<RuleName> RULES = List.of(RuleName.REDUNDANCY_LOST, RuleName.REDUNDANCY_MISMATCH);

    private static final LegAspect[] ASPECTS = LegAspect.values();
    /** What differs again so soon was withdrawn and announced in one UPDATE, and has differed all the time. */
    private static final long MOMENT_NANOS = 100_000_000L;

    private final RuleContext context;
    final RedundancyLost lost;
    final RedundancyMismatch mismatch;
    private final Rejudge rejudge;
    private final List<LegPair> pairs = new ArrayList<>();
    private final LegPaths paths;

    /** Judges what a network lacks at a sight as a whole, because a leg was lost there or came back. */
    interface Rejudge {
        void judge(Sight sight, int network);
    }

    Redundancy(RuleContext context, Rejudge rejudge) {
        this.context = context;
        this.rejudge = rejudge;
        paths = new LegPaths(context);
        lost = new RedundancyLost(context, paths);
        mismatch = new RedundancyMismatch(context, paths);
        boolean explains = mismatch.isEnabled(); // with MissingPrefix disabled too: the next intent may enable it
        for (RedundantPair pair : context.intent.redundantPairs()) {
            for (Family family : pair.families()) {
                for (Network network : pair.far()) {
                    RequiredPrefixes required = context.intent.required(network.index(), family);
                    LegPair legs =
                            new LegPair(pair, network, family, explains && required.size() > 0 ? required : null);
                    mismatch.except(legs);
                    pairs.add(legs);
                }
            }
        }
    }

    /** Begins to follow what a router shows. */
    void attach(Sight sight) {
        for (LegPair pair : pairs) {
            if (pair.family == sight.family) {
                attach(sight, pair.primary);
                attach(sight, pair.secondary);
            }
        }
    }

    private void attach(Sight sight, Leg leg) {
        if (!leg.intent.router().equals(sight.view.router.configuredAs())) {
            return;
        }
        int network = leg.pair.network.index();
        Leg[] known = sight.legs[network];
        sight.legs[network] = Arrays.copyOf(known, known.length + 1);
        sight.legs[network][known.length] = leg;
        sight.hasLegs = true;
        leg.members.add(sight);
        doubt(leg.pair);
    }

    /** A router is gone, and its routes before it. */
    void removed(Sight sight, String reason) {
        for (Leg[] legs : sight.legs) {
            for (Leg leg : legs) {
                leg.members.remove(sight);
                if (!leg.members.isEmpty()) {
                    judge(leg.pair);
                    continue;
                }
                LegPair pair = leg.pair;
                Leg was = pair.lost;
                pair.lost = null;
                pair.mismatch = false;
                RULES.forEach(rule -> context.ledger.close(pair.key(rule), reason));
                explain(pair, false);
                rejudge(was, pair);
            }
        }
    }

    /** A path of a prefix changed, and was or is one of these networks: opens what explains other things. */
    void before(Sight sight, int id, long high, long low, int length, int from, int to) {
        update(sight, id, high, low, length, from);
        if (to != from) {
            update(sight, id, high, low, length, to);
        }
        open(sight, high, low, length, from);
        if (to != from) {
            open(sight, high, low, length, to);
        }
    }

    /** The same change, when every other rule has heard of it. */
    void after(Sight sight, long high, long low, int length, int from, int to) {
        close(sight, high, low, length, from);
        if (to != from) {
            close(sight, high, low, length, to);
        }
    }

    private void update(Sight sight, int id, long high, long low, int length, int network) {
        if (network != RuleContext.NOBODY) {
            for (Leg leg : sight.legs[network]) {
                update(leg, id, high, low, length);
            }
        }
    }

    private void update(Leg leg, int id, long high, long low, int length) {
        if (leg.pair.isOfLinks(high, low, length)) {
            return;
        }
        boolean carries = false;
        boolean hides = false;
        for (int i = 0; i < leg.members.size() && !carries; i++) {
            Sight member = leg.members.get(i);
            if (member.view.follows(member.family, id)) {
                int found = paths.look(leg, member, id, high, low, length);
                carries = found == LegPaths.CARRIED;
                hides |= found == LegPaths.HIDDEN;
            }
        }
        if (set(leg.carried, id, carries)) {
            leg.turn = carries ? 1 : -1;
        }
        set(leg.hidden, id, hides && !carries);
        compare(leg.pair, id, high, low, length);
    }

    private void compare(LegPair pair, int id, long high, long low, int length) {
        boolean first = pair.primary.carried.contains(id);
        boolean second = pair.secondary.carried.contains(id);
        set(pair.primary.planned, id, first && lost.isPlanned(pair.primary, high, low, length));
        set(pair.secondary.planned, id, second && lost.isPlanned(pair.secondary, high, low, length));
        boolean counts = (first || second) && mismatch.counts(pair, id, high, low, length);
        set(pair.primary.alone, id, counts && !second && !pair.secondary.hidden.contains(id));
        set(pair.secondary.alone, id, counts && !first && !pair.primary.hidden.contains(id));
        int difference = first && second && counts && mismatch.comparesLengths()
                ? paths.shortest(pair.primary, id, high, low, length)
                        - paths.shortest(pair.secondary, id, high, low, length)
                : 0;
        for (LegAspect aspect : ASPECTS) {
            boolean unlike = first
                    && second
                    && mismatch.compares(aspect)
                    && mismatch.countsUnlike(pair, high, low, length)
                    && paths.areUnlike(aspect, pair, id, high, low, length);
            set(pair.unlike(aspect), id, unlike);
        }
        Leg longer = difference > 0 ? pair.primary : pair.secondary;
        if (difference != 0 && longer.intent.isPrepended()) {
            difference = 0;
        }
        boolean differed = pair.differsInLength();
        set(pair.primary.longer, id, difference > 0);
        set(pair.secondary.longer, id, difference < 0);
        if (differed != pair.differsInLength()) {
            long now = context.nanos.getAsLong();
            if (differed) {
                pair.longerUntil = now;
            } else if (!pair.longerEver || now - pair.longerUntil > MOMENT_NANOS) {
                pair.longerSince = now;
                pair.longerEver = true;
            }
        }
    }

    /** Whether that made a difference. */
    private static boolean set(IdSet ids, int id, boolean present) {
        return present ? ids.add(id) : ids.remove(id);
    }

    private void open(Sight sight, long high, long low, int length, int network) {
        if (network == RuleContext.NOBODY) {
            return;
        }
        for (Leg leg : sight.legs[network]) {
            open(leg.pair);
            if (leg.turn < 0 && leg.coverage != null) {
                leg.coverage.change(high, low, length, false);
            }
        }
    }

    private void close(Sight sight, long high, long low, int length, int network) {
        if (network == RuleContext.NOBODY) {
            return;
        }
        for (Leg leg : sight.legs[network]) {
            if (leg.turn > 0 && leg.coverage != null) {
                leg.pair.ending = isEnding(leg.pair);
                leg.coverage.change(high, low, length, true);
            }
            leg.turn = 0;
            close(leg.pair);
        }
    }

    /** Opens what holds. */
    private void open(LegPair pair) {
        if (!pair.isCertain()) {
            return;
        }
        Leg found = lost.find(pair);
        if (found != null && pair.lost == null) {
            lost.publish(pair, found);
            rejudge(found, pair);
            if (pair.mismatch) {
                say(pair, false);
            }
        } else if (found == null && pair.lost == null && !pair.mismatch && mismatch.isTrue(pair)) {
            say(pair, true);
        }
    }

    /** Closes what does not hold, and what that explained opens. */
    private void close(LegPair pair) {
        if (!pair.isCertain()) {
            return;
        }
        Leg found = lost.find(pair);
        boolean differs = found == null && mismatch.isTrue(pair);
        if (differs != pair.mismatch) {
            say(pair, differs);
        }
        Leg was = pair.lost;
        if (was != found) {
            lost.publish(pair, found);
            rejudge(was, pair);
            rejudge(found, pair);
        }
        pair.stale |= pair.isPublished();
    }

    /** What explains things changed while it could not be told: the new explanation comes before the old one goes. */
    private void turn(LegPair pair) {
        Leg was = pair.lost;
        if (was == null || !pair.isCertain()) {
            return;
        }
        Leg found = lost.find(pair);
        if (found == was) {
            return;
        }
        if (found == null && !pair.mismatch && mismatch.isTrue(pair)) {
            say(pair, true);
        }
        lost.publish(pair, found);
        rejudge(found, pair);
        rejudge(was, pair);
    }

    private boolean isEnding(LegPair pair) {
        return pair.mismatch && pair.isCertain() && (lost.find(pair) != null || !mismatch.isTrue(pair));
    }

    private void say(LegPair pair, boolean differs) {
        pair.ending = false;
        mismatch.publish(pair, differs);
        explain(pair, false);
    }

    private void rejudge(@Nullable Leg leg, LegPair pair) {
        if (leg != null) {
            for (Sight member : leg.members) {
                member.recount = true; // it explains a count, or no more
                rejudge.judge(member, pair.network.index());
            }
        }
    }

    /** Judges everything of a pair of which a leg can be asked again. */
    private void judge(LegPair pair) {
        if (!pair.isCertain()) {
            doubt(pair);
            return;
        }
        open(pair);
        close(pair);
        explain(pair, false);
        refresh(pair);
    }

    /** Sights are judged now: opens what explains other things, which are judged next. */
    void converging(List<Sight> sights) {
        for (LegPair pair : touched(sights)) {
            open(pair);
            turn(pair);
            pair.ending = isEnding(pair);
            explain(pair, true);
        }
    }

    /** Sights are judged now, and what explains other things was: closes what no longer holds. */
    void converged(List<Sight> sights) {
        touched(sights).forEach(this::judge);
    }

    private static Set<LegPair> touched(List<Sight> sights) {
        Set<LegPair> touched = new LinkedHashSet<>();
        for (Sight sight : sights) {
            for (Leg[] legs : sight.legs) {
                for (Leg leg : legs) {
                    touched.add(leg.pair);
                }
            }
        }
        return touched;
    }

    /** A sight cannot be looked at, or not tell what is absent: what rests on it stays as it is. */
    void doubt(Sight sight) {
        for (Leg[] legs : sight.legs) {
            for (Leg leg : legs) {
                if (!leg.pair.isCertain()) {
                    doubt(leg.pair);
                }
            }
        }
    }

    private void doubt(LegPair pair) {
        for (RuleName rule : RULES) {
            Finding finding = context.ledger.get(pair.key(rule));
            if (finding != null) {
                context.ledger.change(finding.with(
                        finding.severity(),
                        finding.forDuration(),
                        finding.keepFiringFor(),
                        finding.witnesses(),
                        pair.blind(),
                        true,
                        finding.detail()));
            }
        }
    }

    /** Brings what was said up to date; not with each of a million changes, but every second. */
    void refresh() {
        for (LegPair pair : pairs) {
            if (pair.stale && pair.isCertain() || pair.mismatch && pair.isCertain() && mismatch.isOverdue(pair)) {
                refresh(pair);
            }
        }
    }

    private void refresh(LegPair pair) {
        pair.stale = false;
        if (pair.mismatch) {
            mismatch.publish(pair, true);
        }
        if (pair.lost != null) {
            lost.publish(pair, pair.lost);
        }
    }

    /**
     * Which required prefixes RedundancyMismatch explains on either leg.
     *
     * @param more what it explained it explains still
     */
    private static void explain(LegPair pair, boolean more) {
        RequiredCoverage coverage = pair.primary.coverage;
        for (int place = 0; coverage != null && place < coverage.expected(); place++) {
            explain(pair, place, more);
        }
    }

    /** Of one of them: what one leg lacks and the other carries. */
    static void explain(LegPair pair, int place) {
        explain(pair, place, false);
    }

    /** While it cannot be told it stays, until it comes back. */
    private static void explain(LegPair pair, int place, boolean more) {
        boolean certain = pair.isCertain();
        explain(pair.primary, place, certain, more);
        explain(pair.secondary, place, certain, more);
    }

    private static void explain(Leg leg, int place, boolean certain, boolean more) {
        RequiredCoverage coverage = leg.coverage;
        RequiredCoverage other = leg.other().coverage;
        if (coverage == null || other == null) {
            return;
        }
        boolean was = leg.explained.get(place);
        boolean now = leg.pair.mismatch
                && !leg.pair.ending
                && !leg.pair.excepted.get(place)
                && !coverage.isVisible(place)
                && (certain ? other.isVisible(place) : was);
        if (now != was && !(more && was)) {
            set(leg, place, now);
        }
    }

    private static void set(Leg leg, int place, boolean explained) {
        leg.explained.set(place, explained);
        for (Sight member : leg.members) {
            RequiredCoverage lacking = member.coverage[leg.pair.network.index()];
            if (lacking != null) {
                lacking.publish(place);
            }
        }
    }

    /** Takes over a finding of another engine; false if there is no such subject any more. */
    boolean adopt(Finding finding, @Nullable Redundancy previous) {
        FindingKey key = finding.key();
        LegPair pair = find(key);
        boolean isLoss = key.rule() == RuleName.REDUNDANCY_LOST;
        if (pair == null || !(isLoss ? lost.adopt(pair, finding) : mismatch.adopt(pair, finding))) {
            return false;
        }
        LegPair before = previous == null ? null : previous.find(key);
        if (before != null && !isLoss) {
            pair.longerSince =
                    pair.differsInLength() && before.differsInLength() ? before.longerSince : pair.longerSince;
            inherit(before.primary, pair.primary);
            inherit(before.secondary, pair.secondary);
        }
        if (!pair.canBeAsked()) {
            doubt(pair);
        }
        return true;
    }

    private static void inherit(Leg before, Leg leg) {
        RequiredPrefixes places = leg.pair.required;
        RequiredPrefixes old = before.pair.required;
        if (places == null || old == null || leg.coverage == null) {
            return;
        }
        for (int at = before.explained.nextSetBit(0); at >= 0; at = before.explained.nextSetBit(at + 1)) {
            Prefix prefix = old.get(at);
            int place = places.find(prefix);
            if (place != RequiredPrefixes.NONE && !leg.pair.excepted.get(place) && !leg.coverage.isVisible(place)) {
                set(leg, place, true);
            }
        }
    }

    private @Nullable LegPair find(FindingKey key) {
        for (LegPair pair : pairs) {
            if (pair.key(key.rule()).equals(key)) {
                return pair;
            }
        }
        return null;
    }

    long bytes() {
        long bytes = 0;
        for (LegPair pair : pairs) {
            bytes += pair.bytes();
        }
        return bytes;
    }
}
