package dev.ribwatch.config;

import dev.ribwatch.config.value.Prefix;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Planned work on routes, with what must come of it. What it does is expected from {@link #from} until {@link #undoneBy};
 * it must have happened by {@link #to}, and be undone by {@link #undoneBy}.
 *
 * @param name unique
 * @param from begin of the window, inclusive
 * @param to end of the window, exclusive; after {@code from}
 * @param network whose routes change
 * @param prefixes which of them, each with all within; the default route stands for itself alone
 * @param routers where, by entry (a range's name means all its members); empty: wherever the network stands or is expected
 * @param expect what is to happen
 * @param movedTo who has the prefixes afterwards; not null exactly when they are moved
 * @param undoneBy when all must be as before, after {@code to}; null: it stays so
 */
public record PlannedChange(
        String name,
        Instant from,
        Instant to,
        String network,
        List<Prefix> prefixes,
        List<String> routers,
        Expect expect,
        @Nullable String movedTo,
        @Nullable Instant undoneBy) {

    /** What a planned change does to the routes of its network. */
    public enum Expect {
        /** They go. */
        WITHDRAWN,
        /** They come. */
        ANNOUNCED,
        /** They go, and come as another network's. */
        MOVED
    }

    /** Whether what it does is expected at this time. */
    public boolean isInForce(Instant at) {
        return !at.isBefore(from) && (undoneBy == null || at.isBefore(undoneBy));
    }
}
