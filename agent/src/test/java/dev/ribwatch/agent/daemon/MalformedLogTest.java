package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.LoggedLines;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 7606 section 6, and row K16 of the known failures. */
class MalformedLogTest {
    private static final long MILLI = 1_000_000;

    private final LoggedLines logged = new LoggedLines(MalformedLog.class);
    private long now = 5;
    private final MalformedLog log = new MalformedLog(() -> now);
    private final Update update = new Update();
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final DecodeContext context = new DecodeContext(true, true, 3, 0, 65010, 65000);

    @AfterEach
    void stopListening() {
        logged.close();
    }

    @Test
    void aRecordHasRouterFaultPrefixesAndTheMessage() {
        byte[] message = Ipv4Updates.announceBadly(7, 2);
        record("edge1", message);

        assertThat(logged.lines())
                .containsExactly("WARN Router edge1: malformed UPDATE: attribute 1 treat-as-withdraw; "
                        + "announced 10.0.0.7/32 10.0.0.8/32; " + message.length + " octets: "
                        + HexFormat.of().formatHex(message));
    }

    @Test
    void aRecordIsBounded() {
        record("edge1", Ipv4Updates.announceBadly(0, 2_000));

        assertThat(logged.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains(" 10.0.0.19/32 and 1980 more; 10043 octets: ")
                        .doesNotContain("10.0.0.20/32")
                        .endsWith("…")
                        .hasSizeLessThan(9_000));
    }

    @Test
    void aMessageThatResetsTheSessionIsShownWithoutPrefixes() {
        record("edge1", Ipv4Updates.impossible());

        assertThat(logged.lines()).singleElement().asString().contains(": frame session-reset; 49 octets: ffff");
    }

    @Test
    void k16TenLinesASecondAndRouterTheLastOfThemHowManyMore() {
        for (int i = 0; i < 100; i++) {
            record("edge1", Ipv4Updates.announceBadly(i, 1));
        }
        record("edge2", Ipv4Updates.announceBadly(0, 1));
        assertThat(logged.lines()).hasSize(10);
        now += 999 * MILLI;
        log.tick(now);
        record("edge1", Ipv4Updates.announceBadly(0, 1));
        assertThat(logged.lines()).hasSize(10);
        now += MILLI;
        log.tick(now); // nothing bad came since

        assertThat(logged.lines())
                .hasSize(11)
                .last()
                .isEqualTo("WARN Router edge1: 92 more malformed UPDATEs were not logged");
        log.tick(now + 5_000 * MILLI);
        assertThat(logged.lines()).hasSize(11);
        record("edge1", Ipv4Updates.announceBadly(0, 1));
        assertThat(logged.lines()).hasSize(12);
    }

    @Test
    void theMessageThatCostsTheSessionIsShownAfterAsManyOthersAsYouLike() {
        for (int i = 0; i < 100; i++) {
            record("edge1", Ipv4Updates.announceBadly(i, 1));
        }
        record("edge1", Ipv4Updates.impossible());

        assertThat(logged.lines()).hasSize(10).last().asString().contains(": frame session-reset; 49 octets: ffff");
    }

    @Test
    void soIsTheOneThatCostsAFamily() {
        for (int i = 0; i < 100; i++) {
            record("edge1", Ipv4Updates.announceBadly(i, 1));
        }
        DecodeContext lenient = new DecodeContext(true, true, 3, 0, 65010, 65000, new Strictness(false, false, true));
        byte[] message = new UpdateMessage().attribute("80 0f 04 0002 01 ff").build();
        decoder.decode(message, 0, message.length, lenient, update);
        log.record("edge1", update, 0, message.length);

        assertThat(logged.lines())
                .hasSize(10)
                .last()
                .asString()
                .contains(": attribute 15 family-disable; " + message.length + " octets: ffff");
    }

    @Test
    void evenThoseAreBounded() {
        for (int i = 0; i < 1_000; i++) {
            record("edge1", Ipv4Updates.impossible());
        }

        assertThat(logged.lines()).hasSize(13);
        now += 1_000 * MILLI;
        log.tick(now);
        assertThat(logged.lines())
                .hasSize(14)
                .last()
                .isEqualTo("WARN Router edge1: 987 more malformed UPDATEs were not logged");
    }

    @Test
    void theNextMessageTellsOfThoseLeftOutToo() {
        for (int i = 0; i < 12; i++) {
            record("edge1", Ipv4Updates.announceBadly(i, 1));
        }
        now += 1_000 * MILLI;
        record("edge1", Ipv4Updates.announceBadly(0, 1));

        assertThat(logged.lines()).hasSize(11);
        assertThat(logged.lines().get(9)).isEqualTo("WARN Router edge1: 3 more malformed UPDATEs were not logged");
    }

    private void record(String router, byte[] message) {
        decoder.decode(message, 0, message.length, context, update);
        log.record(router, update, 0, message.length);
    }
}
