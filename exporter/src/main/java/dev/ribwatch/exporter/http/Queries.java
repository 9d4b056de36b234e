package dev.ribwatch.exporter.http;

import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.pair.PairView;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the API asks of the agent. No call blocks: a stage completes when the answer is there, on whatever thread has it.
 * A stage that fails with {@link QueryRefused} is answered with that status, any other failure with 500.
 */
public interface Queries {
    /** All sessions, in the order of the configuration. */
    CompletionStage<List<SessionRow>> sessions();

    /** The matrix of networks and routers. */
    CompletionStage<List<NetworkRow>> networks();

    /**
     * The next routes of a query, at most {@link RouteQuery#limit()} of them. A route that is there during the whole walk
     * appears exactly once.
     */
    CompletionStage<RoutePage> routes(RouteQuery query);

    /**
     * All there is to say of a prefix.
     *
     * @param router a router's name, or null for all
     */
    CompletionStage<Explanation> explain(Prefix prefix, @Nullable String router);

    /**
     * An intent as YAML, written from what the agent holds.
     *
     * @param router the only router to learn from, or null for all
     * @param spaces who has which addresses: lines of a name and a prefix; may be empty. Not checked yet
     */
    CompletionStage<String> learn(@Nullable String router, String spaces);

    /** What this agent sees, for the other of a pair. */
    CompletionStage<PairView> pair();

    /** Whether every stage makes progress. Must return at once. */
    Health health();

    /** Whether the agent listens and its configuration is loaded. Must return at once. */
    boolean ready();
}
