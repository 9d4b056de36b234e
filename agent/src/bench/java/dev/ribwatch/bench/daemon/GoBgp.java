package dev.ribwatch.bench.daemon;

import dev.ribwatch.bench.load.Peers;
import java.io.IOException;
import java.util.regex.Pattern;

/** GoBGP: its default global table, exports nothing. */
final class GoBgp extends Daemon {
    private static final Pattern ROUTES = Pattern.compile("(?m)^.*Establ.*\\s(\\d+)\\s*$");

    private final int control;

    GoBgp(Seat seat) throws IOException {
        this(seat, freePort());
    }

    private GoBgp(Seat seat, int control) throws IOException {
        super(
                seat,
                new ProcessBuilder(
                        "gobgpd",
                        "-f",
                        seat.write("gobgp.toml", config(seat)),
                        "--api-hosts",
                        "127.0.0.1:" + control,
                        "--pprof-disable",
                        "-l",
                        "warn"));
        this.control = control;
    }

    private static String config(Seat seat) {
        StringBuilder text = new StringBuilder("""
                [global.config]
                  as = %d
                  router-id = "127.0.0.1"
                  port = %d
                  local-address-list = ["%s"]
                [global.apply-policy.config]
                  default-import-policy = "accept-route"
                  default-export-policy = "reject-route"
                """.formatted(AS, seat.address().getPort(), seat.host()));
        for (int i = 0; i < seat.sessions(); i++) {
            text.append("""
                    [[neighbors]]
                      [neighbors.config]
                        neighbor-address = "%s"
                        peer-as = %d
                      [neighbors.timers.config]
                        hold-time = %d
                      [neighbors.transport.config]
                        passive-mode = true
                      [neighbors.ebgp-multihop.config]
                        enabled = true
                        multihop-ttl = 5
                      [[neighbors.afi-safis]]
                        [neighbors.afi-safis.config]
                          afi-safi-name = "ipv4-unicast"
                      [[neighbors.afi-safis]]
                        [neighbors.afi-safis.config]
                          afi-safi-name = "ipv6-unicast"
                    """.formatted(Peers.address(i), Peers.as(i), seat.holdSeconds()));
        }
        return text.toString();
    }

    @Override
    public long routes() throws IOException, InterruptedException {
        return sum(ROUTES, run("gobgp", "-p", Integer.toString(control), "neighbor"));
    }
}
