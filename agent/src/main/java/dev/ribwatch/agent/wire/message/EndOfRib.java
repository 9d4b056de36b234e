package dev.ribwatch.agent.wire.message;

import dev.ribwatch.config.value.Family;

/** The empty UPDATE that says the initial transfer of a family is over (RFC 4724 section 2). */
public record EndOfRib(Family family) implements OutboundMessage {

    @Override
    public MessageType type() {
        return MessageType.UPDATE;
    }
}
