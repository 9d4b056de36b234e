package dev.ribwatch.agent.daemon;

import java.time.Instant;
import java.time.InstantSource;

/** Both clocks of a replay: the time of the record that is being read. It never goes back. */
final class ReplayClock implements InstantSource {
    private long micros;

    long micros() {
        return micros;
    }

    void set(long epochMicros) {
        micros = epochMicros;
    }

    /** The monotonic clock; good until the year 2262. */
    long nanos() {
        return micros * 1_000;
    }

    @Override
    public long millis() {
        return micros / 1_000;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }
}
