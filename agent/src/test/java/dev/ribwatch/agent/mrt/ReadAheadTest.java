package dev.ribwatch.agent.mrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReadAheadTest {
    private static byte[] octets(int count) {
        byte[] octets = new byte[count];
        new Random(count).nextBytes(octets);
        return octets;
    }

    /** Reads in pieces of odd lengths until the end or a failure, which is thrown. */
    private static void readAll(InputStream in, ByteArrayOutputStream into) throws IOException {
        byte[] piece = new byte[70_001];
        for (int count = in.read(piece, 1, 70_000); count >= 0; count = in.read(piece, 1, 70_000)) {
            assertThat(count).isPositive();
            into.write(piece, 1, count);
        }
    }

    @Test
    void everyOctetComesInItsOrderAndTheEndStays() throws IOException {
        for (int length : new int[] {0, 1, 70_000, 1 << 17, (1 << 17) + 1, 1 << 19, 1_000_003}) {
            byte[] octets = octets(length);
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            try (InputStream in = new ReadAhead(new ByteArrayInputStream(octets))) {
                assertThat(in.read(new byte[1], 0, 0)).isZero();
                readAll(in, read);
                assertThat(in.read()).isEqualTo(-1);
                assertThat(in.read(new byte[9])).isEqualTo(-1);
            }
            assertThat(read.toByteArray()).as("%d octets", length).isEqualTo(octets);
        }
    }

    /** Gives these octets, then fails. */
    private static InputStream failing(byte[] octets, Throwable failure) {
        return new ByteArrayInputStream(octets) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                int count = super.read(into, offset, length);
                if (count < 0) {
                    ReadAheadTest.<RuntimeException>raise(failure);
                }
                return count;
            }
        };
    }

    @SuppressWarnings("unchecked") // so that a stream of memory can fail as one of a file does
    private static <T extends Throwable> void raise(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void aFailureComesAfterEveryOctetBeforeItAndStays() throws IOException {
        for (int length : new int[] {0, 5, 1 << 17, 300_000}) {
            byte[] octets = octets(length);
            IOException failure = new IOException("damaged");
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            try (InputStream in = new ReadAhead(failing(octets, failure))) {
                assertThatThrownBy(() -> readAll(in, read)).isSameAs(failure);
                assertThatThrownBy(in::read).isSameAs(failure);
            }
            assertThat(read.toByteArray()).as("%d octets", length).isEqualTo(octets);
        }
    }

    @Test
    @Timeout(60)
    void aDefectOfTheStreamIsAFailureToRead() throws IOException {
        for (Throwable defect : List.of(new IllegalStateException(), new NoClassDefFoundError())) {
            try (InputStream in = new ReadAhead(failing(octets(3), defect))) {
                assertThat(in.readNBytes(3)).isEqualTo(octets(3));
                assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasCause(defect);
            }
        }
    }

    /** Without end; tells how many octets were taken of it, and that it was closed. */
    private static final class Endless extends InputStream {
        private final AtomicLong taken = new AtomicLong();
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public int read() {
            taken.incrementAndGet();
            return 7;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            taken.addAndGet(length);
            return length;
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    @Test
    void whatIsReadAheadIsBoundedAndCloseEndsIt() throws Exception {
        Endless endless = new Endless();
        Workers workers = Workers.named("ribwatch-read-ahead");
        Set<Thread> begun;
        try (InputStream in = new ReadAhead(endless)) {
            begun = workers.begun();
            assertThat(begun).isNotEmpty();
            long read = 0;
            for (int i = 0; i < 100; i++) {
                read += in.readNBytes(10_000).length;
                assertThat(endless.taken.get()).isBetween(read, read + 4 * (1 << 17));
            }
        }
        assertThat(endless.closed).isTrue();
        Workers.assertEnd(begun);
    }

    @Test
    @Timeout(60)
    void closeDoesNotWaitForWhatMayNeverCome() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Workers workers = Workers.named("ribwatch-read-ahead");
        InputStream in = new ReadAhead(new InputStream() {
            @Override
            public int read() {
                return read(new byte[1], 0, 1);
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                waits.countDown();
                boolean over = false;
                while (!over) { // as in a read of a pipe, which no interrupt ends
                    try {
                        closed.await();
                        over = true;
                    } catch (InterruptedException e) {
                        over = false;
                    }
                }
                return -1;
            }

            @Override
            public void close() {
                closed.countDown();
            }
        });
        assertThat(waits.await(1, TimeUnit.MINUTES)).isTrue();

        Set<Thread> begun = workers.begun();

        in.close();

        assertThat(closed.getCount()).isZero();
        Workers.assertEnd(begun);
    }
}
