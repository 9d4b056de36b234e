package dev.ribwatch.agent.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GoBGP: routes come through its command line, many at once as an MRT table. */
final class GoBgpRouter extends EdgeRouter {
    private static final int FEW = 20;
    private static final int REPEATS = 3;
    private static final Pattern PATHS = Pattern.compile("Path: (\\d+)");

    private int control;

    GoBgpRouter(Seat seat, Path directory) {
        super(seat, directory);
    }

    @Override
    protected Subprocess launch(List<Route> initial) throws IOException {
        control = Address.free().getPort();
        // The neighbour starts shut down, so that the table is there before the session is; nobody connects to us.
        String file = example("gobgp.toml")
                .replace("router-id = \"", "port = -1\n  router-id = \"")
                .replace("\n    peer-as =", "\n    admin-down = true\n    peer-as =")
                .replace("connect-retry = 5", "connect-retry = 1")
                .replace("idle-hold-time-after-reset = 5", "idle-hold-time-after-reset = 1");
        write("gobgp.toml", file);
        Subprocess process = Subprocess.start(
                directory,
                Map.of(),
                List.of(
                        "gobgpd", "-f", directory.resolve("gobgp.toml").toString(), "--api-hosts",
                        "127.0.0.1:" + control, "--pprof-disable", "-l", "info"));
        Await.until("GoBGP takes commands", Duration.ofSeconds(10), () -> gobgp("neighbor")
                .contains(seat.agent()));
        add(initial);
        gobgp("neighbor", seat.agent(), "enable");
        return process;
    }

    private int routes(String family) {
        Matcher paths = PATHS.matcher(gobgp("global", "rib", "summary", "-a", family));
        return paths.find() ? Integer.parseInt(paths.group(1)) : 0;
    }

    @Override
    protected void add(List<Route> added) throws IOException {
        if (added.size() > FEW) {
            Path table = directory.resolve("table.mrt");
            // The command ends before the daemon has taken all of it, and what is under way then, the end of the file,
            // is lost: so the end is nothing new.
            List<Route> repeated = new ArrayList<>();
            for (int i = 0; i < REPEATS; i++) {
                repeated.addAll(added);
            }
            MrtTable.write(table, repeated, MrtTable.Form.COMPLETE);
            Await.until("GoBGP has its table", Duration.ofMinutes(1), () -> {
                gobgp("mrt", "inject", "global", table.toString());
                return routes("ipv4") + routes("ipv6") >= added.size();
            });
            return;
        }
        for (Route route : added) {
            List<String> words = new ArrayList<>(List.of(
                    "global", "rib", "add", route.prefix(), "-a", route.ipv6() ? "ipv6" : "ipv4", "origin", "igp",
                    "nexthop", route.nextHop()));
            if (!route.path().isEmpty()) {
                words.add("aspath");
                words.add(String.join(
                        " ", route.path().stream().map(String::valueOf).toList()));
            }
            if (!route.communities().isEmpty()) {
                words.add("community");
                words.add(String.join(",", route.communities()));
            }
            gobgp(words.toArray(String[]::new));
        }
    }

    @Override
    protected void remove(List<Route> gone) {
        for (Route route : gone) {
            gobgp("global", "rib", "del", route.prefix(), "-a", route.ipv6() ? "ipv6" : "ipv4");
        }
    }

    @Override
    List<SentRoute> sent() throws IOException {
        List<SentRoute> sent = new ArrayList<>();
        for (String family : List.of("ipv4", "ipv6")) {
            JsonNode table = Json.read(gobgp("neighbor", seat.agent(), "adj-out", "-a", family, "-j"));
            for (Map.Entry<String, JsonNode> entry : table.properties()) {
                StringBuilder path = new StringBuilder();
                String nextHop = "";
                List<String> communities = new ArrayList<>();
                for (JsonNode attribute : entry.getValue().path(0).path("attrs")) {
                    switch (attribute.path("type").asInt()) {
                        case 2 ->
                            attribute
                                    .path("as_paths")
                                    .forEach(segment -> segment.path("asns").forEach(as -> path.append(as.asLong())
                                            .append(' ')));
                        case 3, 14 -> nextHop = attribute.path("nexthop").asText();
                        case 8 ->
                            attribute
                                    .path("communities")
                                    .forEach(value ->
                                            communities.add((value.asLong() >>> 16) + ":" + (value.asLong() & 0xffff)));
                        default -> {
                            // ORIGIN and MED are not compared
                        }
                    }
                }
                sent.add(SentRoute.of(entry.getKey(), path.toString(), nextHop, communities));
            }
        }
        return sent;
    }

    @Override
    void shutDown(String reason) {
        // Without "disable", which takes the reason and does not say it. It connects again ten seconds later.
        gobgp("neighbor", seat.agent(), "shutdown", "--reason", reason);
    }

    @Override
    String session() {
        return gobgp("neighbor", seat.agent());
    }

    private String gobgp(String... words) {
        List<String> command = new ArrayList<>(List.of("gobgp", "-p", Integer.toString(control)));
        command.addAll(List.of(words));
        return Subprocess.run(command, "");
    }
}
