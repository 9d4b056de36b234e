package dev.ribwatch.agent.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.config.value.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteRefreshTest {

    /** Body, whether enhanced route refresh was negotiated, what is answered. */
    @ParameterizedTest
    @CsvSource({
        "0001 00 01, true, fine",
        "0001 01 01, true, fine",
        "0001 02 01, true, fine",
        "0001 01 01 00, true, 7/1",
        "0001 02 01 00, true, 7/1",
        "0001 01, true, 7/1",
        "0001 00, true, 1/2 0016",
        "0001 01, false, 1/2 0016",
        "0001 01 01 00, false, fine",
        "0001 00 01 01400001ff, true, fine",
        "0001 03 01 00, true, fine"
    })
    void k18_lengths(String body, boolean enhanced, String expected) {
        byte[] message = UpdateMessage.message(5, HexText.parse(body));
        Notification fault = RouteRefresh.fault(message, 0, message.length, enhanced);
        if (expected.equals("7/1")) {
            assertThat(fault.code() + "/" + fault.subcode()).isEqualTo("7/1");
            assertThat(fault.data()).as("the complete message").isEqualTo(message);
        } else {
            assertThat(
                            fault == null
                                    ? "fine"
                                    : fault.code() + "/" + fault.subcode() + " " + HexText.format(fault.data()))
                    .isEqualTo(expected);
        }
    }

    @Test
    void readsWhatItWrites() {
        for (Family family : Family.values()) {
            byte[] message = RouteRefresh.end(family).encode();
            RouteRefresh read = RouteRefresh.decode(message, 0);
            assertThat(read).isEqualTo(RouteRefresh.end(family));
            assertThat(read.family()).isEqualTo(family);
        }
        byte[] other = new RouteRefresh(25, 70, RouteRefresh.REQUEST).encode();
        assertThat(RouteRefresh.decode(other, 0).family()).isNull();
    }
}
