package dev.ribwatch.agent.query;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.PolicyEngine;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.QueryRefused;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes an intent from what the table holds: looks at it, makes networks of what it saw, holds the table against them, and
 * allows what is still found, until nothing is. Runs on a thread of its own, but for what it asks of the table.
 */
public final class Learning {
    /** What is allowed may bring up what it explained: so often at most. */
    private static final int ROUNDS = 6;

    private final Rib rib;
    private final Supplier<PolicyEngine> engines;
    private final Config inForce;
    private final LongSupplier nanos;
    private final InstantSource wall;
    private final Table table;

    /** The table thread, for one who waits. */
    public interface Table {
        /** Runs a task to its end. */
        <T> T run(SlicedTask<T> task) throws IOException, InterruptedException;
    }

    /**
     * @param engines gives the policy in force; asked on the table thread
     * @param inForce the configuration in force: its routers, and the names of its networks
     */
    public Learning(
            Rib rib,
            Supplier<PolicyEngine> engines,
            Config inForce,
            LongSupplier nanos,
            InstantSource wall,
            Table table) {
        this.rib = rib;
        this.engines = engines;
        this.inForce = inForce;
        this.nanos = nanos;
        this.wall = wall;
        this.table = table;
    }

    /**
     * The intent as YAML: {@code networks}, {@code connections}, {@code policy}.
     *
     * @param router the only router to learn from, or null for all
     * @param spaces who has which addresses, as the operator says; may be empty. Of several names the first has them
     * @throws QueryRefused if there is no such router, or what is learned is too much for one configuration
     */
    public String learn(@Nullable String router, Map<Prefix, Set<String>> spaces)
            throws IOException, InterruptedException {
        Observed observed = table.run(new Observation(rib, engines, router, nanos));
        Map<String, Observed.Seat> seats = new HashMap<>();
        observed.routers().forEach(seat -> seats.put(seat.name(), seat));
        Learned learned = new Learner(observed, inForce, spaces).learn();
        for (int round = 0; round < ROUNDS; round++) {
            Intent intent = Intent.compile(load(LearnedText.of(learned)));
            List<Finding> found = table.run(new Trial(intent, rib, nanos, wall));
            found.removeIf(finding -> router != null && !concerns(finding, seats));
            if (!learned.allow(found, seats)) {
                break;
            }
        }
        return LearnedText.of(learned);
    }

    /** Whether it is of these routers, or, as an overlap, of none and seen at one of them. */
    private static boolean concerns(Finding finding, Map<String, Observed.Seat> seats) {
        String router = finding.key().router();
        return router != null
                ? seats.containsKey(router)
                : finding.witnesses().stream().anyMatch(witness -> seats.containsKey(witness.router()));
    }

    /** The configuration in force with this intent. */
    private Config load(String text) {
        Loaded loaded = new ConfigLoader().load("learned", LearnedText.prelude(inForce) + text);
        if (!(loaded instanceof Loaded.Valid valid)) {
            throw QueryRefused.wrong("what is to be learned makes no configuration: "
                    + ((Loaded.Invalid) loaded).problems().get(0)
                    + "; learn of fewer networks in one list, or from one router");
        }
        Config config = valid.config();
        return new Config(
                inForce.agent(),
                inForce.http(),
                inForce.routers(),
                config.networks(),
                config.connections(),
                config.policy(),
                inForce.alerts());
    }
}
