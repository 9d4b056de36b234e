package dev.ribwatch.bench.daemon;

import dev.ribwatch.bench.load.Peers;
import java.io.IOException;
import java.util.regex.Pattern;

/** BIRD 2: imports all, exports nothing, a plain pair of tables a neighbour. */
final class Bird extends Daemon {
    private static final Pattern ROUTES = Pattern.compile("Routes:\\s+(\\d+)");

    private final String control;

    Bird(Seat seat) throws IOException {
        super(
                seat,
                new ProcessBuilder(
                        "bird",
                        "-f",
                        "-c",
                        seat.write("bird.conf", config(seat)),
                        "-s",
                        seat.file("ctl"),
                        "-P",
                        seat.file("pid")));
        control = seat.file("ctl");
    }

    private static String config(Seat seat) {
        StringBuilder text = new StringBuilder("router id 127.0.0.1;\nprotocol device {}\n");
        for (int i = 0; i < seat.sessions(); i++) {
            text.append("""
                    ipv4 table p4_%1$d; ipv6 table p6_%1$d;
                    protocol bgp peer%1$d { local %2$s port %3$d as %4$d; neighbor %5$s as %6$d; multihop; passive;
                      hold time %7$d;
                      ipv4 { table p4_%1$d; import all; export none; import keep filtered off; };
                      ipv6 { table p6_%1$d; import all; export none; import keep filtered off; }; }
                    """.formatted(
                    i, seat.host(), seat.address().getPort(), AS, Peers.address(i), Peers.as(i), seat.holdSeconds()));
        }
        return text.toString();
    }

    @Override
    public long routes() throws IOException, InterruptedException {
        return sum(ROUTES, run("birdc", "-s", control, "show", "protocols", "all"));
    }
}
