package dev.ribwatch.agent.lab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The product as a receiver: the feeds are ranges of routers. */
final class RibwatchReceiver extends Receiver {
    /** An MP_UNREACH_NLRI with a prefix of 255 bits, which no other UPDATE has. */
    private static final String LAST_ATTRIBUTE = "800f05000201ff4d";

    private final Path parent;
    private @Nullable AgentProcess agent;

    RibwatchReceiver(String address, Path parent) throws IOException {
        super(address, parent);
        this.parent = directory;
    }

    @Override
    String name() {
        return "ribwatch";
    }

    @Override
    void start() throws IOException {
        List<LabConfig.Member> routers = new ArrayList<>();
        for (Feed feed : Feed.values()) {
            routers.add(new LabConfig.Member(feed.label(), feed.range(), feed.as, "max-members: 32768"));
        }
        // Nobody is told: the receiver of alerts is not there.
        agent = AgentProcess.start(
                parent, new LabConfig(address, Address.free(), "http://127.0.0.1:9/hook", null, routers));
    }

    @Override
    boolean alive() {
        return agent != null && agent.process().alive();
    }

    /** A guess by its own decoder, in this process: it saves thousands of sessions, and is proved by the last word. */
    @Override
    boolean mayStand(OddUpdate odd) {
        DecodeContext context = new DecodeContext(
                !odd.feed().internal(), odd.feed().fourOctetAs, 3, 0, odd.feed().as, LabConfig.AGENT_AS);
        byte[] message = odd.update();
        return new UpdateDecoder().decode(message, 0, message.length, context, new Update()) != Verdict.SESSION_RESET;
    }

    /** It reads UPDATEs on another thread than an OPEN: only an UPDATE comes surely after an UPDATE. */
    @Override
    byte[] lastWord(Feed feed, RawRouter session) {
        return updateWith(LAST_ATTRIBUTE);
    }

    @Override
    boolean isEndAfterLastWord(byte @Nullable [] notification) {
        return begins(notification, "0309" + LAST_ATTRIBUTE);
    }

    private List<JsonNode> routes(String parameters) throws IOException {
        List<JsonNode> routes = new ArrayList<>();
        if (agent != null) {
            for (String line : agent.lines("/api/v1/routes" + parameters)) {
                routes.add(Json.read(line));
            }
        }
        return routes;
    }

    @Override
    Map<String, HeldRoute> table(List<String> sources) throws IOException {
        Map<String, HeldRoute> table = newTable();
        for (JsonNode row : routes("")) {
            HeldRoute route = new HeldRoute()
                    .origin(row.path("origin").asText())
                    .asPath(row.path("as_path").asText())
                    .nextHop(row.path("next_hop").asText())
                    .med(row.path("med").asText())
                    .localPref(row.path("local_pref").asText())
                    .communities(Json.texts(row.path("communities")))
                    .largeCommunities(Json.texts(row.path("large_communities")));
            if (row.path("atomic_aggregate").asBoolean()) {
                route.atomicAggregate();
            }
            if (row.has("aggregator")) {
                String[] parts = row.path("aggregator").asText().split(" ", -1);
                route.aggregator(parts[0], parts[1]);
            }
            if (row.has("extended_communities")) {
                route.extendedCommunities();
            }
            if (row.has("otc")) {
                route.otc(row.path("otc").asText());
            }
            table.put(Address.prefix(row.path("prefix").asText()), route);
        }
        return table;
    }

    @Override
    boolean holds(String prefix, String source) throws IOException {
        return !routes("?match=exact&prefix=" + prefix).isEmpty();
    }

    @Override
    public void close() {
        if (agent != null) {
            agent.close();
        }
    }
}
