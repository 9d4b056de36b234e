package dev.ribwatch.config.binding;

import org.jspecify.annotations.Nullable;

/**
 * {@code false}, {@code true} or {@code {max-length: N}}.
 *
 * @param allowed whether there may be any
 * @param lengths bounds, or null for none
 */
public record MoreSpecificsEntry(boolean allowed, @Nullable Lengths lengths) {

    /**
     * @param maxLength for every family that the network declares and that has no bound of its own
     * @param maxLengthIpv6 for IPv6 where the network declares both families
     */
    public record Lengths(
            @Required @Nullable Located<Integer> maxLength,
            @Nullable Located<Integer> maxLengthIpv6) {}
}
