package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.value.Family;

/** A router's family. */
record Place(String router, Family family) {}
