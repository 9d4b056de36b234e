package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;

/** A router that does not tell us anything. */
final class SessionTexts {
    private final Vantages vantages;

    SessionTexts(Vantages vantages) {
        this.vantages = vantages;
    }

    AlertText down(Finding finding) {
        String router = Vantages.subject(finding.key().router());
        String vantage = vantages.vantageName(finding);
        boolean never = false;
        String sight = "other routers may still watch " + vantage + ".";
        String held = "";
        String ended = "";
        if (finding.detail() instanceof Detail.Session session) {
            never = session.neverConverged();
            held = session.routes() == 0 ? "" : " It held " + Phrases.count(session.routes(), "route", "routes") + ".";
            ended = session.ended() == null ? "" : " It ended: " + session.ended() + ".";
            sight = session.alone()
                    ? "no other router of " + vantage + " is watched: nothing that happens there is seen now."
                    : "other routers of " + vantage + " are still watched; what only " + router + " shows is not seen.";
        }
        String what = never
                ? router + " (" + vantage + ") has not sent all its routes since Ribwatch started."
                : "The session with " + router + " (" + vantage + ") is lost, or its routes are not all here again."
                        + held + ended;
        return new Story(finding)
                .what(what)
                .effect("Ribwatch's view, not traffic as such: " + sight
                        + " What was open at this router stays as it was and is marked unknown.")
                .look("the router, the line to it, and the BGP configuration at both ends (ribwatch sessions).")
                .told((never ? "No session yet with " : "Session lost with ") + router + ", vantage " + vantage);
    }
}
