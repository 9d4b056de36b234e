package dev.ribwatch.agent.query;

/** Work on the table thread that is done a slice at a time. */
public interface SlicedTask<T> {
    /** Does one slice; true when the work is done. */
    boolean step();

    /** What came of it, once {@link #step} gave true. */
    T result();
}
