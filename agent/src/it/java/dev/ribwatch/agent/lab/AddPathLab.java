package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.agent.lab.EdgeRouter.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * All paths of a prefix (RFC 7911), and the AS numbers of peers that have two octets for them (RFC 6793), of the daemons that can
 * be told so. Each has a network of its own and learns the same one, and another, from a neighbour, by a wide AS.
 */
class AddPathLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long UPSTREAM_AS = 64500;
    private static final List<Route> LEARNED = List.of(
            Route.of("10.1.0.0/16", UPSTREAM_AS, 4200000000L).via("203.0.113.1"),
            Route.of("10.3.0.0/16", UPSTREAM_AS, 200003, 200002).via("203.0.113.1"));

    private static final String[] BEST = {
        "10.1.0.0/16 65010", "10.2.0.0/16 65010", "10.3.0.0/16 65010 64500 200003 200002"
    };
    private static final String[] ALL = {BEST[0], "10.1.0.0/16 65010 64500 4200000000", BEST[1], BEST[2]};

    /** A router of the test: its address, and that of its neighbour, end in the same octet. */
    private enum Speaker {
        FRR_PATHS(Kind.FRR, 31),
        /** The only way to have FRR without the capability of RFC 6793 is without any. */
        FRR_NARROW(Kind.FRR, 32),
        GOBGP_PATHS(Kind.GOBGP, 33),
        OPENBGPD_PATHS_NARROW(Kind.OPENBGPD, 34);

        private final Kind kind;
        private final String address;
        private final String upstream;

        Speaker(Kind kind, int octet) {
            this.kind = kind;
            address = "127.0.3." + octet;
            upstream = "127.0.4." + octet;
        }

        boolean paths() {
            return this != FRR_NARROW;
        }

        boolean narrow() {
            return this == FRR_NARROW || this == OPENBGPD_PATHS_NARROW;
        }

        String router() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private LabConfig.Member member() {
            return new LabConfig.Member(router(), address, LabConfig.EDGE_AS, "add-path: true");
        }

        private Path write(Path directory, String file, String text, int port) throws IOException {
            Path written = Files.writeString(
                    directory.resolve(file),
                    text.replace("@OWN@", address)
                            .replace("@UPSTREAM@", upstream)
                            .replace("@PORT@", Integer.toString(port))
                            .replace("@DIR@", directory.toString()));
            return Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
        }

        /** Starts the daemon; it listens on the agent's port, at its own address. */
        Subprocess start(Path directory, int port) throws IOException {
            List<String> command =
                    switch (kind) {
                        case FRR -> {
                            String dialect = paths() ? "" : " neighbor 127.0.0.1 dont-capability-negotiate\n";
                            Path file = write(directory, "bgpd.conf", FRR.replace("@DIALECT@", dialect), port);
                            yield List.of(
                                    "/usr/lib/frr/bgpd", "-Z", "-n", "-S", "-f", file.toString(), "-p", Integer.toString(port), "-l",
                                    address, "-i", directory.resolve("pid").toString(), "--vty_socket", directory.toString(), "-P", "0");
                        }
                        case GOBGP -> {
                            Path file = write(directory, "gobgp.toml", GOBGP, port);
                            yield List.of("gobgpd", "-f", file.toString(), "--api-hosts", address + ":50051", "--pprof-disable");
                        }
                        default -> {
                            Files.createDirectories(Path.of("/run/openbgpd")); // the children's chroot
                            Path file = write(directory, "openbgpd.conf", OPENBGPD, port);
                            yield List.of("/usr/sbin/bgpd", "-d", "-f", file.toString());
                        }
                    };
            return Subprocess.start(directory, Map.of(), command);
        }

        /** The neighbour whose routes it learns, once it takes connections; and what no file can say. */
        RawRouter neighbour(Path directory, int port) {
            RawRouter neighbour = Await.value(
                    this + " takes its neighbour",
                    PATIENCE,
                    () -> RawRouter.established(
                            upstream,
                            UPSTREAM_AS,
                            new InetSocketAddress(Address.ip(address), port),
                            LEARNED.stream().map(Updates::announce).toArray(byte[][]::new)),
                    router -> true);
            switch (kind) {
                case GOBGP -> {
                    for (String prefix : List.of("10.1.0.0/16", "10.2.0.0/16")) {
                        Subprocess.run(
                                "gobgp", "-u", address, "global", "rib", "add", prefix, "origin", "igp", "nexthop",
                                "198.51.100.1");
                    }
                }
                case OPENBGPD ->
                    // It tries a first connection before its table is there, and the next one half a minute later.
                    Subprocess.run("bgpctl", "-s", directory.resolve("control").toString(), "neighbor", "127.0.0.1", "up");
                default -> {
                    // FRR connects by itself
                }
            }
            return neighbour;
        }
    }

    @Test
    void allPathsOfAPrefixAndWideAsNumbersOfTwoOctetPeers() throws Exception {
        Path scratch = LabFiles.scratch("add-path");
        List<AutoCloseable> open = new ArrayList<>();
        try (HookReceiver hook = new HookReceiver()) {
            List<LabConfig.Member> members = new ArrayList<>();
            for (Speaker speaker : Speaker.values()) {
                members.add(speaker.member());
            }
            LabConfig config = LabConfig.create(hook.url(), null, members);
            int port = config.bgp().getPort();
            try (AgentProcess agent = AgentProcess.start(scratch, config)) {
                for (Speaker speaker : Speaker.values()) {
                    open.add(speaker.start(Files.createDirectories(scratch.resolve(speaker.router())), port));
                }
                for (Speaker speaker : Speaker.values()) {
                    open.add(speaker.neighbour(scratch.resolve(speaker.router()), port));
                }
                for (Speaker speaker : Speaker.values()) {
                    check(agent, speaker);
                }
            }
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
            LabFiles.discard(scratch);
        }
    }

    private static void check(AgentProcess agent, Speaker speaker) throws IOException {
        List<JsonNode> held = Await.value(
                speaker + "'s routes",
                PATIENCE,
                () -> {
                    List<JsonNode> routes = new ArrayList<>();
                    for (String line : agent.lines("/api/v1/routes?router=" + speaker.router())) {
                        routes.add(Json.read(line));
                    }
                    return routes;
                },
                routes -> routes.size() == (speaker.paths() ? ALL : BEST).length);
        assertThat(held)
                .as(speaker.router())
                .extracting(route -> route.path("prefix").asText() + " " + route.path("as_path").asText())
                .containsExactlyInAnyOrder(speaker.paths() ? ALL : BEST);
        assertThat(held).allMatch(route -> route.has("path_id") == speaker.paths());
        JsonNode session = agent.session(speaker.router());
        assertThat(session.path("state").asText()).isEqualTo("Established");
        assertThat(session.path("capabilities").toString().contains("four-octet-as"))
                .as("%s: %s", speaker, session)
                .isNotEqualTo(speaker.narrow());
        if (speaker.paths()) {
            LabSummary.passed("ADD-PATH", speaker.kind);
        }
        if (speaker.narrow()) {
            LabSummary.passed("2-octet AS numbers with AS4_PATH", speaker.kind);
        }
    }

    private static final String FRR =
            """
            hostname frr
            bgp route-map delay-timer 0
            router bgp 65010
             bgp router-id @OWN@
             no bgp ebgp-requires-policy
             no bgp network import-check
             neighbor 127.0.0.1 remote-as 65000
             neighbor 127.0.0.1 port @PORT@
             neighbor 127.0.0.1 update-source @OWN@
             neighbor 127.0.0.1 ebgp-multihop 5
             neighbor 127.0.0.1 timers connect 1
             neighbor 127.0.0.1 advertisement-interval 0
            @DIALECT@
             neighbor @UPSTREAM@ remote-as 64500
             neighbor @UPSTREAM@ passive
             neighbor @UPSTREAM@ ebgp-multihop 5
             address-family ipv4 unicast
              network 10.1.0.0/16
              network 10.2.0.0/16
              neighbor 127.0.0.1 addpath-tx-all-paths
             exit-address-family
            exit
            """;

    private static final String GOBGP =
            """
            [global.config]
              as = 65010
              router-id = "@OWN@"
              port = @PORT@
              local-address-list = ["@OWN@"]
            [[neighbors]]
              [neighbors.config]
                neighbor-address = "127.0.0.1"
                peer-as = 65000
              [neighbors.transport.config]
                local-address = "@OWN@"
                remote-port = @PORT@
              [neighbors.timers.config]
                connect-retry = 1
                idle-hold-time-after-reset = 1
              [neighbors.ebgp-multihop.config]
                enabled = true
                multihop-ttl = 5
              [[neighbors.afi-safis]]
                [neighbors.afi-safis.config]
                  afi-safi-name = "ipv4-unicast"
                [neighbors.afi-safis.add-paths.config]
                  send-max = 8
            [[neighbors]]
              [neighbors.config]
                neighbor-address = "@UPSTREAM@"
                peer-as = 64500
              [neighbors.transport.config]
                passive-mode = true
              [neighbors.ebgp-multihop.config]
                enabled = true
              [[neighbors.afi-safis]]
                [neighbors.afi-safis.config]
                  afi-safi-name = "ipv4-unicast"
              [[neighbors.afi-safis]]
                [neighbors.afi-safis.config]
                  afi-safi-name = "ipv6-unicast"
            """;

    private static final String OPENBGPD =
            """
            AS 65010
            router-id @OWN@
            fib-update no
            nexthop qualify via default
            socket "@DIR@/control"
            listen on @OWN@ port @PORT@
            network 10.1.0.0/16
            network 10.2.0.0/16
            neighbor 127.0.0.1 {
              remote-as 65000
              local-address @OWN@
              port @PORT@
              multihop 5
              down
              announce IPv4 unicast
              announce as-4byte no
              announce add-path send all
            }
            neighbor @UPSTREAM@ {
              remote-as 64500
              passive
              multihop 5
              announce IPv4 unicast
              announce IPv6 unicast
            }
            allow from @UPSTREAM@
            allow to 127.0.0.1
            """;
}
