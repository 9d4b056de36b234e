package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.query.Learning;
import dev.ribwatch.agent.query.SlicedTask;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.QueryRefused;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Learns an intent on a thread of its own, one at a time: it takes long, and most of it is no work of the table's. */
final class LearnThread {
    private static final int MOST_SPACES = 100_000;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._:/+-]{0,99}");

    private final AgentQueries.TableTasks table;
    private final Function<Learning.Table, Learning> learnings;
    private final AtomicBoolean busy = new AtomicBoolean();

    /** @param learnings makes what learns, from what runs tasks on the table thread */
    LearnThread(AgentQueries.TableTasks table, Function<Learning.Table, Learning> learnings) {
        this.table = table;
        this.learnings = learnings;
    }

    /** As {@link dev.ribwatch.exporter.http.Queries#learn}. */
    CompletionStage<String> learn(@Nullable String router, String spaces) {
        Map<Prefix, Set<String>> named = parse(spaces);
        if (!busy.compareAndSet(false, true)) {
            throw QueryRefused.busy("an intent is being learned already");
        }
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        String text = learnings.apply(new Blocking()).learn(router, named);
                        busy.set(false);
                        answer.complete(text);
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        busy.set(false);
                        answer.completeExceptionally(e);
                    }
                },
                "learn");
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    /** Lines of a name and a prefix: the names of each prefix, in the order of the lines. */
    static Map<Prefix, Set<String>> parse(String spaces) {
        Map<Prefix, Set<String>> named = new LinkedHashMap<>();
        int number = 0;
        for (String line : (Iterable<String>) spaces.lines()::iterator) {
            number++;
            String[] words = line.strip().split("\\s+", -1);
            if (words.length != 2 || !NAME.matcher(words[0]).matches() || words[0].equals("unknown")) {
                throw QueryRefused.wrong("line " + number + " of the body: not a name and a prefix");
            }
            try {
                named.computeIfAbsent(Prefix.parse(words[1]), any -> new LinkedHashSet<>())
                        .add(words[0]);
            } catch (IllegalArgumentException e) {
                throw QueryRefused.wrong("line " + number + " of the body: " + e.getMessage());
            }
            if (number > MOST_SPACES) {
                throw QueryRefused.wrong("more than " + MOST_SPACES + " lines");
            }
        }
        return named;
    }

    private final class Blocking implements Learning.Table {
        @Override
        public <T> T run(SlicedTask<T> task) throws IOException, InterruptedException {
            CompletableFuture<T> done = new CompletableFuture<>();
            boolean taken = table.submit(() -> {
                try {
                    if (task.step()) {
                        done.complete(task.result());
                    }
                    return done.isDone();
                } catch (RuntimeException e) {
                    done.completeExceptionally(e);
                    return true;
                }
            });
            if (!taken) {
                throw QueryRefused.busy("too many questions wait, or the agent is stopping");
            }
            try {
                return done.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof QueryRefused refused) {
                    throw refused;
                }
                throw new IOException(e.getCause());
            }
        }
    }
}
