package dev.ribwatch.exporter.alert;

import java.time.Instant;
import java.util.Map;

/**
 * Where the policy's side reports what it finds. Calls return at once: nothing here waits, for a receiver or anything
 * else.
 */
public interface Conditions {
    /** A deviation began. One that is known already is taken as changed. */
    void opened(Condition condition);

    /** Severity, annotations, timers or {@code unknown} changed. One that is not known is taken as opened. */
    void changed(Condition condition);

    /**
     * A deviation ended. One that is not known is ignored.
     *
     * @param rule the condition's rule
     * @param subject the condition's subject
     * @param at when it ended
     * @param reason a few words for people, such as {@code the route is gone}
     */
    void closed(String rule, Map<String, String> subject, Instant at, String reason);
}
