package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One network's routes from one router, the default left out, cover so much that they amount to a default.
 *
 * <p>The sum of their sizes bounds the union from above; only where that reaches the threshold a {@link Subject} is kept.
 * It narrows the union between two bounds that each change moves, and only when they leave the question open the routes
 * are walked, in slices, at most once a second a subject. Until then nothing is said of short routes that was not said
 * before: it might have to be taken back.
 */
final class EffectiveDefaultRoute {
    private static final long WALK_PAUSE_NANOS = 1_000_000_000L;
    /** How far below the threshold it closes, of the whole. */
    private static final double HYSTERESIS = 0.05;

    private final RuleContext context;
    private final RuleSettings settings;
    private final Explained explained;
    private final long[] opensAt = new long[Family.count()];
    private final long[] closesBelow = new long[Family.count()];
    /** Of what comes and goes during a walk: past this it decides nothing, whatever it finds. */
    private final long[] mostMoved = new long[Family.count()];

    private final ArrayDeque<Subject> waiting = new ArrayDeque<>();
    private final UnionWalk walk;
    private @Nullable Subject walked;

    /** Hears when short routes of a network at a sight begin or cease to be explained, or it can be told whether they are. */
    interface Explained {
        void changed(Sight sight, int network);
    }

    /** A network at a sight whose routes may amount to a default. */
    static final class Subject {
        final Sight sight;
        final Network network;
        /** The union is at least this. */
        long lower;
        /** The union is at most this, and at most the sum. */
        long upper;
        /** Routes that are half of a default. */
        int halves;
        /** Published. */
        boolean open;
        /** Whether it is open cannot be told before a walk. */
        boolean undecided;

        boolean waiting;
        long notBefore;
        /** The walk that convergence asked for is not over. */
        boolean unwalked;
        /** Taken over, and not walked since: how much is covered is what the engine before said. */
        boolean adopted;
        /** What came and went since the walk began. */
        long added;

        long removed;

        Subject(Sight sight, Network network, long sum, long now) {
            this.sight = sight;
            this.network = network;
            upper = sum;
            notBefore = now;
        }

        /** 0: explains nothing, 1: explains short routes, 2: cannot be told. */
        int answer() {
            return undecided ? 2 : open ? 1 : 0;
        }
    }

    EffectiveDefaultRoute(RuleContext context, Explained explained) {
        this.context = context;
        this.explained = explained;
        walk = new UnionWalk(context);
        settings = context.intent.rule(RuleName.EFFECTIVE_DEFAULT_ROUTE);
        double threshold = context.intent.effectiveThreshold();
        for (int i = 0; i < opensAt.length; i++) {
            double whole = AddressSpace.size(Family.of(i));
            opensAt[i] = Math.max(1, (long) Math.ceil(threshold * whole));
            closesBelow[i] = Math.max(1, (long) Math.ceil((threshold - HYSTERESIS) * whole));
            mostMoved[i] = Math.max(opensAt[i], AddressSpace.size(Family.of(i)) - closesBelow[i]);
        }
    }

    /** Whether this finding stands for such a route. */
    boolean explains(Sight sight, int network, long high, int length) {
        return isOpen(sight, network) && AddressSpace.isShort(sight.family, high, length);
    }

    /** Whether it stands for the short routes of a network at a sight. */
    boolean isOpen(Sight sight, int network) {
        Subject subject = sight.effective[network];
        return subject != null && subject.open;
    }

    /** Whether it cannot be told yet if this finding stands for such a route. */
    boolean mayExplain(Sight sight, int network, long high, int length) {
        Subject subject = sight.effective[network];
        return subject != null && subject.undecided && AddressSpace.isShort(sight.family, high, length);
    }

    /** A route was added; the sum counts it already. */
    void added(Sight sight, long high, int length, int network) {
        Subject subject = sight.effective[network];
        if (subject == null) {
            boolean half = AddressSpace.isHalf(sight.family, high, length);
            if (sight.sums[network] < opensAt[sight.family.ordinal()] && !half || !sight.mayAmountToDefault[network]) {
                return;
            }
            Network sender = context.intent.network(network);
            long size = AddressSpace.size(sight.family, high, length);
            subject = new Subject(sight, sender, sight.sums[network] - size, context.nanos.getAsLong());
            sight.effective[network] = subject;
        }
        long size = AddressSpace.size(sight.family, high, length);
        subject.upper += size;
        subject.added += size;
        subject.lower = Math.max(subject.lower, size);
        if (AddressSpace.isHalf(sight.family, high, length)) {
            subject.halves++;
        }
        judgeAnew(subject, high, length);
    }

