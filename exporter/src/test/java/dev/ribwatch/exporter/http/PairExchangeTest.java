package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.exporter.alert.ActiveAlert;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.pair.Pair;
import dev.ribwatch.exporter.pair.PairAlerts;
import dev.ribwatch.exporter.pair.PairListener;
import dev.ribwatch.exporter.pair.PairReport;
import dev.ribwatch.exporter.pair.PairView;
import dev.ribwatch.exporter.pair.PairView.Sight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** L13: one agent asks another over HTTP; what the other serves arrives as it is. */
class PairExchangeTest extends ServerFixture {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Semaphore looks = new Semaphore(0);
    private volatile PairView ours = view("here", List.of());

    private static PairView view(String instance, List<ActiveAlert> alerts) {
        return new PairView(
                instance,
                "1.0 \u001b",
                false,
                Map.of("networks", "0123456789abcdef", "policy", "fedcba9876543210"),
                List.of(
                        new Sight("edge1", "ipv4-unicast", true, 1_000_000),
                        new Sight("edge2", "ipv6-unicast", false, 0)),
                PairAlerts.of(alerts));
    }

    private static List<ActiveAlert> alerts(int count) {
        List<ActiveAlert> alerts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            alerts.add(new ActiveAlert(
                    "id",
                    i % 7 == 0 ? "pending" : "firing",
                    new TreeMap<>(Map.of(
                            "alertname", "MissingPrefix",
                            "severity", "critical",
                            "router", "edge1",
                            "prefix", i + " \u202e\u0000 \"quoted\"")),
                    new TreeMap<>(Map.of("reported_by", "edge1")),
                    Instant.EPOCH,
                    i % 5 == 0,
                    false,
                    List.of()));
        }
        return alerts;
    }

    private final class Listener implements PairListener {
        @Override
        public void differs(PairReport report) {
            told.add(report.differences().get(0).difference().kind() + " "
                    + report.differences().get(0).detail());
        }

        @Override
        public void over(String reason) {
            told.add(reason);
        }
    }

    private static Config paired(String pair) {
        String text = """
                agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"]%s}
                policy: {rules: {SplitView: {for: 0s}}}
                """.formatted(pair);
        return ((Loaded.Valid) new ConfigLoader().load("test", text)).config();
    }

    private Config askingTheServer() {
        return paired(", pair: {url: \"http://127.0.0.1:" + server.address().getPort() + "\"}");
    }

    private Pair pair() {
        return new Pair(
                () -> {
                    looks.release();
                    return CompletableFuture.completedStage(ours);
                },
                new Listener(),
                Clocks.system());
    }

    private String next() throws InterruptedException {
        return String.valueOf(told.poll(60, TimeUnit.SECONDS));
    }

    private void twoLooks() throws InterruptedException {
        looks.drainPermits();
        assertThat(looks.tryAcquire(3, 60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsServedIsWhatIsThere() throws Exception {
        queries.pair = view("there", alerts(2));
        assertThat(get("/api/v1/pair").body())
                .isEqualTo("{\"instance\":\"there\",\"version\":\"1.0 \\u001B\",\"starting\":false,\"policy\":"
                        + "{\"networks\":\"0123456789abcdef\",\"policy\":\"fedcba9876543210\"},\"routers\":["
                        + "{\"router\":\"edge1\",\"family\":\"ipv4-unicast\",\"judged\":true,\"routes\":1000000},"
                        + "{\"router\":\"edge2\",\"family\":\"ipv6-unicast\",\"judged\":false,\"routes\":0}],"
                        + "\"alerts_total\":2,\"alerts_digest\":\""
                        + queries.pair.alerts().digest() + "\",\"alerts\":["
                        + "{\"labels\":{\"alertname\":\"MissingPrefix\",\"prefix\":\"0 \\u202E\\u0000 \\\"quoted\\\"\","
                        + "\"router\":\"edge1\"},\"unknown\":true,\"routers\":[\"edge1\"]},"
                        + "{\"labels\":{\"alertname\":\"MissingPrefix\",\"prefix\":\"1 \\u202E\\u0000 \\\"quoted\\\"\","
                        + "\"router\":\"edge1\"},\"firing\":true,\"routers\":[\"edge1\"]}]}");
        assertThat(get("/api/v1/pair?x=1").statusCode()).isEqualTo(400);
    }

    @Test
    void twoThatSeeTheSameAgreeWhateverStandsInTheirLabels() throws Exception {
        ours = view("here", alerts(2_000));
        queries.pair = view("there", alerts(2_000));
        try (Pair pair = pair()) {
            pair.prepare(askingTheServer()).run();
            twoLooks();
            assertThat(told).isEmpty();
            exposition.register(pair);
            assertThat(get("/metrics").body())
                    .contains("ribwatch_pair_reachable 1.0", "ribwatch_pair_differences{kind=\"alerts\",} 0.0");
        }
    }

    @Test
    void whatDiffersIsToldAndItsEndToo() throws Exception {
        ours = view("here", alerts(3));
        queries.pair = view("there", alerts(2));
        try (Pair pair = pair()) {
            pair.prepare(askingTheServer()).run();
            assertThat(next()).isEqualTo("ALERTS ");
            exposition.register(pair);
            twoLooks();
            assertThat(get("/metrics").body()).contains("ribwatch_pair_differences{kind=\"alerts\",} 1.0");
            ours = view("here", alerts(2));
            String last = next();
            while (last.equals("ALERTS ")) {
                last = next();
            }
            assertThat(last).isEqualTo("both agents see the same");
        }
    }

    @Test
    void oneThatAsksItselfIsToldSo() throws Exception {
        queries.pair = ours;
        try (Pair pair = pair()) {
            pair.prepare(askingTheServer()).run();
            assertThat(next()).isEqualTo("ITSELF ");
            exposition.register(pair);
            assertThat(get("/metrics").body()).contains("ribwatch_pair_reachable 0.0");
        }
    }

    @Test
    void aReloadTakesEffectAtOnce() throws Exception {
        try (Pair pair = pair()) {
            exposition.register(pair);
            pair.prepare(paired("")).run();
            assertThat(get("/metrics").body()).doesNotContain("ribwatch_pair_reachable ");
            pair.prepare(paired(", pair: {url: \"http://127.0.0.1:1\"}")).run();
            assertThat(next()).isEqualTo("UNREACHABLE no connection");
            pair.prepare(paired("")).run();
            String last = next();
            while (last.startsWith("UNREACHABLE")) {
                last = next();
            }
            assertThat(last).isEqualTo("agent.pair names no other agent any longer");
            queries.pair = view("there", alerts(1));
            pair.prepare(askingTheServer()).run();
            twoLooks();
            assertThat(told).isEmpty();
        }
    }
}
