package dev.ribwatch.exporter.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Episodes that were kept over a restart and whose condition nobody has reported again. They fire on until their condition
 * would have been reported if it held, and some time longer; or until they have lost their subject.
 */
final class Recollection {
    /**
     * From all that a condition rests on being judged to its report at the latest: what waits for other findings takes a few
     * seconds, a receiver that hangs is seen to after ten.
     */
    static final Duration SETTLES = Duration.ofSeconds(15);

    private static final String NOT_FOUND = "not found again after a restart of Ribwatch";

    private final Outlook outlook;
    private final Clocks clocks;
    private final Map<Subject, Kept> kept = new LinkedHashMap<>();

    /** Since when it is judged; null: it is not. */
    private static final class Kept {
        @Nullable
        Long judgedNanos;
    }

    /** One that is over. */
    record Over(Subject subject, String reason) {}

    Recollection(Outlook outlook, Clocks clocks) {
        this.outlook = outlook;
        this.clocks = clocks;
    }

    void add(Subject subject) {
        kept.put(subject, new Kept());
    }

    /** Its condition was reported, or is over. */
    boolean forget(Subject subject) {
        return kept.remove(subject) != null;
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    /** Those that are over by now. */
    List<Over> over() {
        List<Over> over = new ArrayList<>();
        long now = clocks.nanos();
        kept.forEach((subject, state) -> {
            String removed = outlook.removed(subject.rule(), subject.labels());
            if (removed != null) {
                over.add(new Over(subject, removed));
            } else if (!outlook.isJudged(subject.rule(), subject.labels())) {
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
