package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.CapabilityWriter;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.config.value.RequiredCapability;
import dev.ribwatch.config.value.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What we accept in a peer's OPEN, beyond its syntax (RFC 4271 section 6.2).
 *
 * @param acceptedAs the AS numbers that the peer may have
 * @param ours the OPEN that we send: a peer with our AS is internal; its role, if it has one, decides theirs
 * @param minHoldTime seconds, at least 3: a lower one is refused, and 0 too; or 0: nothing is
 * @param required capabilities without which the session is refused
 */
public record OpenTerms(Set<Long> acceptedAs, Open ours, int minHoldTime, Set<RequiredCapability> required) {

    /** What to answer to an OPEN that we do not accept, or null. */
    public @Nullable Notification refuse(Open open) {
        Capabilities capabilities = open.capabilities();
        if (!acceptedAs.contains(open.as())) {
            return Notification.of(ProtocolError.BAD_PEER_AS);
        }
        if (open.as() == ours.as() && open.identifier() == ours.identifier()) {
            return Notification.of(ProtocolError.BAD_IDENTIFIER);
        }
        if (open.holdTime() < minHoldTime) {
            return Notification.of(ProtocolError.UNACCEPTABLE_HOLD_TIME);
        }
        Capabilities missing = ours.capabilities().missing(required, capabilities);
        if (missing != null) {
            return Notification.of(ProtocolError.UNSUPPORTED_CAPABILITY, CapabilityWriter.encode(missing));
        }
        if (capabilities.conflictingRoles() || !isRoleFit(capabilities.role())) {
            return Notification.of(ProtocolError.ROLE_MISMATCH);
        }
        return null;
    }

    /** Nobody is held to a role by a side that has none (RFC 9234 section 4.2). */
    private boolean isRoleFit(int theirs) {
        Role role = Role.of(ours.capabilities().role());
        if (role == null) {
            return true;
        }
        return theirs == Capabilities.ABSENT
                ? !required.contains(RequiredCapability.ROLE)
                : theirs == role.counterpart().value();
    }
}
