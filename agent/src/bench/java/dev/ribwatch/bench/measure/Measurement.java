package dev.ribwatch.bench.measure;

import java.io.IOException;

/** Something that is measured, of one daemon or of all in turn. */
public interface Measurement {
    /** On the command line and in the results. */
    String name();

    /** One line for people. */
    String about();

    /** Measures once. What cannot be measured is noted in the results, and the rest goes on. */
    void run(Bench bench) throws IOException, InterruptedException;
}
