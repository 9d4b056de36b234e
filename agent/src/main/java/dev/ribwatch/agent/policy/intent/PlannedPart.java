package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a planned change does to the routes of one network: they go, or they come. A move is one of each. */
public final class PlannedPart {
    private final PlannedChange change;
    private final Network network;
    private final boolean announces;
    private final Set<String> routers;
    /** By family; the default route among them. */
    private final RequiredPrefixes[] prefixes = new RequiredPrefixes[Family.count()];
    /** The same without it: what lies within one of these is meant too. */
    private final RequiredPrefixes[] spaces = new RequiredPrefixes[Family.count()];

    /** Where a change is, by the clock. */
    public enum Phase {
        /** Nothing is expected yet. */
        BEFORE,
        /** It may happen at any time. */
        WINDOW,
        /** It must have happened, and may be undone at any time. */
        AFTER,
        /** It must be undone. */
        OVER
    }

    PlannedPart(PlannedChange change, Network network, boolean announces) {
        this.change = change;
        this.network = network;
        this.announces = announces;
        routers = Set.copyOf(change.routers());
        Arrays.setAll(prefixes, i -> new RequiredPrefixes(change.prefixes(), Family.of(i)));
        Arrays.setAll(
                spaces,
                i -> new RequiredPrefixes(
                        change.prefixes().stream()
                                .filter(prefix -> !prefix.isDefault())
                                .toList(),
                        Family.of(i)));
    }

    /** The change as it is in the file. */
    public PlannedChange change() {
        return change;
    }

    /** Whose routes change. */
    public Network network() {
        return network;
    }

    /** Whether they come; else they go. */
    public boolean announces() {
        return announces;
    }

    /** What changes of a family, the default route only if it is listed. */
    public RequiredPrefixes prefixes(Family family) {
        return prefixes[family.ordinal()];
    }

    /** Whether the default route of this family is listed. */
    boolean hasDefault(Family family) {
        RequiredPrefixes all = prefixes(family);
        return all.size() > 0 && all.get(0).isDefault();
    }

    /** Whether a prefix is one of them or lies within one; the default route stands for itself alone. */
    public boolean covers(Prefix prefix) {
        if (prefix.isDefault()) {
            return hasDefault(prefix.family());
        }
        RequiredPrefixes space = spaces[prefix.family().ordinal()];
        return space.find(prefix) != RequiredPrefixes.NONE
                || space.longestAround(prefix.high(), prefix.low(), prefix.length()) != RequiredPrefixes.NONE;
    }

    /**
     * Whether all that the network declares of a family goes at a router, or at all.
     *
     * @param router by its entry's name; null: any that no change names
     * @param inForce parts that are in force at the same time
     */
    boolean goesWithAll(Family family, @Nullable String router, List<PlannedPart> inForce) {
        List<Prefix> all = network.prefixes().stream()
                .filter(prefix -> prefix.family() == family)
                .toList();
        List<PlannedPart> together = inForce.stream()
                .filter(other -> !other.announces && other.network.equals(network) && other.names(null, router))
                .toList();
        return !all.isEmpty() && all.stream().allMatch(prefix -> areAllOf(prefix, together));
    }

    /** Whether parts together cover a prefix, be it in pieces. */
    private static boolean areAllOf(Prefix prefix, List<PlannedPart> parts) {
        if (parts.stream().anyMatch(part -> part.covers(prefix))) {
            return true;
        }
        if (parts.stream().noneMatch(part -> part.isWithin(prefix))) {
            return false;
        }
        int length = prefix.length() + 1;
        long bit = 1L << (length <= 64 ? 64 - length : 128 - length);
        long high = length <= 64 ? prefix.high() | bit : prefix.high();
        long low = length <= 64 ? prefix.low() : prefix.low() | bit;
        return areAllOf(new Prefix(prefix.family(), prefix.high(), prefix.low(), length), parts)
                && areAllOf(new Prefix(prefix.family(), high, low, length), parts);
    }

    /** Whether something that changes lies within a prefix. */
    private boolean isWithin(Prefix prefix) {
        RequiredPrefixes space = spaces[prefix.family().ordinal()];
        int first = space.firstFrom(prefix.high(), prefix.low(), prefix.length());
        return first < space.size() && prefix.contains(space.get(first));
    }

    /**
     * Whether it explains that one leg of a connection lacks what the other carries.
     *
     * @param lacking the router of the leg without it, null: neither
     * @param carrying the router of the leg with it
     */
    boolean isOfLeg(@Nullable String lacking, String carrying) {
        boolean moves = change.movedTo() != null;
        return (moves || !announces) && lacking != null && names(null, lacking)
                || (moves || announces) && names(null, carrying);
    }

    /** The routers that the change names, none: any. */
    Set<String> routers() {
        return routers;
    }

    /** Whether the change names this router, by its own name or its entry's, or names none. */
    public boolean names(@Nullable String router, @Nullable String configuredAs) {
        return routers.isEmpty()
                || router != null && routers.contains(router)
                || configuredAs != null && routers.contains(configuredAs);
    }

    /** Whether the change must be seen at a router: where it says, else where the network stands or is expected. */
    public boolean concerns(Intent intent, String router, RouterIntent at) {
        return routers.isEmpty()
                ? network.index() == at.vantage() || intent.expectedAt(network.index(), at.vantage())
                : names(router, at.configuredAs());
    }

    /** Where it is at this time. */
    public Phase phase(Instant now) {
        Instant undoneBy = change.undoneBy();
        if (now.isBefore(change.from())) {
            return Phase.BEFORE;
        }
        if (now.isBefore(change.to())) {
            return Phase.WINDOW;
        }
        return undoneBy == null || now.isBefore(undoneBy) ? Phase.AFTER : Phase.OVER;
    }
}
