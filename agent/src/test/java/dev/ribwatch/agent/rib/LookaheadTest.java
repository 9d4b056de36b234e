package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Looking ahead finds what will be needed, changes nothing, costs no memory, and bears whatever a message holds. */
class LookaheadTest {
    /** So many that routes of both families stand in columns, which alone are looked at. */
    private static final int PREFIXES = 5_000;

    private static final DecodeContext PLAIN = new DecodeContext(true, true, 3, 0, 64_501, 64_500);
    private static final DecodeContext PATHS = new DecodeContext(true, true, 3, 3, 64_501, 64_500);

    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private final AdjRibIn router = up("r1", 0);
    private final BitSet told = new BitSet();

    private AdjRibIn up(String name, int addPath) {
        AdjRibIn made = rib.add(name, name);
        rib.sessionUp(made, 3, addPath, true, 0);
        return made;
    }

    private static Prefix prefix(int number) {
        return number % 5 == 0
                ? new Prefix(Family.IPV6_UNICAST, 0x2001L << 48 | (long) number << 16, 0, 48)
                : new Prefix(Family.IPV4_UNICAST, (long) number << 40, 0, 24);
    }

    private void apply(byte[] messages) {
        for (int at = 0; at < messages.length; at += length(messages, at)) {
            decoder.decode(messages, at, length(messages, at), PLAIN, update);
            rib.apply(router, update, 0, 0);
        }
    }

    private static int length(byte[] messages, int at) {
        return (messages[at + 16] & 0xff) << 8 | messages[at + 17] & 0xff;
    }

