package dev.ribwatch.bench.micro;

import dev.ribwatch.agent.rib.AttributeStore;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import java.util.Arrays;
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

/** Attribute blocks interned and given back; figures are ns a block. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttributeBenchmark {
    static final int BLOCKS = 10_000;

    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    private final AttributeStore store = rib.attributes();
    private final byte[][] blocks = new byte[BLOCKS][];
    private final int[] ids = new int[BLOCKS];

    /** What a table stores of its messages. */
    @Setup
    public void takeBlocks() {
        Feed feed = new Feed();
        feed.sessionUp();
        feed.apply(feed.nextView());
        AttributeStore filled = feed.rib.attributes();
        int taken = 0;
        for (int id = 1; id < filled.idBound() && taken < BLOCKS; id++) {
            if (filled.isLive(id)) {
                blocks[taken++] = filled.copy(id);
            }
        }
        if (taken < BLOCKS) {
            throw new IllegalStateException("the table has only " + taken + " blocks");
        }
        // Half of them stays in the store: known blocks are looked up among others.
        Arrays.setAll(ids, i -> i % 2 == 0 ? store.intern(blocks[i], 0, blocks[i].length) : 0);
    }

    /** A block that the store has: found, counted, given back. */
    @Benchmark
    @OperationsPerInvocation(BLOCKS / 2)
    public int internKnown() {
        int sum = 0;
        for (int i = 0; i < BLOCKS; i += 2) {
            int id = store.intern(blocks[i], 0, blocks[i].length);
            sum += id;
            store.release(id);
        }
        return sum;
    }

    /** A block that the store has not: copied in, and freed again. */
    @Benchmark
    @OperationsPerInvocation(BLOCKS / 2)
    public int internNew() {
        int sum = 0;
        for (int i = 1; i < BLOCKS; i += 2) {
            ids[i] = store.intern(blocks[i], 0, blocks[i].length);
            sum += ids[i];
        }
        for (int i = 1; i < BLOCKS; i += 2) {
            store.release(ids[i]);
        }
        return sum;
    }
}
