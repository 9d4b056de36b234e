package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.mrt.MrtFile;
import dev.ribwatch.agent.mrt.MrtPeers;
import dev.ribwatch.agent.mrt.MrtReader;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.config.value.Family;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that others recorded, held against what bgpdump 1.6.2 and a walk over the records' headers find in them. */
class RecordedFilesTest {
    static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(RecordedFilesTest.class.getResource("../mrt/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final List<String> PROBLEMS = new ArrayList<>();

    private static Replay replay(String name) {
        PROBLEMS.clear();
        Replay replay = Replay.plain(PROBLEMS::add);
        assertThat(replay.play(file(name))).as("%s", PROBLEMS).isTrue();
        assertThat(replay.truncated()).isFalse();
        return replay;
    }

    /**
     * Where a figure is not bgpdump's: bird6 has Path Identifiers in records whose subtype says that there are none (RFC 8050
     * section 3; bgpdump reads them as prefixes such as ::/0), so its six UPDATEs with routes are errors; what BIRD has
     * in its table from elsewhere than BGP has no attributes at all, and so is no BGP route (RFC 7606 section 3 d).
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            bgpipe-sample.mrt,                                        500, 500, 752, 64, 358, 0, 0
            bgpkit-rrc00-updates.19990903.1041.gz,                    24242, 24238, 65286, 25, 64068, 0, 0
            bgpkit-rrc00-updates.20000102.2014.gz,                    3957, 3941, 5668, 675, 1646, 0, 0
            bgpkit-rrc01-updates.20001104.0124.gz,                    1286, 922, 378, 141, 113, 0, 0
            bgpkit-rrc03-updates.20100227.1600.first-796-records.gz,  796, 792, 1226, 133, 504, 0, 0
            bgpkit-rrc15-updates.20100227.1610.gz,                    1953, 1937, 5920, 1549, 3192, 0, 0
            bgpstream-ris.rrc06.updates.1427846400.gz,                795, 791, 1435, 122, 448, 0, 0
            mrtparse-bird-mrtdump_bgp,                                27, 15, 12, 0, 6, 0, 0
            mrtparse-bird-mrtdump_rib,                                14, 0, 18, 0, 6, 6, 0
            mrtparse-bird6_bgp,                                       29, 17, 0, 0, 0, 0, 6
            mrtparse-openbgpd_bgp,                                    87, 71, 93, 0, 31, 0, 0
            mrtparse-openbgpd_rib_table-v2,                           24, 0, 31, 0, 31, 0, 0
            mrtparse-quagga_rib,                                      7, 0, 9, 0, 9, 0, 0
            pyasn-bview.20140112.1600_3samples.bz2,                   3, 0, 0, 0, 0, 0, 0
            ryu-updates.20161101.0000.bz2,                            2623, 2623, 5379, 383, 1397, 0, 0
            """)
    void countsAreThoseOfBgpdump(
            String name, int records, int messages, int announced, int withdrawn, int held, int refused, int errors) {
        Replay replay = replay(name);

        RecordingCounts counts = replay.counts();
        assertThat(counts.records()).as("records").isEqualTo(records);
        assertThat(counts.messages()).as("messages").isEqualTo(messages);
        assertThat(counts.announced()).as("announced").isEqualTo(announced);
        assertThat(counts.withdrawn()).as("withdrawn").isEqualTo(withdrawn);
        assertThat(counts.treatedAsWithdraw()).as("treated as withdraw").isEqualTo(refused);
        assertThat(counts.errors()).as("errors").isEqualTo(errors);
        int routes = replay.held().values().stream()
                .flatMap(families -> families.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
        assertThat(routes).as("held at the end").isEqualTo(held);
        int[] rows = {0};
        replay.routes(row -> rows[0]++);
        assertThat(rows[0]).as("rows of the table").isEqualTo(held);
    }

    /** Records and routes are those that bgpdump reads before it stops, too. */
    @Test
    void aFileThatIsCutShortYieldsAllBeforeTheCut() {
        PROBLEMS.clear();
        Replay replay = Replay.plain(PROBLEMS::add);

        assertThat(replay.play(file("pyasn-rib.20140523.0600_firstMB.bz2"))).isFalse();

        assertThat(PROBLEMS)
                .singleElement()
                .asString()
                .contains("at octet 15274550", "record of 1985 octets at octet 15273283");
        assertThat(replay.truncated()).isTrue();
        assertThat(replay.counts().records()).isEqualTo(9073);
        assertThat(replay.counts().announced()).isEqualTo(270_005);
        assertThat(replay.counts().errors()).isZero();
        assertThat(replay.held().values().stream()
                        .mapToInt(families -> families.getOrDefault(Family.IPV4_UNICAST, 0))
                        .sum())
                .isEqualTo(270_005);
    }

    @Test
    void whatIsNotReadIsCounted() {
        assertThat(replay("mrtparse-openbgpd_rib_table-v2").counts().skipped()).isEqualTo(Map.of("13/6", 2L));
        assertThat(replay("pyasn-bview.20140112.1600_3samples.bz2").counts().skipped())
                .isEqualTo(Map.of("13/2", 3L));
        assertThat(replay("bgpipe-sample.mrt").counts().skipped()).isEmpty();
    }

    @Test
    void routesAreHeldByPeerAndFamily() {
        assertThat(replay("mrtparse-quagga_rib").held())
                .isEqualTo(Map.of(
                        "192.168.0.10", Map.of(Family.IPV4_UNICAST, 3, Family.IPV6_UNICAST, 3),
                        "fd02::10", Map.of(Family.IPV6_UNICAST, 3)));
        assertThat(replay("mrtparse-openbgpd_bgp").held())
                .as("the AS of a peer is 0 until its OPEN is there")
                .isEqualTo(Map.of(
                        "192.168.1.10", Map.of(Family.IPV4_UNICAST, 11, Family.IPV6_UNICAST, 10),
                        "2001:db8:0:1::10", Map.of(Family.IPV6_UNICAST, 10)));
    }

    private static byte[] content(String name) throws IOException {
        return Files.readAllBytes(file(name));
    }

    /** Plays octets through decoder and table; the records that were complete. */
    private static long play(byte[] octets) {
        Recording recording = new Recording(
                peer -> new Recording.Router(peer.name(), peer.name(), RecordedPeer.ALL_FAMILIES, Strictness.ORDINARY),
                Replay.NOTHING,
                new RecordedTable(),
                damage -> assertThat(damage.text()).isNotEmpty());
        try (MrtFile file = MrtFile.of(new ByteArrayInputStream(octets))) {
            MrtReader reader = new MrtReader(file, new MrtPeers(), recording);
            boolean more = true;
            while (more) {
                more = reader.next();
            }
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
        recording.end();
        return recording.counts().records();
    }

    private static final int[] CHANGES = {0x01, 0x80, 0xff, 0x10, 0x07};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mrtparse-bird-mrtdump_bgp",
                "mrtparse-bird-mrtdump_rib",
                "mrtparse-bird6_bgp",
                "mrtparse-quagga_rib",
                "mrtparse-openbgpd_rib_table-v2",
                "pyasn-bview.20140112.1600_3samples.bz2"
            })
    void noChangedOctetAndNoCutThrows(String name) throws IOException {
        byte[] whole = content(name);
        long records = play(whole);
        assertThat(records).isPositive();
        for (int at = 0; at < whole.length; at++) {
            byte before = whole[at];
            for (int change : CHANGES) {
                whole[at] = (byte) (before ^ change);
                play(whole);
            }
            whole[at] = before;
            // What follows the last block of bzip2 is its checksum.
            long most = name.endsWith(".bz2") ? records : records - 1;
            assertThat(play(Arrays.copyOf(whole, at))).as("cut at %d", at).isBetween(0L, most);
        }
        assertThat(play(whole)).isEqualTo(records);
    }
}
