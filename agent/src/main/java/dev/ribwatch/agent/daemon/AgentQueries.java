package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.query.ExplainWalk;
import dev.ribwatch.agent.query.RouteWalk;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.Explanation;
import dev.ribwatch.exporter.http.Health;
import dev.ribwatch.exporter.http.NetworkRow;
import dev.ribwatch.exporter.http.Queries;
import dev.ribwatch.exporter.http.QueryRefused;
import dev.ribwatch.exporter.http.RoutePage;
import dev.ribwatch.exporter.http.RouteQuery;
import dev.ribwatch.exporter.http.SessionRow;
import dev.ribwatch.exporter.pair.PairView;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the HTTP side asks, answered on the table thread. */
final class AgentQueries implements Queries {
    /** Puts a task on the table thread; false if it takes no more. */
    interface TableTasks {
        boolean submit(TableTask task);
    }

    private final TableTasks table;
    private final PolicyStage policy;
    private final LearnThread learn;
    private final Supplier<List<SessionRow>> sessions;
    private final Supplier<CompletionStage<PairView>> pair;
    private final Supplier<Health> health;
    private volatile boolean ready;

    /**
     * @param inForce gives the configuration in force
     */
    AgentQueries(
            TableTasks table,
            PolicyStage policy,
            Supplier<Config> inForce,
            Supplier<List<SessionRow>> sessions,
            Supplier<CompletionStage<PairView>> pair,
            Supplier<Health> health) {
        this.table = table;
        learn = new LearnThread(table, tasks -> policy.learning(inForce.get(), tasks));
        this.policy = policy;
        this.sessions = sessions;
        this.pair = pair;
        this.health = health;
    }

    void ready(boolean now) {
        ready = now;
    }

    @Override
    public CompletionStage<List<SessionRow>> sessions() {
        return ask(sessions);
    }

    @Override
    public CompletionStage<List<NetworkRow>> networks() {
        return ask(policy::networkRows);
    }

    @Override
    public CompletionStage<RoutePage> routes(RouteQuery query) {
        CompletableFuture<RoutePage> answer = new CompletableFuture<>();
        RouteWalk[] walk = new RouteWalk[1];
        submit(answer, () -> {
            if (walk[0] == null) {
                walk[0] = policy.walk(query);
            }
            if (walk[0].step()) {
                answer.complete(walk[0].page());
            }
            return answer.isDone();
        });
        return answer;
    }

    @Override
    public CompletionStage<Explanation> explain(Prefix prefix, @Nullable String router) {
        CompletableFuture<Explanation> answer = new CompletableFuture<>();
        ExplainWalk[] walk = new ExplainWalk[1];
        submit(answer, () -> {
            if (walk[0] == null) {
                walk[0] = policy.explain(prefix, router);
            }
            if (walk[0].step()) {
                answer.complete(walk[0].answer());
            }
            return answer.isDone();
        });
        return answer;
    }

    @Override
    public CompletionStage<String> learn(@Nullable String router, String spaces) {
        return learn.learn(router, spaces);
    }

    @Override
    public CompletionStage<PairView> pair() {
        return pair.get();
    }

    @Override
    public Health health() {
        return health.get();
    }

    @Override
    public boolean ready() {
        return ready;
    }

    <T> CompletionStage<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        submit(answer, () -> {
            answer.complete(question.get());
            return true;
        });
        return answer;
    }

    private void submit(CompletableFuture<?> answer, TableTask task) {
        TableTask guarded = () -> {
            try {
                return task.run();
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
                return true;
            }
        };
        if (!table.submit(guarded)) {
            answer.completeExceptionally(QueryRefused.busy("too many questions wait, or the agent is stopping"));
        }
    }
}
