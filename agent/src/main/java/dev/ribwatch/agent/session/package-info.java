/**
 * RFC 4271 for a speaker that only listens, without a socket in sight.
 *
 * <p>A connection is a {@link dev.ribwatch.agent.session.Session} value; {@link dev.ribwatch.agent.session.SessionStep}
 * takes it and an {@link dev.ribwatch.agent.session.Event} to the next one, with the actions that the transport must
 * carry out and the reason a person reads in the log. {@link dev.ribwatch.agent.session.Negotiation} turns two OPENs
 * into what both sides agreed. Timers are deadlines inside the value, so a test drives them with a number.
 */
@NullMarked
package dev.ribwatch.agent.session;

import org.jspecify.annotations.NullMarked;
