package dev.ribwatch.agent.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ribwatch.agent.query.RouteWalk;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.RouteLines;
import dev.ribwatch.exporter.http.RouteQuery;
import dev.ribwatch.exporter.http.RouteRow;
import java.util.List;
import java.util.SplittableRandom;

/** The body of an UPDATE through the table into the lines of {@code /api/v1/routes}, and out of the table again. */
public final class RouteJsonFuzz {
    private static final List<DecodeContext> CONTEXTS = UpdateFuzz.contexts();
    private static final Rib RIB = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    private static final AdjRibIn ROUTER = RIB.add("edge1", "edge1");
    private static final UpdateDecoder DECODER = new UpdateDecoder();
    private static final Update UPDATE = new Update();
    private static final RouteQuery ALL = new RouteQuery(null, RouteQuery.Match.EXACT, null, null, 512, null);

    private RouteJsonFuzz() {}

    public static void fuzzerTestOneInput(byte[] body) {
        byte[] message = Frame.of(MessageType.UPDATE, body);
        if (message == null) {
            return;
        }
        for (DecodeContext context : CONTEXTS) {
            if (DECODER.decode(message, 0, message.length, context, UPDATE) != Verdict.SESSION_RESET) {
                RIB.sessionUp(ROUTER, context.families(), context.addPath(), true, 0);
                RIB.apply(ROUTER, UPDATE, 1, 1);
                show(message.length);
                RIB.sessionDown(ROUTER, 2);
                while (!RIB.clearSome(ROUTER, 1_000)) {
                    // in slices
                }
                Holds.require(RIB.routes() == 0, "nothing is left");
                Holds.require(RIB.attributes().size() == 0, "no attributes are left");
            }
        }
    }

    private static void show(int length) {
        RouteWalk walk = new RouteWalk(RIB, (router, family, prefix, attributes) -> null, ALL, () -> 0);
        while (!walk.step()) {
            // in slices
        }
        for (RouteRow row : walk.page().rows()) {
            RouteLines text = new RouteLines();
            text.add(row);
            JsonNode line = Holds.json(text.toString(), 600 + 6 * length);
            Prefix prefix = Prefix.parse(line.path("prefix").asText());
            Holds.require(prefix.toString().equals(line.path("prefix").asText()), "the prefix in its one form");
            Holds.require(line.path("family").asText().equals(prefix.family().toString()), "its family");
            Holds.require(line.has("origin") && line.has("as_path") && line.has("next_hop"), "what a route must have");
        }
    }
}
