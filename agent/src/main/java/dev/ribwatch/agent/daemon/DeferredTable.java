package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.AttributeStore;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.wire.message.Update;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The table of a recording that is looked at in the end: UPDATEs are taken in on a thread of its own, in their order, while
 * those that follow are decoded. Whoever asks for the {@link #rib} waits for that thread, which then does nothing until the
 * next call. For one thread.
 */
final class DeferredTable extends RecordedTable {
    private static final int BATCHES = 3;

    private final boolean attributes;
    private final RecordedTable table = new RecordedTable();
    private final BlockingQueue<RecordedBatch> full = new ArrayBlockingQueue<>(BATCHES);
    private final BlockingQueue<RecordedBatch> done = new ArrayBlockingQueue<>(BATCHES);
    private final Deque<RecordedBatch> idle = new ArrayDeque<>(BATCHES);
    /** Made early, so that the class-data archive has it: the recording that trains it is too short for a thread. */
    private final Runnable work = new Work();
    /** What is being filled. */
    private RecordedBatch current = new RecordedBatch();
    /** How many batches the thread has. */
    private int away;

    private @Nullable Thread thread;
    /** What ended a batch before its end: nothing that follows would be true. */
    private @Nullable Throwable defect;

    /** @param attributes whether anybody asks for more than which routes there are */
    DeferredTable(boolean attributes) {
        this.attributes = attributes;
        for (int i = 1; i < BATCHES; i++) {
            idle.add(new RecordedBatch());
        }
    }

    @Override
    void begin(long epochMillis) {
        table.begin(epochMillis);
    }

    @Override
    Rib rib() {
        while (away > 0) {
            takeBack();
        }
        throwDefect();
        current.play(table); // to hand it over and wait would take longer
        defect = current.failure();
        throwDefect();
        current.clear();
        return table.rib();
    }

    @Override
    void apply(AdjRibIn router, Update update, long nanos, long epochMillis) {
        if (!attributes) {
            update.dropBlocks(AttributeStore.MAX_BLOCK);
        }
        if (!current.takes(update)) {
            handOver();
        }
        current.add(router, update, nanos, epochMillis);
    }

    @Override
    void tick(long nanos) {
        if (!current.takesTick()) {
            handOver();
        }
        current.addTick(nanos);
    }

    @Override
    void pause() {
        try {
            rib();
        } finally {
            endThread();
        }
    }

    private void endThread() {
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(); // or it might take what is for the next one
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            thread = null;
        }
    }

    private void handOver() {
        if (thread == null) {
            thread = new Thread(work, "ribwatch-table");
            thread.setDaemon(true);
            thread.start();
        }
        full.add(current);
        away++;
        if (idle.isEmpty()) {
            takeBack();
        }
        current = idle.remove();
        throwDefect();
    }

    /** Waits for a batch that was played. */
    private void takeBack() {
        RecordedBatch batch;
        try {
            batch = done.take();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        away--;
        if (defect == null) {
            defect = batch.failure();
        }
        batch.clear();
        idle.add(batch);
    }

    private void throwDefect() {
        if (defect instanceof Error error) {
            throw error;
        }
        if (defect instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }

    private final class Work implements Runnable {
        @Override
        public void run() {
            try {
                while (true) {
                    RecordedBatch batch = full.take();
                    batch.play(table);
                    done.add(batch);
                }
            } catch (InterruptedException e) {
                // a pause
            }
        }
    }
}
