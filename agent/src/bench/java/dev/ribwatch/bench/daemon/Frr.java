package dev.ribwatch.bench.daemon;

import dev.ribwatch.bench.load.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** FRR's bgpd alone, without zebra: takes all neighbours' routes, sends none. */
final class Frr extends Daemon {
    private static final Pattern ROUTES = Pattern.compile("\"pfxRcd\":\\s*(\\d+)");

    private final String control;

    Frr(Seat seat) throws IOException {
        super(
                seat,
                new ProcessBuilder(
                        "/usr/lib/frr/bgpd",
                        "-Z",
                        "-n",
                        "-S",
                        "-f",
                        owned(seat.directory(), seat.write("bgpd.conf", config(seat))),
                        "-p",
                        Integer.toString(seat.address().getPort()),
                        "-l",
                        seat.host(),
                        "-i",
                        seat.file("pid"),
                        "--vty_socket",
                        seat.directory().toString(),
                        "-P",
                        "0"));
        control = seat.directory().toString();
    }

    private static String config(Seat seat) {
        StringBuilder text = new StringBuilder("""
                hostname bench
                route-map DENY deny 10
                exit
                router bgp %d
                 bgp router-id 127.0.0.1
                 no bgp ebgp-requires-policy
                 no bgp default ipv4-unicast
                 no bgp suppress-duplicates
                """.formatted(AS));
        for (int i = 0; i < seat.sessions(); i++) {
            text.append("""
                     neighbor %1$s remote-as %2$d
                     neighbor %1$s passive
                     neighbor %1$s ebgp-multihop 5
                     neighbor %1$s timers %3$d %4$d
                    """.formatted(Peers.address(i), Peers.as(i), seat.holdSeconds() / 3, seat.holdSeconds()));
        }
        for (String family : List.of("ipv4", "ipv6")) {
            text.append(" address-family ").append(family).append(" unicast\n");
            for (int i = 0; i < seat.sessions(); i++) {
                text.append(
                        "  neighbor %1$s activate\n  neighbor %1$s route-map DENY out\n".formatted(Peers.address(i)));
            }
            text.append(" exit-address-family\n");
        }
        return text.toString();
    }

    /** It runs as its own user, where there is one and we may give the files away. */
    private static String owned(Path directory, String file) throws IOException {
        try {
            var frr = directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("frr");
            Files.setOwner(directory, frr);
            Files.setOwner(Path.of(file), frr);
        } catch (java.nio.file.attribute.UserPrincipalNotFoundException | java.nio.file.FileSystemException e) {
            // it runs as we do
        }
        return file;
    }

    @Override
    public long routes() throws IOException, InterruptedException {
        return sum(ROUTES, run("vtysh", "--vty_socket", control, "-d", "bgpd", "-c", "show bgp summary json"));
    }
}
