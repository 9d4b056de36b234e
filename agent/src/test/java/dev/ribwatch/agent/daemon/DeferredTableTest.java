package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.agent.rib.SilentListener;
import dev.ribwatch.agent.rib.UpdateFaults;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.value.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table on a thread of its own, held against the same on this one. */
class DeferredTableTest {
    @TempDir
    private Path directory;

    /** All that can be asked of a replay, line by line. */
    private static List<String> told(RecordedTable table, boolean attributes, Path... files) {
        List<String> told = new ArrayList<>();
        Replay replay = Replay.plain(table, told::add);
        for (Path file : files) {
            told.add(replay.play(file) + " " + replay.truncated());
        }
        RecordingCounts counts = replay.counts();
        told.add("%d %d %d %d %d %d %d %d %s"
                .formatted(
                        counts.records(),
                        counts.messages(),
                        counts.announced(),
                        counts.withdrawn(),
                        counts.endOfRib(),
                        counts.discardedAttributes(),
                        counts.treatedAsWithdraw(),
                        counts.errors(),
                        counts.skipped()));
        told.add(replay.held().toString());
        for (AdjRibIn router : table.rib().routers()) {
            for (Family family : Family.values()) {
                told.add(router.name() + state(router, family));
            }
            told.add(String.valueOf(faults(router.faults())));
        }
        if (attributes) {
            for (AdjRibIn router : table.rib().routers()) {
                for (Family family : Family.values()) {
                    told.add(router.replaced(family) + " " + router.repeated(family));
                }
            }
            replay.routes(row -> told.add(row.toString()));
        } else {
            replay.routes(row -> told.add(row.router() + " " + row.prefix() + " " + row.pathId()));
        }
        return told;
    }

    private static List<Object> state(AdjRibIn router, Family family) {
        return Arrays.asList(
                family,
                router.routes(family),
                router.convergence(family),
                router.convergenceSinceNanos(family),
                router.isNegotiated(family),
                router.isDisabled(family),
                router.hasPathIds(family),
                router.announced(family),
                router.withdrawn(family),
                router.unknownWithdrawn(family),
                router.isPartial(family));
    }

    private static List<Long> faults(UpdateFaults faults) {
        List<Long> all = new ArrayList<>();
        for (int code = faults == null ? UpdateFaults.NONE : faults.next(0);
                code != UpdateFaults.NONE;
                code = faults.next(code + 1)) {
            all.add((long) code);
            all.add(faults.discarded(code));
            all.add(faults.withdrawn(code));
            all.add(faults.lastNanos(code));
        }
        return all;
    }

    private static void same(Path... files) {
        assertThat(told(new DeferredTable(true), true, files)).isEqualTo(told(new RecordedTable(), true, files));
        assertThat(told(new DeferredTable(false), false, files)).isEqualTo(told(new RecordedTable(), false, files));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bgpipe-sample.mrt",
                "bgpkit-rrc00-updates.19990903.1041.gz",
                "bgpkit-rrc15-updates.20100227.1610.gz",
                "mrtparse-bird-mrtdump_bgp",
                "mrtparse-bird6_bgp",
                "mrtparse-openbgpd_bgp",
                "mrtparse-quagga_rib",
                "mrtparse-bird-mrtdump_rib",
                "ryu-updates.20161101.0000.bz2"
            })
    void aRecordedFileGivesTheSameTable(String name) {
        same(RecordedFilesTest.file(name));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aRandomHistoryGivesTheSameTable(long seed) throws IOException {
        RandomRecording random = new RandomRecording(seed);
        Path first = Files.write(directory.resolve("1.mrt"), random.next(1_500));
        Path second = Files.write(directory.resolve("2.mrt"), random.next(700));
        same(first, second);

        RecordedTable table = new RecordedTable();
        List<String> all = told(table, true, first, second);
        assertThat(table.rib().routes()).isPositive();
        assertThat(all).as("every router had faults").doesNotContain("[]");
    }

    /** Where a file is damaged is told as without a thread, and what came before it is there. */
    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void damageInTheMiddleIsToldOfItsPlace(long seed) throws IOException {
        byte[] whole = new RandomRecording(seed).next(900);
        int cut = whole.length * 2 / 3;
        Path file = Files.write(directory.resolve("cut.mrt"), Arrays.copyOf(whole, cut));
        same(file);
        assertThat(told(new DeferredTable(false), false, file))
                .anySatisfy(line -> assertThat(line).contains("cut.mrt: at octet " + cut, "the file ends within"))
                .contains("false true");
    }

    private static Update announcement(String prefix) {
        byte[] message = UpdateMessage.announcing().announce(prefix).build();
        Update update = new Update();
        new UpdateDecoder().decode(message, 0, message.length, UpdateMessage.external(), update);
        return update;
    }

    private static AdjRibIn router(RecordedTable table) {
        table.begin(1_000);
        Rib rib = table.rib();
        AdjRibIn router = rib.add("a", "a");
        rib.sessionUp(router, RecordedPeer.ALL_FAMILIES, 0, false, 0);
        return router;
    }

    @Test
    void anUpdateMayBeFilledAgainAtOnceAndAThreadMayEndAndComeAgain() {
        RecordedTable table = new DeferredTable(true);
        AdjRibIn router = router(table);
        UpdateDecoder decoder = new UpdateDecoder();
        Update update = new Update();
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 1_000; i++) {
                byte[] message = UpdateMessage.announcing()
                        .announce("10.%d.%d.0/24".formatted(4 * round + i / 256, i % 256))
                        .build();
                decoder.decode(message, 0, message.length, UpdateMessage.external(), update);
                table.apply(router, update, i, 1_000);
                Arrays.fill(message, (byte) 0);
            }
            table.pause();
            assertThat(router.routes(Family.IPV4_UNICAST)).isEqualTo(1_000 * round + 1);
        }
        assertThat(router.blocked(Family.IPV4_UNICAST)).isZero();
    }

    @Test
    void aDefectOnItsThreadReachesWhoeverAsks() {
        RecordedTable table = new DeferredTable(true);
        AdjRibIn router = router(table);
        table.rib().addListener(new SilentListener() {
            @Override
            public void routeChanged(RouteChange change) {
                throw new IllegalStateException("on purpose");
            }
        });
        Update update = announcement("192.0.2.0/24");

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        table.apply(router, update, i, 1_000);
                    }
                })
                .hasMessage("on purpose");
        assertThatThrownBy(table::pause).hasMessage("on purpose");
    }
}
