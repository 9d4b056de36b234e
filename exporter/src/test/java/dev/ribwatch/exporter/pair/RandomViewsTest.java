package dev.ribwatch.exporter.pair;

import static dev.ribwatch.exporter.pair.Views.V4;
import static dev.ribwatch.exporter.pair.Views.V6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.pair.Difference.Kind;
import dev.ribwatch.exporter.pair.Difference.Side;
import dev.ribwatch.exporter.pair.PairView.Sight;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random views, compared pair by pair in the most obvious way: both ways find the same, and each side what the other does. */
class RandomViewsTest {
    private static final int ROUNDS = 20_000;
    private static final List<String> ROUTERS = List.of("r1", "r2", "r3");
    private static final List<String> FAMILIES = List.of(V4, V6);

    @Test
    void theComparisonFindsWhatTheObviousOneDoes() {
        Random random = new Random(20260301);
        Set<Kind> met = new HashSet<>();
        int quiet = 0;
        for (int round = 0; round < ROUNDS; round++) {
            PairView here = view(random, "a");
            PairView there = view(random, random.nextInt(20) == 0 ? "a" : "b");
            Set<Difference> found = PairComparison.of(here, there).keySet();
            assertThat(found).as("round %d", round).isEqualTo(obvious(here, there));
            if (!here.starting() && !there.starting()) {
                Set<Difference> mirrored = new HashSet<>();
                PairComparison.of(there, here).keySet().forEach(one -> mirrored.add(mirror(one)));
                assertThat(mirrored).as("round %d, from the other side", round).isEqualTo(found);
            }
            found.forEach(one -> met.add(one.kind()));
            quiet += found.isEmpty() ? 1 : 0;
        }
        assertThat(met).contains(Kind.ITSELF, Kind.STARTING, Kind.POLICY, Kind.CONVERGED, Kind.ROUTES, Kind.ALERTS);
        assertThat(quiet).isBetween(ROUNDS / 500, ROUNDS / 2);
    }

    private static Difference mirror(Difference one) {
        Side side = one.side() == Side.HERE ? Side.THERE : one.side() == Side.THERE ? Side.HERE : Side.BOTH;
        return new Difference(one.kind(), side, one.subject());
    }

    private static PairView view(Random random, String instance) {
        Views views = Views.of(instance);
        if (random.nextInt(20) == 0) {
            views.starting();
        }
        if (random.nextInt(10) == 0) {
            views.policy(Map.of("networks", "other"));
        }
        for (String router : ROUTERS) {
            for (String family : FAMILIES) {
                int choice = random.nextInt(12);
                if (choice == 0) {
                    views.blind(router, family);
                } else if (choice > 1) {
                    views.sees(router, family, choice == 2 ? 90 : 100);
                }
            }
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            alert(random, views);
        }
        return views.view();
    }

    private static void alert(Random random, Views views) {
        String rule = random.nextBoolean() ? "UnexpectedPrefix" : "Bogon";
        String labels = "network=n"
                + (random.nextInt(3) == 0 ? "" : " prefix=p" + random.nextInt(2))
                + (random.nextInt(4) == 0 ? "" : " family=" + FAMILIES.get(random.nextInt(2)));
        String[] routers = new HashSet<>(List.of(ROUTERS.get(random.nextInt(3)), ROUTERS.get(random.nextInt(3))))
                .toArray(new String[0]);
        switch (random.nextInt(6)) {
            case 0 -> views.waits(rule, labels, routers);
            case 1 -> views.cannotLook(rule, labels, routers);
            case 2 -> views.fires(rule, labels);
            default -> views.fires(rule, labels, routers);
        }
    }

    // The obvious way: every alert against every other one, every sight against every other one.

    private static Set<Difference> obvious(PairView here, PairView there) {
        Set<Difference> found = new HashSet<>();
        if (here.instance().equals(there.instance())) {
            found.add(new Difference(Kind.ITSELF, Side.BOTH, ""));
            return found;
        }
        if (there.starting()) {
            found.add(new Difference(Kind.STARTING, Side.BOTH, ""));
        }
        for (String section : List.of("networks", "policy")) {
            if (!String.valueOf(here.policy().get(section))
                    .equals(String.valueOf(there.policy().get(section)))) {
                found.add(new Difference(Kind.POLICY, Side.BOTH, section));
            }
        }
        boolean samePolicy = here.policy().equals(there.policy());
        if (there.starting()) {
            return found;
        }
        for (String router : ROUTERS) {
            for (String family : FAMILIES) {
                boolean a = judges(here, router, family);
                boolean b = judges(there, router, family);
                if (a != b) {
                    found.add(new Difference(Kind.CONVERGED, a ? Side.HERE : Side.THERE, router + " " + family));
                } else if (a && samePolicy && routes(here, router, family) != routes(there, router, family)) {
                    found.add(new Difference(Kind.ROUTES, Side.BOTH, router + " " + family));
                }
            }
        }
        if (samePolicy) {
            alone(here, there, Side.HERE, found);
            alone(there, here, Side.THERE, found);
        }
        return found;
    }

    private static void alone(PairView one, PairView other, Side side, Set<Difference> found) {
        for (PairAlert alert : one.alerts().list()) {
            boolean told = false;
            for (PairAlert their : other.alerts().list()) {
                boolean sameBut = without(alert).equals(without(their));
                String ours = alert.labels().get("prefix");
                String theirs = their.labels().get("prefix");
                told |= sameBut && (ours == null || theirs == null || ours.equals(theirs));
            }
            boolean canLook = true;
            for (String router : ROUTERS) {
                for (String family : FAMILIES) {
                    String of = alert.labels().get("family");
                    boolean concerned = of == null || of.equals(family);
                    if (concerned && alert.routers().isEmpty()) {
                        canLook &= !judges(one, router, family) || judges(other, router, family);
                    } else if (concerned && alert.routers().contains(router)) {
                        canLook &= !judges(one, router, family) || judges(other, router, family);
                        canLook &= of == null || judges(other, router, family);
                    }
                }
                if (alert.routers().contains(router) && alert.labels().get("family") == null) {
                    canLook &= judges(other, router, V4) || judges(other, router, V6);
                }
            }
            if (alert.firing() && !alert.unknown() && !told && canLook) {
                found.add(new Difference(Kind.ALERTS, side, alert.subject()));
            }
        }
    }

    private static Map<String, String> without(PairAlert alert) {
        Map<String, String> labels = new HashMap<>(alert.labels());
        labels.remove("prefix");
        return labels;
    }

    private static boolean judges(PairView view, String router, String family) {
        for (Sight sight : view.sights()) {
            if (sight.router().equals(router) && sight.family().equals(family)) {
                return sight.judged();
            }
        }
        return false;
    }

    private static long routes(PairView view, String router, String family) {
        for (Sight sight : view.sights()) {
            if (sight.router().equals(router) && sight.family().equals(family)) {
                return sight.routes();
            }
        }
        return 0;
    }
}
