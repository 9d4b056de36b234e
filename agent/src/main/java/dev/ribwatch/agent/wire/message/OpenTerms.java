package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.capability.CapabilityWriter;
import dev.ribwatch.agent.wire.error.ProtocolError;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What we accept in a peer's OPEN, beyond its syntax (RFC 4271 section 6.2).
 *
 * @param acceptedAs the AS numbers that the peer may have
 * @param localAs our AS number; a peer with the same is internal
 * @param localIdentifier our BGP Identifier
 * @param minimumHoldTime seconds, at least 3; a lower one but 0 is refused
 * @param allowNoHoldTime whether a hold time of 0 (no KEEPALIVEs, no hold timer) is accepted
 * @param requiredFamilies bits of families without which the session is refused; 0: none
 * @param role our role of RFC 9234, or -1 if we send none
 * @param requireRole whether a peer must send a role (strict mode)
 */
public record OpenTerms(
        Set<Long> acceptedAs,
        long localAs,
        int localIdentifier,
        int minimumHoldTime,
        boolean allowNoHoldTime,
        int requiredFamilies,
        int role,
        boolean requireRole) {
    /** By role: provider and customer, route server and its client, peer and peer (RFC 9234 section 4.2). */
    private static final int[] COUNTERPARTS = {3, 2, 1, 0, 4};

    /** What to answer to an OPEN that we do not accept, or null. */
    public @Nullable Notification refuse(Open open) {
        Capabilities capabilities = open.capabilities();
        if (!acceptedAs.contains(open.as())) {
            return Notification.of(ProtocolError.BAD_PEER_AS);
        }
        if (open.as() == localAs && open.identifier() == localIdentifier) {
            return Notification.of(ProtocolError.BAD_IDENTIFIER);
        }
        if (open.holdTime() == 0 ? !allowNoHoldTime : open.holdTime() < minimumHoldTime) {
            return Notification.of(ProtocolError.UNACCEPTABLE_HOLD_TIME);
        }
        int missing = requiredFamilies & ~capabilities.spokenFamilies();
        if (missing != 0) {
            return Notification.of(ProtocolError.UNSUPPORTED_CAPABILITY, CapabilityWriter.multiprotocol(missing));
        }
        if (capabilities.conflictingRoles() || role != Capabilities.ABSENT && !isRoleFit(capabilities.role())) {
            return Notification.of(ProtocolError.ROLE_MISMATCH);
        }
        return null;
    }

    private boolean isRoleFit(int theirs) {
        return theirs == Capabilities.ABSENT ? !requireRole : theirs == counterpart(role);
    }

    private static int counterpart(int role) {
        return role >= 0 && role < COUNTERPARTS.length ? COUNTERPARTS[role] : Capabilities.ABSENT;
    }
}
