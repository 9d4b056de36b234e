package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.mrt.MrtBytes;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.exporter.http.RouteRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of sessions that a recording shows only in part. */
class RecordingTest {
    private static final String PEER = "192.0.2.1";
    private static final long AS = 65001;
    private static final long START = 1_700_000_000L;
    private static final String ATTRIBUTES = UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + UpdateMessage.NEXT_HOP;
    private static final byte[] NOTIFICATION = UpdateMessage.message(3, new byte[] {6, 2});
    private static final byte[] KEEPALIVE = UpdateMessage.message(4, new byte[0]);

    @TempDir
    private Path directory;

    private Replay play(MrtBytes... files) throws IOException {
        List<String> problems = new ArrayList<>();
        Replay replay = Replay.plain(problems::add);
        for (int i = 0; i < files.length; i++) {
            Path file = Files.write(directory.resolve(i + ".mrt"), files[i].bytes());
            assertThat(replay.play(file)).as("%s", problems).isTrue();
        }
        return replay;
    }

    private static List<String> routes(Replay replay) {
        List<String> routes = new ArrayList<>();
        replay.routes(row ->
                routes.add(row.router() + " " + row.prefix() + (row.pathId() == null ? "" : " path " + row.pathId())));
        return routes;
    }

    private static UpdateMessage announce(String... prefixes) {
        UpdateMessage message = new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute(UpdateMessage.AS_PATH)
                .attribute(UpdateMessage.NEXT_HOP);
        for (String prefix : prefixes) {
            message.announce(prefix);
        }
        return message;
    }

    @Test
    void anUpdateBringsUpASessionThatWasNotSeenToComeUp() throws IOException {
        Replay replay = play(new MrtBytes().update(PEER, AS, announce("198.51.100.0/24")));

        assertThat(routes(replay)).containsExactly(PEER + " 198.51.100.0/24");
    }

    @Test
    void aSessionEndsWithAStateANotificationOrANewOpen() throws IOException {
        byte[] open = UpdateMessage.message(1, new byte[] {4, 0, 1, 0, 90, 1, 1, 1, 1, 0});
        MrtBytes[] ends = {
            new MrtBytes().state(PEER, AS, 6, 1),
            new MrtBytes().message(4, PEER, AS, NOTIFICATION),
            new MrtBytes().message(7, PEER, AS, NOTIFICATION), // our own
            new MrtBytes().message(4, PEER, AS, open),
            new MrtBytes().state(PEER, AS, 5, 6) // another session, whose end before was not recorded
        };
        for (MrtBytes end : ends) {
            Replay replay = play(
                    new MrtBytes().update(PEER, AS, announce("198.51.100.0/24")),
                    end,
                    new MrtBytes().update(PEER, AS, announce("203.0.113.0/24")));

            assertThat(routes(replay)).containsExactly(PEER + " 203.0.113.0/24");
        }
    }

    @Test
    void aSessionGoesOnOverKeepalivesAndWhatWouldResetALiveOne() throws IOException {
        UpdateMessage broken = announce().announceHex("21 0a000000 00"); // a prefix of 33 bits
        Replay replay = play(new MrtBytes()
                .update(PEER, AS, announce("198.51.100.0/24"))
                .message(4, PEER, AS, KEEPALIVE)
                .update(PEER, AS, broken)
                .update(PEER, AS, announce("203.0.113.0/24")));

        assertThat(replay.counts().errors()).isEqualTo(1);
        assertThat(replay.counts().messages()).isEqualTo(4);
        assertThat(routes(replay)).containsExactlyInAnyOrder(PEER + " 198.51.100.0/24", PEER + " 203.0.113.0/24");
    }

    @Test
    void discardedAttributesAndTreatedAsWithdrawAreCountedApart() throws IOException {
        Replay replay = play(new MrtBytes()
                .update(PEER, AS, announce("198.51.100.0/24"))
                // LOCAL_PREF and ORIGINATOR_ID from another AS
                .update(
                        PEER,
                        AS,
                        announce("203.0.113.0/24")
                                .attribute("40 05 04 00000064")
                                .attribute("80 09 04 c0000201"))
                .update(PEER, AS, announce("198.51.100.0/24").attribute("80 04 01 00"))); // MED of one octet

        assertThat(replay.counts().discardedAttributes()).isEqualTo(2);
        assertThat(replay.counts().treatedAsWithdraw()).isEqualTo(1);
        assertThat(replay.counts().announced()).isEqualTo(3);
        assertThat(replay.counts().withdrawn()).isZero();
        assertThat(routes(replay)).containsExactly(PEER + " 203.0.113.0/24");
    }

    @Test
    void aPeerInTheCollectorsAsIsInternal() throws IOException {
        Replay replay = play(
                new MrtBytes().update(PEER, 65000, announce("203.0.113.0/24").attribute("40 05 04 00000064")));

        assertThat(replay.counts().discardedAttributes()).isZero();
        List<RouteRow> rows = new ArrayList<>();
        replay.routes(rows::add);
        assertThat(rows)
                .singleElement()
                .extracting(row -> row.attributes().localPref())
                .isEqualTo(100L);
    }

