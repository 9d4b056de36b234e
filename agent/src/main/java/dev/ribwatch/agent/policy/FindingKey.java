package dev.ribwatch.agent.policy;

import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a finding is about, and so its identity: nothing in it changes while the finding holds. What a rule's subject does
 * not have is null.
 *
 * @param rule the rule that objects
 * @param network whose route it is, or who is missing
 * @param otherNetwork whose space is hit
 * @param router the router whose view it is; null if the finding does not depend on one
 * @param prefix the route's or the expected prefix; null for a finding that stands for several
 * @param otherPrefix what is hit of the other network, as it was when the finding opened
 * @param family the address family
 * @param connection the connection as a whole
 * @param direction which way routes go that are counted
 * @param attribute the path attribute's name
 * @param reason why, of a few words that the rule knows
 */
public record FindingKey(
        RuleName rule,
        @Nullable String network,
        @Nullable String otherNetwork,
        @Nullable String router,
        @Nullable Prefix prefix,
        @Nullable Prefix otherPrefix,
        @Nullable Family family,
        @Nullable String connection,
        @Nullable Direction direction,
        @Nullable String attribute,
        @Nullable String reason) {

    /** A deviation of one network at one router. */
    public static FindingKey at(
            RuleName rule, @Nullable String network, String router, @Nullable Prefix prefix, Family family) {
        return new FindingKey(rule, network, null, router, prefix, null, family, null, null, null, null);
    }

    /** A deviation between two networks, wherever it is seen. */
    public static FindingKey between(
            RuleName rule,
            String network,
            String otherNetwork,
            @Nullable Prefix prefix,
            @Nullable Prefix otherPrefix,
            Family family) {
        return new FindingKey(rule, network, otherNetwork, null, prefix, otherPrefix, family, null, null, null, null);
    }

    /** A deviation of a connection, in what it carries of one network. */
    public static FindingKey ofConnection(RuleName rule, String connection, String network, Family family) {
        return new FindingKey(rule, network, null, null, null, null, family, connection, null, null, null);
    }

    /** A count of routes that go one way over a connection. */
    public static FindingKey ofConnection(RuleName rule, String connection, Direction direction, Family family) {
        return new FindingKey(rule, null, null, null, null, null, family, connection, direction, null, null);
    }

    /** A count of routes that a router sends. */
    public static FindingKey ofCount(RuleName rule, String router, Direction direction, Family family) {
        return new FindingKey(rule, null, null, router, null, null, family, null, direction, null, null);
    }

    /** A deviation of a router itself. */
    public static FindingKey of(RuleName rule, String router) {
        return new FindingKey(rule, null, null, router, null, null, null, null, null, null, null);
    }

    /** A deviation in what a router sends, by the path attribute that shows it. */
    public static FindingKey ofAttribute(RuleName rule, String router, String attribute) {
        return new FindingKey(rule, null, null, router, null, null, null, null, null, attribute, null);
    }

    /** A deviation of a router's family as such, by what causes it. */
    public static FindingKey ofReason(RuleName rule, String router, Family family, String reason) {
        return new FindingKey(rule, null, null, router, null, null, family, null, null, null, reason);
    }

    /** That of the finding which stands for several like this one, or null if there can be none. */
    public @Nullable FindingKey shared() {
        return prefix == null || router == null || family == null
                ? null
                : new FindingKey(rule, network, null, router, null, null, family, null, null, null, reason);
    }

    /** The subject as labels, without the rule: those of the public contract, in their order. */
    public Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        put(labels, "router", router);
        put(labels, "network", network);
        put(labels, "other_network", otherNetwork);
        put(labels, "prefix", prefix);
        put(labels, "other_prefix", otherPrefix);
        put(labels, "family", family);
        put(labels, "connection", connection);
        put(labels, "direction", direction);
        put(labels, "attribute", attribute);
        put(labels, "reason", reason);
        return labels;
    }

    private static void put(Map<String, String> labels, String name, @Nullable Object value) {
        if (value != null) {
            labels.put(name, value.toString());
        }
    }

    /** {@code UnexpectedPrefix{router=edge1, network=on-prem, …}}, for logs and tests. */
    @Override
    public String toString() {
        return rule.text() + labels();
    }
}
