package dev.ribwatch.agent.policy.rule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges sights that have converged, in slices: first what their routes may offend against, then what explains other
 * things, then the rest. When the engine goes live all of them are judged together, so that what one shows explains what
 * another shows.
 */
final class Settlement {
    private final RuleContext context;
    private final RuleSet rules;
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();

    /** Sights that are judged together. */
    private static final class Job {
        final List<Sight> sights;
        boolean rowsJudged;
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

    /** Goes on with each; gives what is left of the budget. */
    int step(int budget) {
        int left = budget;
        for (int i = jobs.size(); left > 0 && i > 0; i--) {
            Job job = jobs.remove();
            jobs.add(job);
            left = judgeOn(job, left);
        }
        return left;
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

    /** Whether it cannot be told yet what a finding of EffectiveDefaultRoute will explain. */
    private boolean isWalking(Job job) {
        for (Sight sight : job.sights) {
            if (rules.effectiveDefault.isSettling(sight)) {
                return true;
            }
        }
        return false;
    }

    /** Begins to judge sights: what explains other things first. */
    void begin(List<Sight> sights) {
        sights.forEach(sight -> sight.converged = true);
        rules.effectiveDefault.converged(sights);
        jobs.add(new Job(sights));
    }

    /** Judges on; gives what is left of the budget. */
    private int judgeOn(Job job, int budget) {
        if (isWalking(job)) {
            return budget;
        }
        int left = budget;
        while (left > 0 && !job.rowsJudged) {
            left -= judgeRow(job);
        }
        while (left > 0 && job.sight < job.sights.size()) {
            left -= judgeNetwork(job);
        }
        if (left > 0) {
            jobs.remove(job);
        }
        return left;
    }

    /** Judges a suspect, or after the last one what explains other things; what it cost. */
    private int judgeRow(Job job) {
        if (job.sight < job.sights.size()) {
            Sight sight = job.sights.get(job.sight);
            int id = sight.suspects.next(job.position);
            if (id == IdSet.NONE) {
                job.sight++;
                job.position = 0;
                return 1;
            }
            job.position = id + 1;
            rules.overlaps.judgeRow(sight, id);
            return 1;
        }
        job.sights.forEach(rules.overlaps::convergenceChanged);
        if (!context.settled) {
            context.settled = true;
            rules.overlaps.settled();
        }
        job.sights.forEach(rules::judgeWinners);
        job.rowsJudged = true;
        job.sight = 0;
        return job.sights.size();
    }

    /** Publishes what is left of a network; what it cost. */
    private int judgeNetwork(Job job) {
        Sight sight = job.sights.get(job.sight);
        int network = job.position++;
        if (network < sight.routes.length) {
            rules.judgeRest(sight, network);
            return FindingGroup.SINGLES;
        }
        rules.flapping.converged(sight);
        job.sight++;
        job.position = 0;
        return 1;
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
