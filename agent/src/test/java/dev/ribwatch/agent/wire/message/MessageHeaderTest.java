package dev.ribwatch.agent.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header checks, with every boundary from both sides. */
class MessageHeaderTest {

    @Test
    void h1_theMarkerIsAllOnes() {
        for (int i = 0; i < 16; i++) {
            byte[] message = header(4, 19);
            message[i] = (byte) 0x7f;
            assertThat(MessageHeader.check(message, 0, 19, true)).isEqualTo(MessageHeader.FAULT);
            assertThat(answer(message, true)).isEqualTo("1/1");
        }
        assertThat(MessageHeader.check(header(4, 19), 0, 19, true)).isEqualTo(19);
    }

    /** Type, length, whether extended messages were offered, the length or what is answered. */
    @ParameterizedTest
    @CsvSource({
        "2, 0, true, 1/2 0000",
        "2, 18, true, 1/2 0012",
        "2, 22, true, 1/2 0016",
        "2, 23, true, 23",
        "2, 4096, false, 4096",
        "2, 4097, false, 1/2 1001",
        "2, 4097, true, 4097",
        "2, 65535, true, 65535",
        "2, 65535, false, 1/2 ffff",
        "1, 28, true, 1/2 001c",
        "1, 29, true, 29",
        "1, 4096, true, 4096",
        "1, 4097, true, 1/2 1001",
        "3, 21, true, 21",
        "3, 65535, true, 65535",
        "4, 18, true, 1/2 0012",
        "4, 19, true, 19",
        "4, 20, true, 1/2 0014",
        "5, 21, true, 1/2 0015",
        "5, 22, true, 22",
        "5, 23, true, 23",
        "0, 19, true, 1/3 00",
        "6, 19, true, 1/3 06",
        "255, 4096, false, 1/3 ff",
        "6, 18, true, 1/2 0012",
        "6, 4097, false, 1/2 1001"
    })
    void h2_h3_h4_lengthsAndTypes(int type, int length, boolean extended, String expected) {
        byte[] message = header(type, length);
        int found = MessageHeader.check(message, 0, 19, extended);
        assertThat(found == MessageHeader.FAULT ? answer(message, extended) : Integer.toString(found))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 18, 19, 20})
    void h3_aNotificationTooShortIsNotAnswered(int length) {
        byte[] message = header(3, length);
        assertThat(MessageHeader.check(message, 0, 19, true)).isEqualTo(MessageHeader.FAULT);
        assertThat(MessageHeader.fault(message, 0, true)).isNull();
    }

    @Test
    void h8_anyPartOfAHeaderIsIncomplete() {
        byte[] message = UpdateMessage.announcing().build();
        byte[] buffer = Arrays.copyOf(message, message.length + 40);
        for (int limit = 0; limit < 19; limit++) {
            assertThat(MessageHeader.check(buffer, 0, limit, true)).isEqualTo(MessageHeader.INCOMPLETE);
        }
        for (int limit = 19; limit <= buffer.length; limit++) {
            assertThat(MessageHeader.check(buffer, 0, limit, true)).isEqualTo(message.length);
        }
    }

    private static byte[] header(int type, int length) {
        byte[] header = new byte[19];
        Arrays.fill(header, 0, 16, (byte) 0xff);
        Octets.put16(header, 16, length);
        header[18] = (byte) type;
        return header;
    }

    private static String answer(byte[] message, boolean extended) {
        Notification answer = MessageHeader.fault(message, 0, extended);
        return (answer.code() + "/" + answer.subcode() + " " + HexText.format(answer.data())).strip();
    }
}
