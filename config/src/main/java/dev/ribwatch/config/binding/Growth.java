package dev.ribwatch.config.binding;

import java.util.regex.Pattern;

/**
 * A percentage that comes on top of what there is, so that it may be over 100.
 *
 * @param value over 0, less than 10
 */
public record Growth(double value) {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3})?%");

    /**
     * Reads {@code 150%}.
     *
     * @throws IllegalArgumentException if the text is none, or 0
     */
    static Growth parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a percentage such as 150%");
        }
        double value = Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
        if (value <= 0) {
            throw new IllegalArgumentException("a percentage is over 0%");
        }
        return new Growth(value);
    }
}
