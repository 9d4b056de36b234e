/**
 * Holds the table against the intent: route changes in, findings out.
 *
 * <p>A {@link Finding} is one deviation that holds: a rule, a subject ({@link FindingKey}), the evidence. It opens, may
 * change, closes, and a {@link FindingListener} hears of each. How long it must hold before anybody is told is not decided
 * here: a finding only carries its {@code for}.
 *
 * <p>Every rule keeps apart what is <em>true</em> of the table, which it follows with every change, and what was
 * <em>published</em>. While a router's family has converged, published follows true at once. While it has not, what was
 * published stays as it is and is marked unknown; at convergence it is made equal to what is true. Attaching to a table
 * that is full already, and taking over from an engine with another intent, are the same step: look at every route once,
 * publishing nothing, then make published equal to true.
 *
 * <p>No rule looks at the table when a route changes: what depends on several routes is kept in small structures of its
 * own, for declared space only. What takes long is cut in slices. Work and memory for a route that no rule objects to are
 * an attribution look-up and some counters.
 *
 * <p>Everything here belongs to the table thread; findings themselves are immutable and may go anywhere.
 */
@NullMarked
package dev.ribwatch.agent.policy;

import org.jspecify.annotations.NullMarked;
