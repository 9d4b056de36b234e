package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.capability.Capabilities;

/**
 * How a session begins (RFC 4271 section 4.2): received, or to be sent.
 *
 * @param as the AS number that counts: of the 4-octet capability if it is there (RFC 6793 section 4.1), else of the
 *     two-octet field
 * @param holdTime seconds, 0 (never) or 3 to 65535
 * @param identifier BGP Identifier, any but 0 (RFC 6286)
 * @param capabilities merged
 */
public record Open(long as, int holdTime, int identifier, Capabilities capabilities) implements OutboundMessage {

    @Override
    public MessageType type() {
        return MessageType.OPEN;
    }
}
