package dev.ribwatch.exporter.alert;

import dev.ribwatch.config.value.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One condition from its opening to the end of its alert. */
final class Episode {
    enum State {
        /** It must hold a while longer. */
        PENDING("pending"),
        FIRING("firing"),
        /** The condition is closed, the alert fires on for a while. */
        ENDING("ending");

        private final String text;

        State(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    final Subject subject;
    final String id;
    final Instant startsAt;
    final long openedNanos;
    final Agenda.Timer timer;

    State state = State.PENDING;
    Condition condition;
    Instant endedAt = Instant.MIN;
    String reason = "";
    /** What receivers see; null while pending. */
    @Nullable
    Alert alert;
    /** What it keeps saying although its condition may say another: it was kept over a restart. */
    @Nullable
    Severity keptSeverity;
    /** What it goes on saying, or will say at first, until a more urgent severity has lasted; null while none waits. */
    @Nullable
    Severity stepFrom;
    /** Since when there is a more urgent one, monotonic. */
    long urgentNanos;
    /** Fires, but maintenance holds it back and nobody was told. */
    boolean held;

    Episode(Condition condition, long nowNanos, Consumer<Episode> due) {
        this(condition, LabelSets.digest(identity(condition)), nowNanos, due);
    }

    /** One that was kept, with its id. */
    Episode(Condition condition, String id, long nowNanos, Consumer<Episode> due) {
        this.condition = condition;
        this.subject = Subject.of(condition);
        this.startsAt = condition.since();
        this.openedNanos = condition.detectedNanos() - nowNanos > 0 ? nowNanos : condition.detectedNanos();
        this.timer = new Agenda.Timer(() -> due.accept(this));
        this.id = id;
    }

    private static List<String> identity(Condition condition) {
        List<String> texts = new ArrayList<>();
        texts.add(condition.rule());
        new TreeMap<>(condition.subject()).forEach((name, value) -> {
            texts.add(name);
            texts.add(value);
        });
        texts.add(condition.since().toString());
        return texts;
    }

    /** When it fires if it still holds then. */
    long firesNanos() {
        return openedNanos + Clocks.limited(condition.forDuration());
    }

    /** When it takes on the more urgent severity if that still holds then. */
    long stepsNanos() {
        return urgentNanos + Clocks.limited(condition.forDuration());
    }

    /** What it says, or would say if it fired now. */
    Severity severity() {
        if (keptSeverity != null) {
            return keptSeverity;
        }
        return stepFrom != null ? stepFrom : condition.severity();
    }

    /** What receivers see; not to be asked while it is pending. */
    Alert shown() {
        if (alert == null) {
            throw new IllegalStateException("nothing is shown of a pending alert");
        }
        return alert;
    }
}
