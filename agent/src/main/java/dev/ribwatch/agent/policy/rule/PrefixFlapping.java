package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.Convergence;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * More changes of a prefix at a router than allowed within a window; until a whole window passes without any. The initial
 * transfer of a session counts for nothing.
 */
final class PrefixFlapping implements Explaining {
    private final RuleContext context;
    private final RuleSettings settings;
    private final long window;
    /** Made with the first change that counts. */
    private @Nullable FlapTable table;

    PrefixFlapping(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.PREFIX_FLAPPING);
        window = settings.within().toNanos();
    }

    /** A route of this prefix was added, replaced or withdrawn. */
    void changed(Sight sight, long high, long low, int length, long now) {
        if (!(sight.judged || sight.changesSeen) || !settings.isEnabled()) {
            return;
        }
        FlapTable flaps = table();
        int router = sight.view.router.index();
        int entry = flaps.note(router, sight.family.ordinal(), high, low, length, now);
        if (entry == FlapTable.NONE || !flaps.isRestless(entry, now)) {
            return;
        }
        SightGroup group = group(sight);
        if (!group.members.contains(entry) && !isExcepted(sight, new Prefix(sight.family, high, low, length))) {
            flaps.pin(entry);
            group.enter(entry, high, low, length);
        }
    }

    /** The sight is judged again: unless it was seen what happened meanwhile, nothing has been quiet. */
    void converged(Sight sight) {
        SightGroup group = sight.flapping;
        if (group != null && table != null) {
            long now = context.nanos.getAsLong();
            for (int entry = sight.changesSeen ? IdSet.NONE : group.members.next(0);
                    entry != IdSet.NONE;
                    entry = group.members.next(entry + 1)) {
                table.touch(entry, now);
            }
            group.reconcile();
        }
        sight.changesSeen = false;
    }

    /** The sight moved to another state of convergence. */
    void changed(Sight sight, Convergence after) {
        sight.changesSeen &= after.isJudged();
    }

    /** Closes what has been quiet for a window. */
    void expire(long now) {
        if (table == null) {
            return;
        }
        for (RouterView view : context.views) {
            for (int family = 0; view != null && family < Family.count(); family++) {
                expire(view.sight(Family.of(family)), table, now);
            }
        }
    }

    private static void expire(Sight sight, FlapTable flaps, long now) {
        SightGroup group = sight.flapping;
        if (group == null || !sight.judged) {
            return;
        }
        for (int entry = group.members.next(0); entry != IdSet.NONE; entry = group.members.next(entry + 1)) {
            if (flaps.isQuiet(entry, now)) {
                group.leave(
                        entry, flaps.high(entry), flaps.low(entry), flaps.length(entry), "quiet for a whole window");
                flaps.free(entry);
            }
        }
    }

    /** A router is not there any more, and its index may be given to another one. */
    void forget(RouterView view) {
        if (table != null) {
            table.forget(view.router.index());
        }
    }

    /**
     * Takes over what another engine on the same table knows of changes, if it counts them alike. What it had judged, or had
     * taken over itself, is watched without a gap.
     *
     * @param views its routers
     */
    void inherit(PrefixFlapping previous, List<@Nullable RouterView> views) {
        if (!settings.isEnabled()) {
            return;
        }
        boolean alike = previous.window == window && previous.settings.changes() == settings.changes();
        table = alike ? previous.table : null;
        for (RouterView view : views) {
            RouterView ours = view == null ? null : context.views.get(view.router.index());
            if (view != null && ours == null && table != null) {
                table.forget(view.router.index());
            }
            for (int family = 0; view != null && ours != null && family < Family.count(); family++) {
                Sight before = view.sight(Family.of(family));
                Sight sight = ours.sight(before.family);
                sight.changesSeen = before.judged || before.changesSeen;
                if (table != null && before.flapping != null) {
                    inherit(sight, before.flapping);
                }
            }
        }
    }

    private void inherit(Sight sight, SightGroup before) {
        SightGroup group = group(sight);
        for (int entry = before.members.next(0); entry != IdSet.NONE; entry = before.members.next(entry + 1)) {
            if (!sight.configured || isExcepted(sight, before.prefix(entry))) {
                table().free(entry);
            } else {
                group.members.add(entry);
            }
        }
    }

    /** Takes over a finding of another engine; false if it has no subject here. */
    boolean adopt(Sight sight, Finding finding) {
        Prefix prefix = finding.key().prefix();
        if (!settings.isEnabled() || prefix != null && isExcepted(sight, prefix)) {
            return false;
        }
        SightGroup group = group(sight);
        if (prefix == null) {
            if (group.members.isEmpty()) {
                return false;
            }
        } else if (group.find(prefix) == IdSet.NONE || !group.members.contains(group.find(prefix))) {
            int entry = table().note(
                            sight.view.router.index(),
                            sight.family.ordinal(),
                            prefix.high(),
                            prefix.low(),
                            prefix.length(),
                            context.nanos.getAsLong());
            if (entry == FlapTable.NONE) {
                return false;
            }
            table().pin(entry);
            group.members.add(entry);
        }
        group.adopt(finding);
        return true;
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        Prefix prefix = inquiry.prefix;
        Sight sight = inquiry.sight;
        FlapTable flaps = table;
        int entry = flaps == null
                ? FlapTable.NONE
                : flaps.find(
                        sight.view.router.index(),
                        sight.family.ordinal(),
                        prefix.high(),
                        prefix.low(),
                        prefix.length());
        int changes = flaps == null || entry == FlapTable.NONE ? 0 : flaps.changes(entry, context.nanos.getAsLong());
        Verdicts.Case subject =
                verdicts.of(settings, FindingKey.at(settings.name(), null, sight.router(), prefix, sight.family));
        if (subject.isExcepted()) {
            return;
        }
        String counted = changes + (changes == 1 ? " change" : " changes") + " counted within "
                + settings.within().toSeconds() + " s, " + settings.changes() + " are allowed";
        if (sight.flapping != null
                && sight.flapping.holds(
                        entry == FlapTable.NONE ? IdSet.NONE : entry, prefix.high(), prefix.low(), prefix.length())) {
            subject.holds(counted + "; until it is quiet for as long");
        } else {
            subject.good(counted);
        }
    }

    long bytes() {
        return table == null ? 0 : table.bytes();
    }

    private boolean isExcepted(Sight sight, Prefix prefix) {
        return settings.excepts(null, null, sight.router(), sight.view.router.configuredAs(), prefix);
    }

    private FlapTable table() {
        FlapTable flaps = table;
        if (flaps == null) {
            flaps = new FlapTable(settings.changes(), window);
            table = flaps;
        }
        return flaps;
    }

    private SightGroup group(Sight sight) {
        SightGroup group = sight.flapping;
        if (group == null) {
            group = new Group(context, settings, sight, table());
            sight.flapping = group;
        }
        return group;
    }

    private static final class Group extends SightGroup {
        private final FlapTable flaps;

        Group(RuleContext context, RuleSettings settings, Sight sight, FlapTable flaps) {
            super(context, settings, sight, null);
            this.flaps = flaps;
        }

        @Override
        Prefix prefix(int id) {
            return new Prefix(sight.family, flaps.high(id), flaps.low(id), flaps.length(id));
        }

        @Override
        int find(Prefix prefix) {
            int entry = flaps.find(
                    sight.view.router.index(), sight.family.ordinal(), prefix.high(), prefix.low(), prefix.length());
            return entry == FlapTable.NONE ? IdSet.NONE : entry;
        }

        @Override
        List<Witness> witnesses(Prefix prefix) {
            return context.witnesses(sight, prefix);
        }

        @Override
        Detail detail(Prefix prefix, @Nullable Finding before) {
            if (before != null) {
                return before.detail();
            }
            int entry = find(prefix);
            return new Detail.Flapping(entry == IdSet.NONE ? 0 : flaps.changes(entry, context.nanos.getAsLong()));
        }
    }
}
