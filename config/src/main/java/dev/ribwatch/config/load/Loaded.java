package dev.ribwatch.config.load;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.source.Problem;
import java.nio.file.Path;
import java.util.List;

/** What became of a file. */
public sealed interface Loaded {
    /** What looks odd but is allowed, by file and line. */
    List<Problem> warnings();

    /** The files that were read, or could not be, and the directories that were searched for some. */
    List<Path> files();

    /** A configuration that may be used. */
    record Valid(Config config, List<Problem> warnings, List<Path> files) implements Loaded {
        public Valid {
            warnings = List.copyOf(warnings);
            files = List.copyOf(files);
        }
    }

    /**
     * Nothing that may be used.
     *
     * @param problems all that is wrong, at least one, by file and line
     */
    record Invalid(List<Problem> problems, List<Problem> warnings, List<Path> files) implements Loaded {
        public Invalid {
            problems = List.copyOf(problems);
            files = List.copyOf(files);
            warnings = List.copyOf(warnings);
        }
    }
}
