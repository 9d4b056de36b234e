package dev.ribwatch.config.load;

import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.source.Problems;
import dev.ribwatch.config.source.Suggestion;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of one kind of thing, and the references to them. */
final class Names {
    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._:/+-]{0,99}");

    private final String kind;
    private final Problems problems;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private boolean incomplete;

    /** @param kind in the singular, for messages */
    Names(String kind, Problems problems) {
        this.kind = kind;
        this.problems = problems;
    }

    /** Takes a name, unless it is badly formed or taken; null stands for one that could not be read. */
    void declare(@Nullable Located<String> name) {
        if (name == null) {
            incomplete = true;
            return;
        }
        if (!FORM.matcher(name.value()).matches()) {
            problems.error(name.place()
                    .problem("a name begins with a letter or digit, goes on with these and . _ : / + -, and has at most"
                            + " 100 characters"));
        }
        Place first = places.putIfAbsent(name.value(), name.place());
        if (first != null) {
            problems.error(name.place()
                    .problem("second " + kind + " named " + Printable.quoted(name.value()) + ", first at "
                            + first.file() + ':' + first.line()));
        }
    }

    /** Some names are not known: a reference that does not resolve is no problem of its own. */
    void incomplete() {
        incomplete = true;
    }

    boolean contains(String name) {
        return places.containsKey(name);
    }

    /** Where a name was declared. */
    @Nullable
    Place place(String name) {
        return places.get(name);
    }

    Set<String> all() {
        return places.keySet();
    }

    /** Reports a reference to a name that is not there; true if it is. */
    boolean resolve(Located<String> reference) {
        if (contains(reference.value())) {
            return true;
        }
        if (!incomplete) {
            problems.error(reference
                    .place()
                    .problem("unknown " + kind + ' ' + Printable.quoted(reference.value())
                            + Suggestion.of(reference.value(), places.keySet())));
        }
        return false;
    }

    /** Reports members of a list that are not there, and those that stand there twice. */
    void resolveAll(@Nullable Items<String> references) {
        Set<String> seen = new HashSet<>();
        for (Located<String> reference : Items.of(references)) {
            if (!seen.add(reference.value())) {
                problems.error(reference.place().problem("listed twice: " + Printable.quoted(reference.value())));
            } else {
                resolve(reference);
            }
        }
    }
}
