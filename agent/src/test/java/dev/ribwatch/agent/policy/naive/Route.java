package dev.ribwatch.agent.policy.naive;

import java.util.Set;

/**
 * One path at one router.
 *
 * @param path AS numbers as the router sends them, its own first, separated by spaces
 * @param communities {@code high:low}
 * @param nextHop an address
 */
public record Route(String path, Set<String> communities, String nextHop) {}
