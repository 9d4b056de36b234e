package dev.ribwatch.agent.wire.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.HexText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsPathTest {
    private static final String SEQ_1_2_3 = "02 03 00000001 00000002 00000003 ";
    private static final String SET_4_5 = "01 02 00000004 00000005 ";
    private static final String CONFED_7_8 = "03 02 00000007 00000008 ";
    private static final String CONFED_SET_9 = "04 01 00000009 ";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // value | text | hops | first | origin | ends with set
                "'' | '' | 0 | -1 | -1 | false",
                SEQ_1_2_3 + "| 1 2 3 | 3 | 1 | 3 | false",
                SEQ_1_2_3 + SET_4_5 + "| 1 2 3 {4,5} | 4 | 1 | -1 | true",
                SET_4_5 + "| {4,5} | 1 | -1 | -1 | true",
                SET_4_5 + SEQ_1_2_3 + "| {4,5} 1 2 3 | 4 | -1 | 3 | false",
                SEQ_1_2_3 + "02 01 ffffffff | 1 2 3 4294967295 | 4 | 1 | 4294967295 | false",
                CONFED_7_8 + "| (7 8) | 0 | -1 | -1 | false",
                CONFED_7_8 + SEQ_1_2_3 + "| (7 8) 1 2 3 | 3 | 1 | 3 | false",
                SEQ_1_2_3 + CONFED_SET_9 + "| 1 2 3 [9] | 3 | 1 | 3 | false",
                SEQ_1_2_3 + SET_4_5 + CONFED_7_8 + "| 1 2 3 {4,5} (7 8) | 4 | 1 | -1 | true"
            })
    void reads(String value, String text, int hops, long first, long origin, boolean set) {
        AsPath path = path(value);
        assertThat(path.toString()).isEqualTo(text);
        assertThat(path.hops()).isEqualTo(hops);
        assertThat(path.first()).isEqualTo(first);
        assertThat(path.origin()).isEqualTo(origin);
        assertThat(path.endsWithSet()).isEqualTo(set);
        assertThat(path.isEmpty()).isEqualTo(hops == 0);
    }

    /** The router's own AS in front is passed over; confederation segments are left out. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // value | own AS | neighbour | text
                SEQ_1_2_3 + "| 1 | 2 | 2 3",
                SEQ_1_2_3 + "| 2 | 1 | 1 2 3",
                "02 03 00000001 00000001 00000001 | 1 | -1 | ''",
                "02 02 00000001 00000001 02 02 00000001 00000006 | 1 | 6 | 6",
                "02 03 00000001 00000006 00000001 | 1 | 6 | 6 1",
                "02 01 00000001 01 02 00000001 00000005 | 1 | -1 | {1,5}",
                CONFED_7_8 + SEQ_1_2_3 + "| 1 | 2 | 2 3",
                "02 01 00000001 " + CONFED_7_8 + SET_4_5 + "| 1 | -1 | {4,5}",
                SEQ_1_2_3 + "| -1 | 1 | 1 2 3",
                "'' | 1 | -1 | ''"
            })
    void normalises(String value, long own, long neighbour, String text) {
        AsPath path = path(value);
        assertThat(path.firstAfter(own)).isEqualTo(neighbour);
        StringBuilder normalised = new StringBuilder();
        path.appendNormalised(normalised, own);
        assertThat(normalised).hasToString(text);
    }

    @Test
    void walksSegmentsWhileOtherQuestionsAreAsked() {
        AsPath path = path(SEQ_1_2_3 + SET_4_5);
        assertThat(path.nextSegment()).isTrue();
        assertThat(path.hops()).isEqualTo(4);
        assertThat(path.type()).isEqualTo(AsPath.SEQUENCE);
        assertThat(path.asn(2)).isEqualTo(3);
        assertThat(path.nextSegment()).isTrue();
        assertThat(path.size()).isEqualTo(2);
        assertThat(path.nextSegment()).isFalse();
        path.rewind();
        assertThat(path.nextSegment()).isTrue();
    }

    @Test
    void findsAsNumbersAndSets() {
        AsPath path = path(CONFED_7_8 + SEQ_1_2_3 + SET_4_5);
        assertThat(path.contains(3)).isTrue();
        assertThat(path.contains(5)).isTrue();
        assertThat(path.contains(7)).as("in a confederation segment").isFalse();
        assertThat(path.contains(6)).isFalse();
        assertThat(path.hasSet()).isTrue();
        assertThat(path(SEQ_1_2_3).hasSet()).isFalse();
        assertThat(path(CONFED_SET_9).hasSet()).isTrue();
    }

    @Test
    void aBlockWithoutAPathReadsAsEmpty() {
        byte[] block = HexText.parse("40 01 01 00 40 03 04 c0000201");
        AttributeCursor cursor = new AttributeCursor().reset(block, 0, block.length);
        assertThat(path(SEQ_1_2_3).reset(cursor).isEmpty()).isTrue();
    }

    private static AsPath path(String value) {
        byte[] octets = HexText.parse("ee" + value + "ee");
        return new AsPath().reset(octets, 1, octets.length - 2);
    }
}
