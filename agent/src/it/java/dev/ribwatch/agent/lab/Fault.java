package dev.ribwatch.agent.lab;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Something that goes wrong in the scenario, in stages.
 *
 * @param name what goes wrong, for people
 */
record Fault(String name, List<Stage> stages) {
    /**
     * @param changes in their order
     * @param open every alert that is open then
     * @param told what the descriptions of these say, among other things
     */
    record Stage(List<Change> changes, Set<Alert> open, List<String> told) {}

    /** What can be done to a router; {@link #RELOAD} and {@link #BREAK} to the agent. */
    enum Verb {
        ANNOUNCE,
        WITHDRAW,
        KILL,
        START,
        /** Again and again until something comes of it: announce and withdraw a prefix, or end the session. */
        FLAP,
        RESET,
        /** Speak no IPv6 any more. */
        REFUSE,
        /** The configuration with {@link Change#argument} in it, {@code OLD => NEW}. */
        RELOAD,
        /** The same, with one that is refused. */
        BREAK
    }

    /**
     * @param router empty for the agent
     * @param routes of those that name prefixes
     * @param argument of those to the agent
     */
    record Change(Verb verb, String router, List<Route> routes, String argument) {}

    /**
     * An alert as the API shows it.
     *
     * @param state {@code pending} or {@code firing}
     * @param unknown whether it rests on a router that cannot be asked
     */
    record Alert(Map<String, String> labels, String state, boolean unknown) {
        Alert {
            labels = new TreeMap<>(labels);
        }

        String rule() {
            return labels.getOrDefault("alertname", "");
        }

        boolean firing() {
            return state.equals("firing");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
