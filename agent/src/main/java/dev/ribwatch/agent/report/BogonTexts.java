package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.ReservedSpace;
import dev.ribwatch.config.value.Prefix;
import org.jspecify.annotations.Nullable;

/** Routes in reserved space. */
final class BogonTexts {
    private static final String EFFECT =
            "nobody can rightly answer there: traffic to these addresses is drawn to %s, away from"
                    + " whoever uses them inside, and filters elsewhere drop the route.";

    AlertText reserved(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String router = Vantages.subject(finding.key().router());
        Story story = new Story(finding);
        if (finding.detail() instanceof Detail.Folded folded) {
            String routes = Phrases.count(folded.count(), "route", "routes");
            return story.what(routes + " of " + network + " at " + router + Phrases.agree(folded.count(), " is", " are")
                            + " in reserved space of which it declares nothing.")
                    .effect(EFFECT.formatted(network))
                    .look("the filter between " + router + " and " + network
                            + ": none of the reserved blocks should pass it.")
                    .told(routes + " of " + network + " in reserved space at " + router);
        }
        Prefix prefix = finding.key().prefix();
        return story.what(network + " announces " + Vantages.subject(prefix) + ", seen at " + router + "; "
                        + reservation(prefix) + ", and " + network + " declares nothing of the kind.")
                .effect(EFFECT.formatted(network))
                .look("a leak of internal routes, or a filter that is gone; if " + network
                        + " may use this space, declare it in its prefixes, or except it in policy.rules.Bogon.")
                .told("Reserved address space " + Vantages.subject(prefix) + " from " + network + " at " + router);
    }

    private static String reservation(@Nullable Prefix prefix) {
        ReservedSpace.Block block = prefix == null ? null : ReservedSpace.around(prefix);
        return block == null
                ? "it is reserved"
                : block.prefix() + " is reserved for " + block.purpose().text() + " (" + block.source() + ")";
    }
}
