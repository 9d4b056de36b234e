package dev.ribwatch.agent.session;

import dev.ribwatch.agent.wire.message.OutboundMessage;

/** What the transport must do, in the order given. */
public sealed interface Action {

    /** Send a message. */
    record Send(OutboundMessage message) implements Action {}

    /** The session is established: messages of the peer go to the table from here. */
    record Up(Negotiated negotiated) implements Action {}

    /** Close the connection, after what was sent; the last action. */
    record Close(DownReason reason) implements Action {}
}
