package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.agent.policy.intent.AsnAutomaton.TokenKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs a pattern over AS numbers. Places in a path of {@code n} AS numbers are {@code 0} to {@code 2n - 1}: an even place
 * is before an AS number, an odd one after it, and the step from odd to even is the space between two.
 *
 * <p>Only for paths without an AS_SET.
 */
final class AsnProgram {
    private final TokenKind[] kinds;
    private final AsnSet[] asns;
    private final long[] follow;
    private final long first;
    private final long last;
    private final boolean nullable;
    /** Every match begins at the start. */
    private final boolean anchored;

    private final int[] required;
    /** Of an anchored pattern: tokens one of which must take the first AS number; 0 if others may begin it. */
    private final long leading;
    /** A bit for each number of AS numbers, up to 63: any path of so many matches, as no step asks which they are. */
    private final long always;

    private AsnProgram(AsnAutomaton automaton) {
        int size = automaton.size();
        kinds = new TokenKind[size];
        asns = new AsnSet[size];
        follow = new long[size];
        boolean everyFirstIsStart = true;
        for (int i = 0; i < size; i++) {
            kinds[i] = automaton.token(i).kind();
            asns[i] = new AsnSet(automaton.token(i).asns());
            follow[i] = automaton.follow(i);
            everyFirstIsStart &= (automaton.first() >>> i & 1) == 0 || kinds[i] == TokenKind.START;
        }
        first = automaton.first();
        last = automaton.last();
        nullable = automaton.isNullable();
        anchored = everyFirstIsStart;
        required = automaton.required();
        leading = leading();
        always = always();
    }

    /** What matches with AS numbers that no step asks for matches with any: a step never asks for one to be absent. */
    private long always() {
        int[] strange = new int[Long.SIZE];
        while (Arrays.stream(asns).anyMatch(asked -> asked.contains(strange[0]))) {
            strange[0]++;
        }
        Arrays.fill(strange, strange[0]);
        long matching = 0;
        for (int count = 0; count < Long.SIZE; count++) {
            matching |= run(strange, count) ? 1L << count : 0;
        }
        return matching;
    }

    private long leading() {
        long after = 0;
        for (long work = first; anchored && work != 0; work &= work - 1) {
            int start = Long.numberOfTrailingZeros(work);
            if ((last >>> start & 1) != 0) {
                return 0;
            }
            after |= follow[start];
        }
        for (long work = after; work != 0; work &= work - 1) {
            if (kinds[Long.numberOfTrailingZeros(work)] != TokenKind.ASN) {
                return 0;
            }
        }
        return after;
    }

    private boolean mayBegin(int[] path, int count) {
        for (long work = leading; count > 0 && work != 0; work &= work - 1) {
            if (asns[Long.numberOfTrailingZeros(work)].contains(path[0])) {
                return true;
            }
        }
        return false;
    }

    /** The program, or null if only the text tells. */
    static @Nullable AsnProgram of(AsnAutomaton automaton) {
        return automaton.readsWholeAsns() ? new AsnProgram(automaton) : null;
    }

    /** Whether the pattern is found in the path, as a search in its text would. */
    boolean matches(int[] path, int count) {
        return count < Long.SIZE && (always >>> count & 1) != 0 || run(path, count);
    }

    private boolean run(int[] path, int count) {
        if (nullable) {
            return true;
        }
        if (!anchored && !containsRequired(path, count)) {
            return false;
        }
        if (leading != 0 && !mayBegin(path, count)) {
            return false;
        }
        int end = Math.max(0, 2 * count - 1);
        long open = first;
        for (int place = 0; place <= end; place++) {
            long next = anchored ? 0 : first;
            long done = 0;
            for (long work = open; work != 0; work = open & ~done) {
                int token = Long.numberOfTrailingZeros(work);
                done |= 1L << token;
                boolean here = holdsWithoutStep(kinds[token], place, end);
                boolean stepped = steps(token, path, count, place, end);
                if ((here || stepped) && (last >>> token & 1) != 0) {
                    return true;
                }
                if (here) {
                    open |= follow[token];
                }
                if (stepped) {
                    next |= follow[token];
                }
                if (kinds[token].isGap()) {
                    next |= 1L << token;
                }
            }
            if (next == 0) {
                return false;
            }
            open = next;
        }
        return false;
    }

    private static boolean holdsWithoutStep(TokenKind kind, int place, int end) {
        return switch (kind) {
            case START -> place == 0;
            case END -> place == end;
            case BOUNDARY -> place == 0 || place == end;
            case ANY -> true;
            default -> false;
        };
    }

    private boolean steps(int token, int[] path, int count, int place, int end) {
        boolean beforeAsn = (place & 1) == 0 && count > 0;
        return switch (kinds[token]) {
            case BOUNDARY, SPACE -> (place & 1) != 0 && place < end;
            case ASN -> beforeAsn && asns[token].contains(path[place >> 1]);
            case ANY_ASN -> beforeAsn;
            case SOME -> place < end;
            default -> false;
        };
    }

    private boolean containsRequired(int[] path, int count) {
        for (int wanted : required) {
            int i = 0;
            while (i < count && path[i] != wanted) {
                i++;
            }
            if (i == count) {
                return false;
            }
        }
        return true;
    }
}
