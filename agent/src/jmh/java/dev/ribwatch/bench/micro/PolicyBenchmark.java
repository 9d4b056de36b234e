package dev.ribwatch.bench.micro;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingListener;
import dev.ribwatch.agent.policy.PolicyEngine;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Routes replaced in the table with policy on: {@code TableBenchmark.replace} is the same without. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Feed.ROUTES)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PolicyBenchmark {
    private static final int ROWS = 4_096;

    /** Whose the routes are. */
    public enum Owner {
        /** An open network's: nothing follows. */
        MISS("open: true"),
        /** A closed network's that declares the space of all of them: each is judged, and nothing is wrong. */
        HIT("prefixes: [" + eights() + ", \"2000::/3\"]\n    more-specifics: true");

        private final String internet;

        Owner(String internet) {
            this.internet = internet;
        }

        /** Every /8 but those in which the sample's networks have theirs. */
        private static String eights() {
            return IntStream.range(1, 224)
                    .filter(first -> first != 10 && first != 172)
                    .mapToObj(first -> first + ".0.0.0/8")
                    .collect(Collectors.joining(", "));
        }
    }

    @Param
    @SuppressWarnings("NullAway.Init") // JMH sets it
    public Owner owner;

    private final Feed feed = new Feed();

    @SuppressWarnings("NullAway.Init") // made in attach()
    private PolicyEngine engine;

    @Setup
    public void attach() throws IOException {
        engine = new PolicyEngine(
                intent(RibwatchConfig.ownedBy(owner.internet)),
                feed.rib,
                new Silent(),
                System::nanoTime,
                InstantSource.system());
        engine.attach();
        engine.goLive();
        feed.sessionUp();
        feed.apply(feed.nextView());
        rest();
    }

    @Benchmark
    public int replace() {
        int routes = feed.apply(feed.nextView());
        rest();
        return routes;
    }

    private void rest() {
        boolean more = true;
        while (more) {
            more = engine.step(ROWS);
        }
    }

    private static Intent intent(RibwatchConfig config) throws IOException {
        Path file = Files.createTempFile("policy-benchmark", ".yaml");
        try {
            Files.writeString(file, config.forRecording(1));
            Loaded loaded = new ConfigLoader().load(file);
            if (loaded instanceof Loaded.Invalid invalid) {
                throw new IllegalArgumentException(invalid.problems().toString());
            }
            return Intent.compile(((Loaded.Valid) loaded).config());
        } finally {
            Files.delete(file);
        }
    }

    private static final class Silent implements FindingListener {
        @Override
        public void opened(Finding finding) {}

        @Override
        public void changed(Finding finding) {}

        @Override
        public void closed(Finding finding, String reason) {}
    }
}
