package dev.ribwatch.agent.session;

import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.config.value.Role;
import org.jspecify.annotations.Nullable;

/**
 * What a peer's OPEN says of the peer, and nobody has checked. Safe to print, each at most 255 characters.
 *
 * @param hostname of the router, or null
 * @param softwareVersion what it runs, or null
 * @param role what it is to us (RFC 9234), or null
 */
public record PeerClaims(
        @Nullable String hostname,
        @Nullable String softwareVersion,
        @Nullable String role) {
    public static final PeerClaims NONE = new PeerClaims(null, null, null);

    static PeerClaims of(Capabilities theirs) {
        return new PeerClaims(text(theirs.hostname()), text(theirs.softwareVersion()), role(theirs.role()));
    }

    private static @Nullable String text(@Nullable String text) {
        return text == null || text.isBlank() ? null : PeerText.printable(text);
    }

    private static @Nullable String role(int value) {
        Role role = Role.of(value);
        return role != null ? role.text() : value == Capabilities.ABSENT ? null : Integer.toString(value);
    }
}
