package dev.ribwatch.agent.policy.intent;

/**
 * What a rule asks of a route's attributes. Asked once for each distinct attribute set, class of routers and network that
 * may own such a route, and remembered by {@link Attribution}; so it may look at nothing else.
 */
public interface AttributeCheck {
    /** Whether the rule judges routes of this network at all; nothing is asked of others. */
    boolean uses(Network network);

    /** Whether a route with these attributes breaks the rule if it counts as the network's, as far as the attributes tell. */
    boolean objects(RouteFacts facts, Network network);

    /** Whether a route that no network accepts is asked about as if it were each network's that uses the rule. */
    default boolean judgesStrangers() {
        return false;
    }
}
