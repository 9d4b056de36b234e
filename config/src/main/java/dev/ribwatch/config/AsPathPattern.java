package dev.ribwatch.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A router's regular expression over an AS path as text, matched in linear time.
 *
 * <p>The text is that of intent-driven matching: AS numbers in asplain with single spaces between them, sets as
 * {@code {1,2}}, the empty text for an empty path. The expression is found anywhere in it, so {@code ^} and {@code $}
 * anchor. {@code _} is any boundary: the start, the end, or a run of space, comma, brace and parenthesis. All else is
 * the syntax of RE2, which has no back-references and no look-around.
 */
public final class AsPathPattern {
    /** The most characters of an expression. */
    public static final int LENGTH = 512;

    private static final int REPEATS = 64;
    private static final String BOUNDARY = "(?:^|$|[ ,{}()]+)";

    private final String text;
    private final Pattern pattern;

    private AsPathPattern(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException if it is none, is over {@link #LENGTH} characters, or repeats over 64 times
     */
    public static AsPathPattern compile(String text) {
        if (text.length() > LENGTH) {
            throw new IllegalArgumentException("an AS path pattern has at most " + LENGTH + " characters");
        }
        String translated = translate(text);
        try {
            return new AsPathPattern(text, Pattern.compile(translated));
        } catch (PatternSyntaxException e) {
            String where = e.getPattern() == null || e.getPattern().equals(translated) ? "" : ": " + e.getPattern();
            throw new IllegalArgumentException("not an AS path pattern: " + e.getDescription() + where, e);
        }
    }

    /** {@code _} outside of classes and escapes becomes the boundary; counted repeats are bounded on the way. */
    private static String translate(String text) {
        StringBuilder re2 = new StringBuilder(text.length() + 64);
        long product = 1;
        boolean inClass = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                if (next == 'Q') {
                    throw new IllegalArgumentException("not an AS path pattern: \\Q is not supported");
                }
                // RE2 refuses an escaped underscore; it is a literal one, which no path holds.
                re2.append(next == '_' ? "_" : "\\" + next);
            } else if (inClass) {
                // A bracket right after the opening one is a member of the class.
                inClass = c != ']';
                re2.append(c);
            } else if (c == '[') {
                inClass = true;
                re2.append(c);
                if (i + 1 < text.length() && text.charAt(i + 1) == '^') {
                    re2.append(text.charAt(++i));
                }
                if (i + 1 < text.length() && text.charAt(i + 1) == ']') {
                    re2.append(text.charAt(++i));
                }
            } else if (c == '_') {
                re2.append(BOUNDARY);
            } else {
                if (c == '{') {
                    product *= repeat(text, i);
                    if (product > REPEATS) {
                        throw new IllegalArgumentException(
                                "not an AS path pattern: counted repeats come to more than " + REPEATS);
                    }
                }
                re2.append(c);
            }
        }
        return re2.toString();
    }

    /** The larger count of a repeat that opens here; 1 if it is none. */
    private static long repeat(String text, int open) {
        long most = 1;
        long count = 0;
        for (int i = open + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                count = Math.min(count * 10 + (c - '0'), Integer.MAX_VALUE);
            } else if (c == ',' || c == '}') {
                most = Math.max(most, count);
                count = 0;
                if (c == '}') {
                    return most;
                }
            } else {
                return 1;
            }
        }
        return 1;
    }

    /** Whether the expression is found in a path's text. */
    public boolean matches(CharSequence path) {
        return pattern.matcher(path).find();
    }

    /** The expression as the operator wrote it. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AsPathPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
