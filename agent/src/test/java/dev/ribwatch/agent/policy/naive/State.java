package dev.ribwatch.agent.policy.naive;

/** Of a router's family. */
public enum State {
    NEVER_UP,
    DOWN,
    SYNCING,
    CONVERGED
}
