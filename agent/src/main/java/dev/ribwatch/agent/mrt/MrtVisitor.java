package dev.ribwatch.agent.mrt;

import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.config.value.Family;
import org.jspecify.annotations.Nullable;

/** What a recording tells, in its order. Buffers hold during the call only. */
public interface MrtVisitor {
    /**
     * A complete record begins; what follows until the next one happened at its time.
     *
     * @param epochMicros microseconds since 1970
     */
    void record(long epochMicros);

    /**
     * A BGP message with a sound header, or a legacy one without; of an UPDATE {@link #update} follows.
     *
     * @param peer whose session; null if the record does not say, or of a peer that nothing else is known of
     * @param sent by the collector, not by the peer
     */
    void message(@Nullable MrtPeer peer, MessageType type, boolean sent);

    /**
     * An UPDATE that the peer sent.
     *
     * @param form how to read it
     * @param offset of the marker, whose octets may be anything
     */
    void update(MrtPeer peer, UpdateForm form, byte[] buffer, int offset, int length);

    /**
     * A route of a table, as an UPDATE with one prefix.
     *
     * @param family of the prefix
     */
    void entry(MrtPeer peer, Family family, UpdateForm form, byte[] buffer, int offset, int length);

    /** A table dump is over: what {@link #entry} told since the last one is all that its peers had. */
    void endOfTable();

    /** The session of a peer is established, or is no longer. */
    void state(MrtPeer peer, boolean established);

    /** A record that tells nothing of IPv4 or IPv6 unicast routes, or is of a kind that is not read. */
    void skipped(int type, int subtype);

    /** A record, or a part of it, whose fields do not fit into it. */
    void malformed(Damage damage);
}
