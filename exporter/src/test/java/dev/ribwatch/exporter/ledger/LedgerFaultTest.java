package dev.ribwatch.exporter.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.alert.DeliveryLedger.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** L11: what becomes of what is kept when the disk fails, and that nothing waits for it. */
class LedgerFaultTest {
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

    /** Every call fails once, at every place: nothing that was safe is lost, and it heals. */
    @ParameterizedTest
    @ValueSource(
            strings = {"lock", "open", "read", "create", "write", "sync", "move", "syncDirectory", "isThere", "names"})
    void healsAfterAFaultOfAnyCall(String call) throws IOException {
        FileLedger first = open();
        first.entered(hook("a", "10.0.0.0/16"));
        first.round();
        for (int place = 0; place < 12; place++) {
            int[] left = {place};
            files.fault = name -> {
                if (name.equals(call) && left[0]-- == 0) {
                    throw new IOException("Input/output error");
                }
            };
            FileLedger ledger = open();
            boolean readAll = ids(ledger).contains("a");
            assertThat(readAll || !call.equals("lock")).isTrue();
            for (int i = 0; i < 6; i++) {
                ledger.entered(hook("b" + i, "10.0.0.0/16"));
                ledger.round();
                clock.passes(Duration.ofSeconds(6));
            }
            assertThat(place > 0 || left[0] < 0).as("%s was called", call).isTrue();
            files.fault = name -> {};
            clock.passes(LedgerStore.DAMAGE_SAID);
            ledger.round();
            assertThat(ledger.fault()).as("%s %d", call, place).isNull();
            FileLedger after = open();
            assertThat(ids(after)).as("%s %d", call, place).contains("b0", "b5");
            if (readAll) {
                assertThat(ids(after)).as("%s %d", call, place).contains("a");
            } else { // a ledger that could not be read is kept aside
                assertThat(files.names()).anyMatch(name -> name.startsWith(LedgerStore.ASIDE));
            }
            for (int i = 0; i < 6; i++) {
                after.delivered(hook("b" + i, "10.0.0.0/16"));
            }
            if (!readAll) {
                after.entered(hook("a", "10.0.0.0/16"));
            }
            after.round();
        }
    }

    private static FaultyFiles.Fault always(String... calls) {
        return name -> {
            if (List.of(calls).contains(name)) {
                throw new IOException("Read-only file system");
            }
        };
    }

    /** A file system that became read-only is read all the same, and the file goes on when it can be written. */
    @Test
    void readsWhatItMayNotLock() throws IOException {
        FileLedger first = open();
        first.entered(hook("a", "10.0.0.0/16"));
        first.round();
        files.fault = always("lock", "create", "write", "sync", "move", "delete", "syncDirectory");
        FileLedger ledger = open();
        assertThat(ids(ledger)).containsExactly("a");
        assertThat(ledger.fault()).isNotNull();
        assertThat(ledger.fault().kind()).isEqualTo(LedgerFault.Kind.UNWRITABLE);
        ledger.entered(hook("b", "10.0.0.0/16"));
        ledger.round();
        assertThat(ids(open())).containsExactly("a");
        files.fault = name -> {};
        clock.passes(Duration.ofSeconds(30));
        ledger.round();
        assertThat(ledger.fault()).isNull();
        assertThat(files.names()).containsExactly(LedgerStore.FILE);
        assertThat(ids(open())).containsExactly("a", "b");
    }

    /** A disk that is not there yet: what is on it when it comes was never read, and is kept. */
    @Test
    void whatComesLaterIsSetAside() throws IOException {
        FileLedger first = open();
        first.entered(hook("a", "10.0.0.0/16"));
        first.round();
        byte[] octets = files.octets(LedgerStore.FILE);
        files.delete(LedgerStore.FILE);
        files.fault = always("lock");
        FileLedger ledger = open();
        files.fault = name -> {};
        files.put(LedgerStore.FILE, octets);
        clock.passes(Duration.ofSeconds(30));
        ledger.round();
        assertThat(files.names()).hasSize(2).anyMatch(name -> name.startsWith(LedgerStore.ASIDE));
    }

    /** The power failed between two names: what is under the second is all there is, until another is safe. */
    @ParameterizedTest
    @ValueSource(strings = {"lock", "open", "read", "create", "write", "sync", "move", "syncDirectory", "names"})
    void theOnlyFileOutlastsAnyFault(String call) throws IOException {
        FileLedger first = open();
        first.entered(hook("a", "10.0.0.0/16"));
        first.round();
        files.move(LedgerStore.FILE, LedgerStore.NEW);
        files.syncDirectory();
        byte[] octets = files.octets(LedgerStore.NEW);
        files.fault = always(call);
        FileLedger ledger = open();
        boolean readAll = ids(ledger).contains("a");
        ledger.round();
        clock.passes(Duration.ofSeconds(30));
        ledger.round();
        files.fault = name -> {};
        if (readAll) {
            assertThat(ids(open())).containsExactly("a");
        } else {
            assertThat(files.names()).anyMatch(name -> Arrays.equals(files.octets(name), octets));
        }
        clock.passes(Duration.ofSeconds(30));
        ledger.round();
        if (readAll) {
            assertThat(ids(open())).containsExactly("a");
        } else {
            assertThat(files.names()).anyMatch(name -> Arrays.equals(files.octets(name), octets));
        }
    }

