package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.wire.capability.GracefulRestart;
import dev.ribwatch.agent.wire.capability.LongLivedRestart;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;

/** A router at the table, with five routes, that is lost and comes back. The clock is a number of seconds. */
abstract class RestartedRouter {
    static final Family V4 = Family.IPV4_UNICAST;
    static final Family V6 = Family.IPV6_UNICAST;
    static final Prefix A = Prefix.parse("192.0.2.0/24");
    static final Prefix B = Prefix.parse("198.51.100.0/24");
    static final Prefix C = Prefix.parse("203.0.113.0/24");
    static final Prefix A6 = Prefix.parse("2001:db8:1::/48");
    static final Prefix B6 = Prefix.parse("2001:db8:2::/48");
    static final RestartTerms BOTH = terms(120, 3, 3, false);

    final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    final AdjRibIn router = rib.add("r1", "r1");
    final UpdateBytes message = new UpdateBytes(0).attributes(1);
    final List<String> told = new ArrayList<>();
    final TreeSet<String> held = new TreeSet<>();
    /** Near overflow, as System.nanoTime may be. */
    final long start = Long.MAX_VALUE - 100_000_000_000L;

    double now;
    /** Several paths of a prefix are told, which {@link #held} cannot. */
    boolean quiet;

    RestartedRouter() {
        rib.addListener(new SilentListener() {
            @Override
            public void routeChanged(RouteChange change) {
                if (quiet) {
                    return;
                }
                String prefix = new Prefix(change.family(), change.high(), change.low(), change.length()).toString();
                if (change.isAnnounce()) {
                    assertThat(held.add(prefix)).isTrue();
                } else if (change.isWithdraw()) {
                    assertThat(held.remove(prefix)).isTrue();
                    told.add("gone " + prefix);
                }
            }

            @Override
            public void convergenceChanged(AdjRibIn of, Family family, Convergence before, Convergence after) {
                if (family == V4) {
                    told.add(before + " " + after);
                }
            }

            @Override
            public void auditEnded(AdjRibIn of, Family family) {
                told.add("audited " + family.text() + " " + of.phantoms(family));
            }
        });
        at(0);
    }

    static RestartTerms terms(int seconds, int families, int forwarding, boolean notification) {
        return new RestartTerms(
                new GracefulRestart(false, notification, seconds, families, forwarding), null, notification);
    }

    static RestartTerms longTerms(int seconds, int forwarding, int longSeconds) {
        return new RestartTerms(
                new GracefulRestart(false, false, seconds, 3, 3),
                new LongLivedRestart(forwarding, List.of(longSeconds, longSeconds)),
                false);
    }

    long nanos() {
        return start + (long) (now * 1e9);
    }

    /** Time passes in ticks of a second up to this. */
    void at(double seconds) {
        while (now + 1 < seconds) {
            now++;
            rib.tick(nanos(), any -> false);
            work();
        }
        now = seconds;
        rib.tick(nanos(), any -> false);
        work();
    }

    void work() {
        while (!rib.clearSome(router, 3)) {
            assertThat(rib.hasWork(router)).isTrue();
        }
    }

    void up(RestartTerms terms) {
        up(terms, 3, 0);
    }

    void up(RestartTerms terms, int families, int addPath) {
        while (!rib.mayComeUp(router, families, addPath, terms, nanos())) {
            work();
        }
        rib.sessionUp(router, families, addPath, terms, nanos());
    }

    void lose(boolean graceful) {
        rib.sessionDown(router, graceful, nanos());
        work();
    }

    void announce(Prefix... prefixes) {
        for (Prefix prefix : prefixes) {
            message.announce(prefix, 0);
        }
        rib.apply(router, message.decoded(), nanos(), 0);
    }

    void withdraw(Prefix prefix) {
        rib.apply(router, message.withdraw(prefix, 0).decoded(), nanos(), 0);
    }

    void endOfRib(Family family) {
        rib.apply(router, (family == V4 ? message : message.emptyUnreachable()).decoded(), nanos(), 0);
    }

    void begin() {
        rib.refresh(router, V4, RouteRefresh.BEGIN, nanos());
    }

    void end() {
        rib.refresh(router, V4, RouteRefresh.END, nanos());
    }

    boolean isStale(Prefix prefix) {
        int id = rib.prefixes(prefix.family()).find(prefix.high(), prefix.low(), prefix.length());
        assertThat(router.attributes(prefix.family(), id)).as("held").isNotEqualTo(RouteChange.ABSENT);
        return router.isStale(prefix.family(), id, 0);
    }

    void holds(Prefix... prefixes) {
        TreeSet<String> expected = new TreeSet<>();
        for (Prefix prefix : prefixes) {
            expected.add(prefix.toString());
        }
        assertThat(held).isEqualTo(expected);
    }

    /** A session that has told five routes of both families, at 10 s. */
    @BeforeEach
    void converged() {
        at(10);
        up(BOTH);
        announce(A, B, C, A6, B6);
        endOfRib(V4);
        endOfRib(V6);
        told.clear();
    }
}
