package dev.ribwatch.agent.wire.message;

/** The header alone (RFC 4271 section 4.4). */
public record Keepalive() implements OutboundMessage {
    public static final Keepalive INSTANCE = new Keepalive();

    @Override
    public MessageType type() {
        return MessageType.KEEPALIVE;
    }
}
