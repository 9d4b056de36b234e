package dev.ribwatch.agent.policy.rule;

/**
 * How much of a table an intent objects to.
 *
 * @param routes prefixes by router
 * @param flagged those of them that a rule objects to
 */
public record Flagged(long routes, long flagged) {}
