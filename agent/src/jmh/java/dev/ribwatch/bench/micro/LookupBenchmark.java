package dev.ribwatch.bench.micro;

import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.config.value.Family;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** IPv4 addresses looked up in the table; figures are ns a look-up. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(LookupBenchmark.ADDRESSES)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LookupBenchmark {
    static final int ADDRESSES = 4_096;

    private final Feed feed = new Feed();
    private final PrefixTable prefixes = feed.rib.prefixes(Family.IPV4_UNICAST);
    /** Left-aligned, as {@code Prefix} keeps them: half lie in a prefix of the table, half anywhere. */
    private final long[] addresses = new long[ADDRESSES];

    @Setup
    public void drawAddresses() {
        feed.sessionUp();
        feed.apply(feed.first.messages());
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < ADDRESSES; i++) {
            addresses[i] = random.nextLong(1L << 32) << 32;
            int id = random.nextInt(prefixes.idBound());
            if (i % 2 == 0 && prefixes.isLive(id)) {
                addresses[i] = prefixes.high(id);
            }
        }
    }

    @Benchmark
    public int longestMatch() {
        int sum = 0;
        for (long address : addresses) {
            sum += prefixes.longest(address, 0, 32);
        }
        return sum;
    }
}
