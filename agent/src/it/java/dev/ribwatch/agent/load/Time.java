package dev.ribwatch.agent.load;

import dev.ribwatch.agent.lab.Await;
import java.time.Duration;
import java.util.concurrent.Callable;

/** How long a trouble lasts: its end is what is waited for, or the first sign that it did harm. */
final class Time {
    private Time() {}

    static void pass(Duration time, Callable<Boolean> harm) {
        long end = System.nanoTime() + time.toNanos();
        Await.until("the time is over", time.plusSeconds(30), () -> System.nanoTime() - end >= 0 || harm.call());
    }
}
