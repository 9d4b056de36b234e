package dev.ribwatch.agent.query;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;

/**
 * What the routers show, as a plain copy: routes by prefix, but for those of neighbours that show too many to be listed.
 *
 * @param routers those that were looked at
 * @param prefixes by prefix, in address order: who shows it by which path
 * @param open what was too much to be listed
 */
record Observed(List<Seat> routers, NavigableMap<Prefix, List<Seen>> prefixes, List<OpenGroup> open) {
    /** Instead of a neighbour's AS number: the path is empty. */
    static final long OWN = -2;
    /** Instead of an AS number: the path begins or ends with a set. */
    static final long NONE = -1;

    /**
     * A router.
     *
     * @param vantage name of the network that it stands in
     * @param configuredAs the entry of the configuration, which is another name for a member of a range
     * @param whole families whose view is whole
     * @param partial configured families whose view is not, and that were not looked at
     */
    record Seat(String name, String configuredAs, String vantage, Set<Family> whole, Set<Family> partial) {}

    /**
     * A path as matches read it, seen from a vantage.
     *
     * @param neighbor first AS number, {@link #OWN} or {@link #NONE}
     * @param origin last AS number, or {@link #NONE}
     */
    record Path(String vantage, String text, long neighbor, long origin) {
        boolean isOwn() {
            return neighbor == OWN;
        }
    }

    /**
     * A route.
     *
     * @param router position of its router
     * @param visible it makes its network visible
     */
    record Seen(int router, Path path, boolean visible) {}

    /**
     * The routes that one vantage has from one neighbour, of which there are too many.
     *
     * @param neighbor AS number, {@link #OWN} or {@link #NONE}
     * @param routes the most that one router shows
     */
    record OpenGroup(String vantage, long neighbor, int routes) {}
}
