package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.config.RuleName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Judges sights that have converged, in slices: first what their routes may offend against, then what explains other
 * things, then the rest. When the engine goes live all of them are judged together, so that what one shows explains what
 * another shows.
 */
final class Settlement {
    /** Rules whose findings at a sight are not kept in groups. */
    private static final Set<RuleName> UNGROUPED = EnumSet.of(
            RuleName.UNEXPECTED_DEFAULT_ROUTE,
            RuleName.EFFECTIVE_DEFAULT_ROUTE,
            RuleName.DEFAULT_ROUTE_MISSING,
            RuleName.NETWORK_INVISIBLE,
            RuleName.PREFIX_LIMIT,
            RuleName.PREFIX_COUNT_CHANGE,
            RuleName.UNEXPECTED_VISIBILITY);

    /** What judging a suspect costs, in rows. */
    private static final int ROW_COST = 8;
    /** What judging all findings of a network at a sight costs. */
    private static final int NETWORK_COST = 32;

    private final RuleContext context;
    private final RuleSet rules;
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();

    /** Sights that are judged together. */
    private static final class Job {
        final List<Sight> sights;
        boolean rowsJudged;
        /** What these sights showed waits to be judged against others' routes up to here: it may explain what is left. */
        long overlaps;
        /** The sight, and its row or network, that comes next. */
        int sight;

        int position;

        Job(List<Sight> sights) {
            this.sights = new ArrayList<>(sights);
        }
    }

    Settlement(RuleContext context, RuleSet rules) {
        this.context = context;
        this.rules = rules;
    }

    /** Goes on with each. */
    void step(Slice slice) {
        for (int i = jobs.size(); !slice.isOver() && i > 0; i--) {
            Job job = jobs.remove();
            jobs.add(job); // it counts as waiting until it is done
            if (judgeOn(job, slice)) {
                jobs.removeLastOccurrence(job);
            }
        }
    }

    /** Whether something can be judged now. */
    boolean hasWork() {
        for (Job job : jobs) {
            if (!isWalking(job)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it cannot be told yet what a finding of EffectiveDefaultRoute will explain, or what overlaps. */
    private boolean isWalking(Job job) {
        return rules.overlaps.isBuilding() || rules.effectiveDefault.isSettling(job.sights);
    }

    /** Begins to judge sights: what explains other things first. */
    void begin(List<Sight> sights) {
        sights.forEach(sight -> sight.converged = true);
        rules.effectiveDefault.converged(sights);
        jobs.add(new Job(sights));
    }

    /** Judges on; true if that came to an end. */
    private boolean judgeOn(Job job, Slice slice) {
        if (isWalking(job)) {
            return false;
        }
        while (!job.rowsJudged && !slice.isOver()) {
            judgeRow(job, slice);
        }
        while (job.rowsJudged
                && rules.overlaps.queue.isPast(job.overlaps)
                && job.sight < job.sights.size()
                && !slice.isOver()) {
            judgeNetwork(job, slice);
        }
        return job.rowsJudged && job.sight == job.sights.size();
    }

    /** Judges a suspect, or after the last one what explains other things. */
    private void judgeRow(Job job, Slice slice) {
        if (job.sight < job.sights.size()) {
            Sight sight = job.sights.get(job.sight);
            int id = sight.suspects.next(job.position);
            if (id == IdSet.NONE) {
                job.sight++;
                job.position = 0;
                slice.spend(1);
                return;
            }
            job.position = id + 1;
            rules.overlaps.judgeRow(sight, id);
            slice.spend(ROW_COST);
            return;
        }
        job.sights.forEach(rules.overlaps::convergenceChanged);
        if (!context.settled) {
            context.settled = true;
            rules.overlaps.settled();
        }
        job.sights.forEach(sight -> sight.judged = true);
        rules.redundancy.converging(job.sights);
        job.sights.forEach(rules::judgeWinners);
        rules.redundancy.converged(job.sights);
        job.rowsJudged = true;
        job.overlaps = rules.overlaps.queue.mark();
        job.sight = 0;
        slice.spend(NETWORK_COST);
    }

    /** Publishes what is left of a network. */
    private void judgeNetwork(Job job, Slice slice) {
        Sight sight = job.sights.get(job.sight);
        int network = job.position++;
        if (network < sight.routes.length) {
            rules.judgeRest(sight, network);
            slice.spend(NETWORK_COST);
            return;
        }
        rules.flapping.converged(sight);
        job.sight++;
        job.position = 0;
        slice.spend(1);
    }

    /** Leaves everything that rests on a sight as it is. */
    void freeze(Sight sight) {
        sight.converged = false;
        sight.judged = false;
        drop(sight);
        for (int network = 0; network < sight.routes.length; network++) {
            rules.judgeRest(sight, network);
        }
        if (sight.flapping != null) {
            sight.flapping.reconcile();
        }
        context.ledger.changeIf(
                finding -> UNGROUPED.contains(finding.key().rule())
                        && finding.key().family() == sight.family
                        && sight.router().equals(finding.key().router()),
                finding -> finding.withUnknown(true));
        rules.overlaps.convergenceChanged(sight);
        rules.redundancy.doubt(sight);
    }

    /** A sight is not judged any more before it was, or while it was. */
    void drop(Sight sight) {
        for (Job job : jobs) {
            int at = job.sights.indexOf(sight);
            if (at >= 0) {
                job.sights.remove(at);
                if (at < job.sight) {
                    job.sight--;
                } else if (at == job.sight) {
                    job.position = 0;
                }
            }
        }
    }
}
