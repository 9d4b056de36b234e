package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How much a lane holds, and what becomes of what finds no room in it. */
class LaneRoomTest extends LaneFixture {
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
}
