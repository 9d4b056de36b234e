package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.Network;

/** A network as a whole: gone where it must be seen, seen where no connection leads to it. */
final class VisibilityTexts {
    private final Vantages vantages;

    VisibilityTexts(Vantages vantages) {
        this.vantages = vantages;
    }

    AlertText invisible(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String router = Vantages.subject(finding.key().router());
        String family = Phrases.family(finding.key().family());
        String vantage = vantages.vantageName(finding);
        return new Story(finding)
                .what("No " + family + " route of " + network + " is left at " + router
                        + ", although a connection leads to it.")
                .effect("over this router " + vantage + " does not reach " + network + " at all by " + family + ".")
                .look("the connection between " + vantage + " and " + network + ": the circuit, the join, the filters"
                        + " at both ends.")
                .told(network + " is invisible at " + router + " (" + family + ")");
    }

    AlertText unexpected(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String router = Vantages.subject(finding.key().router());
        String family = Phrases.family(finding.key().family());
        String vantage = vantages.vantageName(finding);
        if (network.equals(Network.UNKNOWN)) {
            return new Story(finding)
                    .what(router + " holds " + family + " routes that no network of the configuration matches.")
                    .effect("traffic of " + vantage + " to these addresses goes to somebody who was not declared.")
                    .look("a leak towards " + vantage + ", or a network whose match does not fit its routes"
                            + " (ribwatch routes --network unknown).")
                    .told("Routes of an unknown network at " + router + " (" + family + ")");
        }
        return new Story(finding)
                .what(network + " is visible at " + router + ", although no connection leads from " + vantage
                        + " to it.")
                .effect(vantage + " and " + network + " can send each other traffic that nobody meant to be possible:"
                        + " separation is broken, or a transit carries what it should not.")
                .look("who passes routes of " + network + " on to " + vantage + ": a join, a route server, a filter"
                        + " that is gone.")
                .told(network + " is visible at " + router + ", where no connection leads to it (" + family + ")");
    }
}
