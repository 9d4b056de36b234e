package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.value.Severity;

/** What is said of a subject. */
public record Truth(Severity severity, boolean unknown) {}
