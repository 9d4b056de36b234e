package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.config.value.Prefix;

/** Two networks use the same addresses: who captures whose traffic. */
final class OverlapTexts {
    private static final String WHERE =
            "who of the two uses these addresses by mistake; renumber it, or allow the overlap if it is meant.";

    private final Intent intent;

    OverlapTexts(Intent intent) {
        this.intent = intent;
    }

    AlertText overlapping(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String other = Vantages.subject(finding.key().otherNetwork());
        if (finding.detail() instanceof Detail.Folded folded) {
            String overlap = Phrases.count(folded.count(), "route", "routes") + " of " + network
                    + Phrases.agree(folded.count(), " overlaps ", " overlap ");
            return new Story(finding)
                    .what(overlap + "the addresses of " + other + ".")
                    .effect("where a prefix of " + network + " is the longer one it wins, and traffic to addresses of "
                            + other + " goes to " + network + ".")
                    .look(WHERE)
                    .told(overlap + other);
        }
        String prefix = Vantages.subject(finding.key().prefix());
        Object hit = finding.key().otherPrefix();
        String space = hit == null ? "its space" : hit.toString();
        if (!(finding.detail() instanceof Detail.Overlap overlap)) {
            return new Story(finding)
                    .what(prefix + " of " + network + " overlaps " + space + " of " + other + ".")
                    .look(WHERE)
                    .told(prefix + " of " + network + " overlaps " + other + " (" + space + ")");
        }
        String used = overlap.declared() ? declares(finding) : " announces";
        return switch (overlap.relation()) {
            case WITHIN ->
                new Story(finding)
                        .what(network + " announces " + prefix + ", which lies within " + space + " that " + other
                                + used + ".")
                        .effect("the longer prefix wins. Wherever both are known, traffic to these addresses of "
                                + other + " goes to " + network + "; " + other + " loses it.")
                        .look(WHERE)
                        .told(network + " captures traffic of " + other + ": " + prefix + " lies within " + space);
            case EQUAL ->
                new Story(finding)
                        .what(network + " announces " + prefix + ", which " + other + used + " as well.")
                        .effect("each router decides by AS path and preference whose machines it reaches: part of the"
                                + " traffic for " + other + " goes to " + network + ", and the other way round.")
                        .look(WHERE)
                        .told(network + " and " + other + " both use " + prefix);
            case COVERS ->
                new Story(finding)
                        .what(network + " announces " + prefix + ", which covers " + space + " that " + other + used
                                + ".")
                        .effect("the longer prefixes of " + other + " win: traffic of " + network
                                + " to these addresses goes to " + other + ". Where " + other
                                + " announces nothing longer, its traffic goes to " + network + ".")
                        .look(WHERE)
                        .told(prefix + " of " + network + " covers " + space + " of " + other);
        };
    }

    /** A network that does not declare it has it by a connection. */
    private String declares(Finding finding) {
        String name = finding.key().otherNetwork();
        Network other = name == null ? null : intent.network(name);
        Prefix hit = finding.key().otherPrefix();
        return other == null || hit == null || other.prefixes().contains(hit)
                ? " declares"
                : " has as a block of a connection";
    }
}
