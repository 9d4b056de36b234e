package dev.ribwatch.exporter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A process that is out of file descriptors: what the listener says of it, and that it goes on. */
class AcceptFailuresTest extends ServerFixture {
    private static final Logger LIBRARY = (Logger) LoggerFactory.getLogger("io.netty");
    private static final Logger OURS = (Logger) LoggerFactory.getLogger(AcceptFailures.class);

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private long seconds;
    private final EmbeddedChannel channel = new EmbeddedChannel(
            new AcceptFailures(() -> Duration.ofSeconds(seconds).toNanos()));

    @BeforeEach
    void listen() {
        logged.start();
        for (Logger logger : List.of(LIBRARY, OURS)) {
            logger.setLevel(Level.INFO);
            logger.addAppender(logged);
        }
        channel.freezeTime();
    }

    @AfterEach
    void hearNoMore() {
        for (Logger logger : List.of(LIBRARY, OURS)) {
            logger.setLevel(null);
            logger.detachAppender(logged);
        }
    }

    private List<String> lines() {
        List<ILoggingEvent> events = List.copyOf(logged.list);
        assertThat(events).as("no stack trace").allMatch(event -> event.getThrowableProxy() == null);
        return events.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private static void fail(ChannelPipeline pipeline) {
        pipeline.fireExceptionCaught(new IOException("Too many open files"));
    }

    private static String fails(int times) {
        return "WARN HTTP connections cannot be accepted on embedded (Too many open files); trying again each second;"
                + " failed attempts: " + times + ".";
    }

    private void failsFor(int attempts) {
        for (int i = 0; i < attempts; i++) {
            fail(channel.pipeline());
            seconds++;
        }
        channel.checkException();
    }

    @Test
    void itIsSaidWhenItBeginsEachMinuteAndWhenItIsOver() {
        failsFor(125);
        assertThat(lines()).containsExactly(fails(1), fails(61), fails(121));
        channel.writeInbound("a connection");
        assertThat(lines()).as("one descriptor came free, and is gone").hasSize(3);
        failsFor(1);
        seconds += 9;
        channel.writeInbound("a connection", "another");
        assertThat(lines())
                .containsExactly(
                        fails(1),
                        fails(61),
                        fails(121),
                        "INFO HTTP connections are accepted on embedded again; failed attempts: 126.");
        assertThat(channel.inboundMessages()).hasSize(3);
        failsFor(1);
        assertThat(lines()).hasSize(5).last().isEqualTo(fails(1));
    }

    @Test
    void itIsTriedAgainInASecond() {
        failsFor(2);
        assertThat(channel.config().isAutoRead()).isFalse();
        channel.advanceTimeBy(999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.config().isAutoRead()).isFalse();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void aDefectKeepsItsStackTrace() {
        channel.pipeline().fireExceptionCaught(new IllegalStateException("a defect"));
        assertThatThrownBy(channel::checkException).hasMessage("a defect");
    }

    @Test
    void theServerSaysSoInOneLineAndAnswersOn() throws Exception {
        for (int i = 0; i < 3; i++) {
            fail(server.listening());
        }
        assertThat(raw("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(lines()).singleElement().asString().contains("Too many open files", "failed attempts: 1.");
    }
}
