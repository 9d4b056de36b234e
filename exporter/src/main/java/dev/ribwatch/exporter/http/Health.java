package dev.ribwatch.exporter.http;

import java.util.Map;

/**
 * Whether every stage makes progress.
 *
 * @param problems stage to what is wrong with it, in words; empty: all is well
 */
public record Health(Map<String, String> problems) {
    /** All is well. */
    public static final Health GOOD = new Health(Map.of());

    public Health {
        problems = Map.copyOf(problems);
    }

    /** Whether all is well. */
    public boolean good() {
        return problems.isEmpty();
    }
}
