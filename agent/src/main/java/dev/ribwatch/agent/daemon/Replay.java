package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.mrt.Damage;
import dev.ribwatch.agent.mrt.MrtFile;
import dev.ribwatch.agent.mrt.MrtPeer;
import dev.ribwatch.agent.mrt.MrtPeers;
import dev.ribwatch.agent.mrt.MrtReader;
import dev.ribwatch.agent.query.RouteWalk;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.alert.AlertListener;
import dev.ribwatch.exporter.http.RoutePage;
import dev.ribwatch.exporter.http.RouteQuery;
import dev.ribwatch.exporter.http.RouteRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays MRT files through the decoder, the table and, with a configuration, the policy of the agent, in the files' order
 * and by their clock: the same files and configuration give the same alerts, byte for byte.
 *
 * <p>There are no lambdas on the way of a replay that judges nothing: the first ones of a process take it longer than
 * thousands of messages, and a short file has not many more.
 */
public final class Replay {
    /** The most records of one file that are named as malformed. */
    private static final int MOST_NAMED = 10;

    private static final int MOST_STRANGERS = 5;

    static final Recording.Standing NOTHING = new Recording.Standing() {
        @Override
        public void began(Rib rib, ReplayClock clock) {
            // the table alone
        }

        @Override
        public void changed() {
            // nobody looks at it
        }

        @Override
        public long settle() {
            return Long.MAX_VALUE;
        }
    };

    private final Consumer<String> problems;
    private final MrtPeers peers = new MrtPeers();
    private final Recording recording;
    private final @Nullable ReplayRouters routers;
    private String file = "";
    private int malformed;
    private boolean truncated;

    private Replay(
            @Nullable ReplayRouters routers,
            Recording.Standing standing,
            RecordedTable table,
            Consumer<String> problems) {
        this.problems = problems;
        this.routers = routers;
        this.recording =
                new Recording(routers == null ? new EveryPeer() : routers, standing, table, new MalformedRecords());
    }

    /**
     * A replay without policy: every peer is a router of its own, named by its address.
     *
     * @param problems is told in one line each what cannot be read
     */
    public static Replay plain(Consumer<String> problems) {
        return plain(new DeferredTable(true), problems);
    }

    /** As {@link #plain}, but its routes are only counted: they have no attributes. */
    public static Replay counting(Consumer<String> problems) {
        return plain(new DeferredTable(false), problems);
    }

    static Replay plain(RecordedTable table, Consumer<String> problems) {
        return new Replay(null, NOTHING, table, problems);
    }

    /**
     * A replay through a policy.
     *
     * @param named routers by the address of the peer that stands for them, where that is not the configured one
     * @param alerts is told of each alert as it fires and resolves
     */
    public static Replay judged(
            Config config, Map<Prefix, RouterConfig> named, AlertListener alerts, Consumer<String> problems) {
        ReplayRouters routers = new ReplayRouters(config.routers(), named);
        return new Replay(routers, new ReplayPolicy(config, alerts), new RecordedTable(), problems);
    }

    /**
     * Opens a file, so that its begin is decompressed while other things are done. Null if it is opened when its turn comes:
     * what is no file may have to be waited for, and what cannot be opened is told then.
     */
    public static @Nullable MrtFile openEarly(Path path) {
        try {
            return Files.isRegularFile(path) ? MrtFile.open(path) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Plays a file, the next of one recording; false if not all of it could be read. What could was played. */
    public boolean play(Path path) {
        return play(path, null);
    }

    /** Plays a file that was opened early, unless it was not. */
    public boolean play(Path path, @Nullable MrtFile early) {
        file = path.toString();
        malformed = 0;
        truncated = false;
        try (MrtFile opened = early == null ? MrtFile.open(path) : early) {
            MrtReader reader = new MrtReader(opened, peers, recording);
            boolean more = true;
            while (more) {
                more = reader.next();
            }
            Damage damage = opened.damage();
            if (damage != null) {
                truncated = true;
                problems.accept(file + ": " + damage);
            }
        } catch (IOException e) {
            truncated = true;
            problems.accept(file + ": " + reason(e));
        }
        recording.end();
        if (malformed > MOST_NAMED) {
            problems.accept(file + ": and " + (malformed - MOST_NAMED) + " more malformed records");
        }
        return !truncated && malformed == 0;
    }

    private final class MalformedRecords implements Consumer<Damage> {
        @Override
        public void accept(Damage damage) {
            if (++malformed <= MOST_NAMED) {
                problems.accept(file + ": " + damage);
            }
        }
    }

    private static final class EveryPeer implements Recording.Routers {
        @Override
        public Recording.Router of(MrtPeer peer) {
            return new Recording.Router(peer.name(), peer.name(), RecordedPeer.ALL_FAMILIES, Strictness.ORDINARY);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        return e.getMessage() == null ? "cannot be read" : "cannot be read: " + e.getMessage();
    }

    /** Whether the last file ended before its end. */
    public boolean truncated() {
        return truncated;
    }

    /** What was found in all files. */
    public RecordingCounts counts() {
        return recording.counts();
    }

    /**
     * Says which peers are no routers of the configuration, with their AS; they were left out. Null if there were none.
     *
     * @param config what the configuration is called
     */
    public @Nullable String leftOut(String config) {
        List<String> strangers = routers == null ? List.of() : routers.strangers();
        if (strangers.isEmpty()) {
            return null;
        }
        int more = strangers.size() - MOST_STRANGERS;
        return "left out, as " + config + " has no such router: "
                + String.join(", ", strangers.subList(0, Math.min(strangers.size(), MOST_STRANGERS)))
                + (more > 0 ? ", and " + more + " more" : "");
    }

    /** Routes held at the end: by router, by family that it told of. */
    public Map<String, Map<Family, Integer>> held() {
        Map<String, Map<Family, Integer>> held = new LinkedHashMap<>();
        for (RecordedPeer router : recording.routers()) {
            Map<Family, Integer> families = new LinkedHashMap<>();
            for (int i = 0; i < Family.count(); i++) {
                if ((router.families & 1 << i) != 0) {
                    families.put(Family.of(i), router.routes.routes(Family.of(i)));
                }
            }
            held.put(router.routes.name(), families);
        }
        return held;
    }

    /** Every route held at the end, in no promised order. */
    public void routes(Consumer<RouteRow> rows) {
        pages(page -> page.forEach(rows));
    }

    /** The same, many at once. */
    public void pages(Consumer<List<RouteRow>> pages) {
        RouteQuery query = new RouteQuery(null, RouteQuery.Match.EXACT, null, null, RouteQuery.MOST_ROWS, null);
        RoutePage page;
        do {
            RouteWalk walk =
                    new RouteWalk(recording.rib(), (router, family, prefix, attributes) -> null, query, () -> 0);
            boolean done = false;
            while (!done) {
                done = walk.step();
            }
            page = walk.page();
            pages.accept(page.rows());
            query = query.next(page.after(), RouteQuery.MOST_ROWS);
        } while (page.after() != null);
    }
}
