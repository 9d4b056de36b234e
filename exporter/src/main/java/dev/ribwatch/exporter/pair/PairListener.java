package dev.ribwatch.exporter.pair;

/** Is told what becomes of a pair. Calls come one at a time, and must return at once. */
public interface PairListener {
    /** The two do not see the same, or still do not, in what may be something else by now. */
    void differs(PairReport report);

    /**
     * What was told is over.
     *
     * @param reason a few words for people
     */
    void over(String reason);
}
