package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import java.time.Duration;

/** Counts that come near their limit. */
final class LimitTexts {
    /** Further ahead nobody wants to know to the hour. */
    private static final double LONGEST_HOURS = 24 * 365;

    private final Vantages vantages;

    LimitTexts(Vantages vantages) {
        this.vantages = vantages;
    }

    AlertText near(Finding finding) {
        String family = Phrases.family(finding.key().family());
        String connection = finding.key().connection();
        String router = finding.key().router();
        String direction = String.valueOf(finding.key().direction());
        boolean received = connection == null;
        String what = received
                ? Vantages.subject(router) + " (" + vantages.vantageName(finding) + ") sends " + family + " paths"
                : family + " prefixes " + words(direction) + " over " + connection;
        String figures = "";
        String growth = "";
        String who = "";
        String fact = "";
        String share = "near the limit";
        boolean over = false;
        if (finding.detail() instanceof Detail.Limit limit) {
            share = Phrases.percent((double) limit.count() / limit.limit()) + " of the limit";
            over = limit.count() > limit.limit();
            figures = ": " + limit.count() + " of " + limit.limit() + ", "
                    + Phrases.percent((double) limit.count() / limit.limit())
                    + (received ? "" : ", counted at " + limit.router()) + ".";
            growth = growth(limit);
            who = who(limit);
            fact = limit.fact() == null ? "" : " The provider's limit is " + limit.fact() + ".";
        }
        String effect = received
                ? (over ? "new" : "at the limit new")
                        + " paths are dropped here, and nothing of this family is reported missing at "
                        + Vantages.subject(router) + " any more."
                : "over the limit the provider drops the session or the connection, and with it every route that "
                        + connection + " carries." + fact;
        return new Story(finding)
                .what(what + figures + growth + who)
                .effect(effect)
                .look(
                        received
                                ? "what it sends so much of (ribwatch routes --router " + Vantages.subject(router)
                                        + "): a leak, or a table that has grown; then raise max-prefixes."
                                : "what was added last, and what could be summarised; or a leak from behind "
                                        + connection + ".")
                .told((received ? Vantages.subject(router) + " sends" : connection + " carries") + " " + share + ": "
                        + family + " " + direction);
    }

    AlertText changed(Finding finding) {
        String network = Vantages.subject(finding.key().network());
        String router = Vantages.subject(finding.key().router());
        String family = Phrases.family(finding.key().family());
        boolean drop = false;
        String figures = " changed";
        String what = network + " has another number of " + family + " routes at " + router + " than usual.";
        if (finding.detail() instanceof Detail.CountChange change) {
            drop = change.now() < change.usual();
            double share = Math.abs(change.now() - change.usual()) / (double) Math.max(1, change.usual());
            figures = share > 1
                    ? " has " + Math.round(1 + share) + " times as many routes as usual"
                    : (drop ? " lost " : " gained ") + Phrases.percent(share) + " of its routes";
            what = network + " has " + Phrases.count(change.now(), family + " route", family + " routes") + " at "
                    + router + " (" + vantages.vantageName(finding) + "), usual are " + change.usual() + ".";
        }
        return new Story(finding)
                .what(what)
                .effect(
                        drop
                                ? "what is no longer announced is unreachable over this router, or goes another way."
                                : "more traffic of " + network + " comes this way than was meant, and limits on"
                                        + " prefixes come nearer.")
                .look(
                        drop
                                ? "filters and circuits between " + network + " and " + router
                                        + "; whether other routers still see its routes (ribwatch networks)."
                                : "a leak, an aggregate that is gone, or a filter that is (ribwatch routes --network "
                                        + network + " --router " + router + ").")
                .told(network + figures + " at " + router + " (" + family + ")");
    }

    private static String words(String direction) {
        return direction.equals("to-provider") ? "go to the provider" : "come from the provider";
    }

    private static String growth(Detail.Limit limit) {
        long hourly = Math.round(limit.perHour());
        if (hourly == 0) {
            return "";
        }
        String growth = hourly > 0 ? " It grows by " + hourly + " an hour" : " It shrinks by " + -hourly + " an hour";
        double hours = (limit.limit() - limit.count()) / limit.perHour();
        return growth
                + (hours > 0 && hours < LONGEST_HOURS
                        ? ": the limit is " + Phrases.duration(Duration.ofMinutes(Math.max(1, Math.round(hours * 60))))
                                + " away."
                        : ".");
    }

    private static String who(Detail.Limit limit) {
        return limit.network() == null
                ? ""
                : " Most of what is new, " + Phrases.count(limit.added(), "route", "routes") + ", belongs to "
                        + limit.network() + (limit.block() == null ? "" : " in " + limit.block()) + ".";
    }
}
