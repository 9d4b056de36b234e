package dev.ribwatch.agent.daemon;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.alert.Alert;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What two policies say differently of one recording: alerts that only one of them has, by their labels and the time in which
 * they fire. An alert that both have at some common moment is no difference.
 */
public final class PolicyDifference {
    private final List<Path> files;
    private final Function<Config, Map<Prefix, RouterConfig>> named;
    private final Consumer<String> problems;
    private boolean whole = true;

    /**
     * An alert that one policy has and the other has not.
     *
     * @param gained the new one has it
     * @param alert as it fired
     * @param from when it fired
     * @param to when it was resolved, or null
     */
    public record Difference(
            boolean gained,
            Alert alert,
            Instant from,
            @Nullable Instant to) {}

    /** A time in which an alert fired. */
    private record Episode(
            Alert alert, Instant from, @Nullable Instant to) {
        boolean overlaps(Episode other) {
            return (to == null || !to.isBefore(other.from)) && (other.to == null || !other.to.isBefore(from));
        }
    }

    /**
     * @param named gives, for a configuration, the routers that peers stand for by address
     * @param problems is told in one line each what cannot be read
     */
    public PolicyDifference(
            List<Path> files, Function<Config, Map<Prefix, RouterConfig>> named, Consumer<String> problems) {
        this.files = List.copyOf(files);
        this.named = named;
        this.problems = problems;
    }

    /** Whether the files could be read whole. */
    public boolean isWhole() {
        return whole;
    }

    /** Plays the files through both; what differs, by time, then lost before gained, then by labels. */
    public List<Difference> between(Config before, Config after) {
        Map<SortedMap<String, String>, List<Episode>> old = play(before, "the old config", problems);
        // What cannot be read is the same, and told once.
        Map<SortedMap<String, String>, List<Episode>> now = play(after, "the new config", problem -> {});
        List<Difference> differences = new ArrayList<>();
        add(differences, false, old, now);
        add(differences, true, now, old);
        differences.sort(Comparator.comparing(Difference::from)
                .thenComparing(Difference::gained)
                .thenComparing(difference -> difference.alert().labels().toString()));
        return differences;
    }

    private static void add(
            List<Difference> differences,
            boolean gained,
            Map<SortedMap<String, String>, List<Episode>> have,
            Map<SortedMap<String, String>, List<Episode>> others) {
        have.forEach((labels, episodes) -> {
            for (Episode episode : episodes) {
                if (others.getOrDefault(labels, List.of()).stream().noneMatch(episode::overlaps)) {
                    differences.add(new Difference(gained, episode.alert, episode.from, episode.to));
                }
            }
        });
    }

    private Map<SortedMap<String, String>, List<Episode>> play(Config config, String called, Consumer<String> told) {
        Map<SortedMap<String, String>, List<Episode>> episodes = new LinkedHashMap<>();
        Replay replay = Replay.judged(
                config,
                named.apply(config),
                (alert, at) -> {
                    List<Episode> of = episodes.computeIfAbsent(alert.labels(), any -> new ArrayList<>(1));
                    Episode last = of.isEmpty() ? null : of.get(of.size() - 1);
                    if (alert.firing()) {
                        of.add(new Episode(alert, at, null));
                    } else if (last != null && last.to == null) {
                        of.set(of.size() - 1, new Episode(last.alert, last.from, at));
                    }
                },
                told);
        for (Path file : files) {
            whole &= replay.play(file);
        }
        String leftOut = replay.leftOut(called);
        if (leftOut != null) {
            problems.accept(leftOut);
        }
        return episodes;
    }
}
