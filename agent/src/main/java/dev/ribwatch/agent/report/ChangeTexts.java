package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.PlannedPart;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Planned changes: one that was missed, and what another rule's finding has to do with one. */
final class ChangeTexts {
    private final Intent intent;

    ChangeTexts(Intent intent) {
        this.intent = intent;
    }

    AlertText missed(Finding finding) {
        FindingKey key = finding.key();
        String network = Vantages.subject(key.network());
        String router = Vantages.subject(key.router());
        String routes = finding.detail() instanceof Detail.Folded folded
                ? Phrases.count(folded.count(), "prefix", "prefixes")
                : Vantages.subject(key.prefix());
        boolean late = "late".equals(key.reason());
        PlannedPart part = latest(finding);
        boolean comes = part != null && part.announces();
        String name = part == null
                ? "A planned change"
                : "The planned change " + part.change().name();
        String due = part == null
                ? ""
                : " by " + (late ? part.change().to() : part.change().undoneBy());
        Story story = new Story(finding);
        if (late) {
            return story.what(name + " should have had " + routes + " of " + network + " at " + router
                            + (comes ? " announced" : " withdrawn") + due + ", and "
                            + (comes ? "it is not" : "it is announced")
                            + ": the change has not happened, or did not last.")
                    .effect(
                            "traffic to these addresses goes where it went before; what relies on the change does not work.")
                    .look(
                            "who was to make the change, and whether somebody took it back; if it is put off, give policy.changes"
                                    + " another window.")
                    .told("Planned change is not in place: " + routes + " of " + network
                            + (comes ? " not announced at " : " announced at ") + router);
        }
        return story.what(name + " had " + routes + " of " + network + " at " + router
                        + (comes ? " announced" : " withdrawn") + " and should have been undone" + due
                        + "; it is not.")
                .effect(
                        comes
                                ? "traffic to these addresses still goes to " + network + "."
                                : "these addresses of " + network + " are not reached by a route of their own yet.")
                .look("who was to undo the change; if it is to last, give policy.changes a later undone-by or none.")
                .told("Planned change is not undone: " + routes + " of " + network
                        + (comes ? " still announced at " : " still withdrawn at ") + router);
    }

    /** The part that the finding is of: of those that were due, the last. */
    private @Nullable PlannedPart latest(Finding finding) {
        FindingKey key = finding.key();
        PlannedPart latest = null;
        for (PlannedPart part : intent.plannedParts()) {
            Instant due = "late".equals(key.reason())
                    ? part.change().to()
                    : part.change().undoneBy();
            Prefix prefix = key.prefix();
            if (part.network().name().equals(key.network())
                    && due != null
                    && !finding.since().isBefore(due)
                    && (prefix == null || part.covers(prefix))
                    && (latest == null
                            || part.change().from().isAfter(latest.change().from()))) {
                latest = part;
            }
        }
        return latest;
    }

    /**
     * What a planned change of the same network has to do with the finding, or null: it is more than was planned, or it is what
     * should be undone.
     */
    @Nullable
    String note(Finding finding) {
        FindingKey key = finding.key();
        Instant since = finding.since();
        PlannedChange underWay = null;
        for (PlannedPart part : intent.plannedParts()) {
            PlannedChange change = part.change();
            String network = part.network().name();
            Instant undoneBy = change.undoneBy();
            if (!network.equals(key.network()) && !network.equals(key.otherNetwork())
                    || since.isBefore(change.from())) {
                continue;
            }
            if (undoneBy != null && !since.isBefore(undoneBy) && isSubject(part, key)) {
                return "The planned change " + change.name() + " should have been undone by " + undoneBy
                        + ", and until then explained this.";
            }
            if (underWay == null && since.isBefore(undoneBy == null ? change.to() : undoneBy)) {
                underWay = change;
            }
        }
        if (underWay == null) {
            return null;
        }
        boolean whole = underWay.routers().isEmpty()
                && (key.rule() == RuleName.NETWORK_INVISIBLE || key.rule() == RuleName.REDUNDANCY_LOST);
        return "The planned change " + underWay.name() + " of " + underWay.network()
                + " was under way then and does not explain this: "
                + (whole ? "it does not take all that the network declares." : "it is more than was planned.");
    }

    private static boolean isSubject(PlannedPart part, FindingKey key) {
        Prefix prefix = key.prefix();
        String router = key.router();
        return (prefix == null || part.covers(prefix)) && (router == null || part.names(router, configuredAs(router)));
    }

    /** A member of a range is {@code <name>-<address>}. */
    private static String configuredAs(String router) {
        int end = router.lastIndexOf('-');
        return end > 0 ? router.substring(0, end) : router;
    }
}
