package dev.ribwatch.exporter.pair;

import dev.ribwatch.exporter.pair.Difference.Kind;
import dev.ribwatch.exporter.pair.Difference.Side;
import dev.ribwatch.exporter.pair.PairView.Sight;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * In what two views differ. A function of the two, which knows neither time nor what was before.
 *
 * <p>What rests on something else that differs is not compared: with another policy neither routes nor alerts are, and of a
 * router that only one of the two can judge it is said that it is so, and nothing of what the one finds there.
 */
final class PairComparison {
    /** Of so many routes one may be missing: two tables are never looked at in the same instant. */
    private static final int ROUTES_A_DIFFERENCE = 100;

    /** Likewise of alerts, where there are more than can be listed. */
    private static final int ALERTS_A_DIFFERENCE = 10;

    private final View here;
    private final View there;
    private final Map<Difference, String> differences = new LinkedHashMap<>();

    /** One side, prepared for look-ups. */
    private static final class View {
        private final PairView view;
        private final Map<String, Sight> sights = new LinkedHashMap<>();
        /** Router and family that are judged. */
        private final Set<String> judged = new HashSet<>();
        /** Families that are judged at a router. */
        private final Map<String, Set<String>> families = new HashMap<>();
        /** Families at a router that the other judges, and this one does not. */
        private final Map<String, Set<String>> unjudged = new HashMap<>();
        /** Those of any router. */
        private final Set<String> unjudgedFamilies = new HashSet<>();

        private final Set<Map<String, String>> alerts = new HashSet<>();
        /** Groups with an alert of a prefix. */
        private final Set<String> singles = new HashSet<>();
        /** Groups with an alert of no prefix. */
        private final Set<String> shared = new HashSet<>();

        View(PairView view) {
            this.view = view;
            for (Sight sight : view.sights()) {
                sights.put(name(sight), sight);
                if (sight.judged()) {
                    judged.add(name(sight));
                    families.computeIfAbsent(sight.router(), router -> new TreeSet<>())
                            .add(sight.family());
                }
            }
            for (PairAlert alert : view.alerts().list()) {
                alerts.add(alert.labels());
                (alert.isSingle() ? singles : shared).add(alert.group());
            }
        }

        static String name(Sight sight) {
            return sight.router() + " " + sight.family();
        }

        /** Whether it tells of this alert, be it by one that stands for several. */
        boolean tells(PairAlert alert) {
            String group = alert.group();
            return alerts.contains(alert.labels())
                    || shared.contains(group)
                    || !alert.isSingle() && singles.contains(group);
        }

        /** Takes note of what only the other judges. */
        void meet(View other) {
            for (Sight sight : other.view.sights()) {
                if (sight.judged() && !judged.contains(name(sight))) {
                    unjudged.computeIfAbsent(sight.router(), router -> new HashSet<>())
                            .add(sight.family());
                    unjudgedFamilies.add(sight.family());
                }
            }
        }

        /** Whether it can look at all that an alert of the other rests on. */
        boolean judges(PairAlert alert) {
            String family = alert.labels().get("family");
            if (alert.routers().isEmpty()) {
                return family == null ? unjudgedFamilies.isEmpty() : !unjudgedFamilies.contains(family);
            }
            for (String router : alert.routers()) {
                Set<String> not = unjudged.getOrDefault(router, Set.of());
                if (family == null ? !not.isEmpty() : not.contains(family)) {
                    return false;
                }
                Set<String> here = families.getOrDefault(router, Set.of());
                if (family == null ? here.isEmpty() : !here.contains(family)) {
                    return false;
                }
            }
            return true;
        }
    }

    private PairComparison(PairView here, PairView there) {
        this.here = new View(here);
        this.there = new View(there);
        this.here.meet(this.there);
        this.there.meet(this.here);
    }

    /** Each difference, the gravest first, with what else is to be said of it; that may change while the difference stays. */
    static Map<Difference, String> of(PairView here, PairView there) {
        if (here.instance().equals(there.instance())) {
            return Map.of(new Difference(Kind.ITSELF, Side.BOTH, ""), "");
        }
        PairComparison comparison = new PairComparison(here, there);
        if (there.starting()) {
            comparison.add(Kind.STARTING, Side.BOTH, "", "");
        }
        comparison.policies();
        if (comparison.differences.isEmpty()) {
            comparison.sights();
            comparison.alerts();
        } else if (!there.starting()) {
            comparison.converged();
        }
        return comparison.differences;
    }

    private void add(Kind kind, Side side, String subject, String detail) {
        differences.put(new Difference(kind, side, subject), detail);
    }

    private void policies() {
        Map<String, String> ours = here.view.policy();
        Map<String, String> theirs = there.view.policy();
        Set<String> sections = new TreeSet<>(ours.keySet());
        sections.addAll(theirs.keySet());
        for (String section : sections) {
            if (!ours.getOrDefault(section, "").equals(theirs.getOrDefault(section, ""))) {
                add(Kind.POLICY, Side.BOTH, section, "");
            }
        }
    }

    private void converged() {
        only(here, there, Side.HERE);
        only(there, here, Side.THERE);
    }

    private void only(View one, View other, Side side) {
        for (Sight sight : one.sights.values()) {
            if (sight.judged() && !other.judged.contains(View.name(sight))) {
                add(Kind.CONVERGED, side, View.name(sight), "");
            }
        }
    }

    private void sights() {
        converged();
        for (Sight ours : here.sights.values()) {
            Sight theirs = there.sights.get(View.name(ours));
            if (ours.judged()
                    && theirs != null
                    && theirs.judged()
                    && differs(ours.routes(), theirs.routes(), ROUTES_A_DIFFERENCE)) {
                add(Kind.ROUTES, Side.BOTH, View.name(ours), ours.routes() + " here, " + theirs.routes() + " there");
            }
        }
    }

    private static boolean differs(long ours, long theirs, int share) {
        return Math.abs(ours - theirs) > Math.max(ours, theirs) / share;
    }

    private void alerts() {
        PairAlerts ours = here.view.alerts();
        PairAlerts theirs = there.view.alerts();
        if (ours.isWhole() && theirs.isWhole()) {
            Explained explained = new Explained(ours, theirs);
            only(ours, there, Side.HERE, explained);
            only(theirs, here, Side.THERE, explained);
        } else if (differs(ours.total(), theirs.total(), ALERTS_A_DIFFERENCE) && here.judged.equals(there.judged)) {
            add(
                    Kind.ALERTS,
                    Side.BOTH,
                    "more alerts than are listed",
                    ours.total() + " here, " + theirs.total() + " there");
        }
    }

    private void only(PairAlerts alerts, View other, Side side, Explained explained) {
        for (PairAlert alert : alerts.list()) {
            if (alert.isCertain()
                    && PairAlert.isCompared(alert.labels())
                    && !other.tells(alert)
                    && other.judges(alert)
                    && !explained.covers(alert)) {
                add(Kind.ALERTS, side, alert.subject(), "");
            }
        }
    }
}
