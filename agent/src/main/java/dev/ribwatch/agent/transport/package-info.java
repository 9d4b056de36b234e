/**
 * Sockets: who may connect, where messages begin and end, and how they reach the table thread.
 *
 * <p>{@link dev.ribwatch.agent.transport.BgpListener} accepts known routers and closes everyone else. All connections of
 * one router live on one event loop, which frames bytes, runs the session and its timers, and copies complete UPDATE
 * and ROUTE-REFRESH messages, undecoded, into the router's {@link dev.ribwatch.agent.transport.Lane}. The table thread
 * takes lanes from {@link dev.ribwatch.agent.transport.ReadyLanes}, each at most once a round, and walks the bytes where
 * they lie. A lane that is full stops the reading of that router's socket and of no other.
 */
@NullMarked
package dev.ribwatch.agent.transport;

import org.jspecify.annotations.NullMarked;
