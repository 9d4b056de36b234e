package dev.ribwatch.agent.policy;

import dev.ribwatch.config.value.Family;
import java.util.List;

/** What policy publishes. All calls come from the table thread and must return at once. */
public interface FindingListener {
    /** A deviation began. */
    void opened(Finding finding);

    /** Severity, evidence or {@link Finding#unknown} changed; key and {@link Finding#since} did not. */
    void changed(Finding finding);

    /**
     * A deviation ended.
     *
     * @param finding as it was last published
     * @param reason a few words for people, such as {@code the route is gone}
     */
    void closed(Finding finding, String reason);

    /**
     * Routers that cannot be asked of a family, by name, about a second old: before anything is told, and when they are others.
     * What one router shows of a network is told again after that, as {@link #changed} though it did not.
     */
    default void blind(Family family, List<String> routers) {}
}
