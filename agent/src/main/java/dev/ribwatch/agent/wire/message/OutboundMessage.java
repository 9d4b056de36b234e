package dev.ribwatch.agent.wire.message;

/**
 * Everything that Ribwatch can send. Sealed: none of the kinds has a place for a prefix, so no code path can announce or
 * withdraw a route.
 */
public sealed interface OutboundMessage permits Open, Keepalive, Notification, RouteRefresh, EndOfRib {

    MessageType type();

    /** The whole message with its header, 19 to 4096 octets. */
    default byte[] encode() {
        return MessageEncoder.encode(this);
    }
}
