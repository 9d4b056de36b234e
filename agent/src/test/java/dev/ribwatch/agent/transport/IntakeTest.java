package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Framing: RFC 4271 sections 4.1 and 6.1, however the network cuts the stream. */
class IntakeTest {
    private static final byte[] STREAM = Messages.concat(
            Messages.update(23, 1),
            Messages.keepalive(),
            Messages.update(60, 2),
            Messages.update(23, 3),
            Messages.refresh(1, 0, 1),
            Messages.update(500, 4),
            Messages.keepalive(),
            Messages.keepalive());

    private final Sink sink = new Sink();
    private final Intake intake = new Intake(sink, new Scratch());

    @Test
    void messagesComeOutWhole() {
        read(STREAM);

        assertThat(sink.seen).isEqualTo(expected());
        assertThat(intake.length()).isZero();
    }

    @Test
    void h8EverySplitPositionGivesTheSame() {
        for (int first = 0; first <= STREAM.length; first++) {
            for (int second = first; second <= STREAM.length; second += 7) {
                Sink split = new Sink();
                Intake cut = new Intake(split, new Scratch());
                cut.read(Unpooled.wrappedBuffer(STREAM, 0, first));
                cut.read(Unpooled.wrappedBuffer(STREAM, first, second - first));
                cut.read(Unpooled.wrappedBuffer(STREAM, second, STREAM.length - second));
                assertThat(split.seen).as("cut at %d and %d", first, second).isEqualTo(expected());
            }
        }
    }

    @Test
    void h8OneOctetATime() {
        for (byte octet : STREAM) {
            read(octet);
        }

        assertThat(sink.seen).isEqualTo(expected());
    }

    @Test
    void h5OnlyWhatArrivedOfAMessageIsKept() {
        byte[] longest = Messages.update(65_535, 1);
        read(Arrays.copyOf(longest, 19));
        assertThat(intake.length()).isEqualTo(19);
        read(Arrays.copyOfRange(longest, 19, 1019));
        assertThat(intake.length()).isEqualTo(1019);
        read(Arrays.copyOfRange(longest, 1019, 65_535));

        assertThat(intake.length()).isZero();
        assertThat(sink.seen).containsExactly(LaneRecorder.hex(longest));
    }

    @ParameterizedTest
    @CsvSource({
        // marker, length, type, answer
        "00ffffffffffffffffffffffffffffff, 19, 4, 1/1",
        "fffffffffffffffffffffffffffffffe, 19, 4, 1/1",
        "ffffffffffffffffffffffffffffffff, 18, 4, 1/2 0012",
        "ffffffffffffffffffffffffffffffff, 0, 4, 1/2 0000",
        "ffffffffffffffffffffffffffffffff, 20, 4, 1/2 0014",
        "ffffffffffffffffffffffffffffffff, 22, 2, 1/2 0016",
        "ffffffffffffffffffffffffffffffff, 28, 1, 1/2 001c",
        "ffffffffffffffffffffffffffffffff, 4097, 1, 1/2 1001",
        "ffffffffffffffffffffffffffffffff, 20, 3, none",
        "ffffffffffffffffffffffffffffffff, 19, 0, 1/3 00",
        "ffffffffffffffffffffffffffffffff, 19, 6, 1/3 06",
        "ffffffffffffffffffffffffffffffff, 4096, 255, 1/3 ff"
    })
    void h1ToH4AHeaderThatBeginsNoMessage(String marker, int length, int type, String answer) {
        byte[] header = Messages.concat(
                HexFormat.of().parseHex(marker), new byte[] {(byte) (length >>> 8), (byte) length, (byte) type});

        read(Messages.concat(Messages.update(23, 1), header, Messages.update(23, 2)));

        assertThat(sink.seen).containsExactly(LaneRecorder.hex(Messages.update(23, 1)), "unframed " + answer);
    }

