package dev.ribwatch.agent.session;

import java.util.List;

/**
 * What an event leads to.
 *
 * @param next the connection from now on
 * @param actions for the transport
 * @param reason one line for people, safe to print; empty if the state stays
 */
public record Step(Session next, List<Action> actions, String reason) {

    static Step stay(Session session, Action... actions) {
        return new Step(session, List.of(actions), "");
    }
}
