package dev.ribwatch.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ribwatch.agent.wire.attribute.AsPath;
import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.agent.wire.nlri.NlriCursor;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decoding an UPDATE, good or bad, allocates nothing once the scratch has grown. */
class ZeroAllocationTest {
    private static final NlriField[] FIELDS = NlriField.values();

    private final List<GoldenVector> vectors = GoldenVector.load("updates.txt");
    private final byte[][] messages = vectors.stream().map(GoldenVector::octets).toArray(byte[][]::new);
    private final DecodeContext[] contexts =
            vectors.stream().map(GoldenVector::context).toArray(DecodeContext[]::new);
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private final NlriCursor nlri = new NlriCursor();
    private final AttributeCursor attributes = new AttributeCursor();
    private final AsPath path = new AsPath();
    private long sum;

    @Test
    void decodingAndReadingAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThat(threads.isThreadAllocatedMemorySupported()).isTrue();
        readAll(200);
        long least = Long.MAX_VALUE;
        // Code that is compiled anew may put a few objects on the heap once; what each message costs shows every time.
        for (int attempt = 0; attempt < 5 && least > 0; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            long nothing = threads.getCurrentThreadAllocatedBytes() - before;
            before = threads.getCurrentThreadAllocatedBytes();
            readAll(1_000);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before - nothing);
        }
        assertThat(sum).isNotZero();
        assertThat(least)
                .as("octets allocated for %d messages", 1_000 * messages.length)
                .isZero();
    }

    private void readAll(int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < messages.length; i++) {
                byte[] message = messages[i];
                int length = MessageHeader.check(message, 0, message.length, true);
                sum += decoder.decode(message, 0, length, contexts[i], update).ordinal();
                for (NlriField field : FIELDS) {
                    if (update.has(field)) {
                        read(field);
                    }
                }
            }
        }
    }

    private void read(NlriField field) {
        nlri.reset(
                update.source(),
                update.offset(field),
                update.limit(field),
                update.family(field),
                update.addPath(field));
        while (nlri.next()) {
            sum += nlri.high() + nlri.low() + nlri.length() + nlri.pathId();
        }
        if (field.isAnnounce() && update.blockLength(field) > 0) {
            attributes.reset(update.block(field), update.blockOffset(field), update.blockLength(field));
            path.reset(attributes);
            sum += path.hops() + path.firstAfter(path.first()) + path.origin();
        }
    }
}
