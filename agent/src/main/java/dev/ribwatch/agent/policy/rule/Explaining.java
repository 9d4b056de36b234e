package dev.ribwatch.agent.policy.rule;

/**
 * A rule that says in its own words what it makes of a prefix at a router. One that does not implement this is answered
 * for by {@link Explanations}: with its findings, or that there is none.
 */
interface Explaining {
    /**
     * Says what the rule makes of a prefix, whether a finding holds or not; nothing if it is no business of the rule. Must ask
     * the same questions as judging does, so that the two cannot differ.
     */
    void explain(Inquiry inquiry, Verdicts verdicts);
}
