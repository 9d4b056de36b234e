package dev.ribwatch.agent.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** FRR's bgpd alone, without zebra: network statements, each with a route-map for its attributes. */
final class FrrRouter extends EdgeRouter {
    private final Map<String, String> routeMaps = new LinkedHashMap<>();

    private String options = "";

    FrrRouter(Seat seat, Path directory) {
        super(seat, directory);
    }

    /** With these lines under {@code router bgp}. */
    FrrRouter with(String more) {
        options = more;
        return this;
    }

    @Override
    protected Subprocess launch(List<Route> initial) throws IOException {
        routeMaps.clear();
        String base = example("frr.conf").replace("timers connect 5", "timers connect 1");
        if (seat.internal()) {
            base = base.replaceAll("(?m)^ +neighbor \\S+ (ebgp-multihop 5|attribute-unchanged next-hop)$", "");
        }
        write(
                "bgpd.conf",
                "hostname " + seat.name() + "\nbgp route-map delay-timer 0\n" + base + "router bgp " + seat.as() + "\n no bgp network import-check\n" + options + "exit\n" + statements(initial, ""));
        Subprocess process = Subprocess.start(
                directory,
                Map.of(),
                List.of(
                        "/usr/lib/frr/bgpd", "-Z", "-n", "-S", "-f", file("bgpd.conf"), "-p", "0", "-l", seat.address(),
                        "-i", file("pid"), "--vty_socket", directory.toString(), "-P", "0"));
        Await.until("FRR takes commands", Duration.ofMinutes(2), () -> vtysh("show bgp summary json")
                .contains("65000"));
        return process;
    }

    private String statements(List<Route> routes, String negation) {
        StringBuilder maps = new StringBuilder();
        StringBuilder ipv4 = new StringBuilder();
        StringBuilder ipv6 = new StringBuilder();
        for (Route route : routes) {
            (route.ipv6() ? ipv6 : ipv4)
                    .append("  ")
                    .append(negation)
                    .append("network ")
                    .append(route.prefix())
                    .append(negation.isEmpty() ? " route-map " + routeMap(route, maps) : "")
                    .append('\n');
        }
        return maps + "router bgp " + seat.as()
                + "\n address-family ipv4 unicast\n" + ipv4 + " exit-address-family\n"
                + " address-family ipv6 unicast\n" + ipv6 + " exit-address-family\nexit\n";
    }

    /** The name of the route-map that sets this route's attributes; its definition is added when it is a new one. */
    private String routeMap(Route route, StringBuilder definitions) {
        StringBuilder body = new StringBuilder();
        body.append(route.ipv6() ? " set ipv6 next-hop global " : " set ip next-hop ")
                .append(route.nextHop())
                .append('\n');
        if (!route.path().isEmpty()) {
            body.append(" set as-path prepend");
            route.path().forEach(as -> body.append(' ').append(as));
            body.append('\n');
        }
        if (!route.communities().isEmpty()) {
            body.append(" set community ")
                    .append(String.join(" ", route.communities()))
                    .append('\n');
        }
        String known = routeMaps.get(body.toString());
        if (known != null) {
            return known;
        }
        String name = "attributes-" + routeMaps.size();
        routeMaps.put(body.toString(), name);
        definitions
                .append("route-map ")
                .append(name)
                .append(" permit 10\n")
                .append(body)
                .append("exit\n");
        return name;
    }

    @Override
    protected void add(List<Route> added) throws IOException {
        configure(statements(added, ""));
    }

    @Override
    protected void remove(List<Route> gone) throws IOException {
        configure(statements(gone, "no "));
    }

    /** Ends its sessions with Cease, Administrative Reset, or with a Hard Reset around it (RFC 8538), and opens them again. */
    void reset(boolean hard) throws IOException {
        configure("router bgp " + seat.as() + "\n " + (hard ? "" : "no ") + "bgp hard-administrative-reset\nexit\n");
        vtysh("clear bgp *");
    }

    /** Sends communities with its IPv4 routes from now on. */
    void sendCommunities() throws IOException {
        configure("router bgp " + seat.as() + "\n address-family ipv4 unicast\n  neighbor " + seat.agent()
                + " send-community all\n exit-address-family\nexit\n");
    }

    /** Says or no longer says that it speaks IPv6; either way its session begins anew. */
    void speakIpv6(boolean speaks) throws IOException {
        configure("router bgp " + seat.as() + "\n address-family ipv6 unicast\n  " + (speaks ? "" : "no ") + "neighbor "
                + seat.agent() + " activate\n exit-address-family\nexit\n");
    }

    private void configure(String statements) throws IOException {
        Path file = write("change.conf", statements);
        Subprocess.run("vtysh", "--vty_socket", directory.toString(), "-d", "bgpd", "-f", file.toString());
    }

    @Override
    List<SentRoute> sent() throws IOException {
        List<SentRoute> sent = new ArrayList<>();
        for (String family : List.of("ipv4", "ipv6")) {
            String show = "show bgp " + family + " unicast ";
            JsonNode advertised = Json.read(vtysh(show + "neighbors " + seat.agent() + " advertised-routes json"))
                    .path("advertisedRoutes");
            // The list of advertised routes names no communities, the routes themselves do; neither has FRR's own AS in front.
            JsonNode detail = Json.read(vtysh(show + "json detail")).path("routes");
            for (Map.Entry<String, JsonNode> entry : advertised.properties()) {
                JsonNode route = entry.getValue();
                JsonNode best = detail.path(entry.getKey()).path(1); // behind a head with the prefix
                String nextHop = route.path(family.equals("ipv4") ? "nextHop" : "nextHopGlobal")
                        .asText();
                String communities = best.path("community").path("string").asText("");
                sent.add(SentRoute.of(
                        entry.getKey(),
                        ownPath(route.path("path").asText()),
                        nextHop,
                        communities.isEmpty() ? List.of() : List.of(communities.split(" ", -1))));
            }
        }
        return sent;
    }

    @Override
    void shutDown(String reason) throws IOException {
        configure("router bgp " + seat.as() + "\n neighbor " + seat.agent() + " shutdown message " + reason + "\nexit\n");
    }

    @Override
    String session() {
        return vtysh("show bgp neighbors " + seat.agent());
    }

    private String vtysh(String command) {
        return Subprocess.run("vtysh", "--vty_socket", directory.toString(), "-d", "bgpd", "-c", command);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }
}
