package dev.ribwatch.agent.policy;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is published until an UPDATE has been taken in as a whole. Its prefixes come one after the other, and half way
 * they may look like what they do not amount to: the first quarter of a default route that covers others' space, or
 * a prefix that is withdrawn and announced again. Nobody is told of a finding that did not outlast the UPDATE, nor that one
 * ended which holds before and after it: that one goes on, since when it did.
 *
 * <p>Table thread only. Holds at most what one UPDATE, or one slice of other work, opens and closes.
 */
final class FindingBatch {
    private final FindingListener listener;
    private final Map<FindingKey, Held> held = new LinkedHashMap<>();

    /** What happened to one finding. */
    private static final class Held {
        /** As it was told of; null: it was not. */
        @Nullable
        Finding before;
        /** As it is; null: it does not hold. */
        @Nullable
        Finding now;
        /** Why the one that was told of ended; null: it did not. */
        @Nullable
        String reason;
        /** For good: what comes is another finding. */
        boolean over;
    }

    FindingBatch(FindingListener listener) {
        this.listener = listener;
    }

    /** The finding, or what goes on as it. */
    Finding opened(Finding finding) {
        Held what = held.computeIfAbsent(finding.key(), key -> new Held());
        Finding before = what.before;
        Finding now = finding;
        if (before != null && !what.over) {
            what.reason = null;
            now = finding.asOf(before);
        }
        what.now = now;
        return now;
    }

    /** It is over whatever opens within the same UPDATE. */
    void ended(Finding finding, String reason) {
        closed(finding, reason);
        Held what = held.get(finding.key());
        if (what != null) {
            what.over = true;
        }
    }

    void changed(Finding before, Finding finding) {
        known(before).now = finding;
    }

    void closed(Finding finding, String reason) {
        Held what = known(finding);
        what.now = null;
        if (what.before == null) {
            held.remove(finding.key());
        } else if (what.reason == null) {
            what.reason = reason;
        }
    }

    private Held known(Finding before) {
        return held.computeIfAbsent(before.key(), key -> {
            Held what = new Held();
            what.before = before;
            return what;
        });
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Tells what is left of it. Each goes before it is told: what meets a defect must not come again. */
    void flush() {
        while (!held.isEmpty()) {
            Iterator<Held> first = held.values().iterator();
            Held what = first.next();
            first.remove();
            tell(what.before, what.now, what.reason);
        }
    }

    private void tell(@Nullable Finding before, @Nullable Finding now, @Nullable String reason) {
        if (before != null && reason != null) {
            listener.closed(before, reason);
        }
        if (now == null) {
            return;
        }
        if (before == null || reason != null) {
            listener.opened(now);
        } else if (!before.equals(now)) {
            listener.changed(now);
        }
    }
}
