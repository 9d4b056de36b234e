package dev.ribwatch.bench.daemon;

import dev.ribwatch.bench.load.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;

/** OpenBGPD: Adj-RIB-In and Loc-RIB, no kernel routes, sends nothing. Several processes; needs root to separate them. */
final class OpenBgpd extends Daemon {
    private static final Pattern ROUTES = Pattern.compile("(?m)^p\\d+ .*\\s(\\d+)(?:/\\d+)?$");

    private final String control;

    OpenBgpd(Seat seat) throws IOException {
        super(seat, new ProcessBuilder("/usr/sbin/bgpd", "-d", "-f", file(seat)));
        control = seat.file("ctl");
    }

    private static String file(Seat seat) throws IOException {
        Files.createDirectories(
                Path.of("/run/openbgpd")); // the children's chroot, which the package leaves to its service
        StringBuilder text = new StringBuilder("""
                AS %d
                router-id 127.0.0.1
                fib-update no
                holdtime %d
                listen on %s port %d
                socket "%s"
                """.formatted(
                        AS, seat.holdSeconds(), seat.host(), seat.address().getPort(), seat.file("ctl")));
        for (int i = 0; i < seat.sessions(); i++) {
            text.append("""
                    neighbor %s {
                      remote-as %d
                      descr "p%d"
                      passive
                      multihop 5
                      announce IPv4 unicast
                      announce IPv6 unicast
                      export none
                      enforce neighbor-as yes
                    }
                    """.formatted(Peers.address(i), Peers.as(i), i));
        }
        text.append("allow from any\n");
        String file = seat.write("bgpd.conf", text);
        Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @Override
    List<ProcessHandle> children() {
        return descendants();
    }

    @Override
    public long routes() throws IOException, InterruptedException {
        return sum(ROUTES, run("bgpctl", "-s", control, "show", "summary"));
    }
}
