package dev.ribwatch.agent.wire.capability;

import dev.ribwatch.config.value.Family;
import java.util.List;

/**
 * The Long-Lived Graceful Restart capability (RFC 9494 section 3).
 *
 * @param forwarding bit {@link Family#ordinal()}: F bit, forwarding state of the family was kept
 * @param staleSeconds by {@link Family#ordinal()}: how long routes may be kept after the restart time, 0 to 16777215; 0
 *     for a family that is not named
 */
public record LongLivedRestart(int forwarding, List<Integer> staleSeconds) {
    /** What a helper sends that has no routes to keep: no family. */
    public static final LongLivedRestart HELPER_ONLY = new LongLivedRestart(0, List.of(0, 0));

    public LongLivedRestart {
        staleSeconds = List.copyOf(staleSeconds);
    }

    public boolean hasForwarding(Family family) {
        return (forwarding & 1 << family.ordinal()) != 0;
    }

    /** How long the family's routes may be kept after the restart time, 0 to 16777215. */
    public int staleSeconds(Family family) {
        return staleSeconds.get(family.ordinal());
    }
}
