package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.PlannedPart;
import dev.ribwatch.agent.policy.intent.PlannedPart.Phase;
import dev.ribwatch.agent.policy.intent.RequiredPrefixes;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.value.Prefix;
import java.util.BitSet;
import java.util.Locale;

/**
 * What became of a planned change at one router's family, by prefix. Routes that go are gone when the network has none of the
 * prefix or within it; routes that come are there when it has the prefix itself. What was seen is noted only while the sight is
 * judged: a session that is lost withdraws nothing.
 */
final class PlannedRoutes {
    /** Values of the label {@code reason}. */
    static final String REASON_LATE = "late";

    static final String REASON_NOT_UNDONE = "not-undone";

    private static final String HAPPENED = "it has happened, or its time is over";
    private static final String UNDONE = "it is undone";

    final PlannedPart part;
    final Sight sight;
    private final RequiredPrefixes places;
    private final BitSet excepted = new BitSet();
    /** Places of which the network has a visible route of just this prefix. */
    private final BitSet exact = new BitSet();
    /** Its visible routes of the prefix and within, by place. */
    private final int[] within;
    /** It was seen to have happened since the window began, and before it had to be undone. */
    private final BitSet happened = new BitSet();
    /** After that, and after the window, it was seen to be undone, and has not happened again before it had to be. */
    private final BitSet undone = new BitSet();
    /** The router could not be asked all the time, or the clock jumped: what happened and was undone may not have been seen. */
    private final BitSet gaps = new BitSet();

    private Phase phase;
    /** What of it is told, with the same of other changes of the network here. */
    private final PlannedGroup late;

    private final PlannedGroup kept;
    /** Places that are late, or are not undone, as they were told to these. */
    private final BitSet toldLate = new BitSet();

    private final BitSet toldKept = new BitSet();

    /** What became of it. */
    enum Outcome {
        /** It has not happened, and need not have yet. */
        PENDING,
        DONE,
        LATE,
        UNDONE,
        NOT_UNDONE,
        /** The router could not be asked when it mattered. */
        UNKNOWN;

        /** The label value. */
        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    PlannedRoutes(
            RuleContext context,
            RuleSettings settings,
            PlannedPart part,
            Sight sight,
            PlannedGroup late,
            PlannedGroup kept) {
        this.part = part;
        this.late = late;
        this.kept = kept;
        this.sight = sight;
        places = part.prefixes(sight.family);
        within = new int[places.size()];
        phase = part.phase(context.wall.instant());
        gaps.set(0, places.size(), phase != Phase.BEFORE); // unless another engine saw the begin
        for (int place = 0; place < places.size(); place++) {
            excepted.set(
                    place,
                    settings.excepts(
                            part.network().name(),
                            null,
                            sight.router(),
                            sight.view.router.configuredAs(),
                            places.get(place)));
            judge(context, place);
        }
    }

    /** The network has a visible route of this prefix here, or has it no more. */
    void change(RuleContext context, long high, long low, int length, boolean present) {
        int place = places.firstFrom(high, low, length);
        boolean listed = place < places.size()
                && places.get(place).length() == length
                && places.get(place).high() == high
                && places.get(place).low() == low;
        if (listed) {
            exact.set(place, present);
        }
        int at = listed ? place : places.longestAround(high, low, length);
        for (; at != RequiredPrefixes.NONE; at = places.parent(at)) {
            if (length == 0 || places.get(at).length() > 0) { // a default route stands for itself alone
                within[at] += present ? 1 : -1;
                judge(context, at);
            }
        }
    }

    /** Time has passed. */
    void turn(RuleContext context, Phase next) {
        if (phase == next) {
            return;
        }
        if (next == Phase.BEFORE) { // the clock was set back: all of it is yet to come
            happened.clear();
            undone.clear();
            gaps.clear();
        }
        if (isUnseen(phase, next)) {
            gaps.set(0, places.size());
        }
        phase = next;
        judge(context);
    }

    /** Whether something may have happened that was not seen, when the clock is looked at next in that phase. */
    private boolean isUnseen(Phase before, Phase next) {
        boolean asked = sight.view.router.convergence(sight.family).isJudged();
        return before == Phase.BEFORE && next == Phase.WINDOW && !asked
                || before == Phase.BEFORE && (next == Phase.AFTER || next == Phase.OVER)
                || before == Phase.WINDOW && next != Phase.BEFORE && !asked;
    }

