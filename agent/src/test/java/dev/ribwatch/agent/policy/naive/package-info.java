/**
 * The rules as the text has them, applied to the whole table from scratch each time: the oracle of the policy engine. Each
 * rule, or a few of a kind, is a {@link dev.ribwatch.agent.policy.naive.NaiveRule} in a file of its own and a line in the
 * catalogue of {@link dev.ribwatch.agent.policy.naive.NaivePolicy}.
 */
package dev.ribwatch.agent.policy.naive;
