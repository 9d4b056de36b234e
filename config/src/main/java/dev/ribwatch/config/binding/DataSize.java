package dev.ribwatch.config.binding;

import dev.ribwatch.config.source.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory.
 *
 * @param bytes 0 or more
 */
public record DataSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})(KiB|MiB|GiB)");

    /**
     * Reads a text such as {@code 512MiB}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static DataSize parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size such as 64KiB, 512MiB or 2GiB: " + Printable.quoted(text));
        }
        int shift = switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            default -> 30;
        };
        return new DataSize(Long.parseLong(matcher.group(1)) << shift);
    }
}
