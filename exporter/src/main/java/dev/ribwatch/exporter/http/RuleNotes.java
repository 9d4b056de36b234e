package dev.ribwatch.exporter.http;

import dev.ribwatch.config.RuleName;

/** What each rule means and what to look at first, for whoever follows the link of an alert. Plain text. */
final class RuleNotes {
    private RuleNotes() {}

    static String of(RuleName rule) {
        return switch (rule) {
            case UNEXPECTED_DEFAULT_ROUTE ->
                "A network advertises 0.0.0.0/0 or ::/0 to a vantage where policy.default-route does not allow it. Everything "
                        + "there without a more specific route may follow it. Look first at who originates it (the alert's "
                        + "AS path, or `ribwatch routes 0.0.0.0/0 --exact`), and at that router's export filter. If it is "
                        + "wanted, list the network under policy.default-route.allowed.";
            case EFFECTIVE_DEFAULT_ROUTE ->
                "A network's routes at one router add up to half of all addresses or more (effective-threshold): a default "
                        + "route in all but name, such as 0.0.0.0/1 with 128.0.0.0/1, either of which is enough. Look first at its "
                        + "shortest prefixes: `ribwatch routes --network NAME --router NAME`.";
            case DEFAULT_ROUTE_MISSING ->
                "A default route that policy.default-route requires is not there, so traffic falls back to the provider's own "
                        + "exit, past whatever inspects it. Look first at the session of the router that originates it, then "
                        + "at the filters between it and the router that the alert names.";
            case OVERLAPPING_PREFIX ->
                "A route of one network equals, lies within or covers addresses of another network that it is connected to. "
                        + "The longer prefix wins, so one takes the other's traffic. Look first at the more specific of the "
                        + "two and who assigned it; an overlap that is wanted belongs under policy.overlap.allow.";
            case UNEXPECTED_PREFIX ->
                "A network advertises a prefix that its entry does not declare, or one longer than more-specifics allows. Look "
                        + "first at whether the address plan changed (then declare it) or a filter let it through.";
            case ROUTE_LEAK ->
                "A route went where it must not: OTC from a customer, or from a peer that did not set it (RFC 9234, with "
                        + "local-role); NO_EXPORT or NO_ADVERTISE on a route that the router did not originate (RFC 1997); the "
                        + "router's AS in the path again; a path from one of policy.providers over somebody else to another; a "
                        + "network that passes on another's routes without a transit link. Look first at the AS that the alert "
                        + "names and what it exports.";
            case BOGON ->
                "A network advertises a prefix in space that is reserved (IANA's special-purpose registries, multicast) and "
                        + "declares nothing of that kind; an open network may use none of it. Look first at the filter "
                        + "between the router that the alert names and that network. If the space is the network's, list it "
                        + "in its prefixes; what is wanted elsewhere belongs under policy.rules.Bogon.except.";
            case MISSING_PREFIX ->
                "A required prefix of a network is not visible at a router from which a connection leads to it; traffic to "
                        + "it is dropped or goes another way. Look first at whether other routers still see it (`ribwatch "
                        + "routes PREFIX`): one alone points to its filters or circuit, all to the network itself.";
            case NETWORK_INVISIBLE ->
                "Nothing at all of a network is visible at a router from which a connection leads to it. Look first at the "
                        + "circuit or peering between the two, then at the router's import filters.";
            case UNEXPECTED_VISIBILITY ->
                "A network is visible at a vantage that no connection leads to: a leak, or a connection that the config does "
                        + "not know. Look first at the AS path of its routes there: it shows who passes them on.";
            case REDUNDANCY_MISMATCH ->
                "The two legs of a connection do not carry the same prefixes of the far network: those that only one carries "
                        + "are cut off when it fails. Look first at the filters and prefix limits of the leg that lacks them. "
                        + "Where the rule compares them, prefixes that both carry with another origin AS or other communities "
                        + "on either leg count too: look at who originates them, and at the route policy of both legs. "
                        + "With severity info, they carry the same with paths of different length, as during maintenance of a "
                        + "provider; it becomes a warning past the rule's `within`. A router that shows one path a prefix may "
                        + "hide its own leg's behind another one that it prefers: with next-hop at the leg that is told apart "
                        + "and not reported; with add-path it is seen.";
            case REDUNDANCY_LOST ->
                "One leg of a connection carries no route of the far network while the other does: the connection works, "
                        + "without redundancy, and a provider's SLA may not hold. Look first at that leg's session with the "
                        + "provider and its line, then at its filters.";
            case UNEXPECTED_ORIGIN ->
                "An AS that is not among a network's origins originates a route in the space that the network declares: a "
                        + "hijack, a wrong network statement, or a new origin that the config does not know. Look first at "
                        + "the last AS of the alert's path and who operates it; list it under the network's origins if it is "
                        + "meant.";
            case FORBIDDEN_PATH ->
                "The AS path of a network's route breaks its path entry: a forbidden AS, a required one that is missing, a "
                        + "private AS, too many hops, or an AS_SET. Look first at the AS in the path that should not be "
                        + "there, and at the export filters of the one after it.";
            case MISSING_COMMUNITY ->
                "A network's route does not carry a community that its entry requires, so whatever acts on it does not. Look "
                        + "first at the policy that sets it where the route enters, then at who removes communities on the "
                        + "way (`ribwatch routes PREFIX --json` shows them router by router).";
            case FORBIDDEN_COMMUNITY ->
                "A network's route carries a community that its entry forbids. Look first at what that community asks routers "
                        + "to do, then at who sets it (`ribwatch routes PREFIX --json`).";
            case PLANNED_CHANGE_MISSED ->
                "What policy.changes plans for a prefix did not happen by the end of its window (reason late), or was not undone "
                        + "in time where no other rule says so (reason not-undone). Look first at who was to do it; if the plan "
                        + "has changed, change its entry. `ribwatch explain PREFIX` says what was seen at each router.";
            case PREFIX_FLAPPING ->
                "A route changed more often than the rule allows within its window. Look first at the session and the link of "
                        + "the router that originates it; what the route carries when it changes tells which attribute moves.";
            case SESSION_DOWN ->
                "A router's BGP session is down, or up again and its table not whole yet, past its down-grace. Until it is "
                        + "back nothing is judged at this router. Look first at the last error (`ribwatch sessions`), then at "
                        + "the router's own log and the path between the two on TCP port 179.";
            case PREFIX_LIMIT ->
                "A count comes near its limit: paths that a router sends (direction received) against max-prefixes, or prefixes "
                        + "that go over a connection (to-provider, from-provider) against what the provider takes. Look first at "
                        + "who added the most, which the alert names. Over the provider's limit the whole session or connection "
                        + "goes down; limits of a connection can be set in the config.";
            case PREFIX_COUNT_CHANGE ->
                "A network has many fewer or many more routes at a router than usual (drop, surge and minimum of the rule). What "
                        + "stays becomes usual after about the time of within. Look first at whether other routers see the same: "
                        + "one alone points to its filters or circuit, all to the network itself.";
            case SESSION_FLAPPING ->
                "A router's session was established or lost more often than the rule allows within its window. Look first at the "
                        + "last error (`ribwatch sessions`): a hold timer that runs out points to the line or a busy router, a "
                        + "NOTIFICATION to a limit or a setting at one end.";
            case VIEW_PARTIAL ->
                "A router's session is up, but Ribwatch does not hold all of its routes: a family was not negotiated, or new "
                        + "paths were dropped at max-prefixes (limit-blocked) or memory-budget. What is there is judged; nothing "
                        + "is reported missing. Look first at the reason in the alert's labels. After a limit is raised, the "
                        + "view is whole again with the router's next session. At silent nothing of a family has come for a "
                        + "minute, no route and no End-of-RIB; at canary-missing a prefix is not there that the router's entry "
                        + "says it always announces: what is reported missing may then be there all the same.";
            case MALFORMED_UPDATES ->
                "A router sends UPDATEs that are not as the RFCs have them; the attribute is left out or the routes count as "
                        + "withdrawn (RFC 7606), and the session goes on. Look first at Ribwatch's log for the messages, then at "
                        + "who originates their routes. It ends ten minutes after the last one.";
            case POLICY_INVALID ->
                "The configuration was to be loaded again, and was not: it is wrong, its policy would flag more of the routes "
                        + "than agent.reload-most-flagged allows, or it has no router, network or receiver any more. The one "
                        + "before stays in force. Look first at the alert's text and the log; `ribwatch check` names every problem. It ends with the next reload that succeeds.";
            case DELIVERY_FAILING ->
                "A receiver of alerts has taken nothing for a minute, and is tried again until it does; or it refused a "
                        + "notification for good, or so much waited for it that the oldest was given up: that is lost. Of "
                        + "several Alertmanagers one that answers is enough. Look first at the reason in the alert's text: an "
                        + "answer of 4xx points to its address or key, no answer to the network. It ends with the next "
                        + "notification that it takes; of what is lost also with a reload (SIGHUP).";
            case LEDGER_DEGRADED ->
                "What must outlast a restart (alerts that fire, who was told, what waits for a receiver) is kept in "
                        + "agent.state-directory, and cannot be written there, or only slowly; or some of it was damaged when "
                        + "Ribwatch started. Alerts go out all the same, from memory. Look first at the reason in the alert's "
                        + "text: the user that runs Ribwatch must own the directory, and the disk must have room. It ends with "
                        + "the next write that succeeds; of a damage, after five minutes.";
            case SPLIT_VIEW ->
                "The two agents of a pair (agent.pair) do not see the same, and have not for a minute: the other cannot be reached, "
                        + "so that one alone watches; or it runs another policy; or a router's table is whole, or an alert fires, at "
                        + "one of them only. Each goes on to tell what it finds. Look first at the alert's text, which names them; "
                        + "then, of another policy, at which file was not rolled out; of a router, at its session and its export "
                        + "filter towards each agent (`ribwatch sessions`, `ribwatch routes`, with --url of the one and the other).";
        };
    }
}
