package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A daemon with one neighbour, the agent, and what protects the TCP connection to it: an MD5 key (RFC 2385), GTSM (RFC 5082), or nothing. */
final class SecuredRouter implements AutoCloseable {
    private final EdgeRouter.Kind kind;
    private final String address;
    private final InetSocketAddress agent;
    private final Path directory;
    private int starts;
    private @Nullable Subprocess process;

    SecuredRouter(EdgeRouter.Kind kind, String address, InetSocketAddress agent, Path parent) throws IOException {
        this.kind = kind;
        this.address = address;
        this.agent = agent;
        this.directory = Files.createDirectories(parent.resolve(kind + "-" + address.replaceAll("[.:]", "-")));
    }

    /**
     * Starts the daemon anew.
     *
     * @param key null: without MD5
     * @param near whether it speaks GTSM; without, its packets have a TTL of 5, or 1 from FRR
     */
    void start(@Nullable String key, boolean near) throws IOException {
        close();
        Path own = Files.createDirectories(directory.resolve(Integer.toString(++starts)));
        String text =
                switch (kind) {
                    case BIRD -> bird(key, near);
                    case FRR -> frr(key, near);
                    case OPENBGPD -> openBgpd(key, near);
                    default -> throw new IllegalArgumentException(kind.toString());
                };
        Path config = Files.writeString(
                own.resolve("config"),
                text.replace("@DIR@", own.toString())
                        .replace("@PORT@", Integer.toString(agent.getPort()))
                        .replace("@AGENT@", agent.getAddress().getHostAddress())
                        .replace("@OWN@", address));
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        process = Subprocess.start(own, Map.of(), command(own, config.toString()));
    }

    private List<String> command(Path own, String config) throws IOException {
        return switch (kind) {
            case BIRD -> List.of("bird", "-f", "-c", config, "-s", own + "/ctl", "-P", own + "/pid");
            case FRR ->
                List.of(
                        "/usr/lib/frr/bgpd", "-Z", "-n", "-S", "-f", config, "-p", "0", "-l", address, "-i", own + "/pid",
                        "--vty_socket", own.toString(), "-P", "0");
            default -> {
                Files.createDirectories(Path.of("/run/openbgpd")); // its chroot, which the package leaves to its service
                yield List.of("/usr/sbin/bgpd", "-d", "-f", config);
            }
        };
    }

    private static String bird(@Nullable String key, boolean near) {
        return """
                router id 127.0.3.1;
                log "@DIR@/log" all;
                protocol device {}
                protocol bgp ribwatch {
                  local @OWN@ port @PORT@ as 65010; strict bind yes;
                  neighbor @AGENT@ port @PORT@ as 65000;
                  %s %s
                  connect delay time 1; connect retry time 1; error wait time 1, 2;
                  ipv4 { import none; export none; };
                  ipv6 { import none; export none; };
                }
                """
                .formatted(
                        near ? "multihop 2; ttl security on;" : "multihop 5;",
                        key == null ? "" : "password \"" + key + "\";");
    }

    private static String frr(@Nullable String key, boolean near) {
        return """
                router bgp 65010
                 bgp router-id 127.0.3.2
                 no bgp ebgp-requires-policy
                 neighbor @AGENT@ remote-as 65000
                 neighbor @AGENT@ update-source @OWN@
                 neighbor @AGENT@ port @PORT@
                 neighbor @AGENT@ disable-connected-check
                 neighbor @AGENT@ timers connect 1
                %s%s address-family ipv4 unicast
                  neighbor @AGENT@ activate
                 exit-address-family
                 address-family ipv6 unicast
                  neighbor @AGENT@ activate
                 exit-address-family
                exit
                """
                .formatted(
                        near ? " neighbor @AGENT@ ttl-security hops 1\n" : "",
                        key == null ? "" : " neighbor @AGENT@ password " + key + "\n");
    }

    private static String openBgpd(@Nullable String key, boolean near) {
        return """
                AS 65010
                router-id 127.0.3.3
                fib-update no
                socket "@DIR@/control"
                listen on @OWN@ port @PORT@
                neighbor @AGENT@ {
                  remote-as 65000
                  local-address @OWN@
                  port @PORT@
                  announce IPv4 unicast
                  announce IPv6 unicast
                %s%s}
                """
                .formatted(
                        near ? "  ttl-security yes\n" : "  multihop 5\n",
                        key == null ? "" : "  tcp md5sig password " + key + "\n");
    }

    boolean alive() {
        return process != null && process.alive();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
