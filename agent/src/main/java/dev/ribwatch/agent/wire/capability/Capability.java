package dev.ribwatch.agent.wire.capability;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One capability as it stands in an OPEN (RFC 5492 section 4).
 *
 * @param code 0 to 255
 * @param value as received; at most as long as an OPEN is
 */
public record Capability(int code, byte[] value) {

    /** A name for the code; never text of the peer. */
    public String name() {
        return CapabilityCode.name(code);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Capability that && code == that.code && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * code + Arrays.hashCode(value);
    }
}
