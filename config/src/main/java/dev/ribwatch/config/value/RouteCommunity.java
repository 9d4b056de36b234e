package dev.ribwatch.config.value;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A community of any kind that a route may carry.
 *
 * @param kind which attribute has it
 * @param high its first octets: all four of a standard, the first eight of a large, all eight of an extended one
 * @param low the last four octets of a large one, else 0
 */
public record RouteCommunity(Kind kind, long high, int low) {
    private static final String NUMBER = "([0-9]{1,10})";
    private static final Pattern LARGE = Pattern.compile(NUMBER + ":" + NUMBER + ":" + NUMBER);
    private static final Pattern EXTENDED = Pattern.compile("(rt|soo):([0-9.]{1,15}):" + NUMBER);
    private static final long MOST_16 = 0xffff;
    private static final long MOST_32 = 0xffff_ffffL;
    private static final int TARGET = 2;
    private static final int ORIGIN = 3;
    private static final int OF_IPV4 = 1;
    private static final int OF_LONG_AS = 2;

    /** Which attribute has a community. */
    public enum Kind {
        /** RFC 1997. */
        STANDARD,
        /** RFC 8092. */
        LARGE,
        /** RFC 4360. */
        EXTENDED
    }

    /**
     * Reads {@code high:low}, {@code administrator:first:second}, or a route target or origin: {@code rt:65010:1},
     * {@code soo:192.0.2.1:1}.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static RouteCommunity parse(String text) {
        Matcher large = LARGE.matcher(text);
        if (large.matches()) {
            long high = number(large.group(1), MOST_32, text) << 32 | number(large.group(2), MOST_32, text);
            return new RouteCommunity(Kind.LARGE, high, (int) number(large.group(3), MOST_32, text));
        }
        Matcher extended = EXTENDED.matcher(text);
        if (extended.matches()) {
            return extended(text, extended.group(1), extended.group(2), extended.group(3));
        }
        if (text.chars().filter(c -> c == ':').count() != 1) {
            throw refusal(text, null);
        }
        return new RouteCommunity(Kind.STANDARD, Community.parse(text).value() & MOST_32, 0);
    }

    private static RouteCommunity extended(String text, String kind, String administrator, String assigned) {
        long subtype = kind.equals("rt") ? TARGET : ORIGIN;
        if (administrator.indexOf('.') >= 0) {
            long address = address(administrator, text);
            return ofType(OF_IPV4, subtype, address << 16 | number(assigned, MOST_16, text));
        }
        long as = number(administrator, MOST_32, text);
        return as <= MOST_16
                ? ofType(0, subtype, as << 32 | number(assigned, MOST_32, text))
                : ofType(OF_LONG_AS, subtype, as << 16 | number(assigned, MOST_16, text));
    }

    private static RouteCommunity ofType(long type, long subtype, long rest) {
        return new RouteCommunity(Kind.EXTENDED, type << 56 | subtype << 48 | rest, 0);
    }

    private static long number(String digits, long most, String text) {
        long number = Long.parseLong(digits);
        if (number > most) {
            throw refusal(text, null);
        }
        return number;
    }

    private static IllegalArgumentException refusal(String text, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "not a community (high:low, administrator:first:second, rt:AS:number or soo:AS:number): \"" + text
                        + "\"",
                cause);
    }

    private static long address(String quad, String text) {
        try {
            return Prefix.parse(quad + "/32").high() >>> 32;
        } catch (IllegalArgumentException e) {
            throw refusal(text, e);
        }
    }

    /** As it is parsed and as the API shows it. */
    @Override
    public String toString() {
        return switch (kind) {
            case STANDARD -> Community.text((int) high);
            case LARGE -> (high >>> 32) + ":" + (high & MOST_32) + ":" + (low & MOST_32);
            case EXTENDED -> extendedText();
        };
    }

    private String extendedText() {
        String name = (high >>> 48 & 0xff) == TARGET ? "rt:" : "soo:";
        return switch ((int) (high >>> 56)) {
            case OF_IPV4 ->
                name
                        + new Prefix(Family.IPV4_UNICAST, (high >>> 16 & MOST_32) << 32, 0, 32).address()
                        + ":" + (high & MOST_16);
            case OF_LONG_AS -> name + (high >>> 16 & MOST_32) + ":" + (high & MOST_16);
            default -> name + (high >>> 32 & MOST_16) + ":" + (high & MOST_32);
        };
    }
}
