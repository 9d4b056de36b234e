package dev.ribwatch.exporter.http;

import dev.ribwatch.config.value.Prefix;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All there is to say of one prefix: who declares and requires it, what is found, and for each router its routes, whose they
 * are, and what each rule makes of them. The components are the fields of {@code /api/v1/explain}, in their order.
 *
 * @param prefix what was asked about
 * @param declared declared prefixes that equal it, lie around it (the longest first) or within it
 * @param required the same of required prefixes
 * @param findings open findings that have to do with it
 * @param routers every router, by name
 */
public record Explanation(
        Prefix prefix, List<Space> declared, List<Space> required, List<Found> findings, List<RouterPart> routers) {

    public Explanation {
        declared = List.copyOf(declared);
        required = List.copyOf(required);
        findings = List.copyOf(findings);
        routers = List.copyOf(routers);
    }

    /**
     * A prefix of the intent.
     *
     * @param network whose
     * @param relation {@code exact}, {@code covering} or {@code covered}: of this prefix to the one asked about
     * @param note what goes with it, for people
     */
    public record Space(String network, Prefix prefix, String relation, String note) {}

    /**
     * An open finding.
     *
     * @param rule its rule
     * @param labels its subject
     * @param since when it opened
     * @param unknown it cannot be judged at present
     */
    public record Found(String rule, Map<String, String> labels, String since, boolean unknown) {}

    /**
     * A router's part.
     *
     * @param router its name
     * @param vantage the network it stands in; empty if the policy does not know the router
     * @param frozen why nothing is judged here at present, or null
     * @param routes of the prefix, around it (the longest first) and within it
     * @param more there are further routes within it
     * @param rules what the rules say
     */
    public record RouterPart(
            String router,
            String vantage,
            @Nullable String frozen,
            List<RoutePart> routes,
            boolean more,
            List<RulePart> rules) {

        public RouterPart {
            routes = List.copyOf(routes);
            rules = List.copyOf(rules);
        }
    }

    /**
     * A route and whose it is.
     *
     * @param relation {@code exact}, {@code covering} or {@code covered}
     * @param decidedBy the step that found its network
     * @param path the AS path as the matches read it
     * @param candidates networks whose match accepts it
     * @param declared the declared prefix that decided, or null
     */
    public record RoutePart(
            String relation,
            RouteRow route,
            @Nullable String decidedBy,
            @Nullable String path,
            List<Candidate> candidates,
            @Nullable Prefix declared) {}

    /** A network that may own a route, and the first of its matches that accepts it. */
    public record Candidate(String network, String match) {}

    /**
     * What a rule says.
     *
     * @param outcome {@code finding}, {@code unknown}, {@code good}, {@code excepted}, {@code explained}, {@code frozen} or
     *     {@code off}
     * @param labels the subject of the finding that is open, or null if none is
     */
    public record RulePart(
            String rule,
            String outcome,
            @Nullable String network,
            @Nullable Prefix prefix,
            String reason,
            @Nullable Map<String, String> labels) {}
}
