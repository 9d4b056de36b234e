package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/**
 * The same malformed and unusual UPDATEs to four daemons and to Ribwatch: every difference is judged by the RFCs in
 * {@code differences.txt}, and every judgement there still has its difference.
 */
class DifferentialLab {
    private static final int REDUCED = 400;
    /** What each of them shows of a route, beyond origin, path, next hop and preferences. */
    private static final Set<String> ALL = Set.of(
            "origin", "as-path", "next-hop", "med", "local-pref", "atomic-aggregate", "aggregator", "communities",
            "extended-communities", "large-communities");

    @Test
    void everyDifferenceIsJudged() throws Exception {
        Path scratch = LabFiles.scratch("differential");
        List<Receiver> receivers = new ArrayList<>();
        try {
            RibwatchReceiver ours = new RibwatchReceiver("127.0.2.1", scratch);
            receivers.add(ours);
            receivers.add(new BirdReceiver("127.0.2.2", scratch));
            receivers.add(new FrrReceiver("127.0.2.3", scratch));
            receivers.add(new OpenBgpdReceiver("127.0.2.4", scratch));
            receivers.add(new GoBgpReceiver("127.0.2.5", scratch));
            Judgements judgements = Judgements.read();
            List<OddUpdate> updates = updates(judgements);
            Map<Receiver, CompletableFuture<Map<Integer, Effect>>> running = new LinkedHashMap<>();
            for (Receiver receiver : receivers) {
                running.put(receiver, CompletableFuture.supplyAsync(() -> run(receiver, updates)));
            }
            Map<String, Map<Integer, Effect>> effects = new LinkedHashMap<>();
            running.forEach((receiver, result) -> effects.put(receiver.name(), result.join()));
            List<Difference> differences = compare(updates, effects);
            Files.write(
                    LabFiles.root().resolve("agent/target/differences-found.txt"),
                    differences.stream().map(Difference::toString).toList());
            List<String> unexplained = judgements.judge(differences);
            assertThat(unexplained).as("differences that no judgement covers").isEmpty();
            assertThat(judgements.unused()).as("judgements of nothing").isEmpty();
            LabSummary.figure(
                    "odd UPDATEs to 4 daemons and Ribwatch",
                    updates.size() + "; " + differences.size() + " differences, all judged, by " + judgements.size()
                            + " judgements");
        } finally {
            for (Receiver receiver : receivers) {
                receiver.close();
            }
            LabFiles.discard(scratch);
        }
    }

    private static Map<Integer, Effect> run(Receiver receiver, List<OddUpdate> updates) {
        try {
            receiver.start();
            return Differential.run(receiver, updates);
        } catch (IOException failure) {
            throw new CompletionException(receiver.name(), failure);
        }
    }

    /** All of them, or in short those that the judgements name and the first ones besides. */
    private static List<OddUpdate> updates(Judgements judgements) {
        TreeMap<Integer, OddUpdate> chosen = new TreeMap<>();
        boolean all = Boolean.getBoolean("ribwatch.long");
        if (!all) {
            judgements.examples().forEach(number -> chosen.put(number, OddUpdates.of(number)));
        }
        for (int number = 0; number < OddUpdates.COUNT && (all || chosen.size() < REDUCED); number++) {
            chosen.put(number, OddUpdates.of(number));
        }
        return List.copyOf(chosen.values());
    }

    private static List<Difference> compare(List<OddUpdate> updates, Map<String, Map<Integer, Effect>> effects) {
        List<Difference> differences = new ArrayList<>();
        Map<Integer, Effect> ours = Objects.requireNonNull(effects.get("ribwatch"));
        effects.forEach((receiver, theirs) -> {
            for (OddUpdate odd : updates) {
                Effect own = Objects.requireNonNull(ours.get(odd.number()));
                Effect other = Objects.requireNonNull(theirs.get(odd.number()));
                String verdict = own.verdict(odd);
                String otherVerdict = other.verdictBeside(odd, own, ALL);
                if (!verdict.equals(otherVerdict)) {
                    differences.add(new Difference(odd, receiver, otherVerdict, verdict));
                }
            }
        });
        return differences;
    }
}
