package dev.ribwatch.exporter.sink;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a receiver can be told: one that is a cluster can as long as any of its members takes what it is sent, for that
 * one tells the others.
 */
final class ReceiverHealth {
    private final String receiver;
    private final DeliveryWatch watch;
    private final Map<String, DeliveryFailure> failing = new HashMap<>();
    /** Targets that came while the others failed: of them nothing is known yet. */
    private final Set<String> untried = new HashSet<>();

    private Set<String> targets = Set.of();
    private @Nullable DeliveryFailure told;

    ReceiverHealth(String receiver, DeliveryWatch watch) {
        this.receiver = receiver;
        this.watch = watch;
    }

    /** Its targets from now on; none: it was removed. */
    synchronized void targets(Set<String> next) {
        for (String target : next) {
            if (told != null && !targets.contains(target)) {
                untried.add(target);
            }
        }
        targets = Set.copyOf(next);
        failing.keySet().retainAll(next);
        untried.retainAll(next);
        tell(next.isEmpty() ? "the receiver was removed" : "the receiver was changed");
    }

    /** One of them fails, or fails in another way. */
    synchronized void fails(String target, DeliveryFailure failure) {
        if (targets.contains(target)) {
            untried.remove(target);
            failing.put(target, failure);
            tell("");
        }
    }

    /** One of them takes what it is sent. */
    synchronized void works(String target, String reason) {
        untried.remove(target);
        failing.remove(target);
        tell(reason);
    }

    /** @param reason why it is over, if it is */
    private void tell(String reason) {
        DeliveryFailure now = failure();
        if (now == null && told != null) {
            watch.over(receiver, reason);
        } else if (now != null && !now.equals(told)) {
            watch.failing(receiver, now);
        }
        told = now;
    }

    /** That of the target which failed last; lost is what no target was told. */
    private @Nullable DeliveryFailure failure() {
        if (failing.isEmpty() || failing.size() + untried.size() < targets.size()) {
            return null;
        }
        boolean lost = failing.values().stream().allMatch(DeliveryFailure::lost);
        return failing.values().stream()
                .max(Comparator.comparingLong(DeliveryFailure::sinceNanos))
                .map(last -> new DeliveryFailure(last.since(), last.sinceNanos(), last.reason(), lost))
                .orElse(null);
    }
}
