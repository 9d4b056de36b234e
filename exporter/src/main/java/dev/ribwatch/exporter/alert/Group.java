package dev.ribwatch.exporter.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The alerts that one receiver is told together, and what it has been told of them. A change is told after the
 * group-wait, so that what comes together leaves together; what fires on is told again after the repeat-interval, and when it
 * stands for ten times as many as its receiver was told of: 400 are no news of one.
 */
final class Group {
    /** The most alerts of one notification; more leave in several. */
    static final int MOST_ALERTS = 500;
    /** How long a change waits for others at least while a few notifications wait for its receiver; longer if more do. */
    static final Duration CATCH_UP = Duration.ofMillis(10);

    private static final int FEW = 4;
    /** What has grown so many times over is told again. */
    private static final int GROWTH = 10;
    /** How many a member stood for that was told of before the start: nothing is ten times that. */
    private static final long UNKNOWN = Long.MAX_VALUE / GROWTH;

    /** More is not waited for a receiver that cannot keep up: it may be back at any time. */
    static final Duration LONGEST_CATCH_UP = Duration.ofMillis(250);

    private final String receiver;
    private final SortedMap<String, String> labels;
    private final String key;
    private final Outbox outbox;
    private final Agenda agenda;
    private final Clocks clocks;
    private final Agenda.Timer change;
    private final Agenda.Timer repeat;
    private final Map<SortedMap<String, String>, Member> members = new LinkedHashMap<>();
    private Timing timing;
    private long toldNanos;
    private long notifications;
    /** Whoever is told next may have been told nothing. */
    private boolean moved;

    /**
     * How a receiver wants to be told.
     *
     * @param onlyChanges whether a change tells what changed alone; else the whole group
     */
    record Timing(Duration groupWait, Duration repeatInterval, boolean onlyChanges) {}

    private static final class Member {
        private Alert alert;
        private boolean told;
        /** How many it stood for when it was told of. */
        private long toldFor;
        /** That it grew is no news at the moment. */
        private boolean quiet;

        private @Nullable Long detectedNanos;

        Member(Alert alert, @Nullable Long detectedNanos) {
            this.alert = alert;
            this.detectedNanos = detectedNanos;
        }

        private boolean hasGrown() {
            return !quiet && alert.standsFor() >= GROWTH * toldFor;
        }

        private void tell() {
            told = true;
            toldFor = alert.standsFor();
        }

        boolean changed() {
            return !told || hasGrown() || !alert.firing();
        }
    }

