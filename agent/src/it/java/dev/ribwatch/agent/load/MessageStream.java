package dev.ribwatch.agent.load;

import java.nio.ByteBuffer;

/** What a router has to say, written when the socket takes it: millions of messages in the room of one buffer. */
interface MessageStream {
    /** The longest message. */
    int LONGEST = 65_535;

    /** Adds one or more whole messages; there is room for {@link #LONGEST} octets at least. False: that were all. */
    boolean next(ByteBuffer out);
}
