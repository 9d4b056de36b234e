package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.rule.OverlapEvidence.Search;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of overlaps waits to be judged anew: live routes around one that changed, members of a shared finding, and searches
 * that did not come to an end in one go.
 */
final class OverlapQueue {
    /** Past so many waiting neighbourhoods of a family all that may offend against the same networks is judged instead. */
    private static final int MOST_WAITING = 1024;
    /** Past so many searches no more begin: what they would tell is asked again when something changes there. */
    private static final int MOST_SEARCHES = 1 << 14;
    /** What judging one pair costs, in rows. */
    private static final int COST = 8;

    private final RuleContext context;
    private final OverlapEvidence evidence;
    private final Judge judge;
    private final ArrayDeque<Neighbours> waiting = new ArrayDeque<>();
    /** Neighbourhoods that ever began to wait, and that wait no more. */
    private long added;

    private long finished;
    private final int[] waitingOf = new int[Family.count()];
    /** By family: networks whose offenders are being judged all, and will be once more. */
    private final BitSet[] again = new BitSet[Family.count()];

    private final ArrayDeque<Recount> recounts = new ArrayDeque<>();
    private final Map<Pair, Search> searches = new LinkedHashMap<>();

    /** Judges pairs. */
    interface Judge {
        /** Judges one route of a network against another network. */
        void judge(Family family, Prefix prefix, int offender, int victim);

        /** Judges what stands open against a network around a prefix: it may be out of sight, and so not in the index. */
        void judgeSingles(Family family, Prefix around, int victim);
    }

    private record Pair(Prefix prefix, int offender, int victim) {}

    /** Live routes at, above and below a prefix that are to be judged because somebody's route there changed. */
    private static final class Neighbours {
        final Family family;
        final Prefix around;
        /** Whose route changed. */
        final int network;
        /** Whose routes are judged at present; {@link RuleContext#NOBODY}: what stands open is yet to be. */
        int owner = RuleContext.NOBODY;
        /** Routes above the place have been judged. */
        boolean begun;

        long high;
        long low;
        int length;

        Neighbours(Family family, Prefix around, int network) {
            this.family = family;
            this.around = around;
            this.network = network;
        }

        /** Whether it stands for more changes than one. A default route makes no neighbourhood of its own. */
        boolean isEverywhere() {
            return around.length() == 0;
        }

        void nextOwner() {
            owner++;
            begun = false;
            high = around.high();
            low = around.low();
            length = around.length();
        }
    }

    /** Members of a group that are to be judged because a router can be asked again. */
    private static final class Recount {
        final OverlapGroup group;
        int position;

        Recount(OverlapGroup group) {
            this.group = group;
        }
    }

    OverlapQueue(RuleContext context, OverlapEvidence evidence, Judge judge) {
        this.context = context;
        this.evidence = evidence;
        this.judge = judge;
        Arrays.setAll(again, family -> new BitSet());
    }

    /** A network's live route changed: others may offend against it, or no more. */
    void addNeighbours(Prefix around, int network) {
        Family family = around.family();
        int index = family.ordinal();
        if (waitingOf[index] < MOST_WAITING) {
            waitingOf[index]++;
            added++;
            waiting.add(new Neighbours(family, around, network));
            return;
        }
        BitSet networks = new BitSet();
        networks.set(network);
        waitingOf[index] = 0;
        for (Iterator<Neighbours> jobs = waiting.iterator(); jobs.hasNext(); ) {
            Neighbours job = jobs.next();
            if (job.family == family && !job.isEverywhere()) {
                networks.set(job.network);
                jobs.remove();
                finished++;
            }
        }
        for (Neighbours job : waiting) {
            if (job.family == family) {
                waitingOf[index]++;
                // One that is under way is not begun anew: with many changes it would never end.
                if (networks.get(job.network) && job.owner != RuleContext.NOBODY) {
                    again[index].set(job.network);
                }
                networks.clear(job.network);
            }
        }
        networks.stream().forEach(victim -> addEverywhere(family, victim));
    }

    /** Any of a network's live routes may have changed. */
    void addAll(Family family, int network) {
        for (Neighbours job : waiting) {
            if (job.family == family && job.network == network && job.isEverywhere()) {
                if (job.owner != RuleContext.NOBODY) {
                    again[family.ordinal()].set(network);
                }
                return;
            }
        }
        addEverywhere(family, network);
    }

