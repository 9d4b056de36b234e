package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a table costs once it stands: nothing is allocated, nothing is left behind. */
class SteadyStateTest {
    private static final int PREFIXES = 40_000;
    private static final DecodeContext CONTEXT = new DecodeContext(true, true, 3, 0, 64_501, 64_500);

    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private long now;

    private static final class Counter extends SilentListener {
        int told;

        @Override
        public void routeChanged(RouteChange change) {
            told++;
        }
    }

    private static Prefix prefix(int number) {
        return number % 5 == 0
                ? new Prefix(Family.IPV6_UNICAST, 0x2001L << 48 | (long) number << 16, 0, 48)
                : new Prefix(Family.IPV4_UNICAST, (long) number << 40, 0, 24);
    }

    private static byte[][] table(int attributeSets, int shift) {
        UpdateBytes writer = new UpdateBytes(0);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < PREFIXES; i++) {
            messages.add(writer.attributes((i + shift) % attributeSets)
                    .announce(prefix(i), 0)
                    .bytes());
        }
        return messages.toArray(new byte[0][]);
    }

    private static byte[][] withdrawals() {
        UpdateBytes writer = new UpdateBytes(0);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < PREFIXES; i++) {
            messages.add(writer.withdraw(prefix(i), 0).bytes());
        }
        return messages.toArray(new byte[0][]);
    }

    private void apply(AdjRibIn router, byte[][] messages) {
        for (byte[] message : messages) {
            decoder.decode(message, 0, message.length, CONTEXT, update);
            rib.apply(router, update, now++, now);
        }
    }

    private AdjRibIn up(String name) {
        AdjRibIn router = rib.add(name, name);
        rib.sessionUp(router, 3, 0, true, now);
        return router;
    }

    private long bytes() {
        long bytes = 0;
        for (TablePart part : TablePart.values()) {
            bytes += part == TablePart.SPARE ? 0 : rib.bytes(part);
        }
        return bytes;
    }

    @Test
    void nothingIsAllocatedFromDecodingToTheListener() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        Counter counter = new Counter();
        rib.addListener(counter);
        AdjRibIn router = up("r1");
        AdjRibIn other = up("r2");
        byte[][] table = table(10_000, 0);
        apply(router, table);
        apply(other, table);
        byte[][] converged = {
            new UpdateBytes(0).bytes(), new UpdateBytes(0).emptyUnreachable().bytes()
        };
        apply(router, converged);
        // A third of the prefixes goes and comes back, the rest changes its attributes to some that are new and back.
        byte[][] gone = Arrays.copyOf(withdrawals(), PREFIXES / 3);
        byte[][] changed = Arrays.copyOfRange(table(12_000, 20_000), PREFIXES / 3, PREFIXES);
        int told = 0;
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            counter.told = 0;
            long before = threads.getThreadAllocatedBytes(thread);
            apply(router, gone);
            apply(other, gone);
            apply(other, changed);
            apply(other, changed); // identical: not told
            apply(other, table);
            apply(router, table);
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
            told += counter.told;
        }
        assertThat(told).isEqualTo(10 * (4 * gone.length + 2 * changed.length));
        assertThat(least).isZero();
    }

    @Test
    void afterWithdrawAllAndARefillTheSizeIsWhatItWas() {
        long empty = bytes();
        byte[][] table = table(10_000, 0);
        AdjRibIn router = up("r1");
        AdjRibIn other = up("r2");
        apply(router, table);
        apply(other, table);
        long full = bytes();
        assertThat(full).isGreaterThan(empty + PREFIXES * 20L);
        for (int round = 0; round < 3; round++) {
            for (AdjRibIn each : List.of(router, other)) {
                rib.sessionDown(each, now);
                while (!rib.clearSome(each, 1000)) {
                    assertThat(rib.routes()).isPositive();
                }
            }
            assertThat(bytes())
                    .as("one page stays, for attribute id 0, and small indexes")
                    .isLessThanOrEqualTo(empty + PagePool.PAGE_BYTES);
            rib.sessionUp(router, 3, 0, true, now);
            rib.sessionUp(other, 3, 0, true, now);
            apply(other, table);
            apply(router, table);
            assertThat(bytes()).isBetween(full - full / 20, full + full / 20);
            assertThat(rib.prefixes(Family.IPV4_UNICAST).idBound()).isLessThan(PREFIXES * 4 / 5 + PagePool.INTS);
        }
    }

    @Test
    void k12_m20_everNewPrefixesAndAttributesLeaveNothingBehind() {
        AdjRibIn router = up("r1");
        UpdateBytes writer = new UpdateBytes(0);
        SplittableRandom random = new SplittableRandom(3);
        long most = 0;
        for (int i = 0; i < 200_000; i++) {
            Prefix prefix = Prefix.masked(Family.IPV4_UNICAST, random.nextLong() & -1L << 32, 0, 32);
            byte[][] both = {
                writer.attributes(i).announce(prefix, 0).bytes(),
                writer.withdraw(prefix, 0).bytes()
            };
            apply(router, both);
            most = Math.max(most, i % 1000 == 0 ? bytes() : 0);
        }
        assertThat(rib.routes()).isZero();
        assertThat(rib.attributes().size()).isZero();
        assertThat(most).isLessThan(20L * PagePool.PAGE_BYTES);
    }

    @Test
    void k12_m20_largeUniqueAttributesGoBackToTheLastByte() {
        long empty = bytes();
        AdjRibIn router = up("r1");
        UpdateBytes writer = new UpdateBytes(0);
        byte[][] flood = new byte[2_000][];
        for (int i = 0; i < flood.length; i++) {
            flood[i] = writer.attributes(i, 3_900).announce(prefix(i), 0).bytes();
        }
        apply(router, flood);
        assertThat(rib.routes()).isEqualTo(2_000);
        long held = bytes();
        assertThat(held).isGreaterThan(2_000 * 3_900L);
        rib.sessionDown(router, now);
        assertThat(rib.clearSome(router, 10_000)).isTrue();
        assertThat(rib.bytes(TablePart.ATTRIBUTE_BLOCKS)).isZero();
        assertThat(bytes()).isLessThanOrEqualTo(empty + PagePool.PAGE_BYTES);
        assertThat(rib.bytes(TablePart.SPARE)).isPositive().isLessThanOrEqualTo(held + PagePool.PAGE_BYTES);
        for (int i = 0; i < 3; i++) {
            now += 4_000_000_000L;
            rib.tick(now, waiting -> false);
        }
        assertThat(rib.bytes(TablePart.SPARE)).isZero();
    }

    @Test
    void aFurtherFullTableTakesLessThan45BytesARoute() {
        byte[][] table = table(10_000, 0);
        apply(up("r1"), table);
        // Other attributes, 0.27 sets a route as in the Internet's table, and every route's time.
        AdjRibIn other = up("r2");
        long before = bytes();
        apply(other, table(10_800, 20_000));
        apply(other, new byte[][] {new UpdateBytes(0).bytes()});
        apply(other, new byte[][] {new UpdateBytes(0).emptyUnreachable().bytes()});
        apply(other, table(10_800, 31_000));
        assertThat((bytes() - before) / (double) PREFIXES).isLessThan(45);
    }
}
