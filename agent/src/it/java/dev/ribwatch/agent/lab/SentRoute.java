package dev.ribwatch.agent.lab;

import java.util.Collection;
import java.util.TreeSet;

/**
 * One route as a router says it sent it, or as the agent says it holds it; equal when both mean the same.
 *
 * @param asPath AS numbers with single spaces, the router's own first
 * @param communities sorted
 */
record SentRoute(String prefix, String asPath, String nextHop, TreeSet<String> communities)
        implements Comparable<SentRoute> {
    static SentRoute of(String prefix, String asPath, String nextHop, Collection<String> communities) {
        return new SentRoute(prefix, asPath.strip().replaceAll(" +", " "), nextHop, new TreeSet<>(communities));
    }

    @Override
    public int compareTo(SentRoute other) {
        return toString().compareTo(other.toString());
    }
}
