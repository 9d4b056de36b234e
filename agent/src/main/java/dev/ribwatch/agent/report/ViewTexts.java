package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;

/** A router that is there, but does not show us all, or not as it should. */
final class ViewTexts {
    private static final String ABSENCE =
            "Ribwatch's view, not traffic as such: nothing of this family is reported missing at ";

    private final Vantages vantages;

    ViewTexts(Vantages vantages) {
        this.vantages = vantages;
    }

    AlertText partial(Finding finding) {
        String router = Vantages.subject(finding.key().router());
        String where = router + " (" + vantages.vantageName(finding) + ")";
        String family = Phrases.family(finding.key().family());
        String reason = String.valueOf(finding.key().reason());
        String held = finding.detail() instanceof Detail.View view
                ? " It holds " + Phrases.count(view.routes(), "path", "paths") + "."
                : "";
        Story story = new Story(finding);
        switch (reason) {
            case "family-not-negotiated" ->
                story.what("The session with " + where + " is up without " + family
                                + ", which the configuration asks for.")
                        .effect(
                                "Ribwatch's view, not traffic as such: no route of this family is seen or judged there.")
                        .look("the address families of the neighbour on the router, or routers.families here.");
            case "family-disabled" ->
                story.what(where + " sent " + family
                                + " routes that cannot be read; the family is disabled until its next session.")
                        .effect(
                                "Ribwatch's view, not traffic as such: no route of this family is seen or judged there.")
                        .look(
                                "Ribwatch's log, which has the message in hex; restart the session to see the family again.");
            case "limit-blocked" ->
                story.what(where + " sends more " + family + " paths than max-prefixes allows; new ones are dropped."
                                + held)
                        .effect(ABSENCE + router + " until its next session; routes that are held are judged as ever.")
                        .look(
                                "what it sends so much of (ribwatch routes --router " + router
                                        + "): a leak, or a table that has grown; then raise max-prefixes and restart its session.");
            case "refresh-phantoms" ->
                story.what("Asked for all its " + family + " routes again, " + where + " did not send "
                                + (finding.detail() instanceof Detail.Phantoms phantoms
                                        ? Phrases.count(phantoms.routes(), "route", "routes")
                                        : "routes")
                                + " that Ribwatch still held: withdrawals were lost. They are gone now.")
                        .effect(
                                "Ribwatch's view, not traffic as such: until then it took those routes for present; its other"
                                        + " peers may hold them still.")
                        .look(
                                "the router's software and its own neighbours: routes that stay after a withdrawal. This closes"
                                        + " when the next audit (agent.refresh-audit) or a new session finds none.");
            case "no-communities" ->
                story.what(where + " sends no communities, or none of a kind (standard, large, extended), with its "
                                + family + " routes, and networks of the configuration ask for some of it.")
                        .effect("Ribwatch's view, not traffic as such: MissingCommunity and ForbiddenCommunity of that"
                                + " kind are not judged at " + router + ".")
                        .look("send-community towards Ribwatch on the router, for this address family and kind.");
            case "canary-missing" ->
                story.what(where + " does not announce " + canaries(finding, family)
                                + " that it always should (canary of the router).")
                        .effect(
                                "Ribwatch may not see all that " + router + " has, and what is reported missing there"
                                        + " may be there all the same. If the router itself lost it, so may others have lost theirs.")
                        .look(
                                "the router's policy towards Ribwatch (route map, prefix list), then whether the router still"
                                        + " has the prefix itself.");
            case "silent" ->
                story.what("The session with " + where + " is up with " + family
                                + ", and nothing of it has come for a minute: no route, no End-of-RIB.")
                        .effect("Ribwatch's view, not traffic as such: this family is not judged there until something"
                                + " comes; five minutes after the session came up it counts as empty.")
                        .look(
                                "the policy towards Ribwatch for this address family on the router, and whether the router is"
                                        + " still starting or too busy to send.");
            default ->
                story.what("The " + family + " routes of " + where
                                + " need more memory than there is for them; new ones" + " are dropped." + held)
                        .effect(ABSENCE + router + " until its next session; routes that are held are judged as ever.")
                        .look("memory-budget of the router, the memory of this machine, and what it sends so much of.");
        }
        return story.told("View of " + router + " is partial: " + family + ", " + reason);
    }

    private static String canaries(Finding finding, String family) {
        if (!(finding.detail() instanceof Detail.Canaries canaries)) {
            return family + " prefixes";
        }
        String missing = Phrases.list(canaries.missing());
        return canaries.configured() == 1
                ? missing
                : missing + ", " + canaries.missing().size() + " of " + canaries.configured() + " " + family
                        + " prefixes";
    }

    AlertText malformed(Finding finding) {
        String router = Vantages.subject(finding.key().router());
        String attribute = String.valueOf(finding.key().attribute());
        String what = attribute.equals("none") ? "no attribute in particular" : "attribute " + attribute;
        String action = "";
        String effect = "what the attribute said is not known.";
        if (finding.detail() instanceof Detail.Malformed malformed) {
            action = " Left out " + times(malformed.discarded()) + ", routes withdrawn " + times(malformed.withdrawn())
                    + ", since Ribwatch knows this router.";
            if (malformed.withdrawn() > 0) {
                effect =
                        "the routes of such an UPDATE count as withdrawn here (RFC 7606), though the router may still use"
                                + " them.";
            }
        }
        return new Story(finding)
                .what(router + " (" + vantages.vantageName(finding) + ") sends malformed UPDATEs: " + what + "."
                        + action)
                .effect(effect)
                .look("Ribwatch's log, which has the messages in hex, and who originates their routes: a router that"
                        + " passes on what it does not understand is often not the one at fault.")
                .told("Malformed UPDATEs from " + router + ": " + what);
    }

    private static String times(long count) {
        return count == 1 ? "once" : count == 0 ? "never" : count + " times";
    }
}
