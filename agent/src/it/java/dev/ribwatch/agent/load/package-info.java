/**
 * The product under load and under attack: thousands of routers, strangers and slow clients against the real agent process.
 *
 * <p>{@code Fleet} is a process full of routers on one thread, each {@code LoadRouter} with an address of its own; it keeps their
 * timers as RFC 4271 wants them and notes how punctual the agent is. {@code Crowd} is everyone who connects and does not speak BGP.
 * {@code AgentFigures} looks at the agent from outside: memory, descriptors, threads, processor time, lines of its log. Each
 * {@code *Lab} plays one kind of trouble; reduced it asserts states (no session lost, no bound passed), and with
 * {@code -Dribwatch.long=true} the full form asserts times as well.
 */
@NullMarked
package dev.ribwatch.agent.load;

import org.jspecify.annotations.NullMarked;
