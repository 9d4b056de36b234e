package dev.ribwatch.agent.query;

import dev.ribwatch.config.value.Family;
import org.jspecify.annotations.Nullable;

/**
 * Where a walk stands: behind this route.
 *
 * @param family ordinal of the family
 * @param step of the walk over prefixes: a prefix id, or the bits that a covering prefix is shorter
 * @param router index of the router; -1: before the first
 * @param pathId path identifier, 0 to 4294967295; -1: before the first
 */
record Place(int family, int step, int router, long pathId) {
    static final Place START = new Place(0, 0, -1, -1);

    /** The cursor that a caller hands back. */
    String text() {
        return family + "." + step + "." + router + "." + pathId;
    }

    /** The place of a cursor, or null if it is none of ours. */
    static @Nullable Place parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4 || text.length() > 50) {
            return null;
        }
        try {
            Place place = new Place(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    Long.parseLong(parts[3]));
            boolean good = place.family >= 0
                    && place.family < Family.count()
                    && place.step >= 0
                    && place.router >= -1
                    && place.pathId >= -1;
            return good ? place : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
