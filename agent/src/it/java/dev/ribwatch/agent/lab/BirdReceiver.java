package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** BIRD 2 as a receiver. */
final class BirdReceiver extends DaemonReceiver {
    private static final Pattern PREFIX = Pattern.compile("^([0-9a-f.:]+/\\d+)\\s.*");
    private static final Pattern ATTRIBUTE = Pattern.compile("^\\s+BGP\\.(\\w+)(?: \\[.*?])?:\\s*(.*)$");
    private static final Pattern TUPLE = Pattern.compile("\\(([^)]*)\\)");

    BirdReceiver(String address, Path parent) throws IOException {
        super(address, parent);
    }

    @Override
    String name() {
        return "bird";
    }

    @Override
    void start() throws IOException {
        StringBuilder feeds = new StringBuilder();
        for (Feed feed : Feed.values()) {
            String name = "feed_" + feed.label().replace('-', '_'); // bare words may be BIRD's own
            feeds.append("protocol bgp %s from odd { neighbor range %s as %d; dynamic name \"%s\"; }%n"
                    .formatted(name, feed.range(), feed.as, name));
        }
        Path config = write(
                "bird.conf",
                """
                router id @ADDRESS@;
                log "@DIR@/log" { warning, error, bug, fatal };
                protocol device {}
                template bgp odd {
                  local @ADDRESS@ port @PORT@ as 65000;
                  strict bind yes; passive yes; multihop 5; hold time 240;
                  ipv4 { import all; import keep filtered; export none; };
                  ipv6 { import all; import keep filtered; export none; };
                }
                """ + feeds);
        launch(List.of("bird", "-f", "-c", config.toString(), "-s", file("ctl"), "-P", file("pid")));
        Await.until("BIRD takes commands", Duration.ofMinutes(1), () -> birdc("show status").contains("up and running"));
        awaitListening();
    }

    /** An OPEN, which belongs to no established session. */
    @Override
    byte[] lastWord(Feed feed, RawRouter session) {
        return feed.open(session);
    }

    @Override
    boolean isEndAfterLastWord(byte @Nullable [] notification) {
        return begins(notification, "05");
    }

    @Override
    Map<String, HeldRoute> table(List<String> sources) {
        Map<String, HeldRoute> table = newTable();
        HeldRoute route = new HeldRoute();
        for (String line : birdc("show route all").split("\n", -1)) {
            Matcher start = PREFIX.matcher(line);
            Matcher attribute = ATTRIBUTE.matcher(line);
            if (start.matches()) {
                route = new HeldRoute();
                table.put(Address.prefix(start.group(1)), route);
            } else if (attribute.matches()) {
                add(route, attribute.group(1), attribute.group(2));
            }
        }
        return table;
    }

    private static void add(HeldRoute route, String name, String value) {
        switch (name) {
            case "origin" -> route.origin(value);
            case "as_path" -> route.asPath(value);
            case "next_hop" -> route.nextHop(value);
            case "med" -> route.med(value);
            case "local_pref" -> route.localPref(value);
            case "atomic_aggr" -> route.atomicAggregate();
            case "aggregator" -> {
                String[] parts = value.split(" AS", -1);
                route.aggregator(parts[1], parts[0]);
            }
            case "community" -> route.communities(tuples(value));
            case "ext_community" -> route.extendedCommunities();
            case "large_community" -> route.largeCommunities(tuples(value));
            default -> {
                // Shown by number, and compared with nobody.
            }
        }
    }

    private static List<String> tuples(String value) {
        List<String> tuples = new ArrayList<>();
        Matcher tuple = TUPLE.matcher(value);
        while (tuple.find()) {
            tuples.add(tuple.group(1).replace(" ", "").replace(',', ':'));
        }
        return tuples;
    }

    @Override
    boolean holds(String prefix, String source) {
        return birdc("show route for " + prefix).contains(prefix);
    }

    private String birdc(String command) {
        return Subprocess.run("birdc", "-s", file("ctl"), command);
    }
}
