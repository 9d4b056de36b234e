package dev.ribwatch.config;

import dev.ribwatch.config.value.RequiredCapability;
import dev.ribwatch.config.value.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a session with a router beyond the ordinary.
 *
 * @param localRole our role towards it (RFC 9234); null: none is sent, any is taken
 * @param required what its OPEN must offer
 * @param minHoldTime the lowest hold time that it may offer, in seconds: 3 to 65535, or 0 for any, also none
 * @param strict an UPDATE with a well-known attribute that nobody knows resets the session (RFC 4271 section 6.3)
 * @param rejectAsSets routes with an AS_SET are withdrawn (RFC 9774)
 * @param disableBrokenFamily NLRI that cannot be read cost their family and not the session (RFC 4760 section 7)
 * @param gracefulNotification we offer to keep its routes over NOTIFICATIONs as over a restart (the N bit of RFC 8538)
 */
public record SessionConfig(
        @Nullable Role localRole,
        Set<RequiredCapability> required,
        int minHoldTime,
        boolean strict,
        boolean rejectAsSets,
        boolean disableBrokenFamily,
        boolean gracefulNotification) {
    /** The lowest hold time that RFC 4271 allows but 0, in seconds. */
    public static final int LEAST_HOLD_TIME = 3;

    /** Nothing of it. */
    public static final SessionConfig ORDINARY =
            new SessionConfig(null, Set.of(), LEAST_HOLD_TIME, false, false, false, false);

    public SessionConfig {
        required = Set.copyOf(required);
    }
}
