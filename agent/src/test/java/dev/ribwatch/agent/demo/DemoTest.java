package dev.ribwatch.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DemoTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final StringWriter said = new StringWriter();

    @Test
    void endsWhenItsTimeIsOver() throws Exception {
        long start = System.nanoTime();
        assertThat(new Demo(new PrintWriter(said), 0, 1, new CountDownLatch(1)).run())
                .isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(1), SOON);
        assertThat(said.toString()).contains("alerts fired: ").doesNotContain("NOT AS EXPECTED");
    }

    @Test
    void endsAtOnceWhenItIsToldTo() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        end.countDown();
        assertThat(new Demo(new PrintWriter(said), 0, 0, end).run()).isTrue();
        assertThat(said.toString()).contains("alerts fired: 0, resolved: 0").doesNotContain("NOT AS EXPECTED");
    }

    @Test
    void aWaitForAnAlertEndsWithTheDemo() throws Exception {
        Timeline timeline = new Timeline(new PrintWriter(said), () -> 0);
        int[] looks = {0};
        assertThat(timeline.await("MissingPrefix", 1, Duration.ofDays(1), () -> ++looks[0] > 2))
                .isFalse();
        assertThat(looks[0]).isEqualTo(3);
        assertThat(timeline.await("MissingPrefix", 0, Duration.ofDays(1), () -> true))
                .as("what holds needs no wait")
                .isTrue();
    }
}