    @Test
    void h2AnExtendedMessageIsTakenForWeOfferedToTakeIt() {
        read(Messages.update(4097, 1));

        assertThat(sink.seen).containsExactly(LaneRecorder.hex(Messages.update(4097, 1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aReceiverThatStopsAndGoesOnMissesNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> expected = new ArrayList<>();
        int number = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] message = switch (random.nextInt(10)) {
                case 0 -> Messages.keepalive();
                case 1 -> Messages.refresh(2, 0, 1);
                default -> Messages.update(23 + random.nextInt(random.nextInt(20) == 0 ? 5000 : 200), number++);
            };
            expected.add(LaneRecorder.hex(message));
            int cut = random.nextInt(message.length + 1);
            sink.budget = random.nextInt(3) == 0 ? random.nextInt(300) : Integer.MAX_VALUE;
            sink.reading = random.nextInt(8) != 0;
            read(Arrays.copyOf(message, cut));
            read(Arrays.copyOfRange(message, cut, message.length));
            if (random.nextInt(4) == 0) {
                sink.goOn();
                intake.resume();
                intake.trim();
            }
        }
        sink.goOn();
        intake.resume();

        assertThat(sink.seen).isEqualTo(expected);
        assertThat(intake.length()).isZero();
    }

    @Test
    void h7ANotificationIsHeardAlsoBehindUpdatesThatFoundNoRoom() {
        byte[] last = Messages.notification(6, 4);
        sink.budget = 0;
        read(Messages.concat(Messages.update(60, 1), Messages.keepalive(), Messages.update(23, 2), last));
        assertThat(sink.seen).isEmpty();
        sink.budget = Integer.MAX_VALUE; // a NOTIFICATION needs no room

        intake.end();

        assertThat(sink.seen).containsExactly(LaneRecorder.hex(last));
        assertThat(intake.length()).isZero();
    }

    @Test
    void h7ACutNotificationOrNoneIsNotHeard() {
        byte[] last = Messages.notification(6, 4);
        for (byte[] stream : List.of(
                Messages.update(60, 1),
                Messages.concat(Messages.update(60, 1), Arrays.copyOf(last, last.length - 1)),
                Messages.concat(Messages.update(60, 1), new byte[19], last))) {
            sink.reading = true;
            sink.budget = 0;
            read(stream);
            assertThat(intake.length()).isEqualTo(stream.length);
            sink.budget = Integer.MAX_VALUE;
            intake.end();
            assertThat(sink.seen).isEmpty();
        }
    }

    @Test
    void beforeTheSessionIsEstablishedUpdatesComeOneByOne() {
        sink.established = false;
        read(Messages.concat(Messages.update(23, 1), Messages.update(23, 2)));

        assertThat(sink.runs).isZero();
        assertThat(sink.seen).hasSize(2);
    }

    @Test
    void updatesInARowComeAsOneRun() {
        read(Messages.concat(Messages.update(23, 1), Messages.update(50, 2), Messages.update(23, 3)));

        assertThat(sink.runs).isEqualTo(1);
        assertThat(sink.seen).hasSize(3);
    }

    private void read(byte... octets) {
        intake.read(Unpooled.wrappedBuffer(octets));
    }

    /** The messages of {@link #STREAM} in hex. */
    private static List<String> expected() {
        List<String> messages = new ArrayList<>();
        int[] lengths = {23, 19, 60, 23, 23, 500, 19, 19};
        int at = 0;
        for (int length : lengths) {
            messages.add(LaneRecorder.hex(Arrays.copyOfRange(STREAM, at, at + length)));
            at += length;
        }
        assertThat(at).isEqualTo(STREAM.length);
        return messages;
    }

    /** Writes down what it gets, and takes UPDATEs only up to a budget of octets. */
    private static final class Sink implements Intake.Receiver {
        private final List<String> seen = new ArrayList<>();
        private boolean reading = true;
        private boolean established = true;
        private int budget = Integer.MAX_VALUE;
        private int runs;

        void goOn() {
            reading = true;
            budget = Integer.MAX_VALUE;
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
        public int room(int octets) {
            if (octets > budget) {
                reading = false;
                return 0;
            }
            return budget;
        }

        @Override
        public void updates(byte[] buffer, int offset, int length, int count) {
            assertThat(length).isLessThanOrEqualTo(budget);
            budget -= budget == Integer.MAX_VALUE ? 0 : length;
            runs++;
            int at = offset;
            for (int i = 0; i < count; i++) {
                int whole = (buffer[at + 16] & 0xff) << 8 | buffer[at + 17] & 0xff;
                seen.add(LaneRecorder.hex(Arrays.copyOfRange(buffer, at, at + whole)));
                at += whole;
            }
            assertThat(at).isEqualTo(offset + length);
        }

        @Override
        public boolean message(MessageType type, byte[] buffer, int offset, int length) {
            if (budget < length) {
                reading = false;
                return false;
            }
            assertThat(type.code()).isEqualTo(buffer[offset + 18]);
            seen.add(LaneRecorder.hex(Arrays.copyOfRange(buffer, offset, offset + length)));
            return true;
        }

        @Override
        public void unframed(@Nullable Notification answer) {
            reading = false;
            seen.add("unframed "
                    + (answer == null
                            ? "none"
                            : (answer.code() + "/" + answer.subcode() + " " + LaneRecorder.hex(answer.data()))
                                    .strip()));
        }
    }
}
