package dev.ribwatch.config.binding;

import dev.ribwatch.config.value.Prefix;

/**
 * An address without a length.
 *
 * @param prefix its host prefix
 */
public record Address(Prefix prefix) {

    /**
     * Reads an IPv4 or IPv6 address.
     *
     * @throws IllegalArgumentException if the text is none, or a prefix
     */
    static Address parse(String text) {
        if (text.indexOf('/') >= 0) {
            throw new IllegalArgumentException("an address has no prefix length");
        }
        return new Address(Prefix.parse(text));
    }
}
