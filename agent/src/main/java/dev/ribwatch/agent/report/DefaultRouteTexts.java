package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.Network;
import java.util.List;

/** Default routes: one that must not be, routes that amount to one, one that must be and is not. */
final class DefaultRouteTexts {
    private final Vantages vantages;

    DefaultRouteTexts(Vantages vantages) {
        this.vantages = vantages;
    }

    AlertText unexpected(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String prefix = Vantages.subject(finding.key().prefix());
        String router = Vantages.subject(finding.key().router());
        String whoHears = vantages.isOwn(finding) ? "to its connections" : "to " + vantages.vantageName(finding);
        return new Story(finding)
                .what(network + " advertises the default route " + prefix + " " + whoHears + ", seen at " + router
                        + "; policy.default-route does not allow it.")
                .effect(following(finding) + (vantages.isOwn(finding) ? " Their" : " Its")
                        + " machines stop being reachable on public addresses, because their answers leave through "
                        + network + "; Internet access and its inspection move there or end there.")
                .look("what " + network + " exports; withdraw the default route, or allow it for this vantage.")
                .told("Unexpected default route " + prefix + " from " + network + " at " + router);
    }

    AlertText effective(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String router = Vantages.subject(finding.key().router());
        String family = Phrases.family(finding.key().family());
        String share = "";
        String why = "together they are a default route, without being one.";
        String shortest = "";
        if (finding.detail() instanceof Detail.Coverage coverage) {
            share = Phrases.percent(coverage.share());
            if (coverage.half() != null) {
                why = coverage.half() + " is half of a default route, and one half is enough to be taken for one.";
            }
            shortest = coverage.largest().isEmpty()
                    ? ""
                    : " The shortest of them: " + Phrases.some(coverage.largest()) + ".";
        }
        return new Story(finding)
                .what("The routes of " + network + " at " + router + " cover " + share + " of all " + family
                        + " addresses: " + why + shortest)
                .effect(following(finding) + " They win over any real default route, because they are longer: machines"
                        + " stop being reachable on public addresses, and Internet access moves to " + network + ".")
                .look("what " + network + " exports; halves such as 0.0.0.0/1 are a usual way around a default filter.")
                .told("Routes of " + network + " at " + router + " amount to an " + family
                        + " default route"); // without the share: it would still tell of one once it is resolved
    }

    AlertText missing(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String router = Vantages.subject(finding.key().router());
        String family = Phrases.family(finding.key().family());
        String vantage = vantages.vantageName(finding);
        return new Story(finding)
                .what(network + " must send an " + family + " default route to " + vantage + "; " + router
                        + " has none.")
                .effect(
                        vantage + " loses its way out through " + network
                                + ": traffic to the Internet falls back to the provider's own exit, uninspected, or is dropped.")
                .look("whether " + network + " still originates it, and the filters between it and " + router + ".")
                .told("Required " + family + " default route from " + network + " is missing at " + router);
    }

    /** Who follows the route. */
    private String following(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        if (!vantages.isOwn(finding)) {
            return vantages.vantageName(finding) + " follows it: its traffic to every address without a longer route"
                    + " goes to " + network + ".";
        }
        List<Network> learners = vantages.learners(network);
        return learners.isEmpty()
                ? "Whoever learns it from " + network + " sends it all traffic without a longer route."
                : Phrases.names(learners) + " may follow it: traffic to every address without a longer route goes to "
                        + network + ".";
    }
}
