package dev.ribwatch.exporter.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.DeliveryLedger.Entry;
import dev.ribwatch.exporter.alert.KeptAlert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** L11: what is kept, and where. */
class FileLedgerTest {
    private final Samples.Clock clock = new Samples.Clock();
    private final FaultyFiles files = new FaultyFiles();

    private FileLedger open() throws IOException {
        return new FileLedger(files, clock.clocks(), 10);
    }

    private static Entry hook(String id, String prefix) {
        return Samples.entry("hook", id, false, Samples.alert(prefix, null));
    }

    private static List<String> ids(FileLedger ledger) {
        return ledger.unfinished("hook").stream()
                .map(entry -> entry.notification().id())
                .toList();
    }

    @Test
    void givesBackWhatWasCommitted() throws IOException {
        FileLedger ledger = open();
        ledger.fired(Samples.kept("10.0.0.0/16"));
        Entry entry = hook("a", "10.0.0.0/16");
        ledger.entered(entry);
        ledger.entered(hook("b", "10.0.0.0/16"));
        ledger.entered(hook("c", "10.0.0.0/16"));
        ledger.round();
        ledger.delivered(hook("b", "10.0.0.0/16"));
        ledger.died(hook("c", "10.0.0.0/16"), "HTTP 400");
        ledger.round();

        FileLedger after = open();
        assertThat(after.unfinished("hook")).containsExactly(entry);
        assertThat(after.targets()).containsExactly("hook");
        assertThat(after.deadLetters())
                .extracting(letter -> letter.entry().notification().id() + " " + letter.reason())
                .containsExactly("c HTTP 400");
        KeptAlert kept = Samples.kept("10.0.0.0/16");
        assertThat(after.kept())
                .containsExactly(kept.with(kept.alert(), Set.of("hook"), Map.of("hook", Samples.START)));
        assertThat(after.fault()).isNull();
    }

    /** A group of many alerts that changes often is in many notifications. */
    @Test
    void equalAlertsAreOneAfterARestart() throws IOException {
        FileLedger ledger = open();
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.entered(hook("b", "10.0.0.0/16"));
        ledger.round();
        List<Entry> entries = open().unfinished("hook");
        assertThat(entries.get(0).notification().alerts().get(0))
                .isSameAs(entries.get(1).notification().alerts().get(0));
    }

    @Test
    void deadLettersHaveNoTexts() throws IOException {
        FileLedger ledger = open();
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.died(hook("a", "10.0.0.0/16"), "HTTP 400");
        ledger.round();
        for (FileLedger one : List.of(ledger, open())) {
            Alert dead =
                    one.deadLetters().get(0).entry().notification().alerts().get(0);
            assertThat(dead.labels())
                    .isEqualTo(Samples.alert("10.0.0.0/16", null).labels());
            assertThat(dead.annotations()).isEmpty();
        }
    }

    @Test
    void anEndIsKeptUntilAllKnow() throws IOException {
        FileLedger ledger = open();
        ledger.fired(Samples.kept("10.0.0.0/16"));
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.entered(Samples.entry("pager", "b", false, Samples.alert("10.0.0.0/16", null)));
        ledger.ended(Samples.alert("10.0.0.0/16", Samples.START));
        ledger.entered(Samples.entry("hook", "c", false, Samples.alert("10.0.0.0/16", Samples.START)));
        ledger.round();
        KeptAlert left = open().kept().get(0);
        assertThat(left.told()).containsExactly("pager");
        assertThat(left.alert().firing()).isFalse();
        ledger.round();
        ledger.receivers(Set.of("hook"));
        ledger.round();
        assertThat(open().kept()).isEmpty();
    }

    /** With the same labels again before its receiver was told of the end: it was told of the beginning. */
    @Test
    void whoWasToldOfOneBelievesInTheNext() throws IOException {
        FileLedger ledger = open();
        ledger.fired(Samples.kept("10.0.0.0/16"));
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.ended(Samples.alert("10.0.0.0/16", Samples.START));
        ledger.fired(Samples.kept("10.0.0.0/16"));
        ledger.round();
        assertThat(open().kept())
                .extracting(kept -> kept.told() + " " + kept.alert().status())
                .containsExactly("[hook] firing");
    }

    @Test
    void aRepetitionMovesOnlyTheTimeOfItsGroup() throws IOException {
        FileLedger ledger = open();
        ledger.fired(Samples.kept("10.0.0.0/16"));
        ledger.entered(hook("a", "10.0.0.0/16"));
        clock.passes(Duration.ofHours(4));
        Entry repeated = Samples.entry("hook", "r", true, Samples.alert("10.0.0.0/16", null));
        ledger.entered(repeated);
        ledger.round();
        assertThat(open().kept().get(0).toldAt()).isEqualTo(Map.of("hook", Samples.START));
        ledger.delivered(repeated);
        ledger.round();
        FileLedger after = open();
        assertThat(ids(after)).containsExactly("a");
        assertThat(after.kept().get(0).toldAt()).isEqualTo(Map.of("hook", Samples.START.plusSeconds(4 * 3600)));
    }

    @Test
    void theFileStaysAFewTimesAsLargeAsWhatItStandsFor() throws IOException {
        FileLedger ledger = open();
        ledger.round();
        int largest = 0;
        for (int i = 0; i < 20_000; i++) {
            ledger.entered(hook("a" + i, "10.0.0.0/16"));
            ledger.delivered(hook("a" + i, "10.0.0.0/16"));
            if (i % 50 == 0) {
                ledger.round();
                largest = Math.max(largest, files.octets(LedgerStore.FILE).length);
            }
        }
        assertThat(largest).isBetween(1 << 20, (1 << 20) + 100_000);
        assertThat(ids(open())).isEmpty();
    }

    @Test
    void twoDoNotShareADirectory() {
        files.locked = true;
        assertThatThrownBy(this::open)
                .isInstanceOf(LedgerInUseException.class)
                .hasMessageContaining("/state is in use by another ribwatch");
    }

    @Test
    void onADisk(@TempDir Path directory) throws IOException {
        Path state = directory.resolve("state");
        try (FileLedger ledger = FileLedger.open(state, system(), 10)) {
            ledger.entered(hook("a", "10.0.0.0/16"));
            ledger.attempted(hook("a", "10.0.0.0/16"), 1);
            assertThat(Files.size(state.resolve("ledger"))).isGreaterThan(100);
            assertThatThrownBy(() -> FileLedger.open(state, system(), 10)).isInstanceOf(LedgerInUseException.class);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("ledger"))))
                    .isEqualTo("rw-------");
        }
        try (FileLedger ledger = FileLedger.open(state, system(), 10)) {
            assertThat(ids(ledger)).containsExactly("a");
        }
    }

    /** A file stands where the directory should: as with a disk that is not mounted, everything goes on. */
    @Test
    void withoutADirectory(@TempDir Path directory) throws Exception {
        Path state = Files.writeString(directory.resolve("state"), "");
        try (FileLedger ledger = FileLedger.open(state, system(), 10)) {
            ledger.entered(hook("a", "10.0.0.0/16"));
            ledger.attempted(hook("a", "10.0.0.0/16"), 1);
            assertThat(ledger.fault()).isNotNull();
            assertThat(ledger.fault().reason()).contains("not a directory: " + state);
            Files.delete(state);
            long end = System.nanoTime() + 60_000_000_000L;
            while (ledger.fault() != null) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.onSpinWait();
            }
        }
        try (FileLedger ledger = FileLedger.open(state, system(), 10)) {
            assertThat(ids(ledger)).containsExactly("a");
        }
    }

    private static Clocks system() {
        return Clocks.system();
    }
}
