package dev.ribwatch.config.binding;

import dev.ribwatch.config.source.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list and where it stands; members that could not be read are left out.
 *
 * @param place the list's key
 * @param items its members
 * @param whole false if a member was left out
 */
public record Items<T>(Place place, List<Located<T>> items, boolean whole) {
    public Items {
        items = List.copyOf(items);
    }

    /** The members; none if the list is absent. */
    public static <T> List<Located<T>> of(@Nullable Items<T> items) {
        return items == null ? List.of() : items.items;
    }

    /** The bare values of the members; none if the list is absent. */
    public static <T> List<T> values(@Nullable Items<T> items) {
        return of(items).stream().map(Located::value).toList();
    }
}
