package dev.ribwatch.agent.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** GoBGP as a receiver. */
final class GoBgpReceiver extends DaemonReceiver {
    private int control;

    GoBgpReceiver(String address, Path parent) throws IOException {
        super(address, parent);
    }

    @Override
    String name() {
        return "gobgp";
    }

    @Override
    void start() throws IOException {
        control = Address.free().getPort();
        StringBuilder config = new StringBuilder(
                """
                [global.config]
                  as = 65000
                  router-id = "@ADDRESS@"
                  port = @PORT@
                  local-address-list = ["@ADDRESS@"]
                [global.apply-policy.config]
                  default-export-policy = "reject-route"
                """);
        for (Feed feed : Feed.values()) {
            config.append(
                    """
                    [[peer-groups]]
                      [peer-groups.config]
                        peer-group-name = "%s"
                        peer-as = %d
                      [peer-groups.timers.config]
                        hold-time = 240
                    %s  [[peer-groups.afi-safis]]
                        [peer-groups.afi-safis.config]
                          afi-safi-name = "ipv4-unicast"
                      [[peer-groups.afi-safis]]
                        [peer-groups.afi-safis.config]
                          afi-safi-name = "ipv6-unicast"
                    [[dynamic-neighbors]]
                      [dynamic-neighbors.config]
                        prefix = "%s"
                        peer-group = "%s"
                    """
                            .formatted(
                                    feed.label(),
                                    feed.as,
                                    feed.internal()
                                            ? ""
                                            : "  [peer-groups.ebgp-multihop.config]\n    enabled = true\n    multihop-ttl = 5\n",
                                    feed.range(),
                                    feed.label()));
        }
        Path file = write("gobgp.toml", config.toString());
        launch(List.of(
                        "gobgpd", "-f", file.toString(), "--api-hosts", "127.0.0.1:" + control, "--pprof-disable", "-l",
                        "error"));
        Await.until("GoBGP takes commands", Duration.ofMinutes(1), () -> gobgp("neighbor") != null);
        awaitListening();
    }

    /** Without a marker; an OPEN, or an unknown type of message, ends not the session but the daemon. */
    @Override
    byte[] lastWord(Feed feed, RawRouter session) {
        return new byte[19];
    }

    @Override
    boolean isEndAfterLastWord(byte @Nullable [] notification) {
        return begins(notification, "01");
    }

    @Override
    Map<String, HeldRoute> table(List<String> sources) throws IOException {
        Map<String, HeldRoute> table = newTable();
        for (String source : sources) {
            for (String family : List.of("ipv4", "ipv6")) {
                JsonNode routes = Json.read(gobgp("neighbor", source, "adj-in", "-a", family, "-j"));
                for (Map.Entry<String, JsonNode> entry : routes.properties()) {
                    HeldRoute route = new HeldRoute();
                    entry.getValue().path(0).path("attrs").forEach(attribute -> add(route, attribute));
                    table.put(Address.prefix(entry.getKey()), route);
                }
            }
        }
        return table;
    }

    private static void add(HeldRoute route, JsonNode attribute) {
        JsonNode value = attribute.path("value");
        switch (attribute.path("type").asInt()) {
            case 1 -> route.origin(List.of("igp", "egp", "incomplete", "other").get(Math.min(3, value.asInt())));
            case 2 -> route.asPath(path(attribute.path("as_paths")));
            case 3, 14 -> route.nextHop(attribute.path("nexthop").asText());
            case 4 -> route.med(attribute.path("metric").asText());
            case 5 -> route.localPref(value.asText());
            case 6 -> route.atomicAggregate();
            case 7 -> route.aggregator(attribute.path("as").asText(), attribute.path("address").asText());
            case 8 -> {
                List<String> texts = new ArrayList<>();
                attribute
                        .path("communities")
                        .forEach(each -> texts.add((each.asLong() >>> 16) + ":" + (each.asLong() & 0xffff)));
                route.communities(texts);
            }
            case 16, 25 -> route.extendedCommunities();
            case 32 -> {
                List<String> texts = new ArrayList<>();
                value.forEach(each -> texts.add(each.path("ASN").asText() + ":"
                        + each.path("LocalData1").asText() + ":" + each.path("LocalData2").asText()));
                route.largeCommunities(texts);
            }
            default -> {
                // compared with nobody
            }
        }
    }

    private static String path(JsonNode segments) {
        StringBuilder text = new StringBuilder();
        for (JsonNode segment : segments) {
            List<String> asns = new ArrayList<>();
            segment.path("asns").forEach(as -> asns.add(as.asText()));
            switch (segment.path("segment_type").asInt()) {
                case 1 -> text.append('{').append(String.join(",", asns)).append('}');
                case 3 -> text.append('(').append(String.join(" ", asns)).append(')');
                case 4 -> text.append('[').append(String.join(",", asns)).append(']');
                default -> text.append(String.join(" ", asns));
            }
            text.append(' ');
        }
        return text.toString();
    }

    @Override
    boolean holds(String prefix, String source) {
        return gobgp("neighbor", source, "adj-in", prefix).contains(prefix);
    }

    private String gobgp(String... words) {
        List<String> command = new ArrayList<>(List.of("gobgp", "-p", Integer.toString(control)));
        command.addAll(List.of(words));
        return Subprocess.run(command, "");
    }
}
