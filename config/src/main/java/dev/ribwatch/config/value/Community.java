package dev.ribwatch.config.value;

/**
 * A community of RFC 1997.
 *
 * @param value the four octets; the upper two are usually an AS number
 */
public record Community(int value) implements Comparable<Community> {

    /**
     * Reads {@code high:low}, each 0 to 65535.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static Community parse(String text) {
        int colon = text.indexOf(':');
        try {
            if (colon > 0) {
                int high = Integer.parseInt(text, 0, colon, 10);
                int low = Integer.parseInt(text, colon + 1, text.length(), 10);
                if (high >= 0 && high <= 0xffff && low >= 0 && low <= 0xffff && text.indexOf('+') < 0) {
                    return new Community(high << 16 | low);
                }
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a community (high:low): \"" + text + "\"", e);
        }
        throw new IllegalArgumentException("not a community (high:low, each 0 to 65535): \"" + text + "\"");
    }

    /** The text form of a community's four octets. */
    public static String text(int value) {
        return (value >>> 16) + ":" + (value & 0xffff);
    }

    @Override
    public int compareTo(Community other) {
        return Integer.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return text(value);
    }
}