    @Test
    void theNewFileOfAnotherProcessStays() throws IOException {
        FileLedger ledger = open();
        ledger.round();
        files.fault = always("sync");
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.round();
        files.fault = name -> {};
        files.locked = true;
        files.put(LedgerStore.NEW, new byte[20]);
        clock.passes(Duration.ofSeconds(30));
        ledger.round();
        assertThat(ledger.fault()).isNotNull();
        assertThat(ledger.fault().reason()).isEqualTo("another process uses /state");
        assertThat(files.names()).contains(LedgerStore.NEW);
    }

    @Test
    void aFileIsSetAsideOnce() throws IOException {
        files.put(LedgerStore.FILE, new byte[20]);
        FileLedger ledger = open();
        files.fault = always("syncDirectory");
        ledger.round();
        assertThat(ledger.fault()).isNotNull();
        files.fault = name -> {};
        clock.passes(Duration.ofSeconds(30));
        ledger.round();
        assertThat(files.names()).hasSize(2);
    }

    @Test
    void healsThoughNothingCanBeDeleted() throws IOException {
        FileLedger first = open();
        first.entered(hook("a", "10.0.0.0/16"));
        first.round();
        files.fault = always("sync", "delete");
        FileLedger ledger = open();
        ledger.round();
        assertThat(ledger.fault()).isNotNull();
        files.fault = always("delete");
        clock.passes(Duration.ofSeconds(30));
        ledger.round();
        assertThat(ledger.fault()).isNull();
        assertThat(ids(open())).containsExactly("a");
    }

