package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.exporter.alert.Beginning;
import java.util.ArrayList;
import java.util.List;

/** A description, in the order in which a person wants to know. Every line is bounded, and so is their number. */
final class Story {
    private static final int ROUTES = 8;
    private static final int LONGEST_PATH = 160;

    private final Finding finding;
    private final List<String> lines = new ArrayList<>();

    Story(Finding finding) {
        this.finding = finding;
    }

    /** What is wrong, and since when. */
    Story what(String sentence) {
        lines.add(sentence + " " + Beginning.text(finding.since()));
        return this;
    }

    /** Whose traffic, and what stops working. */
    Story effect(String sentence) {
        lines.add("Effect: " + sentence);
        return this;
    }

    /** Where to begin. */
    Story look(String sentence) {
        lines.add("Look at: " + sentence);
        return this;
    }

    /** The text, with the routes that tell and the routers that could not. */
    AlertText told(String summary) {
        if (finding.detail() instanceof Detail.Folded folded) {
            lines.add("Among them: " + Phrases.some(folded.samples()) + ".");
        }
        routes();
        if (!finding.blind().isEmpty()) {
            lines.add("Could not look: " + Phrases.list(finding.blind())
                    + " (no session, not this family, or its routes are not all here yet).");
        }
        return new AlertText(summary, String.join("\n", lines));
    }

    private void routes() {
        List<Witness> witnesses = finding.witnesses();
        for (Witness witness : witnesses.subList(0, Math.min(ROUTES, witnesses.size()))) {
            String path = Phrases.clean(witness.asPath());
            if (path.length() > LONGEST_PATH) {
                path = path.substring(0, LONGEST_PATH - 1) + "…";
            }
            lines.add("Route: " + witness.prefix() + " of " + witness.network() + " at " + witness.router()
                    + ", AS path " + (path.isEmpty() ? "empty" : path)
                    + (witness.nextHop().isEmpty() ? "" : ", next hop " + Phrases.clean(witness.nextHop()))
                    + (witness.judged() ? "" : " (as last seen)")
                    + ".");
        }
        if (witnesses.size() > ROUTES) {
            lines.add("Routes: " + (witnesses.size() - ROUTES) + " more.");
        }
    }
}