    /** The sight is judged now, or is not any more, or not all of it. */
    void reconcile(RuleContext context) {
        if (phase == Phase.WINDOW && (!sight.judged || sight.isPartial())) {
            gaps.set(0, places.size());
        }
        judge(context);
    }

    private void judge(RuleContext context) {
        for (int place = 0; place < places.size(); place++) {
            judge(context, place);
        }
    }

    private void judge(RuleContext context, int place) {
        if (sight.judged && !sight.isPartial() && phase != Phase.BEFORE) {
            if (isDone(place)) {
                if (phase != Phase.OVER) {
                    happened.set(place);
                    undone.clear(place);
                }
            } else if (phase != Phase.WINDOW && happened.get(place)) {
                undone.set(place);
            }
        }
        publish(late, toldLate, place, isLate(place), HAPPENED);
        publish(kept, toldKept, place, isKept(context, place), UNDONE);
    }

    private void publish(PlannedGroup group, BitSet told, int place, boolean now, String reason) {
        if (!excepted.get(place) && told.get(place) != now) {
            told.set(place, now);
            group.claim(places.get(place), now, reason);
        }
    }

    /** Whether this change is a reason of a finding of a prefix that rests on routes that are there. */
    boolean shows(String reason, Prefix prefix) {
        int place = places.find(prefix);
        boolean isOfLate = reason.equals(REASON_LATE);
        return place != RequiredPrefixes.NONE
                && isOfLate != part.announces()
                && (isOfLate ? toldLate : toldKept).get(place);
    }

    private boolean isDone(int place) {
        return part.announces() ? exact.get(place) : within[place] == 0;
    }

    private boolean isToBeUndone() {
        return part.change().undoneBy() != null;
    }

    private boolean isLate(int place) {
        return phase == Phase.AFTER && !isDone(place) && !(isToBeUndone() && (gaps.get(place) || happened.get(place)));
    }

    /** Whether it should be undone, is not, and no other rule says so. */
    private boolean isKept(RuleContext context, int place) {
        return phase == Phase.OVER
                && isDone(place)
                && happened.get(place)
                && !undone.get(place)
                && !isOrdinary(context, place);
    }

    private boolean isOrdinary(RuleContext context, int place) {
        Prefix prefix = places.get(place);
        Network network = part.network();
        if (prefix.isDefault()) {
            return part.announces()
                    ? !context.intent.defaultAllowed(network.index(), sight.vantage())
                    : context.intent.defaultRequired(network.index(), sight.vantage(), sight.family);
        }
        if (part.announces()) {
            return !network.isOpen() && !context.attribution.isPermitted(network.index(), sight.vantage(), prefix);
        }
        RequiredPrefixes required = context.intent.required(network.index(), sight.family);
        int first = required.firstFrom(prefix.high(), prefix.low(), prefix.length());
        return sight.coverage[network.index()] != null
                && first < required.size()
                && prefix.contains(required.get(first));
    }

    /** What became of it at a place. */
    Outcome outcome(int place) {
        if (!sight.judged) {
            return Outcome.UNKNOWN;
        }
        return switch (phase) {
            case BEFORE -> Outcome.PENDING;
            case WINDOW -> isDone(place) ? Outcome.DONE : happened.get(place) ? Outcome.UNDONE : Outcome.PENDING;
            case AFTER ->
                isDone(place)
                        ? Outcome.DONE
                        : isLate(place) ? Outcome.LATE : happened.get(place) ? Outcome.UNDONE : Outcome.UNKNOWN;
            case OVER ->
                !happened.get(place)
                        ? Outcome.UNKNOWN
                        : undone.get(place) || !isDone(place) ? Outcome.UNDONE : Outcome.NOT_UNDONE;
        };
    }

    RequiredPrefixes places() {
        return places;
    }

    /** Whether the operator left this place out. */
    boolean isExcepted(int place) {
        return excepted.get(place);
    }

    /** Takes over what another engine saw of the same change here; of other prefixes it saw nothing. */
    void inherit(PlannedRoutes previous) {
        if (phase == Phase.BEFORE) {
            return;
        }
        gaps.set(0, places.size());
        boolean unseen = isUnseen(previous.phase, phase); // it may not have looked at the clock since
        for (int old = 0; old < previous.places.size(); old++) {
            int place = places.find(previous.places.get(old));
            if (place != RequiredPrefixes.NONE) {
                happened.set(place, previous.happened.get(old));
                undone.set(place, previous.undone.get(old));
                gaps.set(place, unseen || previous.gaps.get(old));
            }
        }
    }
}