    /** A route was removed; the sum counts it no more. */
    void removed(Sight sight, long high, int length, int network) {
        Subject subject = sight.effective[network];
        if (subject == null) {
            return;
        }
        long size = AddressSpace.size(sight.family, high, length);
        subject.removed += size;
        subject.lower = Math.max(0, subject.lower - size);
        if (AddressSpace.isHalf(sight.family, high, length)) {
            subject.halves--;
        }
        judgeAnew(subject, high, length);
    }

    private void judgeAnew(Subject subject, long high, int length) {
        boolean wasOpen = subject.open;
        judge(subject);
        if (wasOpen
                && subject.open
                && subject.sight.converged
                && AddressSpace.isShort(subject.sight.family, high, length)) {
            context.ledger.change(describe(subject));
        }
    }

    /** The sights are judged from now on: all their networks, before anybody hears what that explains. */
    void converged(List<Sight> sights) {
        List<Subject> changed = new ArrayList<>();
        for (Sight sight : sights) {
            for (Subject subject : sight.effective) {
                if (subject != null) {
                    int before = subject.answer();
                    subject.notBefore = context.nanos.getAsLong();
                    if (subject.open) {
                        context.ledger.change(describe(subject));
                    }
                    decide(subject);
                    subject.unwalked = subject.undecided;
                    if (before != subject.answer()) {
                        changed.add(subject);
                    }
                }
            }
        }
        changed.forEach(subject -> explained.changed(subject.sight, subject.network.index()));
    }

