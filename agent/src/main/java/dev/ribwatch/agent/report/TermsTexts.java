package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.config.RouteTerms;
import org.jspecify.annotations.Nullable;

/** A route that is not as its network's routes must be: its origin, its path, its communities. */
final class TermsTexts {
    private final Intent intent;

    TermsTexts(Intent intent) {
        this.intent = intent;
    }

    AlertText origin(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String router = Vantages.subject(finding.key().router());
        String declared = Phrases.list(terms(finding).origins());
        String effect = "wherever such a route is preferred, traffic to these addresses of " + network
                + " goes to whoever originates it, and " + network + " loses it.";
        String look = "who operates that AS: a hijack, a wrong network statement, or an origin missing under origins.";
        if (finding.detail() instanceof Detail.Folded folded) {
            String prefixes = Phrases.count(folded.count(), "prefix", "prefixes");
            String what = prefixes + " in the space of " + network + " at " + router
                    + Phrases.agree(folded.count(), " comes", " come") + " from an AS that is none of its origins ("
                    + declared + ").";
            return told(
                    finding,
                    what,
                    effect,
                    look,
                    prefixes + " of " + network + " from an unexpected origin at " + router);
        }
        String prefix = Vantages.subject(finding.key().prefix());
        String as = finding.detail() instanceof Detail.Origin origin && origin.as() >= 0
                ? "AS " + origin.as()
                : "An AS that cannot be told (behind an AS_SET)";
        String what = as + " originates " + prefix + " in the space of " + network + ", seen at " + router
                + "; its origins are " + declared + ".";
        return told(finding, what, effect, look, "Unexpected origin of " + prefix + " of " + network + " at " + router);
    }

    AlertText path(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String router = Vantages.subject(finding.key().router());
        String effect = "traffic to these addresses of " + network
                + " goes a way that it must not go, wherever this route is preferred.";
        String look = "who passes the route on (its AS path), and the export filters there.";
        if (finding.detail() instanceof Detail.Folded folded) {
            String routes = Phrases.count(folded.count(), "route", "routes") + " of " + network + " at " + router;
            String what = Phrases.agree(folded.count(), "The AS path of ", "The AS paths of ")
                    + routes
                    + Phrases.agree(
                            folded.count(),
                            " is not as path of the network has it.",
                            " are not as path of the network has them.");
            String paths = Phrases.agree(folded.count(), "Forbidden path of ", "Forbidden paths of ");
            return told(finding, what, effect, look, paths + routes);
        }
        String route = Vantages.subject(finding.key().prefix()) + " of " + network + " at " + router;
        String what = "The AS path of " + route + " " + fault(finding) + ".";
        return told(finding, what, effect, look, "Forbidden path of " + route);
    }

    private String fault(Finding finding) {
        if (!(finding.detail() instanceof Detail.Path path)) {
            return "is not as path of the network has it";
        }
        return switch (path.fault()) {
            case FORBIDDEN_AS -> "holds AS " + path.value() + ", which is forbidden";
            case MISSING_AS -> "lacks AS " + path.value() + ", which is required";
            case PRIVATE_AS -> "holds the private AS " + path.value();
            case TOO_LONG ->
                "has " + path.value() + " hops, more than "
                        + terms(finding).path().maxLength();
            case AS_SET -> "holds an AS_SET";
        };
    }

    AlertText missingCommunity(Finding finding) {
        return community(
                finding,
                " does not carry required ",
                "routers that act on the community treat the traffic to these addresses otherwise than meant.",
                "the policy that sets it where the route enters, and whoever removes communities on the way.",
                "Missing community of ");
    }

    AlertText forbiddenCommunity(Finding finding) {
        return community(
                finding,
                " carries forbidden ",
                "routers that act on the community prefer, drop or spread these routes otherwise than meant.",
                "what the community asks for, and who sets it.",
                "Forbidden community of ");
    }

    private static AlertText community(Finding finding, String does, String effect, String look, String summary) {
        String where = " of " + Vantages.subject(finding.key().network()) + " at "
                + Vantages.subject(finding.key().router());
        if (finding.detail() instanceof Detail.Folded folded) {
            String routes = Phrases.count(folded.count(), "route", "routes") + where;
            String each = Phrases.agree(folded.count(), "", "Each of ");
            return told(finding, each + routes + does + "communities.", effect, look, summary + routes);
        }
        String which = finding.detail() instanceof Detail.Communities some
                ? (some.communities().size() == 1 ? "community " : "communities ") + Phrases.list(some.communities())
                : "communities";
        String route = Vantages.subject(finding.key().prefix()) + where;
        return told(finding, route + does + which + ".", effect, look, summary + route);
    }

    private static AlertText told(Finding finding, String what, String effect, String look, String summary) {
        return new Story(finding).what(what).effect(effect).look(look).told(summary);
    }

    private RouteTerms terms(Finding finding) {
        @Nullable String name = finding.key().network();
        Network network = name == null ? null : intent.network(name);
        return network == null ? RouteTerms.NONE : network.terms();
    }
}