    private static byte[] announcements(int shift) {
        UpdateBytes writer = new UpdateBytes(0);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < PREFIXES; i++) {
            all.writeBytes(
                    writer.attributes(i % 700 + shift).announce(prefix(i), 0).bytes());
        }
        return all.toByteArray();
    }

    private static byte[] withdrawals() {
        UpdateBytes writer = new UpdateBytes(0);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < PREFIXES; i++) {
            all.writeBytes(writer.withdraw(prefix(i), 0).bytes());
        }
        return all.toByteArray();
    }

    private void listen() {
        rib.addListener(new SilentListener() {
            @Override
            public void ahead(int[] attributeIds, int count) {
                for (int i = 0; i < count; i++) {
                    told.set(attributeIds[i]);
                }
            }
        });
    }

    private BitSet expected(int from, int to) {
        BitSet ids = new BitSet();
        for (int i = from; i < to; i++) {
            Prefix prefix = prefix(i);
            int id = rib.prefixes(prefix.family()).find(prefix.high(), prefix.low(), prefix.length());
            ids.set(router.attributes(prefix.family(), id));
        }
        return ids;
    }

    @Test
    void theAttributesOfEveryRouteThatWillBeReplacedOrWithdrawnAreFound() {
        apply(announcements(0));
        listen();
        for (byte[] messages : new byte[][] {announcements(5_000), withdrawals()}) {
            int window = 600;
            int messageLength = 0;
            for (int i = 0; i < window; i++) {
                messageLength += length(messages, messageLength);
            }
            told.clear();
            rib.lookAhead(router, PLAIN, messages, 0, messageLength);
            assertThat(told).isEqualTo(expected(0, window));
            told.clear();
            rib.lookAhead(router, PLAIN, messages, messageLength, messageLength + 1);
            assertThat(told).as("one message does not pay").isEqualTo(new BitSet());
        }
    }

    @Test
    void itSaysWhereItHadEnough() {
        apply(announcements(0));
        byte[] many = withdrawals();
        int enough = rib.lookAhead(router, PLAIN, many, 0, many.length);
        assertThat(enough).isPositive().isLessThan(many.length / 2);
        int message = 0;
        while (message < enough) {
            message += length(many, message);
        }
        assertThat(message).as("the beginning of a message").isEqualTo(enough);
        byte[] few = announcements(0);
        int first = length(few, 0);
        int second = first + length(few, first);
        assertThat(rib.lookAhead(router, PLAIN, few, 0, first + 1)).isEqualTo(second);
    }

    @Test
    void aMessageWithManyPrefixesIsLookedAtPartByPart() {
        apply(announcements(0));
        int count = 900;
        UpdateBytes writer = new UpdateBytes(0);
        for (int i = 0; i < count; i++) {
            writer.withdraw(prefix(5 * i + 1), 0);
        }
        byte[] gone = writer.bytes();
        listen();
        rib.lookAhead(router, PLAIN, gone, 0, gone.length);
        assertThat(told).as("nothing while it is not taken in").isEqualTo(new BitSet());
        List<BitSet> parts = new ArrayList<>();
        int[] withdrawn = {0};
        List<Integer> begins = new ArrayList<>();
        rib.addListener(new SilentListener() {
            @Override
            public void routeChanged(RouteChange change) {
                withdrawn[0]++;
            }

            @Override
            public void ahead(int[] attributeIds, int size) {
                begins.add(withdrawn[0]);
                BitSet part = new BitSet();
                Arrays.stream(attributeIds, 0, size).forEach(part::set);
                parts.add(part);
            }
        });
        List<BitSet> expected = new ArrayList<>();
        for (int i = 0; i < count; i += 64) {
            BitSet part = new BitSet();
            for (int k = i; k < Math.min(count, i + 64); k++) {
                part.or(expected(5 * k + 1, 5 * k + 2));
            }
            expected.add(part);
        }
        apply(gone);
        assertThat(withdrawn[0]).isEqualTo(count);
        assertThat(parts).isEqualTo(expected);
        for (int i = 0; i < begins.size(); i++) {
            assertThat(begins.get(i)).isEqualTo(64 * i);
        }
    }

    @Test
    void nothingChangesAndNothingIsAllocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        apply(announcements(0));
        byte[] next = announcements(5_000);
        byte[] gone = withdrawals();
        List<Long> before = state();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long from = threads.getThreadAllocatedBytes(thread);
            for (int at = 0; at + 8_000 < Math.min(next.length, gone.length); at += length(next, at)) {
                rib.lookAhead(router, PLAIN, next, at, at + 4_096);
            }
            rib.lookAhead(router, PLAIN, gone, 0, gone.length);
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - from);
        }
        assertThat(least).isZero();
        assertThat(state()).isEqualTo(before);
    }

    private List<Long> state() {
        List<Long> state = new ArrayList<>();
        for (TablePart part : TablePart.values()) {
            state.add(rib.bytes(part));
        }
        for (int i = 0; i < PREFIXES; i++) {
            Prefix prefix = prefix(i);
            int id = rib.prefixes(prefix.family()).find(prefix.high(), prefix.low(), prefix.length());
            int attributeId = router.attributes(prefix.family(), id);
            state.add((long) id);
            state.add((long) attributeId);
            state.add((long) rib.attributes().references(attributeId));
            state.add((long) rib.prefixes(prefix.family()).references(id));
        }
        return state;
    }

    @Test
    void whateverStandsInAMessageItIsReadWithinTheArrayAlone() {
        AdjRibIn other = up("r2", 3);
        apply(announcements(0));
        byte[] good = announcements(0);
        SplittableRandom random = new SplittableRandom(7);
        List<Long> before = state();
        for (int i = 0; i < 40_000; i++) {
            int from = 0;
            for (int skipped = random.nextInt(50); skipped > 0; skipped--) {
                from += length(good, from);
            }
            int to = from;
            for (int taken = 1 + random.nextInt(8); taken > 0; taken--) {
                to += length(good, to);
            }
            byte[] messages = Arrays.copyOfRange(good, from, to); // ends with the last message
            for (int flips = random.nextInt(6); flips > 0; flips--) {
                int message = 0;
                for (int skipped = random.nextInt(8);
                        skipped > 0 && message + length(messages, message) < messages.length;
                        skipped--) {
                    message += length(messages, message);
                }
                int at = message + 18 + random.nextInt(length(messages, message) - 18);
                messages[at] = (byte) random.nextInt(256);
            }
            rib.lookAhead(router, PLAIN, messages, 0, messages.length);
            rib.lookAhead(other, PATHS, messages, 0, messages.length);
        }
        assertThat(state()).isEqualTo(before);
    }
}
