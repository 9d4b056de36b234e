package dev.ribwatch.exporter.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.Notification;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * M9 without a process: random histories, the power failing at any moment, a disk that fails now and then. Of what receivers
 * take nothing is news twice after repetitions are told by their id, of which there are at most as many as were under way; and
 * in the end every receiver believes what is true.
 */
class CrashSimulationTest {
    private static final int HISTORIES = Boolean.getBoolean("ribwatch.long") ? 60 : 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void receiversBelieveTheTruth(int block) throws IOException {
        for (int seed = block * HISTORIES; seed < (block + 1) * HISTORIES; seed++) {
            new Run(seed).play();
        }
    }

    private static final class Run {
        private final int seed;
        private final Random random;
        private final Restarts time = new Restarts(Restarts.config("fra1", "hook", "pager"));
        private final Set<String> truth = new TreeSet<>();
        private int crashes;

        Run(int seed) throws IOException {
            this.seed = seed;
            random = new Random(seed);
        }

        void play() throws IOException {
            for (int turn = 0; turn < 120; turn++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> change();
                    case 3 -> time.commit();
                    case 4 -> time.delivering = random.nextBoolean();
                    case 5 -> crash();
                    default ->
                        time.passes(Duration.ofMillis(
                                random.nextInt(4) == 0 ? random.nextInt(200_000) : random.nextInt(4_000)));
                }
            }
            time.delivering = true;
            time.passes(Duration.ofMinutes(3));
            judge();
        }

        private void change() {
            String prefix = "10." + random.nextInt(5) + ".0.0/16";
            if (truth.remove(prefix)) {
                time.closes(prefix);
            } else {
                truth.add(prefix);
                opens(prefix);
            }
        }

        private void opens(String prefix) {
            time.opens(prefix, Severity.CRITICAL, Duration.ofSeconds(random.nextInt(3)));
        }

        /** The power fails, at times just as a receiver has taken something; the routers change meanwhile. */
        private void crash() throws IOException {
            if (random.nextInt(3) == 0) {
                time.deliverOne(false);
            }
            crashes++;
            time.crash(random);
            for (int i = random.nextInt(3); i > 0; i--) {
                String prefix = "10." + random.nextInt(5) + ".0.0/16";
                if (!truth.remove(prefix)) {
                    truth.add(prefix);
                }
            }
            time.judged = false;
            time.passes(Duration.ofSeconds(random.nextInt(30)));
            if (random.nextInt(4) == 0) {
                crashes++;
                time.crash(random); // again, before anything could be looked at
            }
            truth.forEach(this::opens);
            time.judged = true;
        }

        private void judge() {
            Set<String> ids = new HashSet<>();
            int repeated = 0;
            Map<String, Set<String>> believed = new TreeMap<>();
            for (Notification one : time.taken) {
                if (!ids.add(one.id())) {
                    repeated++;
                    continue;
                }
                Set<String> firing = believed.computeIfAbsent(one.receiver(), name -> new TreeSet<>());
                boolean news = false;
                for (Alert alert : one.alerts()) {
                    String prefix = alert.labels().getOrDefault("prefix", "");
                    news |= alert.firing() ? firing.add(prefix) : firing.remove(prefix);
                }
                assertThat(news || one.repeat())
                        .as("seed %d: nothing new in %s", seed, one)
                        .isTrue();
            }
            assertThat(repeated).as("seed %d", seed).isLessThanOrEqualTo(crashes);
            assertThat(believed.getOrDefault("hook", Set.of()))
                    .as("seed %d", seed)
                    .isEqualTo(truth);
            assertThat(believed.getOrDefault("pager", Set.of()))
                    .as("seed %d", seed)
                    .isEqualTo(truth);
        }
    }
}
