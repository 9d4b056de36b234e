package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ribwatch.agent.session.DownReason;
import dev.ribwatch.agent.session.Negotiated;
import dev.ribwatch.agent.session.PeerClaims;
import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.config.value.Family;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneTest {
    private static final DownReason LOST = new DownReason(DownReason.Kind.CONNECTION_LOST, 0, 0, "lost");
    private static final String DOWN = " CONNECTION_LOST 0/0";

    private final ReadyLanes ready = new ReadyLanes();
    private final List<String> feeder = new ArrayList<>();
    private final Lane lane = lane("edge1");
    private final LaneRecorder recorder = new LaneRecorder();
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

    @Test
    void drainReturnsAfterADownSoThatTheRestCanWait() {
        lane.up(1, negotiated());
        lane.down(1, LOST);
        lane.up(2, negotiated());

        assertThat(lane.drain(recorder)).isTrue();
        assertThat(recorder.records).containsExactly("up 1", "down 1" + DOWN);
        assertThat(ready.take(0)).as("something is left").isSameAs(lane);
        assertThat(lane.drain(recorder)).isTrue();
        assertThat(recorder.records).endsWith("up 2");
        assertThat(ready.take(0)).isNull();
        assertThat(lane.drain(recorder)).isFalse();
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
    void aFullLaneSaysSoAndTellsOnceWhenThereIsRoomAgain() {
        lane.up(1, negotiated());
        int messages = fill(1);

        assertThat(messages * 4096).as("two chunks").isBetween(64 * 1024, 128 * 1024);
        assertThat(lane.room(4096)).isZero();
        assertThat(feeder).isEmpty();
        assertThat(lane.drain(recorder)).isTrue();
        assertThat(feeder).containsExactly("room");
        assertThat(lane.room(4096)).isGreaterThanOrEqualTo(4096);
        recorder.drainAll(lane);
        assertThat(recorder.records).hasSize(messages + 1);
        assertThat(feeder).containsExactly("room");
    }

    @Test
    void marksFindRoomInAFullLane() {
        lane.up(1, negotiated());
        int messages = fill(1);
        while (lane.room(23) >= 23) {
            write(1, Messages.update(23, 0));
            messages++;
        }
        lane.down(1, LOST);
        lane.outdated();
        lane.removed();

        recorder.drainAll(lane);

        assertThat(recorder.records).hasSize(messages + 4).endsWith("down 1" + DOWN, "outdated", "removed");
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
    void anUpThatFindsNoRoomComesLaterAndBeforeItsMessages() {
        lane.up(1, negotiated());
        fill(1);
        while (lane.room(23) >= 23) {
            write(1, Messages.update(23, 0));
        }
        lane.down(1, LOST);
        lane.up(2, negotiated());
        assertThat(lane.room(23)).isZero();

        recorder.drainAll(lane);
        assertThat(recorder.records).endsWith("down 1" + DOWN);
        assertThat(feeder).contains("room");
        write(2, Messages.update(23, 9));
        recorder.drainAll(lane);

        assertThat(recorder.records).endsWith("up 2", hex(23, 9));
    }

    @Test
    void aSessionOfWhichTheReaderNeverHeardLeavesNoTrace() {
        lane.up(1, negotiated());
        fill(1);
        while (lane.room(23) >= 23) {
            write(1, Messages.update(23, 0));
        }
        lane.down(1, LOST);
        lane.up(2, negotiated());
        lane.down(2, LOST);
        lane.removed();

        recorder.drainAll(lane);

        assertThat(recorder.records).endsWith("down 1" + DOWN, "removed").doesNotContain("up 2", "down 2" + DOWN);
    }

    @Test
    void sessionsThatComeAndGoUnreadAreBounded() {
        int generation = 0;
        int seen = 0;
        for (int i = 0; i < 1000; i++) {
            lane.up(++generation, negotiated());
            lane.down(generation, LOST);
            lane.outdated();
        }
        recorder.drainAll(lane);
        recorder.records.removeIf(record -> record.equals("outdated"));
        for (String record : recorder.records) {
            seen += record.startsWith("up") ? 1 : -1;
            assertThat(seen).isBetween(0, 1);
        }
        assertThat(seen).isZero();
        assertThat(recorder.records).hasSizeLessThan(300).hasSizeGreaterThan(10);
    }

    @Test
    void aRouterThatIsAwayTakesNoMemoryAndComesBackToAsMuch() {
        assertThat(lane.capacity()).isZero();
        for (int session = 1; session <= 3; session++) {
            lane.up(session, negotiated());
            fill(session);
            recorder.drainAll(lane);
            assertThat(lane.capacity()).isPositive();
            write(session, Messages.update(23, 1));
            lane.down(session, LOST);
            assertThat(lane.capacity()).as("not read yet").isPositive();
            recorder.drainAll(lane);
            assertThat(recorder.records).endsWith(hex(23, 1), "down " + session + DOWN);
            assertThat(lane.capacity()).isZero();
            lane.outdated();
            recorder.drainAll(lane);
            assertThat(recorder.records).endsWith("outdated");
            assertThat(lane.capacity()).isZero();
        }
    }

    @Test
    void aFaultDropsTheRestOfItsGenerationAlone() {
        lane.up(1, negotiated());
        write(1, Messages.concat(Messages.update(23, 1), Messages.update(23, 2)));
        write(1, Messages.update(23, 3));
        lane.down(1, LOST);
        lane.up(2, negotiated());
        write(2, Messages.update(23, 4));
        LaneRecorder faulting = new LaneRecorder();
        LaneVisitor visitor = new LaneVisitor() {
            @Override
            public boolean up(Lane from, int generation, Negotiated agreed) {
                return faulting.up(from, generation, agreed);
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
                faulting.message(from, generation, buffer, offset, length, readNanos);
                if (generation == 1) {
                    from.fault(generation, 3, 1, new byte[0]);
                }
            }

            @Override
            public void down(Lane from, int generation, DownReason reason) {
                faulting.down(from, generation, reason);
            }

            @Override
            public void outdated(Lane from) {
                faulting.outdated(from);
            }

            @Override
            public void removed(Lane from) {
                faulting.removed(from);
            }
        };
        while (lane.drain(visitor)) {
            // until nothing is there
        }

        assertThat(faulting.records).containsExactly("up 1", hex(23, 1), "down 1" + DOWN, "up 2", hex(23, 4));
        assertThat(feeder).containsExactly("fault 1 3/1");
    }

    @Test
    void aVisitorWithoutTimeGetsAKilobyteOrSoACallAndEveryMessageOnce() {
        lane.up(1, negotiated());
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        List<String> expected = new ArrayList<>(List.of("up 1"));
        for (int i = 0; i < 100; i++) {
            run.writeBytes(Messages.update(500, i));
            expected.add(hex(500, i));
        }
        lane.room(8_000);
        write(1, Arrays.copyOf(run.toByteArray(), 15_000)); // 30 messages in one run
        lane.room(40_000);
        write(1, Arrays.copyOfRange(run.toByteArray(), 15_000, 50_000)); // 70 in another chunk
        lane.down(1, LOST);
        expected.add("down 1" + DOWN);
        lane.up(2, negotiated());
        expected.add("up 2");
        recorder.hurried = true;
        int calls = 0;
        while (ready.take(0) == lane) {
            int before = recorder.records.size();
            assertThat(lane.drain(recorder)).isTrue();
            assertThat(recorder.records.size() - before).isBetween(1, 4);
            calls++;
        }

        assertThat(recorder.records).isEqualTo(expected);
        assertThat(calls).isBetween(33, 38);
        assertThat(lane.bytes()).isZero();
    }

    @Test
    void betweenTwoPartsOfItsRunALaneGoesBehindTheOthers() {
        lane.up(1, negotiated());
        lane.room(10_000);
        write(1, Messages.concat(Messages.update(5_000, 1), Messages.update(5_000, 2)));
        Lane other = lane("edge2");
        other.up(1, negotiated());
        recorder.hurried = true;
        assertThat(ready.take(0)).isSameAs(lane);
        lane.drain(recorder);

        assertThat(ready.take(0)).isSameAs(other);
        assertThat(ready.take(0)).isSameAs(lane);
        assertThat(lane.bytes()).isEqualTo(5_000);
        lane.drain(recorder);
        assertThat(recorder.records).containsExactly("up 1", hex(5_000, 1), hex(5_000, 2));
    }

    @Test
    void aFaultInTheMiddleOfARunThatIsHandedOverInPartsDropsItsRest() {
        lane.up(1, negotiated());
        lane.room(10_000);
        write(1, Messages.concat(Messages.update(5_000, 1), Messages.update(5_000, 2)));
        lane.down(1, LOST);
        recorder.hurried = true;
        lane.drain(recorder);
        lane.fault(1, 3, 1, new byte[0]);
        recorder.drainAll(lane);

        assertThat(recorder.records).containsExactly("up 1", hex(5_000, 1), "down 1" + DOWN);
        assertThat(lane.bytes()).isZero();
    }

    @Test
    void anUpThatIsNotTakenComesAgain() {
        lane.up(1, negotiated());
        write(1, Messages.update(23, 1));
        recorder.refusing = true;
        ready.take(0);
        assertThat(lane.drain(recorder)).isTrue();
        assertThat(recorder.records).isEmpty();
        assertThat(ready.take(0)).isSameAs(lane);
        recorder.refusing = false;
        lane.drain(recorder);

        assertThat(recorder.records).containsExactly("up 1", hex(23, 1));
    }

    @Test
    void aVisitorThatThrowsLosesThatMessageAndTheLaneGoesOn() {
        lane.up(1, negotiated());
        fill(1);
        recorder.drainAll(lane);
        recorder.records.clear();
        int messages = fill(1);
        assertThat(lane.room(4096)).as("the writer waits for room").isZero();
        ready.take(0);
        recorder.poison = hex(4096, 3);
        int thrown = 0;
        do {
            try {
                lane.drain(recorder);
            } catch (IllegalStateException e) {
                thrown++;
            }
        } while (ready.take(0) == lane);

        assertThat(thrown).isOne();
        assertThat(recorder.records).hasSize(messages - 1).doesNotContain(hex(4096, 3));
        assertThat(feeder).contains("room");
        assertThat(lane.bytes()).isZero();
    }

    @Test
    void theLongestExtendedMessageFits() {
        lane.up(1, negotiated());
        byte[] longest = Messages.update(65_535, 7);
        write(1, longest);
        assertThat(lane.room(65_535)).isZero();
        recorder.drainAll(lane);
        write(1, longest);
        recorder.drainAll(lane);
        write(1, longest);
        recorder.drainAll(lane);

        String hex = LaneRecorder.hex(longest);
        assertThat(recorder.records).containsExactly("up 1", hex, hex, hex);
    }

    @Test
    void bytesTellsWhatWaits() {
        lane.up(1, negotiated());
        long before = lane.bytes();
        write(1, Messages.update(1000, 1));

        assertThat(lane.bytes() - before).isBetween(1000L, 1100L);
        recorder.drainAll(lane);
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

    /** Fills the lane with messages of 4096 octets; returns how many. */
    private int fill(int generation) {
        int messages = 0;
        while (lane.room(4096) >= 4096) {
            write(generation, Messages.update(4096, messages++));
        }
        return messages;
    }

    private void write(int generation, byte[] messages) {
        assertThat(lane.room(messages.length)).isGreaterThanOrEqualTo(messages.length);
        lane.run(generation, messages, 0, messages.length, 0);
    }

    private Lane lane(String name) {
        return new Lane(name, "edge", ready, new Lane.Feeder() {
            @Override
            public void roomAgain() {
                feeder.add("room");
            }

            @Override
            public void fault(int generation, int code, int subcode, byte[] data) {
                feeder.add("fault " + generation + " " + code + "/" + subcode);
            }

            @Override
            public void refresh(int generation, Family family) {
                feeder.add("refresh " + generation + " " + family.text());
            }
        });
    }

    private static String hex(int length, int number) {
        return LaneRecorder.hex(Messages.update(length, number));
    }

    private static Negotiated negotiated() {
        return new Negotiated(
                new DecodeContext(true, true, 3, 0, 65010, 65000),
                1,
                90,
                false,
                true,
                true,
                RestartTerms.END_OF_RIB,
                PeerClaims.NONE,
                List.of());
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
