package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** BIRD 2: static routes in an included file, read again at every change. */
final class BirdRouter extends EdgeRouter {
    private static final Pattern PREFIX = Pattern.compile("^([0-9a-f.:]+/\\d+)\\s.*");
    private static final Pattern ATTRIBUTE = Pattern.compile("^\\s+BGP\\.(as_path|next_hop|community):\\s*(.*)$");
    private static final Pattern COMMUNITY = Pattern.compile("\\((\\d+),(\\d+)\\)");

    private String options = "";
    private List<String> hidden = List.of();
    private boolean launched;

    BirdRouter(Seat seat, Path directory) {
        super(seat, directory);
    }

    /** With these options of the protocol; started again, it recovers gracefully. */
    BirdRouter with(String more) {
        options = more;
        return this;
    }

    @Override
    protected Subprocess launch(List<Route> initial) throws IOException {
        writeRoutes(initial);
        writeProtocol();
        Subprocess process = Subprocess.start(
                directory,
                Map.of(),
                command());
        launched = true;
        Await.until("BIRD takes commands", Duration.ofMinutes(1), () -> birdc("show status")
                .contains("up and running"));
        return process;
    }

    private void writeProtocol() throws IOException {
        String protocol = example("bird.conf");
        StringBuilder filter = new StringBuilder("filter to_ribwatch {\n");
        hidden.forEach(
                prefix -> filter.append("  if net = ").append(prefix).append(" then reject;\n"));
        protocol = protocol.replace("filter to_ribwatch {\n", filter);
        if (seat.internal()) {
            protocol = protocol.replace("multihop 5;", "multihop 5; rr client;");
        }
        // BIRD cannot be told not to listen; it does so on its own address and an unprivileged port.
        protocol = protocol.replace(
                "local " + seat.address() + " as",
                "strict bind yes; local " + seat.address() + " port " + seat.port() + " as");
        write(
                "bird.conf",
                "router id " + seat.address() + ";\n"
                        + "log \"" + directory.resolve("log") + "\" all;\n"
                        + (options.isEmpty() ? "" : "graceful restart wait 10;\n")
                        + "protocol device {}\n"
                        + "include \"" + directory.resolve("routes.conf") + "\";\n"
                        + protocol.replace("hold time 90;", "hold time 90; " + options)
                                .replace("connect retry time 5;", "connect retry time 1;")
                                .replace("error wait time 1, 30;", "error wait time 1, 2;"));
    }

    private List<String> command() {
        List<String> command =
                new ArrayList<>(List.of("bird", "-f", "-c", file("bird.conf"), "-s", file("ctl"), "-P", file("pid")));
        if (launched && !options.isEmpty()) {
            command.add("-R");
        }
        return command;
    }

    private void writeRoutes(Collection<Route> routes) throws IOException {
        StringBuilder ipv4 = new StringBuilder("protocol static routes4 {\n  ipv4;\n");
        StringBuilder ipv6 = new StringBuilder("protocol static routes6 {\n  ipv6;\n");
        for (Route route : routes) {
            StringBuilder to = route.ipv6() ? ipv6 : ipv4;
            to.append("  route ").append(route.prefix()).append(" unreachable {");
            for (int hop = route.path().size() - 1; hop >= 0; hop--) {
                to.append(" bgp_path.prepend(").append(route.path().get(hop)).append(");");
            }
            for (String community : route.communities()) {
                to.append(" bgp_community.add((")
                        .append(community.replace(':', ','))
                        .append("));");
            }
            to.append(" bgp_next_hop = ").append(route.nextHop()).append("; };\n");
        }
        write("routes.conf", ipv4.append("}\n").toString() + ipv6.append("}\n"));
    }

    @Override
    protected void add(List<Route> added) throws IOException {
        reconfigure();
    }

    @Override
    protected void remove(List<Route> gone) throws IOException {
        reconfigure();
    }

    /** Ends the session and opens it again. */
    void restartSession() {
        birdc("restart ribwatch");
    }

    /** From now on the filter towards the agent keeps back these routes, and no others; the router holds them all the while. */
    void hide(String... prefixes) throws IOException {
        hidden = List.of(prefixes);
        writeProtocol();
        reconfigure();
    }

    /** Opens the session that was shut down. */
    void open() {
        birdc("enable ribwatch");
    }

    private void reconfigure() throws IOException {
        writeRoutes(routes());
        String answer = birdc("configure");
        if (!answer.contains("Reconfigured") && !answer.contains("Reconfiguration in progress")) {
            throw new IllegalStateException(answer);
        }
    }

    @Override
    List<SentRoute> sent() {
        // The path is shown as it is before BIRD's own AS goes in front on the way out.
        List<SentRoute> sent = new ArrayList<>();
        String prefix = "";
        String path = "";
        String nextHop = "";
        List<String> communities = new ArrayList<>();
        for (String line : (birdc("show route export ribwatch all") + "\n0.0.0.0/0 end").split("\n", -1)) {
            Matcher start = PREFIX.matcher(line);
            if (start.matches()) {
                if (!prefix.isEmpty()) {
                    sent.add(SentRoute.of(prefix, ownPath(path), nextHop, communities));
                }
                prefix = start.group(1);
                path = "";
                communities.clear();
                continue;
            }
            Matcher attribute = ATTRIBUTE.matcher(line);
            if (attribute.matches()) {
                switch (attribute.group(1)) {
                    case "as_path" -> path = attribute.group(2);
                    case "next_hop" -> nextHop = attribute.group(2).split(" ", -1)[0];
                    default -> {
                        Matcher community = COMMUNITY.matcher(attribute.group(2));
                        while (community.find()) {
                            communities.add(community.group(1) + ":" + community.group(2));
                        }
                    }
                }
            }
        }
        return sent;
    }

    @Override
    void shutDown(String reason) {
        birdc("disable ribwatch \"" + reason + "\"");
    }

    @Override
    String session() {
        return birdc("show protocols all ribwatch");
    }

    private String birdc(String command) {
        return Subprocess.run("birdc", "-s", file("ctl"), command);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }
}
