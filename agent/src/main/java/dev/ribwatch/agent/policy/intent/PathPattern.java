package dev.ribwatch.agent.policy.intent;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
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

    /** Start, end, or a run of what separates AS numbers. */
    private static final String BOUNDARY = "(?:^|$|[ ,{}]+)";

    private final String source;
    private final @Nullable AsnProgram program;
    private final int[] required;
    private final Matcher matcher;
    private final int regexId;

    private PathPattern(String source, @Nullable AsnProgram program, int[] required, Matcher matcher, int regexId) {
        this.source = source;
        this.program = program;
        this.required = required;
        this.matcher = matcher;
        this.regexId = regexId;
    }

    /**
     * Compiles a pattern.
     *
     * @param regexId tells the pattern from others in {@link PathMatches}
     * @throws IllegalArgumentException if it is no regular expression
     */
    static PathPattern compile(String source, int regexId) {
        try {
            Matcher matcher = Pattern.compile(toRe2(source)).matcher("");
            AsnAutomaton automaton = AsPathParser.parse(source);
            return automaton == null
                    ? new PathPattern(source, null, new int[0], matcher, regexId)
                    : new PathPattern(source, AsnProgram.of(automaton), automaton.required(), matcher, regexId);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a regular expression: \"" + source + "\"", e);
        }
    }

    /** The pattern in RE2 syntax: {@code _} is a boundary, but for inside brackets. */
    static String toRe2(String source) {
        StringBuilder re2 = new StringBuilder(source.length() + BOUNDARY.length());
        boolean bracket = false;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\\' && i + 1 < source.length()) {
                re2.append(c).append(source.charAt(++i));
                continue;
            }
            if (c == '_') {
                re2.append(bracket ? "_" : BOUNDARY);
                continue;
            }
            if (c == '[') {
                bracket = true;
            } else if (c == ']') {
                bracket = false;
            }
            re2.append(c);
        }
        return re2.toString();
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
            answer = matcher.reset(path.text()).find() ? 1 : 0;
            known.put(path, regexId, answer == 1);
        }
        return answer == 1;
    }

    @Override
    public String toString() {
        return source;
    }
}
