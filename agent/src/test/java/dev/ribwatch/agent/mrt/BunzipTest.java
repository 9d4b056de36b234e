package dev.ribwatch.agent.mrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;

/** Against the library that writes what is read here, and reads it too. */
class BunzipTest {
    private final Random random = new Random(1);

    private static final class Reading {
        private final byte[] octets;
        private final boolean damaged;

        Reading(byte[] octets, boolean damaged) {
            this.octets = octets;
            this.damaged = damaged;
        }
    }

    private interface Opening {
        InputStream open(InputStream compressed) throws IOException;
    }

    /** Octet by octet, as the library forgets what it has read in a call that then meets damage. */
    private static Reading read(byte[] compressed, Opening opening) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (InputStream in = opening.open(new ByteArrayInputStream(compressed))) {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                octets.write(octet);
            }
            return new Reading(octets.toByteArray(), false);
        } catch (IOException | RuntimeException e) {
            return new Reading(octets.toByteArray(), true);
        }
    }

    private static Reading ours(byte[] compressed) {
        return read(compressed, in -> {
            try {
                return new Bunzip(in);
            } catch (RuntimeException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static Reading theirs(byte[] compressed) {
        return read(compressed, in -> new BZip2CompressorInputStream(in, true));
    }

    private static byte[] compress(byte[] content, int level) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(out, level)) {
            bzip2.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Noise, few values, long runs, one value, or a pattern: each another shape of codes and runs. */
    private byte[] content(int length) {
        byte[] content = new byte[length];
        int kind = random.nextInt(5);
        int values = 1 + random.nextInt(255);
        for (int i = 0; i < length; i++) {
            content[i] = (byte)
                    switch (kind) {
                        case 0 -> random.nextInt(256);
                        case 1 -> random.nextInt(values);
                        case 2 -> random.nextInt(300) == 0 || i == 0 ? random.nextInt(3) : content[i - 1];
                        case 3 -> 7;
                        default -> i * 31 >> 3;
                    };
        }
        return content;
    }

    @Test
    void whatWasCompressedComesBack() throws IOException {
        for (int i = 0; i < 120; i++) {
            byte[] first = content(i == 0 ? 0 : random.nextInt(i < 100 ? 3_000 : 250_000));
            byte[] second = content(random.nextInt(2_000));
            byte[] compressed = join(compress(first, 1 + random.nextInt(9)), compress(second, 1 + random.nextInt(9)));
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            byte[] piece = new byte[1 + random.nextInt(10_000)];
            try (InputStream in = new Bunzip(new ByteArrayInputStream(compressed))) {
                for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                    assertThat(count).isPositive();
                    read.write(piece, 0, count);
                }
                assertThat(in.read()).isEqualTo(-1);
            }
            assertThat(read.toByteArray())
                    .as("%d and %d octets", first.length, second.length)
                    .isEqualTo(join(first, second));
        }
    }

    /** Some damage, as of a length that no code may have, is found here before any octet of its block comes. */
    @Test
    void noChangedBitPassesForTheContentAndNoCutThrowsAnythingElse() {
        int damaged = 0;
        for (int i = 0; i < 4_000; i++) {
            byte[] compressed =
                    join(compress(content(random.nextInt(400)), 1), compress(content(random.nextInt(400)), 1));
            for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                compressed[4 + random.nextInt(compressed.length - 4)] ^= (byte) (1 << random.nextInt(8));
            }
            if (random.nextInt(3) == 0) {
                compressed = Arrays.copyOf(compressed, 4 + random.nextInt(compressed.length - 4));
            }
            Reading ours = ours(compressed);
            Reading theirs = theirs(compressed);
            assertThat(ours.octets).hasSizeLessThanOrEqualTo(theirs.octets.length);
            assertThat(ours.octets).isEqualTo(Arrays.copyOf(theirs.octets, ours.octets.length));
            if (!ours.damaged) {
                assertThat(theirs.damaged).isFalse();
                assertThat(ours.octets).hasSameSizeAs(theirs.octets);
            }
            damaged += ours.damaged ? 1 : 0;
        }
        assertThat(damaged).isGreaterThan(3_000);
    }

    @Test
    void aRandomisedBlockIsNamedAndNotRead() throws IOException {
        byte[] compressed = compress("some octets".getBytes(StandardCharsets.US_ASCII), 9);
        compressed[14] |= (byte) 0x80; // behind "BZh9", the block's 48 bits and its checksum

        try (InputStream in = new Bunzip(new ByteArrayInputStream(compressed))) {
            assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("randomised");
            assertThatThrownBy(in::read).as("and that stays").isInstanceOf(IOException.class);
        }
    }

    @Test
    void octetsBehindTheLastStreamAreDamageAfterAllThatPrecedes() {
        byte[] content = content(1_000);
        Reading reading = ours(join(compress(content, 9), new byte[] {'n', 'o'}));

        assertThat(reading.octets).isEqualTo(content);
        assertThat(reading.damaged).isTrue();
    }
}
