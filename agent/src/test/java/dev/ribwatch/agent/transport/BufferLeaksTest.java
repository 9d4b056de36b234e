package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the tests would see a leak. */
class BufferLeaksTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    @BeforeEach
    void trackAll() {
        BufferLeaks.take();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @AfterEach
    void trackAsBefore() {
        ResourceLeakDetector.setLevel(before);
    }

    @Test
    void aBufferThatIsNotReleasedIsFoundOnce() {
        forget();
        List<String> found = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (found.isEmpty() && System.nanoTime() < deadline) {
            found.addAll(BufferLeaks.take());
        }

        assertThat(found).hasSize(1);
        assertThat(BufferLeaks.take()).isEmpty();
    }

    @Test
    void aBufferThatIsReleasedIsNone() {
        assertThat(allocator.directBuffer(100).release()).isTrue();

        assertThat(BufferLeaks.take()).isEmpty();
    }

    private void forget() {
        ByteBuf buffer = allocator.directBuffer(100);
        assertThat(buffer.refCnt()).isOne();
    }
}
