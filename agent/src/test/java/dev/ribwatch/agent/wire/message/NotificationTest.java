package dev.ribwatch.agent.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.error.ProtocolError;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotificationTest {

    /** Code, subcode and data; the shutdown communication of RFC 9003, or nothing where data is to be shown as hex. */
    @ParameterizedTest
    @CsvSource({
        "06 02 02 6869, hi",
        "06 04 02 6869, hi",
        "06 02 03 6869, ",
        "06 02 01 6869, ",
        "06 02 00, ",
        "06 02, ",
        "06 02 02 c328, ",
        "06 02 02 c3a9, é",
        "06 03 02 6869, ",
        "06 09 06 02 02 6869, hi",
        "06 09 06 03 02 6869, ",
        "06 09 06, ",
        "03 02 02 6869, "
    })
    void readsTheShutdownCommunication(String body, String expected) {
        assertThat(decode(body).shutdownText()).isEqualTo(expected);
    }

    @Test
    void readsTextsOfAnyLengthThatTheirOctetCanSay() {
        String text = "a".repeat(255);
        assertThat(decode("06 02 ff" + "61".repeat(255)).shutdownText()).isEqualTo(text);
        assertThat(decode("06 02 ff" + "61".repeat(254)).shutdownText()).isNull();
        assertThat(decode("06 02 ff" + "61".repeat(256)).shutdownText()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "06 02, 6/2 Cease: Administrative Shutdown",
        "06 09 06 07, 6/9 Cease: Hard Reset (6/7 Cease: Connection Collision Resolution)",
        "06 0a, 6/10 Cease: BFD Down",
        "06 63, 6/99 Cease: Subcode 99",
        "04 00, 4/0 Hold Timer Expired",
        "08 00, 8/0 Send Hold Timer Expired",
        "02 0b, 2/11 OPEN Message Error: Role Mismatch",
        "02 00, 2/0 OPEN Message Error: Unspecific",
        "07 01, 7/1 ROUTE-REFRESH Message Error: Invalid Message Length",
        "00 00, 0/0 Error Code 0",
        "ff ff, 255/255 Error Code 255: Subcode 255"
    })
    void namesEveryCode(String body, String expected) {
        assertThat(decode(body).describe()).isEqualTo(expected);
    }

    @Test
    void labelsAreAFixedVocabulary() {
        Set<String> labels = new HashSet<>();
        for (int code = 0; code < 256; code++) {
            labels.add(ProtocolError.label(code));
        }
        assertThat(labels)
                .containsExactlyInAnyOrder(
                        "message_header_error",
                        "open_message_error",
                        "update_message_error",
                        "hold_timer_expired",
                        "finite_state_machine_error",
                        "cease",
                        "route_refresh_message_error",
                        "send_hold_timer_expired",
                        "other");
    }

    @Test
    void keepsItsOctetsToItself() {
        byte[] data = {1, 2};
        Notification notification = new Notification(6, 2, data);
        data[0] = 9;
        notification.data()[1] = 9;
        assertThat(notification).isEqualTo(new Notification(6, 2, (byte) 1, (byte) 2));
    }

    private static Notification decode(String body) {
        byte[] message = UpdateMessage.message(3, HexText.parse(body));
        return Notification.decode(message, 0, message.length);
    }
}
