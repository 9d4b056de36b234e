package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.session.DownReason;
import dev.ribwatch.agent.session.Negotiated;

/**
 * What a router's lane holds, in the order in which it happened. All calls come from the thread that drains the lane.
 *
 * <p>A generation is one established session: {@code up}, messages, {@code down}. Generations of one lane grow by one
 * and never overlap.
 */
public interface LaneVisitor {

    /**
     * A session is established.
     *
     * @return false if it cannot be taken now: {@link Lane#drain} returns, and its next call begins with this mark
     */
    boolean up(Lane lane, int generation, Negotiated negotiated);

    /**
     * Messages that will follow one by one, unless the visitor has no time left or ends the generation: for whoever can
     * make good use of knowing more than one of them. Marker, length and type are checked, nothing else.
     *
     * @param buffer holds the messages during the call only
     * @param offset where the first one's marker begins
     * @param limit past the beginning of the last one
     * @return past {@code offset}: before the message that begins there, or later, it is called again
     */
    int ahead(Lane lane, byte[] buffer, int offset, int limit);

    /**
     * One UPDATE or ROUTE-REFRESH; marker, length and type are checked, nothing else.
     *
     * @param buffer holds the message during the call only
     * @param offset where the marker begins
     * @param length of the whole message
     * @param readNanos monotonic time at which its last byte was read
     */
    void message(Lane lane, int generation, byte[] buffer, int offset, int length, long readNanos);

    /** Whether there is time for more; asked after every kilobyte or so. If not, {@link Lane#drain} returns. */
    boolean mayGoOn();

    /** The session is over. {@link Lane#drain} returns after this call, so what follows can be left until later. */
    void down(Lane lane, int generation, DownReason reason);

    /**
     * What the configuration asks of sessions with the router has changed, and none is up: what earlier ones told is kept for no
     * restart, for it may be of another router.
     */
    void outdated(Lane lane);

    /** The router is no longer configured; nothing follows. */
    void removed(Lane lane);
}
