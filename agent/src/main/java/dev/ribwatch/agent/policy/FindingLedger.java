package dev.ribwatch.agent.policy;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The findings that hold, as they were published: the one door to the {@link FindingListener}. Table thread only.
 *
 * <p>Its size is bounded by the intent: rules share findings past some for a network and router.
 */
public final class FindingLedger {
    private final Map<FindingKey, Finding> open = new LinkedHashMap<>();
    private final FindingListener listener;

    /** An empty ledger that tells this listener. */
    public FindingLedger(FindingListener listener) {
        this.listener = listener;
    }

    /** The finding that holds, or null. */
    public @Nullable Finding get(FindingKey key) {
        return open.get(key);
    }

    /** What holds, in the order in which it opened; a read-only view. */
    public Collection<Finding> findings() {
        return Collections.unmodifiableCollection(open.values());
    }

    /** Publishes a finding that does not hold yet. */
    public void open(Finding finding) {
        if (open.putIfAbsent(finding.key(), finding) != null) {
            throw new IllegalStateException("opened twice: " + finding.key());
        }
        listener.opened(finding);
    }

    /** Publishes another state of a finding that holds; the same state again is nothing. */
    public void change(Finding finding) {
        Finding before = open.replace(finding.key(), finding);
        if (before == null) {
            throw new IllegalStateException("changed but not open: " + finding.key());
        }
        if (!before.equals(finding)) {
            listener.changed(finding);
        }
    }

    /** Publishes that a finding holds no more; nothing happens if it did not. */
    public void close(FindingKey key, String reason) {
        Finding finding = open.remove(key);
        if (finding != null) {
            listener.closed(finding, reason);
        }
    }

    /** Takes over a finding that the listener knows already. */
    public void adopt(Finding finding) {
        open.put(finding.key(), finding);
    }

    /** Changes all that match. */
    public void changeIf(Predicate<Finding> which, UnaryOperator<Finding> how) {
        open.values().stream().filter(which).toList().forEach(finding -> change(how.apply(finding)));
    }

    /** Closes all that match. */
    public void closeIf(Predicate<Finding> which, String reason) {
        open.values().stream().filter(which).toList().forEach(finding -> close(finding.key(), reason));
    }
}
