package dev.ribwatch.exporter.alert;

import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The life of alerts, as a state machine for one thread: conditions come in, {@link #advance()} does what the clocks say
 * is due, notifications go to the {@link Outbox}. It neither sleeps nor waits.
 *
 * <p>A condition is <em>pending</em> until it has held for its {@code for}, then its alert <em>fires</em>; when it ends, the
 * alert fires on for {@code keep-firing-for} and then is resolved. While a condition is unknown, it neither starts to fire
 * nor ends. A step in severity ends the old label set and begins the new one, in the same episode, told together; one to
 * a more urgent severity must have held for the {@code for}, too. An alert under maintenance is held back; what still holds
 * when the window ends fires with its original start. Only what nobody was told yet is held back: who was told of the
 * beginning is told of the end.
 *
 * <p>What fires is kept in a ledger. At the start it fires on as it did, unknown, until its condition is reported again, or
 * {@link Outlook} says that it would have been.
 */
public final class AlertPipeline implements Conditions, MetricSource {
    /** The most alerts that are pending or firing at a time. */
    public static final int MOST_EPISODES = 100_000;

    /** Wall clocks jump: windows are looked at again after this at the latest. */
    private static final Duration WALL_CLOCK_CHECK = Duration.ofSeconds(10);

    /** How often it is asked of what was kept whether it is over. */
    private static final Duration RECOLLECT = Duration.ofSeconds(1);

    private final Clocks clocks;
    private final AlertListener listener;
    private final AlertLedger ledger;
    private final int mostEpisodes;
    private final Agenda agenda = new Agenda();
    private final Agenda.Timer release = new Agenda.Timer(this::releaseHeld);
    private final Dispatch dispatch;
    private final Map<Subject, Episode> episodes = new LinkedHashMap<>();
    private final Set<Episode> held = new LinkedHashSet<>();
    /** Those that were told before, and changed within a window: whether that is news is asked again at its end. */
    private final Set<Episode> quiet = new LinkedHashSet<>();

    private final Recollection recollection;
    private final Agenda.Timer recollect = new Agenda.Timer(this::recollect);
    private final AlertCounts counts = new AlertCounts();
    private Map<String, String> externalLabels;
    private Maintenance maintenance;

    public AlertPipeline(AlertsConfig config, Outbox outbox, AlertListener listener, Clocks clocks) {
        this(config, outbox, listener, clocks, AlertLedger.NONE, Outlook.NONE);
    }

    /**
     * One that goes on with what the ledger keeps.
     *
     * @param outlook says when that is over, if it is not reported again
     */
    public AlertPipeline(
            AlertsConfig config,
            Outbox outbox,
            AlertListener listener,
            Clocks clocks,
            AlertLedger ledger,
            Outlook outlook) {
        this(config, outbox, listener, clocks, ledger, outlook, MOST_EPISODES);
    }

    AlertPipeline(
            AlertsConfig config,
            Outbox outbox,
            AlertListener listener,
            Clocks clocks,
            AlertLedger ledger,
            Outlook outlook,
            int mostEpisodes) {
        this.clocks = clocks;
        this.ledger = ledger;
        this.recollection = new Recollection(outlook, clocks);
        this.listener = listener;
        this.mostEpisodes = mostEpisodes;
        this.externalLabels = config.externalLabels();
        this.maintenance = new Maintenance(config.maintenance());
        this.dispatch = new Dispatch(outbox, agenda, clocks);
        dispatch.apply(config);
        restore(ledger.kept());
        releaseHeld();
        if (!recollection.isEmpty()) {
            agenda.set(recollect, clocks.nanos());
        }
    }

    /** Of an episode that had just taken on other labels, those came later. */
    private void restore(List<KeptAlert> all) {
        Map<Subject, KeptAlert> latest = new HashMap<>();
        Set<String> told = new HashSet<>();
        for (KeptAlert kept : all) {
            if (!kept.told().isEmpty()) {
                told.add(kept.alert().episode()); // perhaps under other labels than it has now
            }
            if (kept.alert().firing()) {
                latest.put(new Subject(kept.rule(), kept.subject()), kept);
            }
        }
        for (KeptAlert kept : all) {
            boolean goesOn = kept.equals(latest.get(new Subject(kept.rule(), kept.subject())));
            restore(kept, goesOn, told.contains(kept.alert().episode()));
        }
    }

    /** An alert that fired before the start fires on; one that was over is over, and whoever was not told so is. */
    private void restore(KeptAlert kept, boolean goesOn, boolean told) {
        Alert alert = kept.alert();
        dispatch.restore(kept, recollection.untilToldAgain(kept.subject()));
        Condition condition = new Condition(
                kept.rule(),
                severityOf(alert),
                kept.subject(),
                alert.annotations(),
                Duration.ZERO,
                kept.keepFiringFor(),
                alert.startsAt(),
                clocks.nanos(),
                true,
                kept.beside());
        Subject subject = Subject.of(condition);
        if (!goesOn || episodes.size() >= mostEpisodes) {
            Instant end = alert.endsAt();
            Alert resolved = alert.resolved(end == null ? clocks.instant() : end, null);
            dispatch.resolve(resolved);
            ledger.ended(resolved);
            return;
        }
        Episode episode = new Episode(condition, alert.episode(), clocks.nanos(), this::due);
        episode.state = Episode.State.FIRING;
        episode.alert = alert;
        episode.keptSeverity = condition.severity();
        episodes.put(subject, episode);
        counts.add(kept.rule(), severity(alert), 1);
        recollection.add(subject, Alert.reporters(alert.annotations()));
        episode.held = !told;
        if (episode.held) {
            held.add(episode); // nobody was told: because of a maintenance window, or of the restart
        }
        refresh(episode);
        if (!episode.held) {
            dispatch.fire(episode.shown(), null);
        }
    }

    private static Severity severityOf(Alert alert) {
        for (Severity severity : Severity.values()) {
            if (severity.text().equals(severity(alert))) {
                return severity;
            }
        }
        return Severity.CRITICAL;
    }

    private void recollect() {
        for (Recollection.Over over : recollection.over()) {
            String reason = over.reason().equals(Recollection.NOT_FOUND) && isToldTogether(over.subject())
                    ? "since a restart of Ribwatch told together with others"
                    : over.reason();
            closed(over.subject().rule(), over.subject().labels(), clocks.instant(), reason);
        }
        for (Subject subject : recollection.settled()) {
            Episode episode = episodes.get(subject);
            if (episode != null) {
                episode.keptSeverity = null;
                if (episode.state == Episode.State.FIRING) {
                    awaitStep(episode);
                    refresh(episode);
                }
            }
        }
        if (!recollection.isEmpty()) {
            agenda.set(recollect, clocks.in(RECOLLECT));
        }
    }

    /** Where there are many of a kind, which ones are told one by one depends on which came first. */
    private boolean isToldTogether(Subject subject) {
        Map<String, String> labels = new HashMap<>(subject.labels());
        if (labels.remove("prefix") == null) {
            return false;
        }
        Episode together = episodes.get(new Subject(subject.rule(), labels));
        return together != null && !together.condition.unknown();
    }

    @Override
    public void opened(Condition condition) {
        changed(condition);
    }

    @Override
    public void changed(Condition condition) {
        Subject subject = Subject.of(condition);
        Episode episode = episodes.get(subject);
        if (episode == null) {
            if (episodes.size() >= mostEpisodes) {
                counts.refused();
                return;
            }
            episode = new Episode(condition, clocks.nanos(), this::due);
            episodes.put(subject, episode);
            agenda.set(episode.timer, episode.firesNanos());
            return;
        }
        Severity before = episode.severity();
        episode.condition = condition;
        weigh(episode, before);
        recollection.reported(subject);
        switch (episode.state) {
            case PENDING -> {
                if (!condition.unknown()) {
                    agenda.set(episode.timer, episode.firesNanos());
                }
            }
            case FIRING -> {
                awaitStep(episode);
                refresh(episode);
                release(episode);
            }
            case ENDING -> {
                agenda.cancel(episode.timer);
                episode.state = Episode.State.FIRING;
                episode.urgentNanos = clocks.nanos(); // it begins anew
                awaitStep(episode);
                refresh(episode);
                release(episode);
            }
        }
    }

    @Override
    public void closed(String rule, Map<String, String> labels, Instant at, String reason) {
        Episode episode = episodes.get(new Subject(rule, labels));
        if (episode == null) {
            return;
        }
        recollection.forget(episode.subject);
        switch (episode.state) {
            case PENDING -> {
                agenda.cancel(episode.timer);
                episodes.remove(episode.subject);
            }
            case FIRING -> {
                episode.state = Episode.State.ENDING;
                episode.endedAt = at;
                episode.reason = reason;
                agenda.set(episode.timer, clocks.in(episode.condition.keepFiringFor()));
            }
            case ENDING -> {
                // It ended before.
            }
        }
    }

    /**
     * Does all that is due.
     *
     * @return nanoseconds until something is due again; {@link Long#MAX_VALUE} if nothing waits
     */
    public long advance() {
        long now = clocks.nanos();
        while (agenda.runNext(now)) {
            now = clocks.nanos();
        }
        return agenda.waitNanos(now);
    }

    /** Tells at once what waits for others of its cause: there will be no later. */
    public void flush() {
        dispatch.flush();
    }

    /** Takes a new configuration live. Episodes stay; what leaves under new labels or to new receivers is told so. */
    public void apply(AlertsConfig config) {
        externalLabels = config.externalLabels();
        maintenance = new Maintenance(config.maintenance());
        dispatch.apply(config);
        for (Episode episode : episodes.values()) {
            if (episode.alert != null) {
                refresh(episode);
                if (!episode.held) {
                    dispatch.fire(episode.shown(), null);
                }
            }
        }
        releaseHeld();
    }

    /** All alerts that are not over, in the order of their opening. */
    public List<ActiveAlert> active() {
        List<ActiveAlert> rows = new ArrayList<>(episodes.size());
        for (Episode episode : episodes.values()) {
            rows.add(row(episode));
        }
        return rows;
    }

    private ActiveAlert row(Episode episode) {
        Alert alert = episode.alert != null ? episode.alert : newAlert(episode);
        return new ActiveAlert(
                episode.id,
                episode.state.text(),
                alert.labels(),
                alert.annotations(),
                episode.startsAt,
                episode.condition.unknown(),
                episode.held,
                episode.alert != null && !episode.held
                        ? dispatch.holders(alert)
                        : List.copyOf(dispatch.receiversOf(alert)));
    }

    private void due(Episode episode) {
        switch (episode.state) {
            case PENDING -> {
                if (!episode.condition.unknown()) {
                    fire(episode);
                }
            }
            case ENDING -> end(episode);
            case FIRING -> step(episode);
        }
    }

    /**
     * A more urgent severity must last as long as a new condition, before anybody is told; a less urgent one is told at once.
     *
     * @param before what was said of it, or would have been
     */
    private void weigh(Episode episode, Severity before) {
        Condition condition = episode.condition;
        if (condition.severity().compareTo(before) >= 0
                || condition.forDuration().isZero()) {
            episode.stepFrom = null;
        } else if (episode.stepFrom == null) {
            episode.stepFrom = before;
            episode.urgentNanos = clocks.nanos();
        }
    }

    /** The timer of an alert that fires is that of a step. */
    private void awaitStep(Episode episode) {
        if (episode.stepFrom == null || episode.condition.unknown()) {
            agenda.cancel(episode.timer);
        } else {
            agenda.set(episode.timer, episode.stepsNanos());
        }
    }

    private void step(Episode episode) {
        if (episode.keptSeverity != null) {
            return; // it has lasted, and is told once the restart is over
        }
        episode.stepFrom = null;
        refresh(episode);
        release(episode);
    }

    private void fire(Episode episode) {
        episode.state = Episode.State.FIRING;
        awaitStep(episode);
        Alert alert = newAlert(episode);
        episode.alert = alert;
        counts.add(episode.condition.rule(), severity(alert), 1);
        ledger.fired(KeptAlert.of(episode.condition, alert));
        Instant until = maintenance.coveredUntil(episode.condition, alert.labels(), clocks.instant());
        if (until == null) {
            tell(alert, episode.openedNanos);
        } else {
            episode.held = true;
            held.add(episode);
            releaseAt(until);
        }
    }

    private void tell(Alert alert, @Nullable Long detectedNanos) {
        listener.alert(alert, clocks.instant());
        dispatch.fire(alert, detectedNanos);
    }

    private void end(Episode episode) {
        episodes.remove(episode.subject);
        quiet.remove(episode);
        Alert alert = episode.shown();
        counts.add(episode.condition.rule(), severity(alert), -1);
        Alert resolved = alert.resolved(episode.endedAt, episode.reason);
        if (episode.held) {
            held.remove(episode);
            ledger.ended(resolved);
            return;
        }
        listener.alert(resolved, clocks.instant());
        dispatch.resolve(resolved);
        ledger.ended(resolved);
    }

    /** Brings what receivers see in line with the condition: texts quietly, labels as a step. */
    private void refresh(Episode episode) {
        Alert before = episode.shown();
        Alert after = newAlert(episode);
        episode.alert = after;
        if (before.labels().equals(after.labels())) {
            if (!episode.held) {
                Instant until = maintenance.coveredUntil(episode.condition, after.labels(), clocks.instant());
                dispatch.update(after, until == null);
                if (until != null) {
                    quiet.add(episode);
                    releaseAt(until);
                }
            }
            return;
        }
        counts.add(episode.condition.rule(), severity(before), -1);
        counts.add(episode.condition.rule(), severity(after), 1);
        Instant now = clocks.instant();
        Alert resolved = before.resolved(now, null);
        ledger.fired(KeptAlert.of(episode.condition, after));
        if (!episode.held) {
            listener.alert(resolved, now);
            listener.alert(after, now);
            dispatch.relabel(resolved, after);
        }
        ledger.ended(resolved);
    }

    private Alert newAlert(Episode episode) {
        SortedMap<String, String> labels = LabelSets.of(episode.condition, externalLabels);
        labels.put("severity", episode.severity().text());
        Condition condition = episode.condition;
        SortedMap<String, String> texts = LastSeen.in(
                Beginning.in(LabelSets.sorted(condition.annotations()), condition.since(), episode.startsAt),
                condition.unknown());
        return new Alert(episode.id, labels, texts, episode.startsAt, null);
    }

    private static String severity(Alert alert) {
        return alert.labels().getOrDefault("severity", "");
    }

    private void releaseAt(Instant until) {
        Duration left = Duration.between(clocks.instant(), until);
        Duration wait = left.compareTo(WALL_CLOCK_CHECK) < 0 ? left : WALL_CLOCK_CHECK;
        agenda.setEarlier(release, clocks.in(wait));
    }

    private void releaseHeld() {
        agenda.cancel(release);
        Instant now = clocks.instant();
        Instant next = null;
        for (Episode episode : List.copyOf(held)) {
            Instant until = release(episode, now);
            if (until != null) {
                next = next == null || until.isBefore(next) ? until : next;
            }
        }
        for (Episode episode : List.copyOf(quiet)) {
            Alert alert = episode.shown();
            Instant until = maintenance.coveredUntil(episode.condition, alert.labels(), now);
            if (until == null) {
                quiet.remove(episode);
                dispatch.update(alert, true);
            } else {
                next = next == null || until.isBefore(next) ? until : next;
            }
        }
        if (next != null) {
            releaseAt(next);
        }
    }

    /** Tells one that was held back, if its window has ended meanwhile. */
    private void release(Episode episode) {
        Instant until = episode.held ? release(episode, clocks.instant()) : null;
        if (until != null) {
            releaseAt(until);
        }
    }

    /** The same of one that is held; returns until when it is covered, or null. */
    private @Nullable Instant release(Episode episode, Instant now) {
        Alert alert = episode.shown();
        Instant until = maintenance.coveredUntil(episode.condition, alert.labels(), now);
        if (until == null && episode.state == Episode.State.FIRING && canBeTold(episode.condition)) {
            held.remove(episode);
            episode.held = false;
            tell(alert, null);
        }
        return until;
    }

    /** Of what nobody can look at now, somebody is told when it is found again: it may be over. To be away is nothing to look at. */
    private static boolean canBeTold(Condition condition) {
        return !condition.unknown() || condition.rule().equals(RuleName.SESSION_DOWN.text());
    }

    /** A condition found no room before it came here. Any thread may say so. */
    void refused() {
        counts.refused();
    }

    @Override
    public void write(MetricSink sink) {
        counts.write(sink);
    }
}
