package dev.ribwatch.agent.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * OpenBGPD: routes come as an MRT table, the only way to give it a foreign path, and go one by one.
 *
 * <p>It needs root for its privilege separation. A next hop in the table is lost on that way, so one is set on the way out, the
 * same for all routes of a family.
 */
final class OpenBgpdRouter extends EdgeRouter {
    private static final String SOCKET = "control";

    OpenBgpdRouter(Seat seat, Path directory) {
        super(seat, directory);
    }

    @Override
    protected Subprocess launch(List<Route> initial) throws IOException {
        Files.createDirectories(Path.of("/run/openbgpd")); // the children's chroot, which the package leaves to its service
        String base = example("openbgpd.conf").replace("descr \"ribwatch\"", "descr \"ribwatch\"\n\tdown");
        Path file = write(
                "bgpd.conf",
                "fib-update no\n"
                        + "socket \"" + directory.resolve(SOCKET) + "\"\n"
                        + "listen on " + seat.address() + " port " + seat.port() + "\n"
                        + base
                        + "match to any prefix 0.0.0.0/0 prefixlen >= 0 set nexthop 198.51.100.1\n"
                        + "match to any prefix ::/0 prefixlen >= 0 set nexthop 2001:db8:ffff::1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.deleteIfExists(directory.resolve(SOCKET));
        Subprocess process =
                Subprocess.start(directory, Map.of(), List.of("/usr/sbin/bgpd", "-d", "-f", file.toString()));
        Await.until("OpenBGPD takes commands", Duration.ofSeconds(10), () -> bgpctl("show", "summary")
                .contains("ribwatch"));
        add(initial);
        bgpctl("neighbor", seat.agent(), "up");
        return process;
    }

    @Override
    protected void add(List<Route> added) throws IOException {
        if (!added.isEmpty()) {
            Path table = directory.resolve("table.mrt");
            MrtTable.write(table, added, MrtTable.Form.SHORT);
            bgpctl("network", "mrt", "file", table.toString());
        }
    }

    @Override
    protected void remove(List<Route> gone) {
        for (Route route : gone) {
            bgpctl("network", "delete", route.prefix());
        }
    }

    @Override
    List<SentRoute> sent() throws IOException {
        List<SentRoute> sent = new ArrayList<>();
        String text = Subprocess.run(
                "bgpctl",
                "-j",
                "-s",
                directory.resolve(SOCKET).toString(),
                "show",
                "rib",
                "detail",
                "out",
                "neighbor",
                seat.agent());
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
    String session() {
        return bgpctl("show", "neighbor", seat.agent());
    }

    private String bgpctl(String... words) {
        List<String> command = new ArrayList<>(
                List.of("bgpctl", "-s", directory.resolve(SOCKET).toString()));
        command.addAll(List.of(words));
        return Subprocess.run(command, "");
    }
}
