package dev.ribwatch.agent.mrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The threads of a class of this package that a test begins. */
final class Workers {
    private static final long PATIENCE_MILLIS = 60_000;

    private final String prefix;
    private final Set<Thread> before;

    private Workers(String prefix) {
        this.prefix = prefix;
        before = alive();
    }

    /** Those whose names begin like this, and that begin from here on. */
    static Workers named(String prefix) {
        return new Workers(prefix);
    }

    private Set<Thread> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .collect(Collectors.toSet());
    }

    /** Those that have begun and not ended. */
    Set<Thread> begun() {
        Set<Thread> begun = new HashSet<>(alive());
        begun.removeAll(before);
        return begun;
    }

    void assertEnded() throws InterruptedException {
        assertEnd(begun());
    }

    static void assertEnd(Set<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }
}
