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
    private String version = "";
    private @Nullable Seen told;

    /**
     * @param nanos when it was first seen
     * @param at likewise, by the time of day
     * @param settled whether it had lasted for long enough when it was last seen
     */
    private record Seen(long nanos, Instant at, String detail, boolean settled) {}

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
        differences.clear();
        tell();
    }

    /**
     * The other told nothing.
     *
     * @param reason why, in our own words
     */
    void unanswered(String reason) {
        see(UNREACHABLE, reason);
        tell();
    }

    /** The two were looked at. */
    void compared(PairView here, PairView there) {
        version = there.version();
        Map<Difference, String> now = PairComparison.of(here, there);
        boolean undecided = there.starting();
        differences
                .entrySet()
                .removeIf(entry -> !now.containsKey(entry.getKey())
                        && !(undecided
                                && isOfSight(entry.getKey().kind())
                                && entry.getValue().settled()));
        now.forEach(this::see);
        tell();
    }

    /** Nobody is asked any longer, or another is. */
    void end(String reason) {
        differences.clear();
        over(reason);
    }

    private void over(String reason) {
        if (told != null) {
            told = null;
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
        Duration wait = difference.kind() == Kind.STARTING ? settle.plus(START) : settle;
        differences.put(difference, new Seen(since, at, detail, clocks.nanos() - since >= wait.toNanos()));
    }

    /** Whether an agent that is starting cannot show that it is over. */
    private static boolean isOfSight(Kind kind) {
        return kind == Kind.CONVERGED || kind == Kind.ROUTES || kind == Kind.ALERTS;
    }

    private void tell() {
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
            over(differences.isEmpty() ? "both agents see the same" : "what differed before does no longer");
            return;
        }
        settled.sort(Comparator.comparing(
                        (PairReport.Settled one) -> one.difference().kind())
                .thenComparing(one -> one.difference().side())
                .thenComparing(one -> one.difference().subject()));
        if (told == null) {
            told = first;
        }
        listener.differs(new PairReport(other, version, List.copyOf(settled), told.at(), told.nanos()));
    }
}
