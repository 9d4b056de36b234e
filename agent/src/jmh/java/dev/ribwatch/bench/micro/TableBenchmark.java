package dev.ribwatch.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** UPDATEs decoded and put into the table, no policy. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Feed.ROUTES)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TableBenchmark {
    /** A session without routes. */
    @State(Scope.Thread)
    public static class Empty {
        private final Feed feed = new Feed();

        public Empty() {
            feed.sessionUp();
        }

        @Setup(Level.Invocation)
        public void clear() {
            feed.apply(feed.withdrawals);
        }
    }

    /** A session whose routes are all there, as the first view has them. */
    @State(Scope.Thread)
    public static class Filled {
        private final Feed feed = new Feed();

        public Filled() {
            feed.sessionUp();
        }

        @Setup(Level.Invocation)
        public void fill() {
            feed.apply(feed.first.messages());
        }
    }

    /** A session whose routes are there, in one view or the other. */
    @State(Scope.Thread)
    public static class Turning {
        private final Feed feed = new Feed();

        public Turning() {
            feed.sessionUp();
            feed.apply(feed.first.messages());
        }
    }

    @Benchmark
    public int insert(Empty state) {
        return state.feed.apply(state.feed.first.messages());
    }

    @Benchmark
    public int withdraw(Filled state) {
        return state.feed.apply(state.feed.withdrawals);
    }

    @Benchmark
    public int replace(Turning state) {
        return state.feed.apply(state.feed.nextView());
    }
}
