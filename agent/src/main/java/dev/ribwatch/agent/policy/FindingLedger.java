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
    private final FindingBatch told;

    /** An empty ledger that tells this listener, with each {@link #flush}. */
    public FindingLedger(FindingListener listener) {
        told = new FindingBatch(listener);
    }

    /** The finding that holds, or null. */
    public @Nullable Finding get(FindingKey key) {
        return open.get(key);
    }

    /** What holds, in the order in which it opened; a read-only view. */
    public Collection<Finding> findings() {
        return Collections.unmodifiableCollection(open.values());
    }

    /** Publishes a finding that does not hold yet; as it is held: since earlier if it held when the UPDATE came. */
    public Finding open(Finding finding) {
        if (open.containsKey(finding.key())) {
            throw new IllegalStateException("opened twice: " + finding.key());
        }
        Finding held = told.opened(finding);
        open.put(finding.key(), held);
        return held;
    }

    /** Publishes another state of a finding that holds; the same state again is nothing. */
    public void change(Finding finding) {
        Finding before = open.replace(finding.key(), finding);
        if (before == null) {
            throw new IllegalStateException("changed but not open: " + finding.key());
        }
        if (!before.equals(finding)) {
            told.changed(before, finding);
        }
    }

    /** Publishes that a finding holds no more; nothing happens if it did not. */
    public void close(FindingKey key, String reason) {
        Finding finding = open.remove(key);
        if (finding != null) {
            told.closed(finding, reason);
        }
    }

    /** Publishes the end of a finding that another ledger has published. */
    public void end(Finding finding, String reason) {
        told.ended(finding, reason);
    }

    /** Whether something was published that was not told yet. */
    public boolean hasNews() {
        return !told.isEmpty();
    }

    /** Tells what was published since the last time, as far as it still holds. */
    public void flush() {
        told.flush();
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
