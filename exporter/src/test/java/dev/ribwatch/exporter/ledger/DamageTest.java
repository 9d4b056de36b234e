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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * L12, M10: a ledger that is cut at any byte gives all that stands before that; one that is changed at any byte lacks the
 * record that the byte is in, and what follows only if it was the record's length. Neither ever fails to start.
 */
class DamageTest {
    private static final int RECORDS = Boolean.getBoolean("ribwatch.long") ? 16 : 6;

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

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "n" + i).toList();
    }

    private void check(byte[] octets, int entered, boolean damaged, String what) throws IOException {
        check(octets, numbers(0, entered), damaged, what);
    }

    private @Nullable LedgerFault check(byte[] octets, List<String> expected, boolean damaged, String what)
            throws IOException {
        FaultyFiles files = new FaultyFiles();
        files.put(LedgerStore.FILE, octets);
        FileLedger ledger = open(files);
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
        return fault;
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
            String what = "changed at " + at;
            int offset = at;
            int start = 8;
            for (int[] end : ends) {
                start = end[0] <= at ? end[0] : start;
            }
            List<String> expected = new ArrayList<>(numbers(0, at < 8 ? 0 : before(ends, at)));
            boolean length = at >= 8 && at < start + 4;
            if (at >= start + 4) {
                int next =
                        ends.stream().filter(end -> end[0] > offset).findFirst().orElseThrow()[1];
                expected.addAll(numbers(next, RECORDS));
            }
            LedgerFault fault = check(changed, expected, true, what);
            String said = length
                    ? "damaged at byte " + start + ", all that follows is lost"
                    : "1 record damaged, at byte " + start + ", and left out";
            assertThat(fault).as(what).isNotNull();
            assertThat(at < 8 || fault.reason().equals(said)).as(fault.reason()).isTrue();
        }
    }

    /** Every kind of record, each left out in turn, and any two: what the others say makes a state, whatever is missing. */
    @Test
    void withoutAnyTwoRecords() throws IOException {
        FaultyFiles files = new FaultyFiles();
        FileLedger ledger = open(files);
        ledger.round();
        for (String prefix : List.of("10.0.0.0/16", "10.1.0.0/16")) {
            ledger.fired(Samples.kept(prefix));
            ledger.entered(Samples.entry("hook", "a" + prefix, false, Samples.alert(prefix, null)));
            ledger.entered(Samples.entry("pager", "b" + prefix, false, Samples.alert(prefix, null)));
            ledger.delivered(Samples.entry("hook", "r" + prefix, true, Samples.alert(prefix, null)));
            ledger.delivered(Samples.entry("hook", "a" + prefix, false, Samples.alert(prefix, null)));
            ledger.died(Samples.entry("pager", "b" + prefix, false, Samples.alert(prefix, null)), "HTTP 400");
            ledger.ended(Samples.alert(prefix, Samples.START));
            ledger.entered(Samples.entry("hook", "c" + prefix, false, Samples.alert(prefix, Samples.START)));
            ledger.round();
        }
        byte[] octets = files.octets(LedgerStore.FILE);
        List<int[]> ends = ends(octets);
        assertThat(ends).hasSize(16);
        for (int[] one : ends) {
            for (int[] other : ends) {
                byte[] changed = octets.clone();
                changed[one[0] - 1] ^= 1;
                if (one[0] != other[0]) {
                    changed[other[0] - 1] ^= 1;
                }
                FaultyFiles damaged = new FaultyFiles();
                damaged.put(LedgerStore.FILE, changed);
                FileLedger after = open(damaged);
                String what = one[0] + " " + other[0];
                assertThat(after.fault()).as(what).isNotNull();
                assertThat(after.fault().reason()).as(what).contains("left out").doesNotContain("lost");
                int missing = one[0] == other[0] ? 1 : 2;
                assertThat(ids(after).contains("c10.0.0.0/16")
                                || ends.get(7)[0] == one[0]
                                || ends.get(7)[0] == other[0])
                        .as(what)
                        .isTrue();
                assertThat(after.kept().size()).as(what).isLessThanOrEqualTo(2);
                assertThat(after.unfinished("hook").size()
                                + after.unfinished("pager").size())
                        .as(what)
                        .isBetween(2 - missing, 2 + missing);
                after.round();
                FileLedger again = open(damaged);
                assertThat(ids(again)).as(what).isEqualTo(ids(after));
                assertThat(again.kept()).as(what).isEqualTo(after.kept());
                assertThat(again.fault()).as(what).isNull();
            }
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
