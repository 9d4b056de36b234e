package dev.ribwatch.config.binding;

import java.util.regex.Pattern;

/**
 * A percentage.
 *
 * @param value over 0, at most 1
 */
public record Share(double value) {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3})?%");

    /**
     * Reads {@code 50%}.
     *
     * @throws IllegalArgumentException if the text is none, or not over 0 and at most 100
     */
    static Share parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a percentage such as 50%");
        }
        double value = Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
        if (value <= 0 || value > 1) {
            throw new IllegalArgumentException("a percentage is over 0% and at most 100%");
        }
        return new Share(value);
    }
}
