package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.config.RuleName;

/** A router that does not tell us anything. */
final class SessionTexts {
    private final Intent intent;
    private final Vantages vantages;

    SessionTexts(Intent intent, Vantages vantages) {
        this.intent = intent;
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

    AlertText flapping(Finding finding) {
        String router = Vantages.subject(finding.key().router());
        String vantage = vantages.vantageName(finding);
        String within = Phrases.duration(intent.rule(RuleName.SESSION_FLAPPING).within());
        String times = "again and again";
        String ended = "";
        if (finding.detail() instanceof Detail.SessionFlaps flaps) {
            times = "at least " + flaps.transitions() + " times"; // no more are remembered
            ended = flaps.ended() == null ? "" : " It ended last: " + flaps.ended() + ".";
        }
        return new Story(finding)
                .what("The session with " + router + " (" + vantage + ") was established or lost " + times + " within "
                        + within + "; this stays one alert until it is quiet for as long." + ended)
                .effect("Ribwatch's view, not traffic as such: what happens at " + router
                        + " between its sessions is not seen, and nothing is judged there until it has converged.")
                .look(
                        "the line between the two, the hold time, the memory and CPU of the router, a limit on its side that"
                                + " drops the session (ribwatch sessions).")
                .told("Session with " + router + " is flapping, vantage " + vantage);
    }
}
