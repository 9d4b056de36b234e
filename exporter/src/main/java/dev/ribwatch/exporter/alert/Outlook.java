package dev.ribwatch.exporter.alert;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be said of an alert that was kept over a restart and that nobody has reported again. Asked on the pipeline's thread. */
public interface Outlook {
    /** Nothing is kept, so nothing is asked. */
    Outlook NONE = new Outlook() {
        @Override
        public @Nullable String removed(String rule, Map<String, String> subject) {
            return null;
        }

        @Override
        public boolean isJudged(String rule, Map<String, String> subject, Set<String> routers) {
            return false;
        }

        @Override
        public boolean isSettled(Map<String, String> subject) {
            return true;
        }
    };

    /** Why it cannot hold any more, whatever is seen: it is not configured; null if it may hold. */
    @Nullable
    String removed(String rule, Map<String, String> subject);

    /**
     * Whether all that it rests on can be looked at, so that it would be reported if it held.
     *
     * @param routers names of those that it rested on; empty: it may be any
     */
    boolean isJudged(String rule, Map<String, String> subject, Set<String> routers);

    /**
     * Whether all that was there before the start has had its time to come back. Until then a router alone at its vantage may
     * only be the first.
     */
    boolean isSettled(Map<String, String> subject);

    /**
     * How long an Alertmanager that knows of it need not be told again: another agent may tell it meanwhile, and may know
     * better.
     */
    default Duration untilToldAgain(Map<String, String> subject) {
        return Duration.ZERO;
    }
}
