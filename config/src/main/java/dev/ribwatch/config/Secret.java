package dev.ribwatch.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A secret that was read from a file, the environment or a systemd credential. Never printed. */
public final class Secret {
    private final String source;
    private final byte[] value;

    /**
     * @param source where it came from, safe to print, such as {@code file /etc/ribwatch/edge1.key}
     * @param value its octets
     */
    public Secret(String source, byte[] value) {
        this.source = source;
        this.value = value.clone();
    }

    /** Where it came from; safe to print. */
    public String source() {
        return source;
    }

    /** A copy of its octets. */
    public byte[] octets() {
        return value.clone();
    }

    /** Its text in UTF-8. */
    public String reveal() {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && source.equals(secret.source)
                && java.security.MessageDigest.isEqual(value, secret.value);
    }

    @Override
    public int hashCode() {
        return 31 * source.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "(secret from " + source + ")";
    }
}
