package dev.ribwatch.config.binding;

import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prefixes in the file itself, or the name of a file that holds them.
 *
 * @param place the list's key
 * @param items the prefixes that stand in the file itself
 * @param file the file that holds them instead, or null
 */
public record PrefixList(
        Place place, List<Located<Prefix>> items, @Nullable Located<String> file) {
    public PrefixList {
        items = List.copyOf(items);
    }

    /** The form {@code {file: PATH}}. */
    public record FileForm(@Required @Nullable Located<String> file) {}
}
