package dev.ribwatch.agent.policy;

import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.util.List;

/**
 * What metrics say of policy, at one moment. Immutable, so any thread may read it.
 *
 * @param networks a line a network, router and family: where there are routes or some are required
 * @param watched a line a watched prefix and router
 * @param findings a line a rule, severity and network that have one
 * @param unjudged a line a router and family whose findings are frozen
 * @param changes a line a planned change and outcome
 * @param memoryBytes what policy remembers of the table: whose attributes and prefixes are, and the rules' indexes
 */
public record PolicyCounts(
        List<NetworkCount> networks,
        List<WatchedCount> watched,
        List<FindingCount> findings,
        List<Unjudged> unjudged,
        List<ChangeCount> changes,
        long memoryBytes) {
    /** Before anything was counted. */
    public static final PolicyCounts NONE = new PolicyCounts(List.of(), List.of(), List.of(), List.of(), List.of(), 0);

    public PolicyCounts {
        networks = List.copyOf(networks);
        watched = List.copyOf(watched);
        findings = List.copyOf(findings);
        unjudged = List.copyOf(unjudged);
        changes = List.copyOf(changes);
    }

    /**
     * @param routes prefixes of the network that the router holds
     * @param expected required prefixes
     * @param visible those of them that are visible
     * @param isExpected whether the connections lead to the network from there; else nothing is required
     */
    public record NetworkCount(
            String network, String router, Family family, int routes, int expected, int visible, boolean isExpected) {}

    /**
     * @param present whether the router holds exactly this prefix
     */
    public record WatchedCount(Prefix prefix, String router, boolean present) {}

    /**
     * @param network empty if the rule's subject has none
     * @param count a finding that stands for several counts once
     */
    public record FindingCount(RuleName rule, Severity severity, String network, int count) {}

    /** Why findings that rest on a router's family are frozen: all of them, or those that rest on an absence. */
    public enum Reason {
        NEVER_UP("never-up"),
        DOWN("down"),
        /** The session is lost, its routes are kept: the router may be restarting. */
        STALE("stale"),
        SYNCING("syncing"),
        /** The table says it is whole; policy has not looked at all of it yet. */
        CATCHING_UP("catching-up"),
        /** The session is up without this family, which the operator wants. */
        FAMILY_NOT_NEGOTIATED("family-not-negotiated"),
        /** What came of this family could not be read, and it counts for nothing until the session ends. */
        FAMILY_DISABLED("family-disabled"),
        /** Announcements were dropped at max-prefixes: what is not there proves nothing. */
        LIMIT_BLOCKED("limit-blocked"),
        /** Likewise for want of memory. */
        MEMORY_BUDGET("memory-budget"),
        /** We held routes that the router did not, when it was last asked for all; nothing is frozen. */
        REFRESH_PHANTOMS("refresh-phantoms"),
        /** The router never sent a community: only what its routes carry cannot be judged. */
        NO_COMMUNITIES("no-communities"),
        /** A prefix that the router always announces to us is not there; nothing is frozen. */
        CANARY_MISSING("canary-missing"),
        /** Nothing of the family has come on this session; nothing is frozen once it counts as whole. */
        SILENT("silent");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** The label value. */
        public String text() {
            return text;
        }
    }

    /**
     * @param outcome pending, done, late, undone, not-undone, unknown
     * @param count prefixes, each at each router where the change must be seen
     */
    public record ChangeCount(String change, String outcome, int count) {}

    /** A configured family of a router that is not judged. */
    public record Unjudged(String router, Family family, Reason reason) {}
}