    /**
     * @param emptied run when the last member has been told of and left
     */
    Group(
            String receiver,
            SortedMap<String, String> labels,
            Timing timing,
            Outbox outbox,
            Agenda agenda,
            Clocks clocks,
            Consumer<Group> emptied) {
        this.change = new Agenda.Timer(() -> {
            tellChange();
            if (members.isEmpty()) {
                emptied.accept(this);
            }
        });
        this.repeat = new Agenda.Timer(this::tellAgain);
        this.receiver = receiver;
        this.labels = labels;
        this.key = "{}:" + LabelSets.text(labels);
        this.timing = timing;
        this.outbox = outbox;
        this.agenda = agenda;
        this.clocks = clocks;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    boolean holds(Alert alert) {
        Member member = members.get(alert.labels());
        return member != null && member.alert.firing();
    }

    /**
     * A firing alert joins.
     *
     * @param detectedNanos when it was detected, if it is news; else null
     */
    void add(Alert alert, @Nullable Long detectedNanos) {
        Member known = members.get(alert.labels());
        if (known != null && known.alert.firing()) {
            known.alert = alert;
            return;
        }
        if (known != null) {
            tellChange(); // the end of what had the same labels comes before the new beginning
        }
        members.put(alert.labels(), new Member(alert, detectedNanos));
        changeComes();
    }

    /**
     * A member that the receiver was told of before the start, at this time: it is told again when that is due. One that
     * forgets what it does not hear of, as Alertmanager, is told after this wait.
     */
    void restore(Alert alert, Instant at, Duration wait) {
        Member member = new Member(alert, null);
        member.told = true;
        member.toldFor = UNKNOWN; // its texts are those of its beginning
        members.put(alert.labels(), member);
        Duration interval = timing.repeatInterval();
        Duration since = Duration.between(at, clocks.instant());
        boolean due = since.isNegative() || since.compareTo(interval) > 0;
        Duration left = timing.onlyChanges() ? wait : due ? Duration.ZERO : interval.minus(since);
        toldNanos = clocks.in(left) - Clocks.limited(interval);
        agenda.set(repeat, clocks.in(left));
    }

    /**
     * The texts of a member changed. That alone is told to nobody, unless it stands for far more now.
     *
     * @param mayBeNews whether that may be told
     */
    void update(Alert alert, boolean mayBeNews) {
        Member member = members.get(alert.labels());
        if (member != null && member.alert.firing()) {
            member.alert = alert;
            member.quiet = !mayBeNews;
            if (member.told && member.changed()) {
                changeComes();
            }
        }
    }

    /** A member is over. If nobody was told that it fires, that is told first. */
    void resolve(Alert resolved) {
        if (!holds(resolved)) {
            return;
        }
        if (!member(resolved).told) {
            tellChange();
        }
        member(resolved).alert = resolved;
        changeComes();
    }

    /** A member goes on under other labels: its end is told, unless nobody was told of its beginning. */
    @Nullable
    Long relabel(Alert resolved) {
        if (!holds(resolved)) {
            return null;
        }
        Member member = member(resolved);
        if (!member.told) {
            members.remove(resolved.labels());
            return member.detectedNanos;
        }
        member.alert = resolved;
        changeComes();
        return null;
    }

    private Member member(Alert alert) {
        Member member = members.get(alert.labels());
        if (member == null) {
            throw new IllegalStateException("not in the group: " + alert.labels());
        }
        return member;
    }

    /** Takes new times; what waits already keeps its time. */
    void retime(Timing timing) {
        boolean same = timing.repeatInterval().equals(this.timing.repeatInterval());
        this.timing = timing;
        if (repeat.isSet() && !same) {
            agenda.set(repeat, toldNanos + Clocks.limited(timing.repeatInterval()));
        }
    }

    /** Its receiver is at another address: who is there is told all with the next change, which is due now. */
    void move() {
        if (!members.isEmpty()) {
            moved = true;
            changeComes();
        }
    }

    /** Waits no longer for others. */
    void flush() {
        if (change.isSet()) {
            tellChange();
        }
    }

    /** Its receiver is no more. */
    void dissolve() {
        agenda.cancel(change);
        agenda.cancel(repeat);
        members.clear();
    }

    private void changeComes() {
        if (!change.isSet()) {
            agenda.set(change, clocks.in(longer(timing.groupWait(), catchUp())));
        }
    }

    private Duration catchUp() {
        int fews = (outbox.waiting(receiver) + FEW - 1) / FEW;
        return CATCH_UP.multipliedBy(Math.min(fews, LONGEST_CATCH_UP.dividedBy(CATCH_UP)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private void tellChange() {
        agenda.cancel(change);
        List<Member> told = new ArrayList<>();
        for (Member member : members.values()) {
            if (!timing.onlyChanges() || moved || member.changed()) {
                told.add(member);
            }
        }
        boolean anyChange = moved || members.values().stream().anyMatch(Member::changed);
        if (anyChange) {
            tell(told, false);
        }
        moved = false;
        members.values().removeIf(member -> !member.alert.firing());
        if (members.isEmpty()) {
            agenda.cancel(repeat);
        } else if (!repeat.isSet() || anyChange && !timing.onlyChanges()) {
            agenda.set(repeat, clocks.in(timing.repeatInterval()));
        }
    }

    // A change that is due tells the whole group anyway, unless its receiver hears of changes alone.
    private void tellAgain() {
        if (timing.onlyChanges()) {
            tell(members.values().stream().filter(member -> !member.changed()).toList(), true);
        } else if (!change.isSet()) {
            tell(List.copyOf(members.values()), true);
        }
        agenda.set(repeat, clocks.in(timing.repeatInterval()));
    }

    private void tell(List<Member> told, boolean again) {
        List<Member> ordered = new ArrayList<>(told.size());
        told.stream().filter(member -> member.alert.firing()).forEach(ordered::add);
        told.stream().filter(member -> !member.alert.firing()).forEach(ordered::add);
        List<Notification> parts = new ArrayList<>();
        for (int start = 0; start < ordered.size(); start += MOST_ALERTS) {
            List<Member> part = ordered.subList(start, Math.min(ordered.size(), start + MOST_ALERTS));
            List<Alert> alerts = new ArrayList<>(part.size());
            List<Long> news = new ArrayList<>();
            for (Member member : part) {
                alerts.add(member.alert);
                if (!member.told && member.detectedNanos != null) {
                    news.add(member.detectedNanos);
                }
            }
            String id = LabelSets.digest(
                    List.of(receiver, key, clocks.instant().toString(), Long.toString(notifications++)));
            parts.add(new Notification(id, receiver, key, labels, alerts, again, news));
        }
        if (!parts.isEmpty()) {
            outbox.send(List.copyOf(parts));
            told.forEach(Member::tell);
        }
        toldNanos = clocks.nanos();
    }
}
