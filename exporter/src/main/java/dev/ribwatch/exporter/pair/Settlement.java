package dev.ribwatch.exporter.pair;

import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.pair.Difference.Kind;
import dev.ribwatch.exporter.pair.Difference.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which differences have lasted: each for itself must have been there at every look for as long as it takes to settle. Two
 * agents hear of a change at two moments, and their timers began at two. A look that shows nothing (the other does not
 * answer) is no look: what was seen stays as it was. For one thread; the time comes from the clocks alone.
 */
final class Settlement {
    /** So long an agent may take after its start to hear its routers out, as SessionDown lets a router that was never up. */
    static final Duration START = Duration.ofMinutes(5);

    private static final Difference UNREACHABLE = new Difference(Kind.UNREACHABLE, Side.BOTH, "");

    private final String other;
    private final PairListener listener;
    private final Clocks clocks;
    private final Map<Difference, Seen> differences = new LinkedHashMap<>();
    private Duration settle;
    private String ownVersion = "";
    private String version = "";
    private boolean told;
    /** Since when nobody has looked; null: the last look showed something. */
    private @Nullable Long blindSince;

    /**
     * @param nanos when it was first seen
     * @param at likewise, by the time of day
     * @param unseen how many nanoseconds of that time nobody looked
     * @param settled whether it had lasted for long enough when it was last seen
     */
    private record Seen(long nanos, Instant at, String detail, long unseen, boolean settled) {}

    /**
     * @param other what the other is called
     * @param settle how long a difference must last
     */
    Settlement(String other, Duration settle, PairListener listener, Clocks clocks) {
        this.other = other;
        this.settle = settle;
        this.listener = listener;
        this.clocks = clocks;
    }

    void setSettle(Duration settle) {
        this.settle = settle;
    }

    /** We have not heard out our own routers yet: nothing can be said. */
    void starting() {
        blindSince = null;
        differences.clear();
        tell();
    }

    /**
     * The other told nothing.
     *
     * @param reason why, in our own words
     */
    void unanswered(String reason) {
        blind();
        see(UNREACHABLE, reason);
        tell();
    }

    /** The other is there, but what we see ourselves is not known. */
    void answered() {
        blind();
        if (differences.remove(UNREACHABLE) != null) {
            tell("the other agent answers again");
        }
    }

    private void blind() {
        if (blindSince == null) {
            blindSince = clocks.nanos();
        }
    }

    /** What has not lasted yet does not age while nobody looks. */
    private void shift() {
        if (blindSince != null) {
            long unseen = clocks.nanos() - blindSince;
            blindSince = null;
            differences.replaceAll((difference, seen) -> difference.kind() == Kind.STARTING
                    ? seen // while it is away, it does not come to the end of its start either
                    : new Seen(seen.nanos(), seen.at(), seen.detail(), seen.unseen() + unseen, seen.settled()));
        }
    }

    /** The two were looked at. */
    void compared(PairView here, PairView there) {
        ownVersion = here.version();
        version = there.version();
        shift();
        Map<Difference, String> now = PairComparison.of(here, there);
        now.forEach(this::see);
        boolean rollout = isRollout();
        differences
                .entrySet()
                .removeIf(entry -> !now.containsKey(entry.getKey())
                        && !(entry.getValue().settled()
                                && isUndecided(entry.getKey().kind(), there.starting(), rollout)));
        tell();
    }

    /** Whether the policies differ, and have not for long: one of the two has been given a new one, and the other may be soon. */
    private boolean isRollout() {
        boolean differ = false;
        for (Map.Entry<Difference, Seen> entry : differences.entrySet()) {
            if (entry.getKey().kind() == Kind.POLICY) {
                if (entry.getValue().settled()) {
                    return false;
                }
                differ = true;
            }
        }
        return differ;
    }

    /** Whether this look could not show that such a difference is over. */
    private static boolean isUndecided(Kind kind, boolean starting, boolean rollout) {
        return switch (kind) {
            case CONVERGED -> starting;
            case ROUTES, ALERTS -> starting || rollout;
            case ITSELF, UNREACHABLE, STARTING, POLICY -> false;
        };
    }

    /** Nobody is asked any longer, or another is. */
    void end(String reason) {
        differences.clear();
        over(reason);
    }

    private void over(String reason) {
        if (told) {
            told = false;
            listener.over(reason);
        }
    }

    /** How many differences there are now, settled or not. */
    Map<Kind, Integer> counts() {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        differences.keySet().forEach(difference -> counts.merge(difference.kind(), 1, Integer::sum));
        return counts;
    }

    private void see(Difference difference, String detail) {
        Seen before = differences.get(difference);
        long since = before == null ? clocks.nanos() : before.nanos();
        Instant at = before == null ? clocks.instant() : before.at();
        long unseen = before == null ? 0 : before.unseen();
        Duration wait = difference.kind() == Kind.STARTING ? settle.plus(START) : settle;
        boolean settled = clocks.nanos() - since - unseen >= wait.toNanos();
        differences.put(difference, new Seen(since, at, detail, unseen, settled));
    }

    private void tell() {
        tell("both agents see the same");
    }

    /** @param nothing why there is nothing to be told, if nothing is left at all */
    private void tell(String nothing) {
        List<PairReport.Settled> settled = new ArrayList<>();
        Seen first = null;
        for (Map.Entry<Difference, Seen> entry : differences.entrySet()) {
            Seen seen = entry.getValue();
            if (seen.settled()) {
                settled.add(new PairReport.Settled(entry.getKey(), seen.detail()));
                first = first == null || seen.nanos() - first.nanos() < 0 ? seen : first;
            }
        }
        if (first == null) {
            over(differences.isEmpty() ? nothing : "what differed before does no longer");
            return;
        }
        settled.sort(Comparator.comparing(
                        (PairReport.Settled one) -> one.difference().kind())
                .thenComparing(one -> one.difference().side())
                .thenComparing(one -> one.difference().subject()));
        told = true;
        listener.differs(new PairReport(other, version, ownVersion, List.copyOf(settled), first.at(), first.nanos()));
    }
}
