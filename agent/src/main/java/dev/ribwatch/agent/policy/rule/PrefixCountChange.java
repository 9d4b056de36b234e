package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleConfig.Levels;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A network has many fewer or many more routes at a router than it used to have: against a level that follows its count, so
 * that what stays becomes usual. It closes at half of what opens it. Of a network that had none nothing is usual, and while
 * NetworkInvisible or, of a leg, RedundancyLost says that all are gone, the level waits.
 *
 * <p>Counts are looked at once a second, where they have changed.
 */
final class PrefixCountChange implements Explaining {
    /** While it holds, figures are told no more often. */
    private static final long RETELL_NANOS = 60 * 1_000_000_000L;
    /** A level never quite reaches its count: of 20 that are usual, ten that went are ten. */
    private static final double HARDLY = 1e-9;

    private final RuleContext context;
    private final RuleSettings settings;
    private final Levels shares;

    PrefixCountChange(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.PREFIX_COUNT_CHANGE);
        shares = settings.levels();
    }

    /** Judges all that has changed, about once a second. */
    void judgeAll(long now) {
        if (!settings.isEnabled()) {
            return;
        }
        for (RouterView view : context.views) {
            for (int family = 0; view != null && family < Family.count(); family++) {
                judge(view.sight(Family.of(family)), now);
            }
        }
    }

    private void judge(Sight sight, long now) {
        CountLevels levels = sight.levels;
        if (!sight.judged) {
            if (levels != null && !sight.converged) {
                levels.rest(now);
                sight.recount = true;
            }
            return;
        }
        if (sight.recount) {
            if (levels == null) {
                levels = new CountLevels(sight.routes.length, settings.within().toNanos());
                sight.levels = levels;
            }
            levels.follow(sight.routes, explained(sight), sight.isPartial(), now);
            sight.recount = false;
            for (int network = 0; network < sight.routes.length; network++) {
                judge(sight, levels, network, now);
            }
        } else if (levels != null) {
            BitSet open = sight.unusual;
            for (int network = open.nextSetBit(0); network >= 0; network = open.nextSetBit(network + 1)) {
                judge(sight, levels, network, now);
            }
        }
    }

    private void judge(Sight sight, CountLevels levels, int network, long now) {
        double level = levels.level(network, now);
        double change = levels.count(network) - level;
        boolean open = sight.unusual.get(network);
        double size = Math.abs(change) + HARDLY;
        if (!open && size < shares.minimum()) {
            return; // nearly always
        }
        FindingKey key = key(sight, context.intent.network(network));
        if (change < 0 && sight.isPartial()) {
            context.doubt(key); // what is missing may have been dropped at a limit
            return;
        }
        double share = (change < 0 ? shares.drop() : shares.surge()) * level;
        double needed = Math.max(share, shares.minimum()) * (open ? 0.5 : 1);
        boolean holds = size >= needed
                && level >= CountLevels.NOTHING
                && explainedBy(sight, network) == null
                && applies(sight, context.intent.network(network));
        if (!holds && !open) {
            return;
        }
        sight.unusual.set(network, holds);
        RuleName winner = explainedBy(sight, network);
        Finding before = context.ledger.get(key);
        Detail detail = before != null
                        && before.detail() instanceof Detail.CountChange was
                        && now - was.toldNanos() < RETELL_NANOS
                ? was
                : new Detail.CountChange((int) Math.round(level), levels.count(network), now);
        context.publish(
                settings,
                key,
                holds,
                settings.name().severity(),
                List.of(),
                detail,
                winner == null ? "the count is usual again" : "explained by " + winner);
    }

    /** Networks of which nothing is left, and another rule says so. */
    private static BitSet explained(Sight sight) {
        BitSet explained = new BitSet();
        for (int network = 0; network < sight.routes.length; network++) {
            explained.set(network, explainedBy(sight, network) != null);
        }
        return explained;
    }

    private static @Nullable RuleName explainedBy(Sight sight, int network) {
        if (sight.invisible.get(network)) {
            return RuleName.NETWORK_INVISIBLE;
        }
        return sight.isLegLost(network) ? RuleName.REDUNDANCY_LOST : null;
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        Sight sight = inquiry.sight;
        for (Network network : inquiry.concerned()) {
            Verdicts.Case subject = verdicts.at(settings, network, null);
            if (!subject.isExcepted()) {
                explain(sight, network, subject);
            }
        }
    }

    private void explain(Sight sight, Network network, Verdicts.Case subject) {
        CountLevels levels = sight.levels;
        int count = sight.routes[network.index()];
        double level = levels == null ? CountLevels.NONE : levels.level(network.index(), context.nanos.getAsLong());
        if (Double.isNaN(level)) {
            subject.good("nothing is known yet of what is usual");
            return;
        }
        String counted =
                count + (count == 1 ? " route" : " routes") + " of " + network + ", usual are " + Math.round(level);
        RuleName winner = explainedBy(sight, network.index());
        if (winner != null) {
            subject.explained("explained by " + winner + "; usual are " + Math.round(level));
        } else if (count < level && sight.isPartial()) {
            subject.frozen("routes were dropped here: what is absent may be there; " + counted);
        } else if (sight.unusual.get(network.index())) {
            subject.holds(counted);
        } else if (level < CountLevels.NOTHING) {
            subject.good(counted + ": of what was not there nothing is usual");
        } else {
            subject.good(counted
                    + String.format(
                            Locale.ROOT,
                            "; %.0f %% fewer or %.0f %% more, and at least %d, would be unusual",
                            100 * shares.drop(),
                            100 * shares.surge(),
                            shares.minimum()));
        }
    }

    private boolean applies(Sight sight, Network network) {
        return !settings.excepts(network.name(), sight.router(), sight.view.router.configuredAs(), sight.family);
    }

    private FindingKey key(Sight sight, Network network) {
        return FindingKey.at(settings.name(), network.name(), sight.router(), null, sight.family);
    }

    /**
     * Takes over what another engine on the same table learned. A level belongs to a network at a router: it is learned anew
     * only where the intent says otherwise of one of them, or where what it says of others gives them other routes.
     */
    void inherit(PrefixCountChange previous) {
        if (!settings.isEnabled() || !previous.settings.isEnabled()) {
            return;
        }
        int[] places = context.intent.untouched(previous.context.intent);
        for (RouterView view : previous.context.views) {
            RouterView ours = view == null ? null : context.views.get(view.router.index());
            boolean alike = view != null
                    && ours != null
                    && context.intent.seesAlike(previous.context.intent, view.router.configuredAs());
            for (int family = 0; alike && view != null && ours != null && family < Family.count(); family++) {
                inherit(ours.sight(Family.of(family)), view.sight(Family.of(family)), places);
            }
        }
    }

    private void inherit(Sight sight, Sight before, int[] untouched) {
        if (before.levels == null) {
            return;
        }
        int[] places = untouched.clone();
        for (int network = 0; network < places.length; network++) {
            int place = places[network];
            boolean counted = place >= 0 && sight.routes[network] == before.routes[place];
            places[network] = counted ? place : -1;
            sight.learnedBefore.set(network, counted);
        }
        sight.levels = new CountLevels(places.length, settings.within().toNanos());
        sight.levels.inherit(before.levels, places, context.nanos.getAsLong());
    }

    /** Takes over a finding of another engine; false if nothing is known any more of what was usual. */
    boolean adopt(Sight sight, Network network, Finding finding) {
        if (!sight.learnedBefore.get(network.index()) || !applies(sight, network)) {
            return false;
        }
        sight.unusual.set(network.index());
        context.ledger.adopt(finding);
        return true;
    }
}
