package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.conformance.Case;
import dev.ribwatch.agent.conformance.CaseFile;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Row M7: the stream of every case of conformance, cut anywhere, gives the messages that it gives whole. */
class SegmentationTest {
    /** Streams longer than this are cut near the borders of their messages alone. */
    private static final int LONG = 2_000;

    private static final int NEAR = 24;

    private int cuts;

    @Test
    void m7EveryCutOfEveryCaseGivesTheSame() {
        Set<String> done = new HashSet<>();
        for (Case each : CaseFile.all()) {
            boolean established = each.phase() == Case.Phase.ESTABLISHED;
            byte[] stream = Messages.concat(
                    established ? each.prelude() : new byte[0],
                    each.input(),
                    Messages.keepalive(),
                    Case.sentinel(each.terms()));
            if (done.add(established + LaneRecorder.hex(stream))) {
                cut(each, stream, established);
            }
        }
        assertThat(done).hasSizeGreaterThan(800);
        assertThat(cuts).isGreaterThan(200_000);
    }

    private void cut(Case each, byte[] stream, boolean established) {
        Digest whole = play(stream, established, 0);
        for (int at : places(stream, whole)) {
            cuts++;
            Digest parts = play(stream, established, at);
            if (parts.hash != whole.hash || parts.count != whole.count) {
                throw new AssertionError(each + " cut at " + at + ": " + parts.count + " messages, not " + whole.count);
            }
        }
        Digest single = new Digest(established);
        Intake intake = new Intake(single, new Scratch());
        for (int i = 0; i < Math.min(stream.length, LONG); i++) {
            intake.read(Unpooled.wrappedBuffer(stream, i, 1));
        }
        if (stream.length <= LONG && single.hash != whole.hash) {
            throw new AssertionError(each + " one octet at a time");
        }
    }

    private static List<Integer> places(byte[] stream, Digest whole) {
        List<Integer> places = new ArrayList<>();
        for (int at = 1; at < stream.length; at++) {
            boolean near = stream.length <= LONG || at < NEAR;
            for (int border : whole.borders) {
                near |= Math.abs(border - at) < NEAR;
            }
            if (near) {
                places.add(at);
            }
        }
        return places;
    }

    private static Digest play(byte[] stream, boolean established, int at) {
        Digest digest = new Digest(established);
        Intake intake = new Intake(digest, new Scratch());
        intake.read(Unpooled.wrappedBuffer(stream, 0, at));
        intake.read(Unpooled.wrappedBuffer(stream, at, stream.length - at));
        return digest;
    }

    /** What came out, as a number. */
    private static final class Digest implements Intake.Receiver {
        private final boolean established;
        private final List<Integer> borders = new ArrayList<>();
        private boolean reading = true;
        private long hash = 1;
        private int octets;
        private int count;

        Digest(boolean established) {
            this.established = established;
        }

        @Override
        public boolean isReading() {
            return reading;
        }

        @Override
        public boolean isEstablished() {
            return established;
        }

        @Override
        public int room(int needed) {
            return Integer.MAX_VALUE;
        }

        @Override
        public void updates(byte[] buffer, int offset, int length, int messages) {
            int at = offset;
            while (at < offset + length) {
                int whole = (buffer[at + 16] & 0xff) << 8 | buffer[at + 17] & 0xff;
                take(buffer, at, whole);
                at += whole;
            }
        }

        @Override
        public boolean message(MessageType type, byte[] buffer, int offset, int length) {
            take(buffer, offset, length);
            // Nothing is read after the end of a session.
            reading = type != MessageType.NOTIFICATION;
            return true;
        }

        @Override
        public void unframed(@Nullable Notification answer) {
            reading = false;
            hash = 31 * hash + (answer == null ? 7 : answer.hashCode());
            count++;
        }

        private void take(byte[] buffer, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                hash = 31 * hash + buffer[i];
            }
            hash = 31 * hash + 1_000;
            octets += length;
            borders.add(octets);
            count++;
        }
    }
}
