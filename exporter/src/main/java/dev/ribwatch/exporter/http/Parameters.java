package dev.ribwatch.exporter.http;

import dev.ribwatch.config.value.Prefix;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of one request. What is wrong with them is an {@link ApiError} of status 400. */
final class Parameters {
    private static final int MOST = 64;
    /** An IPv6 address that ends in dotted form, and three digits of length. What is wrong with it is said with the text. */
    private static final int LONGEST_PREFIX = 45 + 1 + 3;

    private final String path;
    private final Map<String, List<String>> values;

    Parameters(String uri) {
        try {
            QueryStringDecoder decoder = new QueryStringDecoder(uri, true);
            this.path = decoder.path();
            this.values = decoder.parameters();
        } catch (IllegalArgumentException e) {
            throw new ApiError(400, "the URL is not encoded properly");
        }
        if (values.size() > MOST) {
            throw new ApiError(400, "too many parameters");
        }
    }

    String path() {
        return path;
    }

    /** Refuses every parameter but these: a typing error must not look like an answer. */
    Parameters only(String... names) {
        Set<String> known = Set.of(names);
        for (Map.Entry<String, List<String>> value : values.entrySet()) {
            if (!known.contains(value.getKey())) {
                throw new ApiError(
                        400,
                        names.length == 0
                                ? "unknown parameter; none is known here"
                                : "unknown parameter; known here: " + String.join(", ", names));
            }
            if (value.getValue().size() > 1) {
                throw new ApiError(400, "parameter " + value.getKey() + " is given more than once");
            }
        }
        return this;
    }

    /** All values of a parameter that may come more than once. */
    Set<String> all(String name) {
        return Set.copyOf(values.getOrDefault(name, List.of()));
    }

    /** The value; null if there is none or it is empty. */
    @Nullable
    String text(String name) {
        List<String> given = values.get(name);
        return given == null || given.get(0).isEmpty() ? null : given.get(0);
    }

    @Nullable
    Prefix prefix(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        if (text.length() > LONGEST_PREFIX) {
            throw new ApiError(400, name + ": not an address or prefix, for it is longer than any");
        }
        try {
            return Prefix.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ApiError(400, name + ": " + e.getMessage());
        }
    }

    /** A prefix that must be given. */
    Prefix needed(String name) {
        Prefix prefix = prefix(name);
        if (prefix == null) {
            throw new ApiError(400, name + " is missing");
        }
        return prefix;
    }

    /** A number of 1 to 2147483647, or null. */
    @Nullable
    Integer count(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        boolean number = text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long value = number ? Long.parseLong(text) : 0;
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw new ApiError(400, name + " must be a number from 1 to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    RouteQuery.Match match(String name) {
        String text = text(name);
        if (text == null) {
            return RouteQuery.Match.LONGEST;
        }
        for (RouteQuery.Match match : RouteQuery.Match.values()) {
            if (match.name().toLowerCase(Locale.ROOT).equals(text)) {
                return match;
            }
        }
        throw new ApiError(400, name + " must be exact, longest, covering or covered");
    }
}
