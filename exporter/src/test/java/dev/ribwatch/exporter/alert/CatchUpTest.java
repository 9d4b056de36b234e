package dev.ribwatch.exporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A receiver that is told at once hears of more with each notification while it cannot keep up. */
class CatchUpTest {
    private final Timeline time = new Timeline(Timeline.config(Timeline.ALERTMANAGER));

    /** Ten of them, one each millisecond. */
    private void tenBegin() {
        for (int i = 0; i < 10; i++) {
            time.pipeline.opened(time.condition("MissingPrefix", "edge" + i, "0S"));
            time.until("0.0" + String.format("%02d", i + 1) + "s");
        }
    }

    private List<Integer> sizes() {
        return time.notifications.stream()
                .map(notification -> notification.alerts().size())
                .toList();
    }

    @Test
    void eachIsToldAloneToOneThatKeepsUp() {
        tenBegin();
        assertThat(sizes()).containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void oneThatIsBehindIsToldOfAllThatCameInAWhile() {
        time.waiting = 4;
        tenBegin();
        time.until("0.020s");
        assertThat(sizes()).containsExactly(10);
        time.waiting = 0;
        time.pipeline.opened(time.condition("MissingPrefix", "edge10", "0S"));
        time.until("0.021s");
        assertThat(sizes()).containsExactly(10, 1);
    }

    @Test
    void theMoreThatWaitsTheLongerIsWaitedForOthers() {
        time.waiting = 17;
        tenBegin();
        time.until("0.049s");
        assertThat(sizes()).isEmpty();
        time.until("0.050s");
        assertThat(sizes()).containsExactly(10);
    }

    @Test
    void aChangeWaitsNoLongerThanAQuarterOfASecond() {
        time.waiting = 10_000;
        tenBegin();
        time.until("0.249s");
        assertThat(sizes()).isEmpty();
        time.until("0.250s");
        assertThat(sizes()).containsExactly(10);
    }

    @Test
    void whatEndsMeanwhileIsToldFirstThatItBegan() {
        time.waiting = 1;
        Condition condition = time.condition("SessionDown", "edge1", "0S");
        time.pipeline.opened(condition);
        time.until("0.001s");
        time.closes(condition);
        time.until("0.020s");
        assertThat(time.notifications).extracting(Notification::status).startsWith("firing");
        time.until("5m");
        assertThat(time.notifications).extracting(Notification::status).endsWith("resolved");
    }
}
