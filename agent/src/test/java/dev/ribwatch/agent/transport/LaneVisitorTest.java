package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.DownReason;
import dev.ribwatch.agent.session.Negotiated;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a visitor may do: stop, refuse, be without time, find a fault, fail. */
class LaneVisitorTest extends LaneFixture {
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
}
