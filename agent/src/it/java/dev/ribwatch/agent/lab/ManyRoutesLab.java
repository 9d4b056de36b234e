package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.EdgeRouter.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** 10,000 routes from each of the five daemons, all at once. */
class ManyRoutesLab {
    private static final int MANY = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void fiveDaemonsAtOnceConvergeWithoutAFalseAlert() throws Exception {
        Path scratch = LabFiles.scratch("many");
        Map<Kind, EdgeRouter> routers = new EnumMap<>(Kind.class);
        List<LabConfig.Member> members = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            members.add(new LabConfig.Member(
                    kind.name().toLowerCase(Locale.ROOT), "127.0.0." + (31 + kind.ordinal()), LabConfig.EDGE_AS));
        }
        try (HookReceiver hook = new HookReceiver()) {
            LabConfig config = LabConfig.create(hook.url(), null, members);
            try (AgentProcess agent = AgentProcess.start(scratch, config)) {
                long start = System.nanoTime();
                for (Kind kind : Kind.values()) {
                    EdgeRouter router = kind.at(config.seat(kind.name().toLowerCase(Locale.ROOT)), scratch);
                    router.announce(table());
                    routers.put(kind, router);
                }
                start(routers.values());
                for (Kind kind : Kind.values()) {
                    String name = kind.name().toLowerCase(Locale.ROOT);
                    Await.until(kind + " has converged", PATIENCE, () -> agent.converged(name));
                    Await.value(
                            kind + "'s routes",
                            PATIENCE,
                            () -> agent.metric("ribwatch_routes{router=\"" + name + "\",family=\"ipv4-unicast\"}")
                                    + agent.metric("ribwatch_routes{router=\"" + name + "\",family=\"ipv6-unicast\"}"),
                            routes -> routes == MANY);
                    LabSummary.passed("10,000 routes, five at once", kind);
                }
                LabSummary.figure(
                        "10,000 routes x 5, first start to converged",
                        (System.nanoTime() - start) / 1_000_000 + " ms, daemons' own start included");
                for (Map.Entry<Kind, EdgeRouter> entry : routers.entrySet()) {
                    List<SentRoute> sent = entry.getValue().sent();
                    assertThat(sent).hasSize(MANY);
                    assertThat(new HashSet<>(agent.routes(entry.getValue().seat().name())))
                            .as("routes of %s", entry.getKey())
                            .isEqualTo(new HashSet<>(sent));
                }
                // The sentinel: an alert that is due shows that the silence before it was not deafness.
                routers.get(Kind.BIRD).withdraw("10.33.0.0/16");
                Await.until("the sentinel fires", PATIENCE, () -> !hook.notices().isEmpty());
                assertThat(hook.notices()).extracting(HookReceiver.Notice::name).containsOnly("MissingPrefix");
            }
        } finally {
            routers.values().forEach(EdgeRouter::close);
            LabFiles.discard(scratch);
        }
    }

    private static void start(Collection<EdgeRouter> routers) {
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        for (EdgeRouter router : routers) {
            starts.add(CompletableFuture.runAsync(() -> {
                try {
                    router.start();
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }, task -> new Thread(task, "start").start()));
        }
        starts.forEach(CompletableFuture::join);
    }

    /** The healthy routes and, up to the count, networks on-premises behind some tens of paths. */
    private static List<Route> table() {
        List<Route> routes = new ArrayList<>(LabConfig.healthy());
        for (int i = 0; routes.size() < MANY; i++) {
            long neighbour = 64600L + i % 40;
            String community = "65010:" + (100 + i % 25);
            boolean ipv6 = i % 5 == 4;
            String prefix = ipv6
                    ? "2001:db8:11:%x::/64".formatted(i + 1)
                    : "10.%d.%d.%d/28".formatted(3 + (i >> 12), i >> 4 & 255, (i & 15) << 4);
            routes.add(Route.of(prefix, neighbour, 65011).with(community));
        }
        return routes;
    }
}
