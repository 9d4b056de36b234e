package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;

/** Routes that went where they must not. */
final class LeakTexts {
    AlertText leak(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String router = Vantages.subject(finding.key().router());
        Story story = new Story(finding);
        String effect = "traffic to these addresses of " + network
                + " goes through somebody who must not carry it, is slow or dropped there, or can be read there.";
        if (finding.detail() instanceof Detail.Folded folded) {
            String routes = Phrases.count(folded.count(), "route", "routes") + " of " + network + " at " + router;
            return story.what(routes + " went where "
                            + Phrases.agree(folded.count(), "it must not, as its", "they must not, as their")
                            + " attributes show.")
                    .effect(effect)
                    .look("who passes them on (their AS paths), and the export filters there.")
                    .told("Leaked: " + routes);
        }
        String route = Vantages.subject(finding.key().prefix()) + " of " + network + " at " + router;
        Detail.Leak leak = finding.detail() instanceof Detail.Leak shown ? shown : null;
        return story.what(route + " is a route leak: "
                        + (leak == null ? "its attributes show that it went where it must not" : sign(leak, router))
                        + ".")
                .effect(effect)
                .look(leak == null ? "who passes it on." : look(leak, router))
                .told("Route leak of " + route);
    }

    private static String sign(Detail.Leak leak, String router) {
        return switch (leak.sign()) {
            case OTC_FROM_CUSTOMER ->
                "AS " + leak.as() + " marked it Only to Customer, and " + router
                        + ", our customer or a route server's client, sent it upwards (RFC 9234)";
            case OTC_FROM_PEER ->
                "AS " + leak.as() + " marked it Only to Customer, and " + router
                        + ", our peer, sent it sideways (RFC 9234)";
            case NO_EXPORT ->
                "it carries NO_EXPORT and was learned elsewhere, so " + router
                        + " must not have sent it over an external session (RFC 1997)";
            case NO_ADVERTISE ->
                "it carries NO_ADVERTISE and was learned elsewhere, so " + router
                        + " must not have sent it to anybody (RFC 1997)";
            case OWN_AS ->
                "AS " + leak.as() + " of " + router
                        + " is in its path a second time, behind others: it had left that AS";
            case VALLEY ->
                "AS " + leak.as()
                        + " passes it from one of policy.providers on to another, which reach each other directly";
            case PASSED_ON ->
                "AS " + leak.as()
                        + " passes it on from one network to another, and no transit link of that network lets it";
        };
    }

    private static String look(Detail.Leak leak, String router) {
        return switch (leak.sign()) {
            case NO_EXPORT, NO_ADVERTISE ->
                "whether " + router + " disregards the community; if it adds it itself towards Ribwatch, except it in"
                        + " policy.rules.RouteLeak.";
            case OWN_AS -> "why " + router + " accepts its own AS in a path (allowas-in), and who sent the route back.";
            case OTC_FROM_CUSTOMER, OTC_FROM_PEER -> "what " + router + " exports to us.";
            case VALLEY, PASSED_ON -> "what AS " + leak.as() + " exports, and the import filters towards it.";
        };
    }
}
