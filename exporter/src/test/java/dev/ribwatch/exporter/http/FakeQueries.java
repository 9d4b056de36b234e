package dev.ribwatch.exporter.http;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.pair.PairAlerts;
import dev.ribwatch.exporter.pair.PairView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An agent that holds this many routes and answers at once, unless told otherwise. */
final class FakeQueries implements Queries {
    final List<RouteQuery> asked = new CopyOnWriteArrayList<>();
    volatile int routes = 3;
    volatile RuntimeException failure;
    volatile int failsAfter = Integer.MAX_VALUE;
    volatile boolean silent;
    volatile Health health = Health.GOOD;
    volatile boolean ready = true;
    volatile PairView pair = new PairView("0123", "1.0", false, Map.of(), List.of(), new PairAlerts(0, "", List.of()));

    static RouteRow bare(int number) {
        return new RouteRow(
                Prefix.masked(Family.IPV4_UNICAST, (0x0a000000L + number * 256L) << 32, 0, 24),
                "edge1",
                null,
                Family.IPV4_UNICAST,
                null,
                new RouteAttributes(null, null, null, null, null, false, null, List.of(), List.of(), List.of(), null),
                false,
                null);
    }

    static RouteRow full() {
        return new RouteRow(
                Prefix.parse("2001:db8:32::/48"),
                "edge1",
                "azure-prod",
                Family.IPV6_UNICAST,
                4_294_967_295L,
                new RouteAttributes(
                        "igp",
                        "12076 {1,2}",
                        "2001:db8::1",
                        0L,
                        100L,
                        true,
                        "65010 192.0.2.1",
                        List.of("65010:100", "no-export"),
                        List.of("65010:1:2"),
                        List.of("rt:65010:7"),
                        12076L),
                true,
                Instant.parse("2026-03-01T12:00:00.250Z"));
    }

    @Override
    public CompletionStage<List<SessionRow>> sessions() {
        if (silent) {
            return new CompletableFuture<>();
        }
        Map<String, Long> received = new LinkedHashMap<>();
        received.put("open", 1L);
        received.put("update", 7L);
        return CompletableFuture.completedStage(List.of(
                new SessionRow(
                        "edge1",
                        "127.0.0.11",
                        65010L,
                        "on-prem",
                        "Established",
                        Instant.parse("2026-03-01T12:00:00Z"),
                        "192.0.2.11",
                        90,
                        2,
                        "cease: \u001b[31mred\u202e\n",
                        List.of(new SessionRow.FamilyRow(Family.IPV4_UNICAST, true, 17, "converged", 0)),
                        received,
                        Map.of("keepalive", 3L),
                        List.of("route-refresh"),
                        "edge1.\u001b]0;x\u0007example",
                        "1.0\u202e\n",
                        "provider"),
                new SessionRow(
                        "edge2",
                        "127.0.0.12",
                        null,
                        null,
                        "Idle",
                        null,
                        null,
                        null,
                        0,
                        null,
                        List.of(),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        null,
                        null,
                        null)));
    }

    @Override
    public CompletionStage<List<NetworkRow>> networks() {
        return CompletableFuture.completedStage(
                List.of(new NetworkRow("azure-prod", "on-prem", "edge1", Family.IPV4_UNICAST, true, true, 3, 2, 40)));
    }

    @Override
    public CompletionStage<RoutePage> routes(RouteQuery query) {
        asked.add(query);
        if (silent) {
            return new CompletableFuture<>();
        }
        if (failure != null && asked.size() > failsAfter - 1) {
            return CompletableFuture.failedStage(failure);
        }
        int from = query.after() == null ? 0 : Integer.parseInt(query.after().substring(1));
        List<RouteRow> rows = new ArrayList<>();
        for (int i = from; i < routes && rows.size() < query.limit(); i++) {
            rows.add(bare(i));
        }
        int next = from + rows.size();
        return CompletableFuture.completedStage(new RoutePage(rows, next < routes ? "r" + next : null));
    }

    @Override
    public CompletionStage<Explanation> explain(Prefix prefix, @Nullable String router) {
        return CompletableFuture.completedStage(explanation(prefix));
    }

    static Explanation explanation(Prefix prefix) {
        Explanation.RoutePart route = new Explanation.RoutePart(
                "covering",
                full(),
                "the only network whose match accepts it",
                "12076 {1,2}",
                List.of(new Explanation.Candidate("azure-prod", "{as-path: \"^12076\"}")),
                Prefix.parse("2001:db8::/32"));
        List<Explanation.RouterPart> routers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            routers.add(new Explanation.RouterPart(
                    "edge" + i,
                    "on-prem",
                    i == 0 ? "frozen: syncing" : null,
                    i == 0 ? List.of(route) : List.of(),
                    i == 0,
                    List.of(new Explanation.RulePart(
                            "MissingPrefix",
                            i == 1 ? "finding" : "good",
                            "azure-prod",
                            prefix,
                            "visible \u001b",
                            i == 1 ? Map.of("router", "edge1") : null))));
        }
        return new Explanation(
                prefix,
                List.of(new Explanation.Space("azure-prod", prefix, "exact", "no more-specifics allowed")),
                List.of(),
                List.of(new Explanation.Found(
                        "UnexpectedPrefix", Map.of("router", "edge1"), "2026-03-01T12:00:00Z", true)),
                routers);
    }

    @Override
    public CompletionStage<String> learn(@Nullable String router, String spaces) {
        return CompletableFuture.completedStage("# " + router + ": " + spaces);
    }

    @Override
    public CompletionStage<PairView> pair() {
        return silent ? new CompletableFuture<>() : CompletableFuture.completedStage(pair);
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public boolean ready() {
        return ready;
    }
}
