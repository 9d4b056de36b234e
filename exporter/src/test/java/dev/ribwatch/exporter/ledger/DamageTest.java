package dev.ribwatch.exporter.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.alert.DeliveryLedger.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** L12, M10: a ledger that is cut or changed at any byte gives all that stands before that, and never fails to start. */
class DamageTest {
    private static final int RECORDS = 16;

    private final Samples.Clock clock = new Samples.Clock();

    private FileLedger open(FaultyFiles files) throws IOException {
        return new FileLedger(files, clock.clocks(), 10);
    }

    /** A file with notifications n0, n1, …, some delivered, between alerts. */
    private byte[] written() throws IOException {
        FaultyFiles files = new FaultyFiles();
        FileLedger ledger = open(files);
        ledger.round();
        for (int i = 0; i < RECORDS; i++) {
            ledger.fired(Samples.kept("10." + i + ".0.0/16"));
            ledger.entered(Samples.entry("hook", "n" + i, false, Samples.alert("10." + i + ".0.0/16", null)));
            ledger.round();
        }
        return files.octets(LedgerStore.FILE);
    }

    /** Where each record ends, and how many notifications stand before that: read as the format says, not by the reader. */
    private static List<int[]> ends(byte[] octets) {
        List<int[]> ends = new ArrayList<>();
        ByteBuffer file = ByteBuffer.wrap(octets).order(ByteOrder.BIG_ENDIAN);
        int entered = 0;
        for (int at = 8; at < octets.length; ) {
            int length = file.getInt(at);
            entered += octets[at + 8] == RecordWriter.ENTERED ? 1 : 0;
            at += 8 + length;
            ends.add(new int[] {at, entered});
        }
        return ends;
    }

    private static int before(List<int[]> ends, int offset) {
        int entered = 0;
        for (int[] end : ends) {
            if (end[0] <= offset) {
                entered = end[1];
            }
        }
        return entered;
    }

    private List<String> ids(FileLedger ledger) {
        return ledger.unfinished("hook").stream()
                .map(Entry::notification)
                .map(notification -> notification.id())
                .toList();
    }

    private void check(byte[] octets, int entered, boolean damaged, String what) throws IOException {
        FaultyFiles files = new FaultyFiles();
        files.put(LedgerStore.FILE, octets);
        FileLedger ledger = open(files);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < entered; i++) {
            expected.add("n" + i);
        }
        assertThat(ids(ledger)).as(what).isEqualTo(expected);
        LedgerFault fault = ledger.fault();
        assertThat(fault != null && fault.kind() == LedgerFault.Kind.DAMAGED)
                .as(what)
                .isEqualTo(damaged);
        // What was kept is written again, and the damaged file is still there.
        ledger.round();
        assertThat(ids(open(files))).as(what).isEqualTo(expected);
        List<String> aside = files.names().stream()
                .filter(name -> name.startsWith(LedgerStore.ASIDE))
                .toList();
        assertThat(aside).as(what).hasSize(damaged ? 1 : 0);
        if (damaged) {
            assertThat(files.octets(aside.get(0))).isEqualTo(octets);
        }
    }

    @Test
    void cutAnywhere() throws IOException {
        byte[] octets = written();
        List<int[]> ends = ends(octets);
        assertThat(ends.get(ends.size() - 1)).containsExactly(octets.length, RECORDS);
        for (int cut = 0; cut <= octets.length; cut++) {
            int at = cut;
            boolean whole = at == 8 || ends.stream().anyMatch(end -> end[0] == at);
            check(Arrays.copyOf(octets, cut), before(ends, cut), !whole, "cut at " + cut);
        }
    }

    @Test
    void changedAnywhere() throws IOException {
        byte[] octets = written();
        List<int[]> ends = ends(octets);
        SplittableRandom random = new SplittableRandom(12);
        for (int at = 0; at < octets.length; at++) {
            byte[] changed = octets.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            check(changed, at < 8 ? 0 : before(ends, at), true, "changed at " + at);
        }
    }

    @Test
    void otherFilesAndLengthsThatLie() throws IOException {
        check(new byte[0], 0, true, "empty");
        check("not a ledger at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, true, "text");
        byte[] octets = written();
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, Journal.MOST_RECORD}) {
            byte[] lies = octets.clone();
            ByteBuffer.wrap(lies).putInt(8, length);
            check(lies, 0, true, "length " + length);
        }
    }

    @Test
    void damageIsSaidForAWhile() throws IOException {
        FaultyFiles files = new FaultyFiles();
        files.put(LedgerStore.FILE, new byte[20]);
        FileLedger ledger = open(files);
        ledger.round();
        clock.passes(LedgerStore.DAMAGE_SAID.minusNanos(1));
        assertThat(ledger.fault()).isNotNull();
        clock.passes(Duration.ofNanos(1));
        assertThat(ledger.fault()).isNull();
    }

    @Test
    void onlyTheLatestDamagedFilesAreKept() throws IOException {
        FaultyFiles files = new FaultyFiles();
        for (int i = 0; i < 6; i++) {
            files.put(LedgerStore.FILE, new byte[20 + i]);
            open(files).round();
            clock.passes(Duration.ofSeconds(1));
        }
        List<String> aside = files.names().stream()
                .filter(name -> name.startsWith(LedgerStore.ASIDE))
                .sorted()
                .toList();
        assertThat(aside).hasSize(LedgerStore.MOST_ASIDE);
        assertThat(aside).extracting(name -> files.octets(name).length).containsExactly(23, 24, 25);
    }
}
