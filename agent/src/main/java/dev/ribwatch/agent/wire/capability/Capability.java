package dev.ribwatch.agent.wire.capability;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One capability as it stands in an OPEN (RFC 5492 section 4). Immutable. */
public final class Capability {
    private final int code;
    private final byte[] value;

    /**
     * Takes the value without copying it.
     *
     * @param code 0 to 255
     * @param value at most as long as an OPEN is
     */
    Capability(int code, byte[] value) {
        this.code = code;
        this.value = value;
    }

    public int code() {
        return code;
    }

    /** The value as received, copied. */
    public byte[] value() {
        return value.clone();
    }

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
