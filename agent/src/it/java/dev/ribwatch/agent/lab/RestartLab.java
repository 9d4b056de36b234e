package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Real routers that restart gracefully, are killed and come back, and that are asked for all their routes again. */
class RestartLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String FORGOTTEN = "10.2.0.0/16";
    private static final String NEVER_LONG = "10.3.0.0/16";

    @Test
    void routesOfAKilledRouterStayFlaggedAndUnjudgedUntilItHasToldAllAgain() throws Exception {
        Path scratch = LabFiles.scratch("restart");
        LabConfig.Member bird = new LabConfig.Member("bird", "127.0.0.61", LabConfig.EDGE_AS);
        LabConfig.Member frr = new LabConfig.Member("frr", "127.0.0.62", LabConfig.EDGE_AS);
        LabConfig.Member gone = new LabConfig.Member("gone", "127.0.0.63", LabConfig.EDGE_AS);
        try (HookReceiver hook = new HookReceiver()) {
            LabConfig config = LabConfig.create(hook.url(), null, List.of(bird, frr, gone));
            try (AgentProcess agent = AgentProcess.start(
                            scratch,
                            directory -> config.yaml(directory)
                                    .replace("hold-time: 90s", "hold-time: 90s\n  refresh-audit: 10s")
                                    .replace("down-grace: 1s", "down-grace: 5m"),
                            config.http(),
                            "-Xmx512m");
                    EdgeRouter first = new BirdRouter(config.seat("bird"), folder(scratch, "bird"))
                            .with("graceful restart on; graceful restart time 60;");
                    EdgeRouter second = new FrrRouter(config.seat("frr"), folder(scratch, "frr"))
                            .with("""
                                     bgp graceful-restart
                                     bgp graceful-restart restart-time 60
                                     bgp graceful-restart preserve-fw-state
                                    """);
                    EdgeRouter third = new BirdRouter(config.seat("gone"), folder(scratch, "gone"))
                            .with("graceful restart on; graceful restart time 2;"
                                    + " long lived graceful restart on; long lived stale time 600;")) {
                List<EdgeRouter> routers = List.of(first, second, third);
                for (EdgeRouter router : routers) {
                    router.announce(LabConfig.healthy());
                    // FRR has a word for the community, which would be compared with the number.
                    router.announce(router == second ? Route.of(NEVER_LONG) : Route.of(NEVER_LONG).with("65535:7"));
                    router.start();
                }
                for (EdgeRouter router : routers) {
                    String name = router.seat().name();
                    Await.until(name + " has converged", PATIENCE, () -> agent.converged(name));
                    equalTables(agent, router);
                }
                audits(agent, "bird");
                audits(agent, "frr");
                for (EdgeRouter router : routers) {
                    equalTables(agent, router);
                }

                routers.forEach(EdgeRouter::kill);
                for (EdgeRouter router : List.of(first, second)) {
                    String name = router.seat().name();
                    Await.until(name + " is stale", PATIENCE, () -> states(agent, name).equals(List.of("stale", "stale")));
                    assertThat(stale(agent, name)).isEqualTo(prefixes(router));
                    Await.until("the metrics say so", PATIENCE, () -> agent.metric("ribwatch_stale_routes{router=\"" + name
                                            + "\",family=\"ipv4-unicast\"}")
                                    == 7
                            && agent.metric("ribwatch_unjudged{router=\"" + name
                                            + "\",family=\"ipv4-unicast\",reason=\"stale\"}")
                                    == 1);
                }
                Set<String> forLong = prefixes(third);
                forLong.remove(NEVER_LONG);
                Await.until("long-lived", PATIENCE, () -> stale(agent, "gone").equals(forLong));
                assertThat(states(agent, "gone")).containsExactly("stale", "stale");
                LabSummary.figure("BIRD killed for long (RFC 9494)", "routes stay, the one with NO_LLGR is gone");

                for (EdgeRouter router : List.of(first, second)) {
                    router.withdraw(FORGOTTEN);
                    router.start();
                }
                for (EdgeRouter router : List.of(first, second)) {
                    String name = router.seat().name();
                    Await.until(name + " is back", PATIENCE, () -> agent.converged(name));
                    equalTables(agent, router);
                    assertThat(stale(agent, name)).isEmpty();
                }
                assertThat(hook.notices()).as("nothing was said").isEmpty();
                LabSummary.passed("graceful restart after kill -9", EdgeRouter.Kind.BIRD);
                LabSummary.passed("graceful restart after kill -9", EdgeRouter.Kind.FRR);
            }
        } finally {
            LabFiles.discard(scratch);
        }
    }

    @Test
    void routesStayOverANotificationOfARouterThatOffersTheNBitAndNotOverAHardReset() throws Exception {
        Path scratch = LabFiles.scratch("notification");
        LabConfig.Member frr = new LabConfig.Member("frr", "127.0.0.64", LabConfig.EDGE_AS, "graceful-notification: true");
        try (HookReceiver hook = new HookReceiver()) {
            LabConfig config = LabConfig.create(hook.url(), null, List.of(frr));
            try (FrrRouter router = new FrrRouter(config.seat("frr"), folder(scratch, "frr")).with("""
                     bgp graceful-restart
                     bgp graceful-restart restart-time 60
                     bgp graceful-restart preserve-fw-state
                     bgp graceful-restart notification
                    """)) {
                try (AgentProcess agent = AgentProcess.start(
                        scratch,
                        directory -> config.yaml(directory).replace("down-grace: 1s", "down-grace: 5m"),
                        config.http(),
                        "-Xmx512m")) {
                    router.announce(LabConfig.healthy());
                    router.start();
                    Await.until("it has converged", PATIENCE, () -> agent.converged("frr"));
                    equalTables(agent, router);

                    router.reset(false);
                    backAfter(agent, 1);
                    assertThat(agent.session("frr").path("last_error").asText()).contains("6/4 Cease: Administrative Reset");
                    equalTables(agent, router);
                    assertThat(withdrawn(agent)).as("all was kept").isZero();

                    router.reset(true);
                    backAfter(agent, 2);
                    assertThat(agent.session("frr").path("last_error").asText())
                            .contains("6/9 Cease: Hard Reset (6/4 Cease: Administrative Reset)");
                    equalTables(agent, router);
                    assertThat(withdrawn(agent)).as("nothing was").isEqualTo(6);
                }
                // Our own shutdown: FRR shows what was inside.
                Await.value("FRR was told", PATIENCE, router::session, text -> text.contains("Hard Reset"));
                LabSummary.passed("routes kept over a NOTIFICATION (RFC 8538)", EdgeRouter.Kind.FRR);
            }
        } finally {
            LabFiles.discard(scratch);
        }
    }

    private static void backAfter(AgentProcess agent, int flaps) {
        Await.until("it is back", PATIENCE, () -> agent.session("frr").path("flaps").asInt() == flaps && agent.converged("frr"));
    }

    private static double withdrawn(AgentProcess agent) throws IOException {
        return agent.metric("ribwatch_route_changes_total{router=\"frr\",family=\"ipv4-unicast\",change=\"withdraw\"}");
    }

    /** Asked for all again, the router has told all: no route was a phantom. */
    private static void audits(AgentProcess agent, String router) {
        for (String family : List.of("ipv4-unicast", "ipv6-unicast")) {
            String labels = "{router=\"" + router + "\",family=\"" + family + "\"";
            Await.until(router + " has told " + family + " again", PATIENCE, () -> agent.metric(
                            "ribwatch_refresh_audits_total" + labels + ",result=\"clean\"}")
                    >= 1);
        }
        LabSummary.passed("told all again when asked (RFC 7313)", EdgeRouter.Kind.valueOf(router.toUpperCase(Locale.ROOT)));
    }

    private static Path folder(Path scratch, String router) throws IOException {
        return Files.createDirectories(scratch.resolve(router));
    }

    private static void equalTables(AgentProcess agent, EdgeRouter router) throws IOException {
        List<SentRoute> sent = router.sent();
        assertThat(sent).hasSize(router.routes().size());
        Await.value(
                router.seat().name() + " sent " + sent,
                PATIENCE,
                () -> agent.routes(router.seat().name()),
                held -> held.size() == sent.size() && new HashSet<>(held).equals(new HashSet<>(sent)));
    }

    private static Set<String> prefixes(EdgeRouter router) {
        Set<String> prefixes = new TreeSet<>();
        router.routes().forEach(route -> prefixes.add(route.prefix()));
        return prefixes;
    }

    private static List<String> states(AgentProcess agent, String router) throws IOException {
        List<String> states = new ArrayList<>();
        agent.session(router)
                .path("families")
                .forEach(family -> states.add(family.path("state").asText()));
        return states;
    }

    /** Prefixes of the routes that the API calls stale. */
    private static Set<String> stale(AgentProcess agent, String router) throws IOException {
        Set<String> stale = new TreeSet<>();
        for (JsonNode route : Json.read(agent.text("/api/v1/routes?limit=1000&router=" + router)).path("routes")) {
            if (route.path("stale").asBoolean()) {
                stale.add(route.path("prefix").asText());
            }
        }
        return stale;
    }
}
