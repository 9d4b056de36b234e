package dev.ribwatch.agent.transport;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Netty's leak detector, which by itself does no more than log. The module's tests run with it, by a system property. */
public final class BufferLeaks<T> extends ResourceLeakDetector<T> {
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final int ATTEMPTS = 100;
    private static final long WAIT_MILLIS = 50;

    public BufferLeaks(Class<?> resource, int samplingInterval) {
        super(resource, samplingInterval);
    }

    public BufferLeaks(Class<?> resource, int samplingInterval, @SuppressWarnings("unused") long maxActive) {
        super(resource, samplingInterval);
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resource, String records) {
        LEAKS.add(resource + records);
    }

    @Override
    protected void reportUntracedLeak(String resource) {
        LEAKS.add(resource);
    }

    /** Collects garbage, and returns the buffers that were it without having been released; each once. */
    static List<String> take() {
        collect();
        // A new buffer makes the detector look.
        UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
        List<String> found = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            found.add(leak);
        }
        return found;
    }

    private static void collect() {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> garbage = new WeakReference<>(new Object(), collected);
        try {
            for (int i = 0; i < ATTEMPTS && !garbage.refersTo(null); i++) {
                System.gc();
            }
            if (collected.remove(ATTEMPTS * WAIT_MILLIS) == null) {
                throw new AssertionError("no garbage was collected");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
