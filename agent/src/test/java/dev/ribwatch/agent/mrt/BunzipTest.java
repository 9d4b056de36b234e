package dev.ribwatch.agent.mrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocks decompressed beside each other give what the library gives one after the other, whatever is in the file. */
@Timeout(120)
class BunzipTest {
    private static final int BLOCK = 100_000;
    /** About half as many places of a file as are damaged, or where it is cut. */
    private static final int PLACES =
            Integer.getInteger("ribwatch.bunzip.places", Boolean.getBoolean("ribwatch.long") ? 60 : 25);

    /** What can be read, and how it ends. */
    private static final class Reading {
        private final byte[] octets;
        private final @Nullable String failure;

        Reading(byte[] octets, @Nullable String failure) {
            this.octets = octets;
            this.failure = failure;
        }

        void assertSame(Reading other, String of) {
            assertThat(octets.length).as(of).isEqualTo(other.octets.length);
            assertThat(Arrays.equals(octets, other.octets)).as(of).isTrue();
            assertThat(failure).as(of).isEqualTo(other.failure);
        }
    }

    private static Reading byTheLibrary(InputStream file) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            InputStream in = new BZip2CompressorInputStream(file, true);
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                read.write(octet);
            }
            return new Reading(read.toByteArray(), null);
        } catch (IOException e) {
            return new Reading(read.toByteArray(), e.getMessage());
        } catch (RuntimeException e) {
            return new Reading(read.toByteArray(), "damaged bzip2 data");
        }
    }

    private static Reading blockwise(InputStream file) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] piece = new byte[70_001];
        try (InputStream in = new Bunzip(file)) {
            assertThat(in.read(piece, 0, 0)).isZero();
            try {
                for (int count = in.read(piece, 1, 70_000); count >= 0; count = in.read(piece, 1, 70_000)) {
                    assertThat(count).isPositive();
                    read.write(piece, 1, count);
                }
            } catch (IOException e) {
                assertThatThrownBy(in::read).as("it stays").isSameAs(e);
                return new Reading(read.toByteArray(), e.getMessage());
            }
            assertThat(in.read()).as("the end stays").isEqualTo(-1);
            return new Reading(read.toByteArray(), null);
        } catch (IOException e) {
            throw new AssertionError("cannot be closed", e);
        }
    }

    private static Reading assertSame(byte[] file, String of) {
        Reading library = byTheLibrary(new ByteArrayInputStream(file));
        blockwise(new ByteArrayInputStream(file)).assertSame(library, of);
        return library;
    }

    /** Octets of which about three come to one. */
    private static byte[] content(int length, int seed) {
        Random random = new Random(seed);
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(64) : i > 100 ? content[i - 97] : 1);
        }
        return content;
    }

    private static byte[] bzip2(byte[] content, int level) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(out, level)) {
            bzip2.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
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

    @Test
    void everyNumberOfBlocksAndStreamsIsReadWhole() {
        for (int length : new int[] {0, 1, 5, BLOCK - 50, 12 * BLOCK + 1}) {
            for (int level : new int[] {1, 9}) {
                byte[] content = content(length, length);
                byte[] file = bzip2(content, level);
                String of = length + " octets of level " + level;
                assertThat(assertSame(file, of).failure).isNull();
                assertThat(blockwise(new ByteArrayInputStream(file)).octets).isEqualTo(content);
                byte[] several = join(file, bzip2(new byte[0], 3), file, bzip2(content(BLOCK, 3), 10 - level), file);
                assertThat(assertSame(several, of + " again").failure).isNull();
            }
        }
    }

    @Test
    void aBlockOfManyTimesItsOctetsIsReadWhole() {
        byte[] content = new byte[40_000_000];
        Arrays.fill(content, 20_000_000, 20_000_100, (byte) 9);
        byte[] file = bzip2(content, 9);

        assertThat(assertSame(file, "zeros").failure).isNull();
        byte[] damaged = file.clone();
        damaged[11] ^= 1; // a checksum, which is looked at last
        assertThat(assertSame(damaged, "a wrong checksum").failure).contains("CRC");
    }

    @Test
    void aFileCutAnywhereGivesWhatTheLibraryGives() {
        byte[] file = join(bzip2(content(250_000, 1), 1), bzip2(content(30_000, 2), 1));
        Random random = new Random(5);
        for (int length = 4; length < file.length; length += 1 + random.nextInt(1 + file.length / PLACES)) {
            assertSame(Arrays.copyOf(file, length), "cut at " + length);
        }
        for (int length = file.length - 20; length < file.length; length++) {
            assertThat(assertSame(Arrays.copyOf(file, length), "cut at " + length).failure)
                    .isNotNull();
        }
    }

    @Test
    void aFileDamagedAnywhereGivesWhatTheLibraryGives() {
        byte[] first = bzip2(content(250_000, 3), 1);
        byte[] file = join(first, bzip2(content(30_000, 4), 1));
        Random random = new Random(6);
        for (int at = 4; at < 20; at++) {
            assertDamageIsSame(file, at, 1 + random.nextInt(255));
        }
        for (int at = 20; at < file.length; at += 1 + random.nextInt(1 + file.length / PLACES)) {
            assertDamageIsSame(file, at, 1 << random.nextInt(8));
        }
        for (int at = first.length - 16; at < first.length + 16; at++) {
            assertDamageIsSame(file, at, 1 << random.nextInt(8));
        }
        for (int at = file.length - 16; at < file.length; at++) {
            assertDamageIsSame(file, at, 1 << random.nextInt(8));
        }
    }

    private static void assertDamageIsSame(byte[] file, int at, int bits) {
        byte[] damaged = file.clone();
        damaged[at] ^= (byte) bits;
        assertSameBefore(damaged, at, "damaged at " + at + " by " + bits);
    }

    /** What a damaged block comes to depends on what the library has in its arrays from the blocks before. */
    private static void assertSameBefore(byte[] file, int damage, String of) {
        Reading library = byTheLibrary(new ByteArrayInputStream(file));
        Reading mine = blockwise(new ByteArrayInputStream(file));
        if (mine.failure == null || library.failure == null) {
            mine.assertSame(library, of);
            return;
        }
        int whole = byTheLibrary(new ByteArrayInputStream(file, 0, damage)).octets.length;
        assertThat(mine.octets).as(of).hasSizeGreaterThanOrEqualTo(whole);
        assertThat(Arrays.equals(mine.octets, 0, whole, library.octets, 0, whole))
                .as(of)
                .isTrue();
    }

    @Test
    void whatFollowsTheEndIsWhatItIsForTheLibrary() {
        byte[] file = bzip2(content(150_000, 7), 1);
        for (String rest : new String[] {"", "B", "BZ", "BZh", "BZh9", "BZh0", "BZh9garbage", "garbage", "\0\0\0\0"}) {
            byte[] after = rest.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            assertSame(join(file, after), "followed by '" + rest + "'");
            assertSame(join(file, after, file), "followed by '" + rest + "' and another");
        }
        assertSame(join(file, content(3_000_000, 8)), "followed by more than any block");
    }

    /** Where in a file a mark stands, by bit. */
    private static int find(byte[] file, long mark, int from) {
        for (int bit = from; bit + BzipBlock.MARK_BITS <= 8 * file.length; bit++) {
            if (bits(file, bit) == mark) {
                return bit;
            }
        }
        throw new AssertionError("no mark");
    }

    private static long bits(byte[] file, int from) {
        long value = 0;
        for (int i = 0; i < BzipBlock.MARK_BITS; i++) {
            value = value << 1 | file[(from + i) / 8] >>> 7 - (from + i) % 8 & 1;
        }
        return value;
    }

    private static void put(byte[] file, int from, long mark) {
        for (int i = 0; i < BzipBlock.MARK_BITS; i++) {
            int bit = 1 << 7 - (from + i) % 8;
            boolean set = (mark >>> BzipBlock.MARK_BITS - 1 - i & 1) != 0;
            file[(from + i) / 8] = (byte) (set ? file[(from + i) / 8] | bit : file[(from + i) / 8] & ~bit);
        }
    }

    @Test
    void aMarkWhereNoneIsGivesWhatTheLibraryGives() {
        byte[] file = join(bzip2(content(350_000, 9), 1), bzip2(content(30_000, 2), 1));
        Random random = new Random(10);
        for (int i = 0; i < 40; i++) {
            byte[] marked = file.clone();
            long mark = i % 2 == 0 ? BzipBlock.BLOCK : BzipBlock.END;
            int at = 32 + random.nextInt(8 * file.length - 100);
            put(marked, at, mark);
            assertSameBefore(marked, at / 8, "mark " + i);
        }
        int second = find(file, BzipBlock.BLOCK, 33);
        byte[] otherwise = file.clone();
        put(otherwise, second, BzipBlock.END);
        assertSame(otherwise, "a block that says it is the end");
        int last = find(file, BzipBlock.END, 33);
        otherwise = file.clone();
        put(otherwise, last, BzipBlock.BLOCK);
        assertSame(otherwise, "an end that says it is a block");
    }

    @Test
    void aFileThatCannotBeReadAnyFurtherFailsAsItDoes() {
        byte[] file = bzip2(content(350_000, 11), 1);
        for (int length : new int[] {4, 10, 20_000, file.length - 10, file.length}) {
            IOException failure = new IOException("the disk is gone");
            Reading library = byTheLibrary(failing(file, length, failure));
            blockwise(failing(file, length, failure)).assertSame(library, "fails at " + length);
            assertThat(library.failure).isEqualTo("the disk is gone");
        }
    }

    private static InputStream failing(byte[] file, int length, IOException failure) {
        return new SequenceInputStream(new ByteArrayInputStream(file, 0, length), new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }

            @Override
            public int read(byte[] into, int offset, int count) throws IOException {
                throw failure;
            }
        });
    }

    @Test
    void whatIsReadAheadIsBounded() throws IOException {
        byte[] block = bzip2(content(BLOCK, 12), 1);
        long[] taken = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return block[(int) (taken[0]++ % block.length)];
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                for (int i = 0; i < length; i++) {
                    into[offset + i] = (byte) read();
                }
                return length;
            }
        };
        int ahead = (Runtime.getRuntime().availableProcessors() + 3) * block.length + (1 << 17);
        try (InputStream in = new Bunzip(endless)) {
            for (int streams = 1; streams < 30; streams++) {
                assertThat(in.readNBytes(BLOCK)).hasSize(BLOCK);
                assertThat(taken[0]).isLessThanOrEqualTo((long) streams * block.length + ahead);
            }
        }
    }

    private static void awaitWhateverInterrupts(CountDownLatch latch) {
        boolean over = false;
        while (!over) {
            try {
                latch.await();
                over = true;
            } catch (InterruptedException e) {
                over = false;
            }
        }
    }

    @Test
    void aLibraryThatIsNotThereIsAFailureToRead() throws Exception {
        byte[] file = bzip2(new byte[BLOCK], 1);
        Workers workers = Workers.named("ribwatch-bunzip-");
        InputStream in = new Bunzip(new ByteArrayInputStream(file), compressed -> {
            throw new NoClassDefFoundError("a jar was taken away");
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(in::read)
                    .isInstanceOf(IOException.class)
                    .hasMessage("the data cannot be read")
                    .hasCauseInstanceOf(NoClassDefFoundError.class);
        }
        in.close();
        workers.assertEnded();
    }

    @Test
    void aReadThatIsInterruptedFailsForGood() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        byte[] file = bzip2(new byte[BLOCK], 1);
        try (InputStream in = new Bunzip(new ByteArrayInputStream(file), compressed -> {
            awaitWhateverInterrupts(never);
            return new BZip2CompressorInputStream(compressed, false);
        })) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            never.countDown();
            assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void closeDoesNotWaitForWhatMayNeverCome() throws Exception {
        Workers workers = Workers.named("ribwatch-bunzip-");
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        InputStream in = new Bunzip(new InputStream() {
            @Override
            public int read() {
                waits.countDown();
                awaitWhateverInterrupts(closed); // as a read of a pipe
                return -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                return read();
            }

            @Override
            public void close() {
                closed.countDown();
            }
        });
        assertThat(waits.await(1, TimeUnit.MINUTES)).isTrue();

        Set<Thread> begun = workers.begun();
        assertThat(begun).isNotEmpty();

        in.close();

        assertThat(closed.getCount()).isZero();
        Workers.assertEnd(begun);
    }
}
