package dev.ribwatch.agent.cli;

import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.alert.ActiveAlert;
import dev.ribwatch.exporter.http.Explanation;
import dev.ribwatch.exporter.http.Health;
import dev.ribwatch.exporter.http.HttpServer;
import dev.ribwatch.exporter.http.NetworkRow;
import dev.ribwatch.exporter.http.Queries;
import dev.ribwatch.exporter.http.RouteAttributes;
import dev.ribwatch.exporter.http.RoutePage;
import dev.ribwatch.exporter.http.RouteQuery;
import dev.ribwatch.exporter.http.RouteRow;
import dev.ribwatch.exporter.http.SessionRow;
import dev.ribwatch.exporter.metrics.Exposition;
import dev.ribwatch.exporter.pair.PairAlerts;
import dev.ribwatch.exporter.pair.PairView;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The HTTP side of an agent with rows that a test gives it. */
final class FakeAgent implements Queries, AutoCloseable {
    final List<RouteQuery> asked = new CopyOnWriteArrayList<>();
    volatile int routes = 3;
    volatile List<NetworkRow> networks = List.of(cell("azure-prod", 3), cell("private-cloud", 0));
    volatile boolean empty;
    /** Its alert is unknown, and held back. */
    volatile boolean held;

    private final HttpServer server;
    private final String scheme;

    FakeAgent(HttpConfig config) throws IOException {
        scheme = config.tls() == null ? "http" : "https";
        server = new HttpServer(config, new Exposition(System::nanoTime), this, () -> done(alerts()));
        server.start();
    }

    String url() {
        return scheme + "://127.0.0.1:" + server.address().getPort();
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedStage(value);
    }

    static NetworkRow cell(String network, int expected) {
        return new NetworkRow(
                network, "on-prem", "edge1", Family.IPV4_UNICAST, true, true, expected, Math.max(0, expected - 1), 0);
    }

    private List<ActiveAlert> alerts() {
        return empty
                ? List.of()
                : List.of(new ActiveAlert(
                        "0123",
                        "firing",
                        new TreeMap<>(Map.of("alertname", "MissingPrefix", "severity", "critical")),
                        new TreeMap<>(Map.of("summary", "10.33.0.0/16 is gone")),
                        Instant.parse("2026-03-01T12:00:00Z"),
                        held,
                        held,
                        List.of("on-call")));
    }

    @Override
    public CompletionStage<List<SessionRow>> sessions() {
        return done(
                empty
                        ? List.of()
                        : List.of(new SessionRow(
                                "edge1",
                                "127.0.0.11",
                                65010L,
                                "on-prem",
                                "Established",
                                Instant.parse("2026-03-01T12:00:00Z"),
                                "192.0.2.11",
                                90,
                                2,
                                "cease: \u001b[31mred",
                                List.of(
                                        new SessionRow.FamilyRow(Family.IPV4_UNICAST, true, 17, "converged", 0),
                                        new SessionRow.FamilyRow(Family.IPV6_UNICAST, false, 3, "stale", 3)),
                                Map.of(),
                                Map.of(),
                                List.of("hostname"),
                                "edge1.example",
                                "FRRouting/10.1",
                                "provider")));
    }

    @Override
    public CompletionStage<List<NetworkRow>> networks() {
        return done(networks);
    }

    @Override
    public CompletionStage<RoutePage> routes(RouteQuery query) {
        asked.add(query);
        int from = query.after() == null ? 0 : Integer.parseInt(query.after());
        List<RouteRow> rows = new ArrayList<>();
        for (int i = from; i < routes && rows.size() < query.limit(); i++) {
            Prefix prefix = Prefix.masked(Family.IPV4_UNICAST, (0x0a000000L + i * 256L) << 32, 0, 24);
            rows.add(new RouteRow(
                    prefix,
                    "edge1",
                    "on-prem",
                    prefix.family(),
                    null,
                    new RouteAttributes(
                            "igp",
                            "65010",
                            "192.0.2.1",
                            null,
                            null,
                            false,
                            null,
                            List.of("65010:1"),
                            List.of(),
                            List.of(),
                            null),
                    false,
                    null));
        }
        int next = from + rows.size();
        return done(new RoutePage(rows, next < routes ? Integer.toString(next) : null));
    }

    @Override
    public CompletionStage<Explanation> explain(Prefix prefix, @Nullable String router) {
        Explanation.RulePart rule = new Explanation.RulePart(
                "MissingPrefix", "good", "azure-prod", prefix, "visible by covering route 10.0.0.0/8 \u001b[31m", null);
        Explanation.RulePart finding = new Explanation.RulePart(
                "MissingPrefix", "finding", "far", prefix, "nothing covers it", Map.of("severity", "critical"));
        return done(new Explanation(
                prefix,
                empty ? List.of() : List.of(new Explanation.Space("azure-prod", prefix, "exact", "no more-specifics")),
                List.of(),
                List.of(),
                List.of(new Explanation.RouterPart(
                        "edge1", "on-prem", null, List.of(), false, empty ? List.of() : List.of(rule, finding)))));
    }

    @Override
    public CompletionStage<String> learn(@Nullable String router, String spaces) {
        return done("# " + router + ": " + spaces);
    }

    @Override
    public CompletionStage<PairView> pair() {
        return done(new PairView("0123", "1.0", false, Map.of(), List.of(), new PairAlerts(0, "", List.of())));
    }

    @Override
    public Health health() {
        return Health.GOOD;
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public void close() {
        server.close();
    }
}
