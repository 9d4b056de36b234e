package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ribwatch.agent.session.DownReason;
import dev.ribwatch.agent.session.Negotiated;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes in comes out, in its order, at no cost. */
class LaneTest extends LaneFixture {
    private final List<String> written = new ArrayList<>();

    @Test
    void recordsComeOutInTheOrderInWhichTheyWentIn() {
        lane.up(1, negotiated());
        write(1, Messages.update(23, 1));
        write(1, Messages.concat(Messages.update(30, 2), Messages.update(40, 3)));
        lane.down(1, LOST);
        lane.up(2, negotiated());
        write(2, Messages.update(23, 4));
        lane.down(2, LOST);
        lane.removed();

        recorder.drainAll(lane);

        assertThat(recorder.records)
                .containsExactly(
                        "up 1",
                        hex(23, 1),
                        hex(30, 2),
                        hex(40, 3),
                        "down 1" + DOWN,
                        "up 2",
                        hex(23, 4),
                        "down 2" + DOWN,
                        "removed");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothingIsLostOrReorderedHoweverReadingAndWritingTakeTurns(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        lane.up(1, negotiated());
        written.add("up 1");
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] update = Messages.update(23 + random.nextInt(random.nextInt(50) == 0 ? 60_000 : 300), i);
            if (lane.room(update.length) >= update.length) {
                lane.run(1, update, 0, update.length, i);
                written.add(LaneRecorder.hex(update));
            } else {
                refused++;
            }
            if (random.nextInt(100) == 0) {
                lane.drain(recorder);
            }
        }
        recorder.drainAll(lane);

        assertThat(refused).as("the lane was full at times").isPositive();
        assertThat(recorder.records).isEqualTo(written);
        assertThat(lane.bytes()).isZero();
    }

    @Test
    void otherTermsAreToldOnceAndOnlyToWhomThereIsSomethingToForget() {
        lane.outdated();
        lane.up(1, negotiated());
        lane.down(1, LOST);
        for (int i = 0; i < 10_000; i++) {
            lane.outdated();
        }
        lane.up(2, negotiated());
        write(2, Messages.update(23, 7));
        lane.down(2, LOST);
        lane.outdated();
        recorder.drainAll(lane);

        assertThat(recorder.records)
                .containsExactly("up 1", "down 1" + DOWN, "outdated", "up 2", hex(23, 7), "down 2" + DOWN, "outdated");
        assertThat(lane.bytes()).isZero();
    }

    @Test
    @Timeout(60)
    void twoThreadsSeeTheSameSequence() throws InterruptedException {
        int messages = 200_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread writer = new Thread(() -> {
            SplittableRandom random = new SplittableRandom(9);
            lane.up(1, negotiated());
            for (int i = 0; i < messages; i++) {
                byte[] update = Messages.update(23 + random.nextInt(200), i);
                while (lane.room(update.length) == 0) {
                    LockSupport.parkNanos(10_000);
                }
                lane.run(1, update, 0, update.length, i);
            }
            lane.down(1, LOST);
        });
        writer.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        Checker checker = new Checker();
        writer.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
        while (!checker.isDown && failure.get() == null && System.nanoTime() < deadline) {
            Lane next = ready.take(TimeUnit.MILLISECONDS.toNanos(100));
            if (next != null) {
                next.drain(checker);
            }
        }
        writer.join();

        assertThat(failure.get()).isNull();
        assertThat(checker.isDown).isTrue();
        assertThat(checker.next).isEqualTo(messages);
    }

    @Test
    void nothingIsAllocatedForAMessage() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] updates = Messages.concat(Messages.update(50, 1), Messages.update(60, 2), Messages.update(70, 3));
        Checker sink = new Checker();
        lane.up(1, negotiated());
        long before = 0;
        for (int round = 0; round < 2; round++) {
            before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                if (lane.room(updates.length) > 0) {
                    lane.run(1, updates, 0, updates.length, i);
                }
                Lane next = ready.take(0);
                if (next != null) {
                    sink.next = -1;
                    next.drain(sink);
                }
            }
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2_000);
    }

    /** Checks that numbered messages come one after the other. */
    private static final class Checker implements LaneVisitor {
        private int next;
        private boolean isDown;

        @Override
        public boolean up(Lane from, int generation, Negotiated agreed) {
            return true;
        }

        @Override
        public boolean mayGoOn() {
            return true;
        }

        @Override
        public int ahead(Lane from, byte[] buffer, int offset, int limit) {
            return limit;
        }

        @Override
        public void message(Lane from, int generation, byte[] buffer, int offset, int length, long readNanos) {
            if (next >= 0) {
                int number = (buffer[offset + 19] & 0xff) << 24
                        | (buffer[offset + 20] & 0xff) << 16
                        | (buffer[offset + 21] & 0xff) << 8
                        | buffer[offset + 22] & 0xff;
                if (number != next || readNanos != next || buffer[offset + length - 1] != last(number, length)) {
                    throw new AssertionError("message " + number + " where " + next + " was due");
                }
                next++;
            }
        }

        private static byte last(int number, int length) {
            return length > 23 ? (byte) (number + length - 20) : (byte) number;
        }

        @Override
        public void down(Lane from, int generation, DownReason reason) {
            isDown = true;
        }

        @Override
        public void outdated(Lane from) {}

        @Override
        public void removed(Lane from) {}
    }
}
