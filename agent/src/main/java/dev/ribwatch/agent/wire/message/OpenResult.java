package dev.ribwatch.agent.wire.message;

import org.jspecify.annotations.Nullable;

/**
 * An OPEN, or what to answer to it: one of the two.
 *
 * @param open what was said, or null
 * @param fault what to send before closing, or null
 */
public record OpenResult(@Nullable Open open, @Nullable Notification fault) {

    static OpenResult of(Open open) {
        return new OpenResult(open, null);
    }

    static OpenResult of(Notification fault) {
        return new OpenResult(null, fault);
    }
}
