package dev.ribwatch.exporter.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Episodes that were kept over a restart. While nobody has reported their condition again they fire on, until it would have
 * been reported if it held, and some time longer; or until they have lost their subject. Once it is reported they keep their
 * severity until the others that it goes by had their time to come back.
 */
final class Recollection {
    /**
     * From all that a condition rests on being judged to its report at the latest: what waits for other findings takes a few
     * seconds, a receiver that hangs is seen to after ten.
     */
    static final Duration SETTLES = Duration.ofSeconds(15);

    static final String NOT_FOUND = "not found again after a restart of Ribwatch";

    private final Outlook outlook;
    private final Clocks clocks;
    private final Map<Subject, Kept> kept = new LinkedHashMap<>();
    private final Set<Subject> steady = new LinkedHashSet<>();

    private static final class Kept {
        private final Set<String> routers;
        /** Since when it is judged; null: it is not. */
        private @Nullable Long judgedNanos;

        Kept(Set<String> routers) {
            this.routers = routers;
        }
    }

    /** One that is over. */
    record Over(Subject subject, String reason) {}

    Recollection(Outlook outlook, Clocks clocks) {
        this.outlook = outlook;
        this.clocks = clocks;
    }

    /** @param routers names of those that it rested on; empty: it may be any */
    void add(Subject subject, Set<String> routers) {
        kept.put(subject, new Kept(routers));
    }

    /** How long an Alertmanager that knows of it need not be told again. */
    Duration untilToldAgain(Map<String, String> subject) {
        return outlook.untilToldAgain(subject);
    }

    /** Its condition was reported. */
    void reported(Subject subject) {
        if (kept.remove(subject) != null) {
            steady.add(subject);
        }
    }

    /** Its condition is over. */
    void forget(Subject subject) {
        kept.remove(subject);
        steady.remove(subject);
    }

    boolean isEmpty() {
        return kept.isEmpty() && steady.isEmpty();
    }

    /** Those that take on the severity of what was reported of them. */
    List<Subject> settled() {
        List<Subject> settled = new ArrayList<>();
        for (Iterator<Subject> left = steady.iterator(); left.hasNext(); ) {
            Subject subject = left.next();
            if (outlook.isSettled(subject.labels())) {
                left.remove();
                settled.add(subject);
            }
        }
        return settled;
    }

    /** Those that are over by now. */
    List<Over> over() {
        List<Over> over = new ArrayList<>();
        long now = clocks.nanos();
        kept.forEach((subject, state) -> {
            String removed = outlook.removed(subject.rule(), subject.labels());
            if (removed != null) {
                over.add(new Over(subject, removed));
            } else if (!outlook.isJudged(subject.rule(), subject.labels(), state.routers)) {
                state.judgedNanos = null;
            } else if (state.judgedNanos == null) {
                state.judgedNanos = now;
            } else if (now - state.judgedNanos >= SETTLES.toNanos()) {
                over.add(new Over(subject, NOT_FOUND));
            }
        });
        return over;
    }
}
