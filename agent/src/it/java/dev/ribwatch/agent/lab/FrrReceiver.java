package dev.ribwatch.agent.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** FRR's bgpd as a receiver. */
final class FrrReceiver extends DaemonReceiver {
    /** An MP_UNREACH_NLRI with wrong flags and a prefix of 255 bits, which no other UPDATE has. */
    private static final String LAST_ATTRIBUTE = "400f05000201ff4d";

    FrrReceiver(String address, Path parent) throws IOException {
        super(address, parent);
    }

    @Override
    String name() {
        return "frr";
    }

    @Override
    void start() throws IOException {
        StringBuilder config = new StringBuilder(
                """
                hostname frr
                route-map nothing deny 10
                exit
                router bgp 65000
                 bgp router-id @ADDRESS@
                 no bgp default ipv4-unicast
                 no bgp ebgp-requires-policy
                 bgp listen limit 5000
                """);
        StringBuilder families = new StringBuilder();
        for (Feed feed : Feed.values()) {
            String name = feed.label();
            config.append(" neighbor %s peer-group%n neighbor %s remote-as %d%n".formatted(name, name, feed.as));
            config.append(" bgp listen range %s peer-group %s%n".formatted(feed.range(), name));
            if (!feed.internal()) {
                config.append(" neighbor %s ebgp-multihop 5%n".formatted(name));
            }
            families.append("  neighbor %s activate%n  neighbor %s route-map nothing out%n".formatted(name, name));
        }
        for (String family : List.of("ipv4", "ipv6")) {
            config.append(" address-family %s unicast%n%s exit-address-family%n".formatted(family, families));
        }
        Path file = write("bgpd.conf", config.append("exit\n").toString());
        launch(List.of(
                        "/usr/lib/frr/bgpd", "-Z", "-n", "-S", "-f", file.toString(), "-p",
                        Integer.toString(address.getPort()), "-l", address.getAddress().getHostAddress(), "-i", file("pid"),
                        "--vty_socket", directory.toString(), "-P", "0"));
        Await.until("FRR takes commands", Duration.ofMinutes(2), () -> vtysh("show bgp peer-group").contains("internal"));
        awaitListening();
    }

    @Override
    byte[] lastWord(Feed feed, RawRouter session) {
        return updateWith(LAST_ATTRIBUTE);
    }

    @Override
    boolean isEndAfterLastWord(byte @Nullable [] notification) {
        return begins(notification, "0304" + LAST_ATTRIBUTE);
    }

    @Override
    Map<String, HeldRoute> table(List<String> sources) throws IOException {
        Map<String, HeldRoute> table = newTable();
        for (String family : List.of("ipv4", "ipv6")) {
            JsonNode routes =
                    Json.read(vtysh("show bgp " + family + " unicast json detail")).path("routes");
            for (Map.Entry<String, JsonNode> entry : routes.properties()) {
                JsonNode path = entry.getValue().path(1); // behind a head with the prefix
                table.put(Address.prefix(entry.getKey()), route(path));
            }
        }
        return table;
    }

    private static HeldRoute route(JsonNode path) {
        HeldRoute route = new HeldRoute()
                .origin(path.path("origin").asText())
                .asPath(path.path("aspath").path("string").asText().replace("Local", ""))
                .med(path.path("metric").asText())
                .localPref(path.path("locPrf").asText())
                .nextHop(path.path("nexthops").path(0).path("ip").asText())
                .communities(words(path.path("community").path("string").asText().replace("internet", "0:0")))
                .largeCommunities(words(path.path("largeCommunity").path("string").asText()));
        if (path.path("atomicAggregate").asBoolean()) {
            route.atomicAggregate();
        }
        if (path.has("aggregatorAs")) {
            route.aggregator(path.path("aggregatorAs").asText(), path.path("aggregatorId").asText());
        }
        if (path.has("extendedCommunity")) {
            route.extendedCommunities();
        }
        if (path.has("otc")) {
            route.otc(path.path("otc").asText());
        }
        return route;
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    @Override
    boolean holds(String prefix, String source) throws IOException {
        return Json.read(vtysh("show bgp ipv4 unicast " + prefix + " json")).has("prefix");
    }

    private String vtysh(String command) {
        return Subprocess.run("vtysh", "--vty_socket", directory.toString(), "-d", "bgpd", "-c", command);
    }
}
