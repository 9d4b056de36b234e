package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.AsPathPattern;
import org.jspecify.annotations.Nullable;

/**
 * A routers' regular expression over an AS path.
 *
 * <p>Where it can be read as an expression over whole AS numbers it runs as an {@link AsnProgram}, exact and without
 * text. Else, and for paths with an AS_SET, the text is matched by RE2/J, whose time is linear in the path; that happens
 * only if the AS numbers that every match needs occur.
 */
final class PathPattern {
    /** A path with more AS numbers is not shown to the regex engine and matches nothing that needs it. */
    static final int MAX_TEXT_ASNS = 1_000;

    private final @Nullable AsnProgram program;
    private final int[] required;
    private final AsPathPattern text;
    private final int regexId;

    private PathPattern(@Nullable AsnProgram program, int[] required, AsPathPattern text, int regexId) {
        this.program = program;
        this.required = required;
        this.text = text;
        this.regexId = regexId;
    }

    /**
     * Compiles a pattern.
     *
     * @param regexId tells the pattern from others in {@link PathMatches}
     * @throws IllegalArgumentException if it is no regular expression
     */
    static PathPattern compile(String source, int regexId) {
        AsPathPattern text = AsPathPattern.compile(source);
        AsnAutomaton automaton = AsPathParser.parse(source);
        return automaton == null
                ? new PathPattern(null, new int[0], text, regexId)
                : new PathPattern(AsnProgram.of(automaton), automaton.required(), text, regexId);
    }

    /** Whether it runs over AS numbers as they are. */
    boolean isProgram() {
        return program != null;
    }

    boolean matches(NormalisedPath path, PathMatches known) {
        if (program != null && !path.hasSet()) {
            return program.matches(path.asns(), path.count());
        }
        if (path.count() > MAX_TEXT_ASNS || !path.containsAll(required)) {
            return false;
        }
        int answer = known.get(path, regexId);
        if (answer < 0) {
            answer = text.matches(path.text()) ? 1 : 0;
            known.put(path, regexId, answer == 1);
        }
        return answer == 1;
    }

    @Override
    public String toString() {
        return text.text();
    }
}