    private void addEverywhere(Family family, int network) {
        waitingOf[family.ordinal()]++;
        added++;
        waiting.add(new Neighbours(family, new Prefix(family, 0, 0, 0), network));
    }

    /** All members of a group are to be judged. */
    void addRecount(OverlapGroup group) {
        recounts.removeIf(recount -> recount.group == group);
        recounts.add(new Recount(group));
    }

    /** A pair could not be decided in one go. */
    void addSearch(Prefix prefix, int offender, int victim) {
        if (searches.size() < MOST_SEARCHES) {
            searches.computeIfAbsent(new Pair(prefix, offender, victim), pair -> new Search(prefix, offender, victim));
        }
    }

    /** Stands for all that waits by now. */
    long mark() {
        return added;
    }

    /** Whether what waited when it was marked has been judged. */
    boolean isPast(long mark) {
        return finished >= mark;
    }

    boolean hasWork() {
        return !waiting.isEmpty() || !recounts.isEmpty() || !searches.isEmpty();
    }

    /** Judges what waits. */
    void step(Slice slice) {
        while (!slice.isOver() && !recounts.isEmpty()) {
            recount(recounts.element(), slice);
        }
        while (!slice.isOver() && !waiting.isEmpty()) {
            Neighbours first = waiting.element();
            if (judgeNeighbours(first, slice)) {
                waiting.remove();
                finished++;
                done(first);
            }
        }
        while (!slice.isOver() && !searches.isEmpty()) {
            Search search = searches.values().iterator().next();
            if (evidence.searchOn(search, slice)) {
                searches.remove(new Pair(search.prefix, search.offender, search.victim));
                evidence.conclude(search);
                judge.judge(search.family, search.prefix, search.offender, search.victim);
                evidence.conclude(null);
                slice.spend(COST);
            }
            evidence.hint(null);
        }
    }

    private void done(Neighbours job) {
        int index = job.family.ordinal();
        waitingOf[index]--;
        if (job.isEverywhere() && again[index].get(job.network)) {
            again[index].clear(job.network);
            addEverywhere(job.family, job.network);
        }
    }

    private void recount(Recount job, Slice slice) {
        OverlapGroup group = job.group;
        int id = group.members.next(job.position);
        if (id == IdSet.NONE) {
            recounts.remove();
            group.staleFold();
            return;
        }
        job.position = id + 1;
        judge.judge(group.family, group.prefix(id), group.offender.index(), group.victim.index());
        slice.spend(COST);
    }

    /** Judges live routes around a place that may offend against it; true if that came to an end. */
    private boolean judgeNeighbours(Neighbours job, Slice slice) {
        int networks = context.intent.networks().size();
        evidence.hint(job.isEverywhere() ? null : job.around);
        if (job.owner == RuleContext.NOBODY) {
            judge.judgeSingles(job.family, job.around, job.network);
            slice.spend(1);
            job.nextOwner();
        }
        while (job.owner < networks && !slice.isOver()) {
            LiveIndex index = evidence.mayOffend(job.owner, job.network)
                    ? evidence.routes().of(job.family, job.owner)
                    : null;
            if (index == null || !judgeRoutes(job, index, slice)) {
                job.nextOwner();
                slice.spend(1);
            }
        }
        evidence.hint(null);
        return job.owner == networks;
    }

    /** Judges the next routes of one owner; false if there are no more. */
    private boolean judgeRoutes(Neighbours job, LiveIndex index, Slice slice) {
        Prefix around = job.around;
        if (!job.begun) {
            job.begun = true;
            List<Prefix> above = new ArrayList<>();
            int shortest = 0;
            while (index.findContaining(around.high(), around.low(), around.length(), shortest)) {
                shortest = index.length() + 1;
                above.add(found(job.family, index));
            }
            above.forEach(prefix -> judge(job, prefix, slice));
        }
        if (!index.findWithin(around.high(), around.low(), around.length(), job.high, job.low, job.length)) {
            return false;
        }
        Prefix prefix = found(job.family, index);
        job.high = prefix.high();
        job.low = prefix.low();
        job.length = prefix.length();
        judge(job, prefix, slice);
        return true;
    }

    private void judge(Neighbours job, Prefix prefix, Slice slice) {
        judge.judge(job.family, prefix, job.owner, job.network);
        slice.spend(COST);
    }

    private static Prefix found(Family family, LiveIndex index) {
        return new Prefix(family, index.high(), index.low(), index.length());
    }
}
