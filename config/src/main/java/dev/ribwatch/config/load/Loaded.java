package dev.ribwatch.config.load;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.source.Problem;
import java.util.List;

/** What became of a file. */
public sealed interface Loaded {
    /** What looks odd but is allowed, by file and line. */
    List<Problem> warnings();

    /** A configuration that may be used. */
    record Valid(Config config, List<Problem> warnings) implements Loaded {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Nothing that may be used.
     *
     * @param problems all that is wrong, at least one, by file and line
     */
    record Invalid(List<Problem> problems, List<Problem> warnings) implements Loaded {
        public Invalid {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }
}