    /** Whether it is too early to judge what this finding might explain: the walks of convergence are not over. */
    boolean isSettling(List<Sight> sights) {
        if (walked != null && isSettling(walked, sights)) {
            return true;
        }
        for (Subject subject : waiting) {
            if (isSettling(subject, sights)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSettling(Subject subject, List<Sight> sights) {
        return subject.undecided && subject.unwalked && sights.contains(subject.sight);
    }

    /** Takes over a finding of another engine; false if it has no subject here. */
    boolean adopt(Sight sight, Network network, Finding finding) {
        if (!sight.mayAmountToDefault[network.index()]) {
            return false;
        }
        Subject subject = sight.effective[network.index()];
        if (subject == null) {
            subject = new Subject(sight, network, sight.sums[network.index()], context.nanos.getAsLong());
            sight.effective[network.index()] = subject;
        }
        subject.open = true;
        subject.adopted = true;
        context.ledger.adopt(finding);
        return true;
    }

    /** Walks on. */
    void step(Slice slice, long now) {
        while (!slice.isOver() && (walked != null || nextWalk(now))) {
            walkOn(slice);
        }
    }

    /** Whether a walk is under way or could begin now. */
    boolean hasWork(long now) {
        if (walked != null) {
            return true;
        }
        for (Subject subject : waiting) {
            if (now - subject.notBefore >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether routes of this network may amount to a default here at all. */
    boolean isJudged(Sight sight, Network network) {
        return settings.isEnabled()
                && !sight.isHeldOwn(network)
                && !(network.isOpen()
                        && (network.index() == sight.vantage()
                                || context.intent.expectedAt(network.index(), sight.vantage())))
                && !settings.excepts(network.name(), null, sight.router(), sight.view.router.configuredAs(), null);
    }

    private void judge(Subject subject) {
        if (!subject.sight.converged) {
            return; // frozen as it is
        }
        int before = subject.answer();
        decide(subject);
        if (before != subject.answer()) {
            explained.changed(subject.sight, subject.network.index());
        }
    }

    private void decide(Subject subject) {
        Sight sight = subject.sight;
        int family = sight.family.ordinal();
        long upper = Math.min(subject.upper, sight.sums[subject.network.index()]);
        if (!subject.open) {
            if (subject.halves > 0 || subject.lower >= opensAt[family]) {
                open(subject);
            } else {
                subject.undecided = upper >= opensAt[family];
                if (subject.undecided) {
                    await(subject);
                }
            }
        } else if (subject.halves == 0 && upper < closesBelow[family]) {
            close(subject);
        } else if (subject.halves == 0 && subject.lower < closesBelow[family]) {
            await(subject);
        }
        if (!subject.open && !subject.undecided && !subject.waiting && subject != walked && upper < opensAt[family]) {
            sight.effective[subject.network.index()] = null;
        }
    }

    private void open(Subject subject) {
        subject.open = true;
        subject.undecided = false;
        context.publish(
                settings, key(subject), true, settings.name().severity(), witnesses(subject), coverage(subject), "");
    }

    private void close(Subject subject) {
        subject.open = false;
        context.ledger.close(key(subject), "the routes do not amount to a default any more");
    }

    private Finding describe(Subject subject) {
        Finding before = context.ledger.get(key(subject));
        if (before == null) {
            throw new IllegalStateException("not open: " + key(subject));
        }
        return before.with(
                settings.severityOr(settings.name().severity()),
                settings.forDurationOr(settings.name().forDuration()),
                settings.keepFiringFor(),
                witnesses(subject),
                List.of(),
                false,
                subject.adopted ? before.detail() : coverage(subject));
    }

    private FindingKey key(Subject subject) {
        return FindingKey.at(
                settings.name(), subject.network.name(), subject.sight.router(), null, subject.sight.family);
    }

    private Detail coverage(Subject subject) {
        List<Prefix> shortest = shortest(subject, Finding.SAMPLES);
        long union = 0;
        for (int i = 0; i < shortest.size(); i++) {
            Prefix prefix = shortest.get(i);
            if (shortest.subList(0, i).stream().noneMatch(shorter -> shorter.contains(prefix))) {
                union += AddressSpace.size(prefix.family(), prefix.high(), prefix.length());
            }
        }
        double share = (double) Math.max(subject.lower, union) / AddressSpace.size(subject.sight.family);
        List<Prefix> halves = halves(shortest);
        return new Detail.Coverage(share, shortest, halves.size() == 1 ? halves.get(0) : null);
    }

    /** The routes that are half of a default, either of which is enough. */
    List<Prefix> halves(Subject subject) {
        return subject.halves == 0 ? List.of() : halves(shortest(subject, Finding.SAMPLES));
    }

    private static List<Prefix> halves(List<Prefix> shortest) {
        return shortest.stream()
                .filter(prefix -> AddressSpace.isHalf(prefix.family(), prefix.high(), prefix.length()))
                .toList();
    }

    private List<Witness> witnesses(Subject subject) {
        List<Witness> witnesses = new ArrayList<>();
        for (Prefix prefix : shortest(subject, Finding.WITNESSES)) {
            witnesses.addAll(context.witnesses(subject.sight, subject.network, prefix));
        }
        return witnesses;
    }

    private List<Prefix> shortest(Subject subject, int most) {
        Sight sight = subject.sight;
        List<Prefix> found = new ArrayList<>();
        for (int id = sight.shortRoutes.next(0); id != IdSet.NONE; id = sight.shortRoutes.next(id + 1)) {
            Prefix prefix = context.prefix(sight.family, id);
            if (owns(subject, id)) {
                found.add(prefix);
            }
        }
        found.sort(Comparator.comparingInt(Prefix::length).thenComparing(Comparator.naturalOrder()));
        return List.copyOf(found.subList(0, Math.min(most, found.size())));
    }

    private void await(Subject subject) {
        if (!subject.waiting && subject != walked) {
            subject.waiting = true;
            waiting.add(subject);
        }
    }

    private boolean nextWalk(long now) {
        for (int i = waiting.size(); i > 0; i--) {
            Subject subject = waiting.remove();
            if (now - subject.notBefore < 0) {
                waiting.add(subject);
                continue;
            }
            subject.waiting = false;
            if (subject.sight.converged) {
                walked = subject;
                walk.begin(subject.sight, subject.network.index());
                subject.added = 0;
                subject.removed = 0;
                subject.notBefore = now + WALK_PAUSE_NANOS;
                return true;
            }
        }
        return false;
    }

    private void walkOn(Slice slice) {
        Subject subject = walked;
        if (subject == null || !subject.sight.converged) {
            walked = null; // at convergence it is judged again
            walk.end();
            return;
        }
        if (subject.added + subject.removed > mostMoved[subject.sight.family.ordinal()]) {
            // A table comes or goes. The next walk may be worth its time.
            walk.end();
            walked = null;
            subject.unwalked = false;
            judge(subject);
            return;
        }
        if (walk.walkOn(slice)) {
            walk.end();
            walked = null;
            subject.unwalked = false;
            // A route that covered others may have come or gone on either side of the walk.
            long moved = subject.added + subject.removed;
            subject.upper = walk.union() + moved;
            subject.lower = Math.max(0, walk.union() - moved);
            judge(subject);
            if (subject.open) {
                context.ledger.change(describe(subject));
            }
            subject.adopted = false;
        }
    }

    private boolean owns(Subject subject, int id) {
        PrefixTable table = context.rib.prefixes(subject.sight.family);
        return context.ownedPath(
                        subject.sight, id, table.high(id), table.low(id), table.length(id), subject.network.index())
                != RouteChange.ABSENT;
    }
}
