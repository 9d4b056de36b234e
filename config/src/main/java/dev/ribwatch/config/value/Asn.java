package dev.ribwatch.config.value;

import org.jspecify.annotations.Nullable;

/**
 * An autonomous system number of four octets (RFC 6793).
 *
 * @param value 0 to 4294967295
 */
public record Asn(long value) implements Comparable<Asn> {
    /** AS_TRANS (RFC 6793): stands for a four-octet AS in a two-octet field. */
    public static final int AS_TRANS = 23456;

    public static final long MAXIMUM = 0xffff_ffffL;

    public Asn {
        if (value < 0 || value > MAXIMUM) {
            throw new IllegalArgumentException("AS number out of range 0 to 4294967295: " + value);
        }
    }

    /**
     * Reads asplain ({@code 65536}) or asdot ({@code 1.0}) of RFC 5396.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static Asn parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return new Asn(digits(text, text, MAXIMUM));
        }
        long high = digits(text.substring(0, dot), text, 0xffff);
        long low = digits(text.substring(dot + 1), text, 0xffff);
        return new Asn(high << 16 | low);
    }

    private static long digits(String part, String whole, long maximum) {
        if (part.isEmpty() || part.length() > 10 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("not an AS number: \"" + whole + "\"");
        }
        long value = Long.parseLong(part);
        if (value > maximum) {
            throw new IllegalArgumentException("AS number out of range: \"" + whole + "\"");
        }
        return value;
    }

    @Override
    public int compareTo(Asn other) {
        return Long.compare(value, other.value);
    }

    // As in Prefix, for the sake of a start.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Asn asn && value == asn.value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
