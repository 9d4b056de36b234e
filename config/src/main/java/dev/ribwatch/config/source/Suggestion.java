package dev.ribwatch.config.source;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The known word that is nearest to a mistyped one. */
public final class Suggestion {
    private static final int LONGEST = 64;

    private Suggestion() {}

    /** {@code , did you mean "password"?}, or nothing if no known word is near. */
    public static String of(String word, Collection<String> known) {
        String nearest = nearest(word, known);
        return nearest == null ? "" : ", did you mean " + Printable.quoted(nearest) + "?";
    }

    /** What is wrong with a word that is none of a few known ones. */
    public static String unknown(String subject, String word, Collection<String> known) {
        String hint = of(word, known);
        return "unknown " + subject + ' ' + Printable.quoted(word)
                + (hint.isEmpty() ? "; known are " + String.join(", ", known) : hint);
    }

    /** The nearest of the known words, the first of equals, or null if none is near. */
    static @Nullable String nearest(String word, Collection<String> known) {
        String folded = fold(word);
        if (folded.length() > LONGEST) {
            return null;
        }
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            String other = fold(candidate);
            int allowed = Math.max(1, Math.min(folded.length(), other.length()) / 3);
            if (Math.abs(folded.length() - other.length()) > allowed) {
                continue;
            }
            int distance = distance(folded, other);
            if (distance <= allowed && distance < least) {
                nearest = candidate;
                least = distance;
            }
        }
        return nearest;
    }

    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
                best = Math.min(best, cost[i - 1][j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, cost[i - 2][j - 2] + 1);
                }
                cost[i][j] = best;
            }
        }
        return cost[a.length()][b.length()];
    }
}
