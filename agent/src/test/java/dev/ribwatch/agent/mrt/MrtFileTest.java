package dev.ribwatch.agent.mrt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MrtFileTest {
    private static final boolean LONG = Boolean.getBoolean("ribwatch.long");
    private static final int RECORDS = 40;
    private static final int EDGE = 300;

    private enum Form {
        PLAIN,
        GZIP,
        GZIP_MEMBERS,
        BZIP2,
        BZIP2_STREAMS;

        byte[] of(byte[] content) {
            int half = content.length / 2;
            byte[] first = Arrays.copyOf(content, half);
            byte[] second = Arrays.copyOfRange(content, half, content.length);
            return switch (this) {
                case PLAIN -> content;
                case GZIP -> gzip(content);
                case GZIP_MEMBERS -> join(gzip(first), gzip(second));
                case BZIP2 -> bzip2(content);
                case BZIP2_STREAMS -> join(bzip2(first), bzip2(second));
            };
        }

        boolean isGzip() {
            return this == GZIP || this == GZIP_MEMBERS;
        }
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] bzip2(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(out, 1)) {
            bzip2.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** Records of different lengths whose octets do not compress to nothing; where each ends. */
    private static byte[] content(List<Integer> ends) {
        Random random = new Random(7);
        MrtBytes file = new MrtBytes();
        for (int i = 0; i < RECORDS; i++) {
            byte[] body = new byte[random.nextInt(200)];
            random.nextBytes(body);
            file.record(99, i, body);
            ends.add(file.bytes().length);
        }
        return file.bytes();
    }

    /** Every place near the beginning and the end of a file; of those between, one in seven. */
    private static int next(int place, int length) {
        boolean each = LONG || place < EDGE || length - place <= EDGE + 7;
        return place + (each ? 1 : 7);
    }

    private record Reading(
            int records, @org.jspecify.annotations.Nullable Damage damage) {}

    private static Reading read(InputStream in) {
        int records = 0;
        try (MrtFile file = MrtFile.of(in)) {
            while (file.next()) {
                assertThat(file.subtype()).isEqualTo(records);
                records++;
            }
            assertThat(file.next()).as("the end stays the end").isFalse();
            return new Reading(records, file.damage());
        } catch (IOException e) {
            return new Reading(records, new Damage(0, String.valueOf(e.getMessage())));
        }
    }

    private static Reading read(byte[] file) {
        return read(new ByteArrayInputStream(file));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void everyRecordIsReadWhateverTheCompression(Form form) {
        assertThat(read(form.of(content(new ArrayList<>())))).isEqualTo(new Reading(RECORDS, null));
    }

    @Test
    void anEmptyFileHasNoRecord() {
        assertThat(read(new byte[0])).isEqualTo(new Reading(0, null));
        assertThat(read(gzip(new byte[0]))).isEqualTo(new Reading(0, null));
    }

    @Test
    void readsOfSingleOctetsAreEnough() {
        InputStream slow = new ByteArrayInputStream(content(new ArrayList<>())) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(1, length));
            }
        };

        assertThat(read(slow)).isEqualTo(new Reading(RECORDS, null));
    }

    @Test
    void aFileCutAnywhereYieldsEveryWholeRecordAndTheOffsetOfItsEnd() {
        List<Integer> ends = new ArrayList<>();
        byte[] whole = content(ends);
        for (int length = 0; length <= whole.length; length++) {
            int cut = length;
            Reading reading = read(Arrays.copyOf(whole, length));
            int complete = (int) ends.stream().filter(end -> end <= cut).count();
            assertThat(reading.records()).as("cut at %d", length).isEqualTo(complete);
            if (length == 0 || ends.contains(length)) {
                assertThat(reading.damage()).isNull();
            } else {
                int begin = complete == 0 ? 0 : ends.get(complete - 1);
                assertThat(reading.damage()).isNotNull();
                assertThat(reading.damage().offset()).isEqualTo(length);
                assertThat(reading.damage().text()).endsWith(" at octet " + begin);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aCompressedFileCutAnywhereIsDamagedAndGivesNoWrongRecord(Form form) {
        byte[] whole = form.of(content(new ArrayList<>()));
        int before = 0;
        for (int length = 1; length < whole.length; length = next(length, whole.length)) {
            Reading reading = read(Arrays.copyOf(whole, length));
            assertThat(reading.records()).as("cut at %d", length).isBetween(before, RECORDS);
            before = reading.records();
            boolean betweenMembers = form != Form.PLAIN && reading.damage() == null;
            if (betweenMembers) {
                assertThat(form).isIn(Form.GZIP_MEMBERS, Form.BZIP2_STREAMS);
            }
        }
        if (form.isGzip()) {
            assertThat(before).as("all but the checksum was there").isEqualTo(RECORDS);
        }
    }

    @Test
    void whatPrecedesADamagedOctetOfGzipIsKept() {
        byte[] content = content(new ArrayList<>());
        byte[] whole = gzip(content);
        for (int at = 0; at < whole.length; at = next(at, whole.length)) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x55;
            int octets = 0;
            try (InputStream in = Compression.decompressed(new ByteArrayInputStream(damaged))) {
                for (int octet = in.read(); octet >= 0; octet = in.read()) {
                    octets++;
                }
                assertThat(at)
                        .as("a header's time, flags or system, or a magic that makes it plain")
                        .isLessThan(10);
            } catch (IOException e) {
                // Random octets are stored as they are: one for one.
                assertThat(octets).as("damage at %d: %s", at, e.getMessage()).isGreaterThanOrEqualTo(0);
                if (at > whole.length - 9) {
                    assertThat(octets).as("only the checksum is damaged").isEqualTo(content.length);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aPipeIsReadToItsEnd(Form form, @TempDir Path directory) throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        byte[] whole = form.of(content(new ArrayList<>()));
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
            try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write(whole);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        int records = 0;
        try (MrtFile file = MrtFile.open(pipe)) {
            while (file.next()) {
                records++;
            }
            assertThat(file.damage()).isNull();
        }
        assertThat(records).isEqualTo(RECORDS);
        written.get(60, TimeUnit.SECONDS);
    }

    @Test
    void zerosAfterGzipArePaddingAndOtherOctetsAreDamage() {
        byte[] whole = gzip(content(new ArrayList<>()));

        assertThat(read(join(whole, new byte[100_000]))).isEqualTo(new Reading(RECORDS, null));
        Reading garbage =
                read(join(whole, "garbage after the end".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        assertThat(garbage.records()).isEqualTo(RECORDS);
        assertThat(garbage.damage()).isNotNull();
        assertThat(read(join(whole, new byte[9], new byte[] {1})).damage()).isNotNull();
    }

    @Test
    void everyOptionalFieldOfAGzipHeaderIsPassedOver() {
        byte[] whole = gzip(content(new ArrayList<>()));
        byte[] body = Arrays.copyOfRange(whole, 10, whole.length);
        byte[] head = HexText.parse("1f8b 08 1e 00000000 00 03 0300 aabbcc 6100 6200 1234");

        assertThat(read(join(head, body))).isEqualTo(new Reading(RECORDS, null));
    }

    @Test
    void aRecordThatClaimsTooMuchEndsTheReading() {
        byte[] good = new MrtBytes().record(99, 0, new byte[3]).bytes();
        byte[] head = HexText.parse("65000000 000d 0002 01000001");

        Reading reading = read(join(good, head, new byte[100]));

        assertThat(reading.records()).isEqualTo(1);
        assertThat(reading.damage()).isNotNull();
        assertThat(reading.damage().offset()).isEqualTo(good.length);
        assertThat(reading.damage().text()).contains("16777217", "16777216");
    }

    @Test
    void theLongestRecordIsRead() {
        byte[] body = new byte[MrtFile.LONGEST_RECORD];
        byte[] file =
                new MrtBytes().record(99, 0, body).record(99, 1, new byte[1]).bytes();

        assertThat(read(file)).isEqualTo(new Reading(2, null));
    }

    @Test
    void aTextFileIsNoRecording() {
        Reading reading = read("agent: {as: 65000}\n".repeat(20).getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        assertThat(reading.records()).isZero();
        assertThat(reading.damage()).isNotNull();
    }

    @Test
    void nothingOfARecordIsLostWhenTheBufferMoves() {
        // Together longer than the buffer, so that records lie across its end.
        byte[] update = UpdateMessage.announcing().build();
        MrtBytes bytes = new MrtBytes();
        int records = 4_000;
        for (int i = 0; i < records; i++) {
            bytes.message(4, "192.0.2.1", 65001, update);
        }

        Told told = Told.by(bytes.bytes());

        assertThat(told.records).isEqualTo(records);
        assertThat(told.malformed).isEmpty();
        assertThat(told.lines.stream()
                        .filter("192.0.2.1 + 198.51.100.0/24"::equals)
                        .count())
                .isEqualTo(records);
    }
}
