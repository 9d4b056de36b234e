package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.agent.lab.EdgeRouter.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What only some routers say: why they shut a session down; and of BIRD, two-octet AS numbers and several paths for a prefix. */
class PeerDialectLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String ADDRESS = "127.0.3.21";
    private static final String REASON = "moved to another rack; back at noon";

    /** BIRD without the capability of RFC 6793 says wide AS numbers in AS4_PATH; with ADD-PATH it sends both paths. */
    @Test
    void wideAsNumbersOfATwoOctetPeerAndAllPathsOfAPrefix() throws Exception {
        Path scratch = LabFiles.scratch("dialect");
        try (HookReceiver hook = new HookReceiver()) {
            LabConfig config = LabConfig.create(
                    hook.url(),
                    null,
                    List.of(new LabConfig.Member("bird", ADDRESS, LabConfig.EDGE_AS, "add-path: true")));
            Path file = Files.writeString(
                    scratch.resolve("bird.conf"),
                    """
                    router id 127.0.3.21;
                    log "@DIR@/log" all;
                    protocol device {}
                    protocol static routes_a {
                      ipv4;
                      route 10.1.0.0/16 unreachable { bgp_path.prepend(200001); bgp_path.prepend(64501); };
                      route 10.2.0.0/16 unreachable { bgp_path.prepend(64502); };
                      route 10.3.0.0/16 unreachable { bgp_path.prepend(200003); bgp_path.prepend(200002); };
                    }
                    protocol static routes_b {
                      ipv4 { preference 190; };
                      route 10.1.0.0/16 unreachable { bgp_path.prepend(4200000000); };
                    }
                    protocol bgp ribwatch {
                      local @OWN@ port @PORT@ as 65010; strict bind yes;
                      neighbor 127.0.0.1 port @PORT@ as 65000;
                      multihop 5; enable as4 off;
                      connect delay time 1; connect retry time 1;
                      ipv4 { import none; export all; add paths tx; next hop address 198.51.100.1; };
                      ipv6 { import none; export all; };
                    }
                    """
                            .replace("@DIR@", scratch.toString())
                            .replace("@OWN@", ADDRESS)
                            .replace("@PORT@", Integer.toString(config.bgp().getPort())));
            try (AgentProcess agent = AgentProcess.start(scratch, config);
                    Subprocess bird = Subprocess.start(
                            scratch,
                            Map.of(),
                            List.of(
                                    "bird", "-f", "-c", file.toString(), "-s", scratch.resolve("ctl").toString(), "-P",
                                    scratch.resolve("pid").toString()))) {
                Await.until("BIRD's table is whole", PATIENCE, () -> agent.converged("bird"));
                List<String> held = new ArrayList<>();
                List<Long> pathIds = new ArrayList<>();
                for (String line : agent.lines("/api/v1/routes?router=bird")) {
                    JsonNode route = Json.read(line);
                    held.add(route.path("prefix").asText() + " " + route.path("as_path").asText());
                    pathIds.add(route.path("path_id").asLong(-1));
                }
                assertThat(held)
                        .containsExactlyInAnyOrder(
                                "10.1.0.0/16 65010 64501 200001",
                                "10.1.0.0/16 65010 4200000000",
                                "10.2.0.0/16 65010 64502",
                                "10.3.0.0/16 65010 200002 200003");
                assertThat(pathIds).allMatch(id -> id >= 0);
                assertThat(agent.session("bird").path("capabilities").toString()).doesNotContain("four-octet-as");
                assertThat(bird.alive()).isTrue();
            }
            LabSummary.passed("2-octet AS numbers with AS4_PATH", Kind.BIRD);
            LabSummary.passed("ADD-PATH", Kind.BIRD);
        } finally {
            LabFiles.discard(scratch);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"BIRD", "FRR", "GOBGP", "OPENBGPD"})
    void aShutdownIsToldWithItsReason(Kind kind) throws Exception {
        Path scratch = LabFiles.scratch("shutdown");
        try (HookReceiver hook = new HookReceiver()) {
            LabConfig config = LabConfig.create(
                    hook.url(),
                    null,
                    List.of(new LabConfig.Member("edge", "127.0.0." + (91 + kind.ordinal()), LabConfig.EDGE_AS)));
            try (AgentProcess agent = AgentProcess.start(scratch, config);
                    EdgeRouter router = kind.at(config.seat("edge"), scratch)) {
                router.announce(Route.of("10.1.0.0/16"));
                router.start();
                Await.until(kind + " is up", PATIENCE, () -> agent.converged("edge"));
                router.shutDown(REASON);
                Await.value(
                        kind + " says why",
                        PATIENCE,
                        () -> agent.session("edge").path("last_error").asText(),
                        told -> told.contains("6/2") && told.contains(REASON));
                Await.until(
                        "SessionDown tells it of " + kind,
                        PATIENCE,
                        () -> hook.notices().stream()
                                .anyMatch(notice -> notice.name().equals("SessionDown")
                                        && notice.annotations().toString().contains(REASON)));
                LabSummary.passed("a shutdown with its reason", kind);
            }
        } finally {
            LabFiles.discard(scratch);
        }
    }
}
