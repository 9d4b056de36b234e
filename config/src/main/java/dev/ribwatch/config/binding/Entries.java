package dev.ribwatch.config.binding;

import dev.ribwatch.config.source.Place;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mapping with free keys and where it stands; values that could not be read are left out.
 *
 * @param place the mapping's key
 * @param entries in the order of the file
 */
public record Entries<T>(Place place, Map<String, Located<T>> entries) {
    public Entries {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** The entries; none if the mapping is absent. */
    public static <T> Map<String, Located<T>> of(@Nullable Entries<T> entries) {
        return entries == null ? Map.of() : entries.entries;
    }
}