    /** Somebody moved the damaged files into a directory whose name is like theirs. */
    @Test
    void whatCannotBeDeletedIsLeft(@TempDir Path state) throws IOException {
        Files.write(state.resolve(LedgerStore.FILE), new byte[20]);
        for (int i = 0; i < LedgerStore.MOST_ASIDE; i++) {
            Path folder = Files.createDirectory(state.resolve(LedgerStore.ASIDE + i));
            Files.write(folder.resolve("ledger"), new byte[20]);
        }
        FileLedger ledger = new FileLedger(new DirectoryFiles(state), clock.clocks(), 10);
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.close();
        FileLedger after = new FileLedger(new DirectoryFiles(state), clock.clocks(), 10);
        assertThat(ids(after)).containsExactly("a");
        after.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "write", "sync", "lock"})
    void goesOnFromMemoryWhileNothingCanBeWritten(String call) throws IOException {
        FileLedger ledger = open();
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.round();
        files.fault = name -> {
            if (name.equals(call) || name.equals("isThere")) {
                throw new IOException("No space left on device");
            }
        };
        clock.passes(Duration.ofSeconds(6));
        ledger.entered(hook("b", "10.0.0.0/16"));
        ledger.round();
        LedgerFault fault = ledger.fault();
        assertThat(fault).isNotNull();
        assertThat(fault.kind()).isEqualTo(LedgerFault.Kind.UNWRITABLE);
        assertThat(fault.reason()).isEqualTo("No space left on device");
        for (int i = 0; i < 60_000; i++) { // more than is kept of changes that wait
            ledger.entered(hook("c", "10.0.0.0/16"));
            ledger.delivered(hook("c", "10.0.0.0/16"));
        }
        long began = System.nanoTime();
        ledger.attempted(hook("b", "10.0.0.0/16"), 1); // does not wait for what cannot be
        assertThat(System.nanoTime() - began).isLessThan(FileLedger.LONGEST_WAIT.toNanos());
        ledger.round();
        assertThat(ids(ledger)).containsExactly("a", "b");
        files.fault = name -> {};
        clock.passes(Duration.ofSeconds(30));
        ledger.round();
        assertThat(ledger.fault()).isNull();
        assertThat(ids(open())).containsExactly("a", "b");
    }

    /** What the file holds after a failed fsync is not relied on: another one takes its place. */
    @Test
    void aFileThatCouldNotBeCommittedIsGivenUp() throws IOException {
        FileLedger ledger = open();
        ledger.round();
        files.fault = name -> {
            if (name.equals("sync")) {
                throw new IOException("Input/output error");
            }
        };
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.round();
        int[] created = {0};
        files.fault = name -> created[0] += name.equals("create") ? 1 : 0;
        clock.passes(Duration.ofSeconds(2));
        ledger.round();
        assertThat(created[0]).isEqualTo(1);
        assertThat(ids(open())).containsExactly("a");
    }

    @Test
    void shortWritesAreFinished() throws IOException {
        files.mostWritten = 7;
        FileLedger ledger = open();
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.round();
        ledger.entered(hook("b", "10.0.0.0/16"));
        ledger.round();
        assertThat(ids(open())).containsExactly("a", "b");
    }

    @Test
    void slowCommitsAreSaidAfterAWhileAndOverWithAQuickOne() throws IOException {
        FileLedger ledger = open();
        ledger.round();
        files.fault = name -> {
            if (name.equals("sync")) {
                clock.passes(Duration.ofSeconds(2));
            }
        };
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.round();
        assertThat(ledger.fault()).isNull();
        clock.passes(Duration.ofSeconds(5));
        ledger.round(); // nothing came, so it looks by itself
        clock.passes(Duration.ofSeconds(5));
        ledger.round();
        assertThat(ledger.fault()).isNotNull();
        assertThat(ledger.fault().kind()).isEqualTo(LedgerFault.Kind.SLOW);
        files.fault = name -> {};
        clock.passes(Duration.ofSeconds(5));
        ledger.round();
        assertThat(ledger.fault()).isNull();
    }

    /** Wherever the disk hangs, that is said while it does, and until it is quick again. */
    @ParameterizedTest
    @ValueSource(strings = {"lock", "names", "create", "write", "sync", "move", "syncDirectory", "isThere", "close"})
    void aDiskThatHangsIsSaid(String call) throws IOException {
        FileLedger ledger = open();
        if (call.equals("isThere")) {
            ledger.round();
            clock.passes(Duration.ofSeconds(6));
        }
        LedgerFault[] seen = new LedgerFault[1];
        files.fault = name -> {
            if (name.equals(call)) {
                clock.passes(LedgerStore.SLOW_FOR);
                seen[0] = ledger.fault();
            }
        };
        ledger.round();
        if (call.equals("close")) { // of the file that another one replaces
            ledger.receivers(Set.of());
            for (int i = 0; i < 60_000; i++) {
                ledger.fired(Samples.kept("10.0.0.0/16"));
            }
            ledger.round();
        }
        assertThat(seen[0]).isNotNull();
        assertThat(seen[0].kind()).isEqualTo(LedgerFault.Kind.SLOW);
        assertThat(ledger.fault()).isNotNull();
        files.fault = name -> {};
        clock.passes(Duration.ofSeconds(6));
        ledger.round();
        assertThat(ledger.fault()).isNull();
    }

    /** The last chance is taken, though it would not be due for a while. */
    @Test
    void whatFailedIsTriedAtTheEnd() throws IOException {
        FileLedger ledger = open();
        ledger.round();
        files.fault = always("sync");
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.round();
        files.fault = name -> {};
        ledger.entered(hook("b", "10.0.0.0/16"));
        ledger.close();
        assertThat(ids(open())).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"isThere", "write", "sync"})
    void aFailureAtTheEndIsFollowedByAnAttempt(String call) throws IOException {
        FileLedger ledger = open();
        ledger.round();
        clock.passes(Duration.ofSeconds(6));
        int[] left = {1};
        files.fault = name -> {
            if (name.equals(call) && left[0]-- > 0) {
                throw new IOException("Input/output error");
            }
        };
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.close();
        assertThat(ids(open())).containsExactly("a");
    }

    @Test
    void aFileThatWasTakenAwayIsMadeAnew() throws IOException {
        FileLedger ledger = open();
        ledger.entered(hook("a", "10.0.0.0/16"));
        ledger.round();
        files.delete(LedgerStore.FILE);
        clock.passes(Duration.ofSeconds(6));
        ledger.round();
        ledger.round();
        assertThat(ids(open())).containsExactly("a");
        assertThat(ledger.fault()).isNull();
    }

    /** As with want of memory: it passes, and all is written then. */
    @Test
    void aDefectEndsOneRoundOnly() throws IOException {
        FileLedger ledger = open();
        ledger.round();
        ledger.entered(hook("a", "10.0.0.0/16"));
        files.fault = call -> {
            if (call.equals("write")) {
                throw new LinkageError("for a test");
            }
        };
        assertThat(ledger.guardedRound()).isPositive();
        assertThat(ledger.fault()).isNotNull();
        assertThat(ledger.fault().reason()).contains("for a test");
        files.fault = call -> {};
        clock.passes(Duration.ofMinutes(1));
        ledger.guardedRound();
        assertThat(ledger.fault()).isNull();
        assertThat(ids(open())).containsExactly("a");
    }
}
