package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.LoggedLines;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that is out of file descriptors. */
class AcceptorTest {
    private long seconds;
    private final EmbeddedChannel channel = new EmbeddedChannel(new Acceptor(
            new Directory(List.of(), new ReadyLanes(), Runnable::run),
            new SocketOptions(false, UnpooledByteBufAllocator.DEFAULT),
            new PendingBound(1),
            new Refusals(),
            () -> Duration.ofSeconds(seconds).toNanos()));

    @Test
    void itIsSaidOnceAMinuteWithoutAStackTraceAndTriedAgainInASecond() {
        try (LoggedLines logged = new LoggedLines(Acceptor.class)) {
            channel.freezeTime();
            for (int at : new int[] {0, 1, 60, 61, 62, 120}) {
                seconds = at;
                channel.pipeline().fireExceptionCaught(new IOException("Too many open files"));
            }
            channel.checkException();
            String said = "WARN cannot accept connections on embedded: Too many open files; trying again each second";
            assertThat(logged.lines())
                    .containsExactly(said, said + " (suppressed 1 line before)", said + " (suppressed 2 lines before)");
            assertThat(logged.stackTraces()).isZero();

            assertThat(channel.config().isAutoRead()).isFalse();
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            assertThat(channel.config().isAutoRead()).isTrue();

            channel.pipeline().fireExceptionCaught(new IllegalStateException("a defect"));
            assertThat(logged.stackTraces()).as("a defect keeps its own").isOne();
        }
    }
}
