package dev.ribwatch.agent.policy;

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
}