    @Test
    void aSecondDumpTakesThePlaceOfTheFirst() throws IOException {
        Replay replay = play(
                new MrtBytes()
                        .index("v", AS, PEER, "192.0.2.2")
                        .rib(2, "198.51.100.0/24", ATTRIBUTES, 0, 1)
                        .rib(2, "203.0.113.0/24", ATTRIBUTES, 0, 1),
                new MrtBytes().at(START + 60).index("v", AS, PEER).rib(2, "198.51.100.0/24", ATTRIBUTES, 0));

        assertThat(routes(replay))
                .as("of a peer that the second does not have nothing is known")
                .containsExactlyInAnyOrder(
                        PEER + " 198.51.100.0/24", "192.0.2.2 198.51.100.0/24", "192.0.2.2 203.0.113.0/24");
        assertThat(replay.counts().announced()).isEqualTo(5);
    }

    @Test
    void updatesGoOnFromADump() throws IOException {
        Replay replay = play(
                new MrtBytes()
                        .index("v", AS, PEER)
                        .rib(2, "198.51.100.0/24", ATTRIBUTES, 0)
                        .rib(2, "10.0.0.0/8", ATTRIBUTES, 0),
                new MrtBytes()
                        .at(START + 10)
                        .update(PEER, AS, announce("203.0.113.0/24").withdraw("10.0.0.0/8")));

        List<RouteRow> rows = new ArrayList<>();
        replay.routes(rows::add);
        assertThat(rows)
                .extracting(row -> row.prefix().toString(), RouteRow::since)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("198.51.100.0/24", null),
                        org.assertj.core.groups.Tuple.tuple("203.0.113.0/24", Instant.ofEpochSecond(START + 10)));
        assertThat(replay.counts().withdrawn()).isEqualTo(1);
    }

    @Test
    void pathIdentifiersAreKeptApartAndOneFamilyDoesNotDisturbTheOther() throws IOException {
        UpdateMessage paths = announce().announceHex("00000007 18 c63364").announceHex("00000008 18 c63364");
        UpdateMessage ipv6 = new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute(UpdateMessage.AS_PATH)
                .attribute(UpdateMessage.MP_REACH);
        Replay replay = play(new MrtBytes()
                .update(PEER, AS, ipv6)
                .message(9, PEER, AS, paths.build())
                .message(
                        9,
                        PEER,
                        AS,
                        new UpdateMessage().withdrawHex("00000007 18 c63364").build()));

        assertThat(routes(replay))
                .containsExactlyInAnyOrder(PEER + " 2001:db8:1::/48", PEER + " 198.51.100.0/24 path 8");
    }

    @Test
    void endOfRibIsCountedAndMakesTheViewWhole() throws IOException {
        Replay replay = play(new MrtBytes()
                .at(START)
                .state(PEER, AS, 5, 6)
                .update(PEER, AS, announce("198.51.100.0/24"))
                .update(PEER, AS, new UpdateMessage())
                .at(START + 1, 500_000)
                .update(PEER, AS, announce("203.0.113.0/24")));

        assertThat(replay.counts().endOfRib()).isEqualTo(1);
        List<RouteRow> rows = new ArrayList<>();
        replay.routes(rows::add);
        assertThat(rows)
                .extracting(RouteRow::since)
                .containsExactlyInAnyOrder(null, Instant.ofEpochSecond(START + 1, 500_000_000));
    }

    @Test
    void withoutEndOfRibQuietMakesTheViewWhole() throws IOException {
        Replay replay = play(new MrtBytes()
                .at(START)
                .update(PEER, AS, announce("198.51.100.0/24"))
                .at(START + 29)
                .message(4, PEER, AS, KEEPALIVE)
                .update(PEER, AS, announce("203.0.113.0/24"))
                .at(START + 45) // quiet for more than 10 s, and 30 s are over
                .update(PEER, AS, announce("192.0.2.0/24")));

        List<RouteRow> rows = new ArrayList<>();
        replay.routes(rows::add);
        assertThat(rows)
                .filteredOn(row -> row.since() != null)
                .singleElement()
                .extracting(row -> row.prefix().toString())
                .isEqualTo("192.0.2.0/24");
    }

    @Test
    void timeThatJumpsACenturyOrBackDoesNoHarm() throws IOException {
        Replay replay = play(new MrtBytes()
                .at(0)
                .update(PEER, AS, announce("198.51.100.0/24"))
                .at(0xffff_ffffL)
                .update(PEER, AS, announce("203.0.113.0/24"))
                .at(START)
                .update(PEER, AS, announce("192.0.2.0/24")));

        assertThat(routes(replay)).hasSize(3);
    }
}
