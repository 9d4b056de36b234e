/**
 * The rules, one file each, and the structures that let them follow the table without looking at it.
 *
 * <p>{@link RuleSet} is the catalogue: it tells each rule what happened, winners before losers, so that a finding that
 * another one explains never opens. A {@link Sight} is one router's family as the rules see it. What many subjects have in
 * common, that past some they share one finding, is {@link FindingGroup}'s.
 */
@NullMarked
package dev.ribwatch.agent.policy.rule;

import org.jspecify.annotations.NullMarked;
