package dev.ribwatch.agent.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenBGPD: routes come as an MRT table, the only way to hand it a foreign path, and go one by one.
 *
 * <p>It takes no default route on that way; one with a foreign path comes from a neighbour on its other side. It needs root for its
 * separation of privileges. A next hop in the table is lost too, so one is set on the way out, the same for all routes of a family.
 */
final class OpenBgpdRouter extends EdgeRouter {
    private static final String SOCKET = "control";
    private static final Duration START = Duration.ofSeconds(20);
    /** The longest hold time there is, in seconds: the other side sends no KEEPALIVEs. */
    private static final int HOURS = 65_535;

    private static final String LAST_RULE = "# The agent sees the next hop";

    private @Nullable RawRouter upstream;

    OpenBgpdRouter(Seat seat, Path directory) {
        super(seat, directory);
    }

    @Override
    protected Subprocess launch(List<Route> initial) throws IOException {
        Files.createDirectories(Path.of("/run/openbgpd")); // the children's chroot, which the package leaves to its service
        String base = example("openbgpd.conf").replace("descr \"ribwatch\"", "descr \"ribwatch\"\n\tdown");
        int rules = base.indexOf(LAST_RULE);
        Path file = write(
                "bgpd.conf",
                "fib-update no\n"
                        + "nexthop qualify via default\n"
                        + "socket \"" + directory.resolve(SOCKET) + "\"\n"
                        + "listen on " + seat.address() + " port " + seat.port() + "\n"
                        + base.substring(0, rules)
                        + "neighbor " + upstreamAddress() + " {\n\tdescr \"upstream\"\n\tremote-as 64500\n\tpassive\n"
                        + "\tmultihop 2\n\tholdtime " + HOURS + "\n\tannounce IPv4 unicast\n\tannounce IPv6 unicast\n}\n"
                        + "allow from " + upstreamAddress() + "\n"
                        + "match to any prefix 0.0.0.0/0 prefixlen >= 0 set nexthop 198.51.100.1\n"
                        + "match to any prefix ::/0 prefixlen >= 0 set nexthop 2001:db8:ffff::1\n"
                        + base.substring(rules));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.deleteIfExists(directory.resolve(SOCKET));
        Subprocess process =
                Subprocess.start(directory, Map.of(), List.of("/usr/sbin/bgpd", "-d", "-f", file.toString()));
        Await.until("OpenBGPD takes commands", START, () -> bgpctl("show", "summary")
                .contains("ribwatch"));
        connectUpstream();
        add(initial);
        Await.until("OpenBGPD has its table", START, () -> bgpctl("show", "rib")
                        .lines()
                        .filter(line -> line.indexOf('/') > 0)
                        .count()
                >= initial.size());
        bgpctl("neighbor", seat.agent(), "up");
        return process;
    }

    /** The neighbour on the other side: in 127.0.1.0/24, with the same last octet as this router. */
    private String upstreamAddress() {
        return seat.address().replace("127.0.0.", "127.0.1.");
    }

    private void connectUpstream() throws IOException {
        if (upstream != null) {
            upstream.close();
        }
        upstream = RawRouter.established(
                upstreamAddress(), 64500, HOURS, new InetSocketAddress(Address.ip(seat.address()), seat.port()));
    }

    @Override
    protected void add(List<Route> added) throws IOException {
        List<Route> table = new ArrayList<>();
        for (Route route : added) {
            if (!isDefault(route)) {
                table.add(route);
            } else if (route.path().isEmpty()) {
                bgpctl("network", "add", route.prefix());
            } else {
                upstream().send(Updates.announce(route.via(route.ipv6() ? "::1" : upstreamAddress())));
                bgpctl("network", "delete", route.prefix());
            }
        }
        if (!table.isEmpty()) {
            Path file = directory.resolve("table.mrt");
            MrtTable.write(file, table, MrtTable.Form.SHORT);
            bgpctl("network", "mrt", "file", file.toString());
        }
    }

    @Override
    protected void remove(List<Route> gone) throws IOException {
        for (Route route : gone) {
            if (isDefault(route)) {
                upstream().send(Updates.withdraw(route.prefix()));
            }
            bgpctl("network", "delete", route.prefix());
        }
    }

    private RawRouter upstream() throws IOException {
        if (upstream == null) {
            throw new IOException("not started");
        }
        return upstream;
    }

    private static boolean isDefault(Route route) {
        return route.prefix().endsWith("/0");
    }

    @Override
    List<SentRoute> sent() throws IOException {
        List<SentRoute> sent = new ArrayList<>();
        String text = bgpctl("-j", "show", "rib", "detail", "out", "neighbor", seat.agent());
        for (JsonNode route : Json.read(text).path("rib")) {
            List<String> communities = new ArrayList<>();
            route.path("communities").forEach(value -> communities.add(value.asText()));
            sent.add(SentRoute.of(
                    route.path("prefix").asText(),
                    route.path("aspath").asText(),
                    route.path("exit_nexthop").asText(),
                    communities));
        }
        return sent;
    }

    @Override
    void shutDown(String reason) {
        bgpctl("neighbor", seat.agent(), "down", reason);
    }

    @Override
    String session() {
        return bgpctl("show", "neighbor", seat.agent());
    }

    private String bgpctl(String... words) {
        List<String> command = new ArrayList<>(
                List.of("bgpctl", "-s", directory.resolve(SOCKET).toString()));
        command.addAll(List.of(words));
        return Subprocess.run(command, "");
    }

    @Override
    public void close() {
        super.close();
        if (upstream != null) {
            try {
                upstream.close();
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        }
    }
}
