package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.PolicyCounts.Reason;
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
        Reason silence = null;
        String sight = "other routers may still watch " + vantage + ".";
        int routes = 0;
        String ended = "";
        String attempt = "";
        if (finding.detail() instanceof Detail.Session session) {
            never = session.neverConverged();
            silence = session.silence();
            routes = session.routes();
            ended = session.ended() == null ? "" : " It ended: " + session.ended() + ".";
            attempt = session.attempt() == null
                    ? ""
                    : " The latest attempt" + (session.ended() == null ? "" : " since then") + " failed: "
                            + session.attempt() + ".";
            sight = session.alone()
                    ? "no other router of " + vantage + " is watched: nothing that happens there is seen now."
                    : "other routers of " + vantage + " are still watched; what only " + router + " shows is not seen.";
        }
        String held = routes == 0 ? "" : " held " + Phrases.count(routes, "route", "routes") + ".";
        String what = never
                ? router + " (" + vantage + ") has not sent all its routes since Ribwatch started." + attempt
                : "The session with " + router + " (" + vantage + ") is lost, or its routes are not all here again."
                        + (held.isEmpty() ? "" : " It" + held) + ended + attempt;
        String effect = "Ribwatch's view, not traffic as such: " + sight
                + " What was open at this router stays as it was and is marked unknown.";
        if (silence != null) {
            return silent(finding, router, vantage, silence == Reason.FAMILY_DISABLED, held, effect);
        }
        return new Story(finding)
                .what(what)
                .effect(effect)
                .look("the router, the line to it, and the BGP configuration at both ends (ribwatch sessions).")
                .told((never ? "No session yet with " : "Session lost with ") + router + ", vantage " + vantage);
    }

    /** The session is up, and nothing comes of it. */
    private static AlertText silent(
            Finding finding, String router, String vantage, boolean disabled, String held, String effect) {
        return new Story(finding)
                .what("The session with " + router + " (" + vantage + ") is up, but tells no routes: "
                        + (disabled
                                ? "what it sent cannot be read, and its address families are disabled until its next"
                                        + " session."
                                : "the router offers no address family that is configured.")
                        + (held.isEmpty() ? "" : " Before, it" + held))
                .effect(effect)
                .look(
                        disabled
                                ? "Ribwatch's log, which has the message in hex; restart the session to see its routes again."
                                : "the address families of the neighbour on the router, or routers.families here (ribwatch"
                                        + " sessions).")
                .told("Session with " + router + " tells no routes, vantage " + vantage);
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
