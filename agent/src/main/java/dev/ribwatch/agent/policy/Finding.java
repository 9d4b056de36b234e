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
 * @param unknown some of what it rests on cannot be looked at: it will not close before that router has converged
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

    /** The same deviation, opened when the other was. */
    Finding since(Finding other) {
        return new Finding(
                key,
                severity,
                other.since,
                other.detectedNanos,
                forDuration,
                keepFiringFor,
                witnesses,
                blind,
                unknown,
                detail);
    }

    /** The same with this mark. */
    Finding unknown(boolean now) {
        return now == unknown
                ? this
                : new Finding(
                        key, severity, since, detectedNanos, forDuration, keepFiringFor, witnesses, blind, now, detail);
    }
}
