package dev.ribwatch.agent.policy;

import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One deviation that holds, as it is now. Immutable: a change makes another one with the same key.
 *
 * @param key rule and subject
 * @param severity how urgent it is now
 * @param since when it opened; it stays over changes and over a reload
 * @param detectedNanos the same moment on the monotonic clock
 * @param forDuration how long it must hold before anybody is told
 * @param keepFiringFor how long its alert keeps firing after it closed
 * @param witnesses the routes that it rests on, at most {@link #WITNESSES}; empty where it rests on an absence
 * @param blind routers that could say more, but cannot be asked at the moment
 * @param unknown no router that can be looked at confirms it, and one that cannot be might: it stays as it is until then
 * @param detail what the rule knows beyond
 */
public record Finding(
        FindingKey key,
        Severity severity,
        Instant since,
        long detectedNanos,
        Duration forDuration,
        Duration keepFiringFor,
        List<Witness> witnesses,
        List<String> blind,
        boolean unknown,
        Detail detail) {

    /** The most witnesses that are kept. */
    public static final int WITNESSES = 16;

    /** The most samples of a {@link Detail.Folded}. */
    public static final int SAMPLES = 20;

    public Finding {
        witnesses = List.copyOf(witnesses);
        blind = List.copyOf(blind);
    }

    /** The same deviation with another state; what makes it the same stays. */
    public Finding with(
            Severity newSeverity,
            Duration newFor,
            Duration newKeepFiringFor,
            List<Witness> newWitnesses,
            List<String> newBlind,
            boolean newUnknown,
            Detail newDetail) {
        return new Finding(
                key,
                newSeverity,
                since,
                detectedNanos,
                newFor,
                newKeepFiringFor,
                newWitnesses,
                newBlind,
                newUnknown,
                newDetail);
    }

    /** The same, since when this one held. */
    Finding asOf(Finding before) {
        return new Finding(
                key,
                severity,
                before.since,
                before.detectedNanos,
                forDuration,
                keepFiringFor,
                witnesses,
                blind,
                unknown,
                detail);
    }

    /** The same, marked unknown or not. */
    public Finding withUnknown(boolean now) {
        return now == unknown ? this : with(severity, forDuration, keepFiringFor, witnesses, blind, now, detail);
    }
}
