package dev.ribwatch.exporter.sink;

import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to try again: a random part of a limit that doubles from one second to the longest (full jitter), but not before
 * the receiver asked us to. It never gives up by itself.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 1_000;

    private Backoff() {}

    static RetryPolicy<Answer> policy(Duration longest, RandomGenerator random) {
        return RetryPolicy.<Answer>builder()
                .handleResultIf(answer -> answer != null && answer.kind() == Answer.Kind.RETRY)
                .withMaxRetries(-1)
                .withDelayFn(context -> delay(context.getAttemptCount(), context.getLastResult(), longest, random))
                .build();
    }

    /**
     * @param attempts how many failed so far, from 1
     */
    static Duration delay(int attempts, @Nullable Answer last, Duration longest, RandomGenerator random) {
        long limit = Math.min(longest.toMillis(), FIRST_MILLIS << Math.min(Math.max(attempts - 1, 0), 20));
        Duration wait = Duration.ofMillis(random.nextLong(limit + 1));
        Duration asked = last == null ? null : last.retryAfter();
        return asked != null && asked.compareTo(wait) > 0 ? asked : wait;
    }
}
