package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.LoggedLines;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
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
    void k16EightLinesASecondAndRouterAndOneThatSaysHowManyMore() {
        for (int i = 0; i < 100; i++) {
            record("edge1", Ipv4Updates.announceBadly(i, 1));
        }
        record("edge2", Ipv4Updates.announceBadly(0, 1));
        assertThat(logged.lines()).hasSize(9);
        now += 999 * MILLI;
        log.tick(now);
        record("edge1", Ipv4Updates.announceBadly(0, 1));
        assertThat(logged.lines()).hasSize(9);
        now += MILLI;
        log.tick(now); // nothing bad came since

        assertThat(logged.lines())
                .hasSize(10)
                .last()
                .isEqualTo("WARN Router edge1: 93 more malformed UPDATEs were not logged");
        log.tick(now + 5_000 * MILLI);
        assertThat(logged.lines()).hasSize(10);
        record("edge1", Ipv4Updates.announceBadly(0, 1));
        assertThat(logged.lines()).hasSize(11);
    }

    /** Not twice as many about the end of one, as with a count that begins anew each second. */
    @Test
    void k16InNoSecondWhereverItBeginsMoreThanTenAndOneThatTells() {
        List<Long> recorded = new ArrayList<>();
        List<Long> told = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(16);
        for (long end = now + 20_000 * MILLI; now < end; ) {
            byte[] message = random.nextInt(8) == 0 ? Ipv4Updates.impossible() : Ipv4Updates.announceBadly(0, 1);
            record("edge1", message);
            if (random.nextInt(3) == 0) {
                log.tick(now);
            }
            List<String> lines = logged.lines();
            for (String line : lines.subList(recorded.size() + told.size(), lines.size())) {
                (line.contains("not logged") ? told : recorded).add(now);
            }
            now += random.nextInt(20) == 0 ? random.nextLong(400 * MILLI) : 0;
        }

        assertThat(most(recorded)).isEqualTo(10);
        assertThat(most(told)).isEqualTo(1);
        assertThat(told).hasSizeGreaterThan(10);
    }

    /** How many of these times lie within one second. */
    private static int most(List<Long> times) {
        int most = 0;
        int from = 0;
        for (int i = 0; i < times.size(); i++) {
            while (times.get(i) - times.get(from) >= 1_000 * MILLI) {
                from++;
            }
            most = Math.max(most, i - from + 1);
        }
        return most;
    }

    @Test
    void theMessageThatCostsTheSessionIsShownAfterAsManyOthersAsYouLike() {
        for (int i = 0; i < 100; i++) {
            record("edge1", Ipv4Updates.announceBadly(i, 1));
        }
        record("edge1", Ipv4Updates.impossible());

        assertThat(logged.lines()).hasSize(9).last().asString().contains(": frame session-reset; 49 octets: ffff");
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
                .hasSize(9)
                .last()
                .asString()
                .contains(": attribute 15 family-disable; " + message.length + " octets: ffff");
    }

    @Test
    void evenThoseAreBounded() {
        for (int i = 0; i < 1_000; i++) {
            record("edge1", Ipv4Updates.impossible());
        }

        assertThat(logged.lines()).hasSize(10);
        now += 1_000 * MILLI;
        log.tick(now);
        assertThat(logged.lines())
                .hasSize(11)
                .last()
                .isEqualTo("WARN Router edge1: 990 more malformed UPDATEs were not logged");
    }

    @Test
    void oneIsNotMany() {
        for (int i = 0; i < 11; i++) {
            record("edge1", Ipv4Updates.impossible());
        }
        now += 1_000 * MILLI;
        log.tick(now);
        assertThat(logged.lines()).last().isEqualTo("WARN Router edge1: 1 more malformed UPDATE was not logged");
    }

    @Test
    void theNextMessageTellsOfThoseLeftOutToo() {
        for (int i = 0; i < 12; i++) {
            record("edge1", Ipv4Updates.announceBadly(i, 1));
        }
        now += 1_000 * MILLI;
        record("edge1", Ipv4Updates.announceBadly(0, 1));

        assertThat(logged.lines()).hasSize(10);
        assertThat(logged.lines().get(8)).isEqualTo("WARN Router edge1: 4 more malformed UPDATEs were not logged");
    }

    private void record(String router, byte[] message) {
        decoder.decode(message, 0, message.length, context, update);
        log.record(router, update, 0, message.length);
    }
}
