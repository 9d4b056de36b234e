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
import org.jspecify.annotations.Nullable;

/** OpenBGPD as a receiver. */
final class OpenBgpdReceiver extends DaemonReceiver {
    /** An ORIGIN that no other UPDATE has. */
    private static final String LAST_ATTRIBUTE = "4001014d";

    OpenBgpdReceiver(String address, Path parent) throws IOException {
        super(address, parent);
    }

    @Override
    String name() {
        return "openbgpd";
    }

    @Override
    void start() throws IOException {
        Files.createDirectories(Path.of("/run/openbgpd")); // the children's chroot, which the package leaves to its service
        StringBuilder config = new StringBuilder(
                """
                AS 65000
                router-id @ADDRESS@
                fib-update no
                nexthop qualify via default
                socket "@DIR@/control"
                listen on @ADDRESS@ port @PORT@
                """);
        for (Feed feed : Feed.values()) {
            config.append(
                    """
                    neighbor %s {
                      descr "%s"
                      remote-as %d
                      passive
                      holdtime 240
                      announce IPv4 unicast
                      announce IPv6 unicast
                    %s}
                    """
                            .formatted(
                                    feed.range(),
                                    feed.label(),
                                    feed.as,
                                    feed.internal() ? "" : "  multihop 5\n  enforce neighbor-as no\n"));
        }
        Path file = write("bgpd.conf", config.append("allow from any\ndeny to any\n").toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.deleteIfExists(directory.resolve("control"));
        launch(List.of("/usr/sbin/bgpd", "-d", "-f", file.toString()));
        Await.until("OpenBGPD takes commands", Duration.ofMinutes(1), () -> bgpctl("show", "summary")
                .contains("internal"));
        awaitListening();
    }

    /** Sessions and routes are different processes of it: only an UPDATE comes surely after an UPDATE. */
    @Override
    byte[] lastWord(Feed feed, RawRouter session) {
        return updateWith(LAST_ATTRIBUTE);
    }

    @Override
    boolean isEndAfterLastWord(byte @Nullable [] notification) {
        return begins(notification, "0306" + LAST_ATTRIBUTE);
    }

    @Override
    Map<String, HeldRoute> table(List<String> sources) throws IOException {
        Map<String, HeldRoute> table = newTable();
        for (JsonNode path : Json.read(bgpctl("-j", "show", "rib", "detail", "in")).path("rib")) {
            HeldRoute route = new HeldRoute()
                    .origin(path.path("origin").asText())
                    .asPath(path.path("aspath").asText())
                    .nextHop(path.path("exit_nexthop").asText())
                    .med(path.path("metric").asText())
                    .localPref(path.path("localpref").asText())
                    .communities(Json.texts(path.path("communities")))
                    .largeCommunities(Json.texts(path.path("large_communities")));
            if (path.has("extended_communities")) {
                route.extendedCommunities();
            }
            for (JsonNode attribute : path.path("attributes")) {
                switch (attribute.path("type").asText()) {
                    case "Atomic Aggregate" -> route.atomicAggregate();
                    case "Aggregator" ->
                        route.aggregator(
                                attribute.path("AS").asText(),
                                attribute.path("router_id").asText());
                    case "OTC" -> route.otc(attribute.path("as").asText());
                    default -> {
                        // compared with nobody
                    }
                }
            }
            table.put(Address.prefix(path.path("prefix").asText()), route);
        }
        return table;
    }

    @Override
    boolean holds(String prefix, String source) {
        return bgpctl("show", "rib", "in", prefix).contains(prefix);
    }

    private String bgpctl(String... words) {
        List<String> command = new ArrayList<>(List.of("bgpctl", "-s", file("control")));
        command.addAll(List.of(words));
        return Subprocess.run(command, "");
    }
}
