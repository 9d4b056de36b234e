package dev.ribwatch.exporter.alert;

import java.util.SortedMap;
import java.util.TreeMap;

/** The last line of a description while nobody can look, so that what it says may be over. */
final class LastSeen {
    static final String DESCRIPTION = "description";
    private static final String LINE = "\nAt the moment nobody can look: this is what was last seen.";

    private LastSeen() {}

    /** The texts with that line if it is unknown, else without; where there is no description, there is no line. */
    static SortedMap<String, String> in(SortedMap<String, String> annotations, boolean unknown) {
        String description = annotations.get(DESCRIPTION);
        if (description == null || description.endsWith(LINE) == unknown) {
            return annotations;
        }
        SortedMap<String, String> texts = new TreeMap<>(annotations);
        texts.put(
                DESCRIPTION,
                unknown ? description + LINE : description.substring(0, description.length() - LINE.length()));
        return texts;
    }
}
