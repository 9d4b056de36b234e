package dev.ribwatch.agent.policy.rule;

/** Tells the rules what a change of a path makes of its prefix, in the order that {@link RuleSet} gives. */
final class RouteChanges {
    private final RuleSet rules;

    RouteChanges(RuleSet rules) {
        this.rules = rules;
    }

    /**
     * A path was added, replaced or withdrawn. Networks are given by index, {@link RuleContext#NOBODY} for none.
     *
     * @param lost who has this prefix here no more
     * @param gained who has it from now on
     * @param unseen for whom it makes nothing visible here any more
     * @param seen for whom it does from now on
     */
    void changed(Sight sight, int id, long high, long low, int length, int lost, int gained, int unseen, int seen) {
        sight.count(lost, gained, unseen, seen);
        if (sight.isCarefree(id, high, length, lost, gained, unseen, seen)
                && !rules.bogon.concerns(sight.family, high, low, length)) {
            return;
        }
        if (AddressSpace.isShort(sight.family, high, length)) {
            sight.noteShortRoute(id, gained);
        }
        rules.planned.changed(sight, high, low, length, unseen, seen);
        if (unseen >= 0 && sight.visible[unseen] == 0) {
            rules.judgeInvisible(sight, unseen);
        }
        if (seen >= 0 && sight.visible[seen] == 1) {
            rules.judgeSurplus(sight, seen);
        }
        if (length > 0) {
            weigh(sight, high, length, lost, gained);
        } else {
            judgeDefault(sight, lost, gained, unseen, seen);
        }
        if (unseen >= 0 && sight.coverage[unseen] != null) {
            sight.coverage[unseen].change(high, low, length, false);
        }
        if (seen >= 0 && sight.coverage[seen] != null) {
            sight.coverage[seen].change(high, low, length, true);
        }
        if (lost >= 0) {
            rules.overlaps.release(sight, id, high, low, length, lost);
        }
        // Gained first: while any overlap stands for the prefix, it explains what others have there.
        if (gained >= 0) {
            rules.overlaps.gained(sight, id, high, low, length, gained);
        }
        if (lost >= 0) {
            rules.overlaps.lost(sight, id, high, low, length, lost);
            rules.unexpectedPrefix.judge(sight, id, high, low, length, lost, false);
            rules.bogon.judge(sight, id, high, low, length, lost, false);
        }
        if (gained >= 0) {
            rules.unexpectedPrefix.judge(sight, id, high, low, length, gained, true);
            rules.bogon.judge(sight, id, high, low, length, gained, true);
        }
        if (seen >= 0 && sight.visible[seen] == 1) {
            rules.judgeInvisible(sight, seen);
        }
        if (unseen >= 0 && sight.visible[unseen] == 0) {
            rules.judgeSurplus(sight, unseen);
        }
    }

    /** A path has other attributes, which change neither whose it is nor what it makes visible. */
    void refreshed(Sight sight, int id, long high, long low, int length, int network) {
        if (length == 0) {
            rules.unexpectedDefault.judge(sight, network);
        }
        if (sight.retold != null && network >= 0) {
            sight.retold[network]++;
        }
        rules.unexpectedPrefix.refresh(sight, high, low, length, network);
        rules.bogon.refresh(sight, high, low, length, network);
        rules.overlaps.refresh(sight, id, high, low, length, network);
    }

    private void weigh(Sight sight, long high, int length, int lost, int gained) {
        long size = AddressSpace.size(sight.family, high, length);
        // Gained first: what the lost route no longer explains may be explained by the one that replaces it.
        if (gained >= 0) {
            sight.sums[gained] += size;
            rules.effectiveDefault.added(sight, high, length, gained);
        }
        if (lost >= 0) {
            sight.sums[lost] -= size;
            rules.effectiveDefault.removed(sight, high, length, lost);
        }
    }

    private void judgeDefault(Sight sight, int lost, int gained, int unseen, int seen) {
        if (lost >= 0) {
            sight.defaults.clear(lost);
            rules.unexpectedDefault.judge(sight, lost);
        }
        if (gained >= 0) {
            sight.defaults.set(gained);
            rules.unexpectedDefault.judge(sight, gained);
        }
        if (unseen >= 0) {
            sight.visibleDefaults.clear(unseen);
            rules.defaultMissing.judge(sight, unseen);
        }
        if (seen >= 0) {
            sight.visibleDefaults.set(seen);
            rules.defaultMissing.judge(sight, seen);
        }
    }
}
