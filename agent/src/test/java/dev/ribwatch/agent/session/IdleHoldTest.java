package dev.ribwatch.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** F7: a router that reconnects in a loop with a broken message is kept away for ever longer. */
class IdleHoldTest {
    private static final long SECOND = Sessions.SECOND;
    private static final DownReason BAD_UPDATE = new DownReason(DownReason.Kind.NOTIFICATION_SENT, 3, 1, "bad UPDATE");
    private static final DownReason RESET = new DownReason(DownReason.Kind.CONNECTION_LOST, 0, 0, "reset");

    @Test
    void f7EachErrorDoublesTheTimeUpToFiveMinutes() {
        IdleHold hold = IdleHold.none(0);
        assertThat(hold.isHeld(0)).isFalse();
        List<Long> seconds = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 9; i++) {
            hold = hold.after(BAD_UPDATE, now, 3 * SECOND);
            seconds.add((hold.until() - now) / SECOND);
            assertThat(hold.isHeld(hold.until() - 1)).isTrue();
            now = hold.until();
            assertThat(hold.isHeld(now)).isFalse();
        }
        assertThat(seconds).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    }

    @Test
    void f7OnlyTenStableMinutesReset() {
        IdleHold hold = IdleHold.none(0).after(BAD_UPDATE, 0, 0).after(BAD_UPDATE, 0, 0);

        assertThat(hold.after(BAD_UPDATE, 0, 600 * SECOND - 1).until()).isEqualTo(20 * SECOND);
        assertThat(hold.after(BAD_UPDATE, 0, 600 * SECOND).until()).isEqualTo(5 * SECOND);
        assertThat(hold.after(RESET, 0, 600 * SECOND).after(BAD_UPDATE, 0, 0).until())
                .isEqualTo(5 * SECOND);
    }

    @ParameterizedTest
    @CsvSource({
        "NOTIFICATION_SENT, 1, true",
        "NOTIFICATION_SENT, 2, true",
        "NOTIFICATION_SENT, 5, true",
        "NOTIFICATION_SENT, 7, true",
        "NOTIFICATION_RECEIVED, 2, true",
        "NOTIFICATION_SENT, 4, false",
        "NOTIFICATION_RECEIVED, 4, false",
        "NOTIFICATION_SENT, 6, false",
        "NOTIFICATION_RECEIVED, 6, false",
        "CLOSED_UNANSWERED, 0, true",
        "CONNECTION_LOST, 0, false",
        "REPLACED, 0, false"
    })
    void f7OnlyRefusedMessagesCount(DownReason.Kind kind, int code, boolean held) {
        IdleHold hold = IdleHold.none(0).after(new DownReason(kind, code, 0, "x"), 0, 0);

        assertThat(hold.isHeld(1)).isEqualTo(held);
    }
}
