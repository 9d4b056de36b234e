package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.transport.LaneFeed;
import dev.ribwatch.agent.transport.ReadyLanes;
import dev.ribwatch.exporter.metrics.LongestStep;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TableThreadTest {
    private static final long TICK = 100_000_000L;
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(TableThread.class);

    private final List<String> done = new ArrayList<>();
    private final ReadyLanes ready = new ReadyLanes();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private long nanos = 7;
    private String broken = "";
    private boolean more;
    private final TableThread table = new TableThread(ready, new Work(), () -> nanos, LongestStep.ofTable());

    /** Notes what is called; the broken part throws, an Error as a recursion without end would. */
    private final class Work implements TableThread.Work {
        private boolean part(String name) {
            done.add(name);
            if (name.equals(broken)) {
                throw new StackOverflowError(name);
            }
            return more;
        }

        @Override
        public void serve(Lane lane) {
            part("serve " + lane.router());
        }

        @Override
        public boolean clearSome() {
            return part("clear");
        }

        @Override
        public boolean step() {
            return part("step");
        }

        @Override
        public void tick(long nowNanos) {
            part("tick");
        }
    }

    @BeforeEach
    void listen() {
        logged.start();
        LOG.addAppender(logged);
        LOG.setAdditive(false);
    }

    @AfterEach
    void listenNoMore() {
        LOG.detachAppender(logged);
        LOG.setAdditive(true);
    }

    private void laneIsReady() {
        new LaneFeed("edge1", "edge1", ready).up();
    }

    private void submit(String name) {
        assertThat(table.submit(() -> {
                    done.add(name);
                    if (name.equals(broken)) {
                        throw new IllegalStateException(name);
                    }
                    return true;
                }))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "serve edge1", "clear", "step", "tick", "task 1"})
    void aDefectOfOnePartStopsNoOther(String part) {
        broken = part;
        laneIsReady();
        submit("task 1");
        submit("task 2");
        nanos += TICK;
        table.round(0);
        assertThat(done).containsExactly("serve edge1", "clear", "step", "task 1", "task 2", "tick");
        boolean good = part.equals("none");
        assertThat(table.stalledNanos()).isEqualTo(good ? 0 : TICK);
        assertThat(logged.list).hasSize(good ? 0 : 1);

        done.clear();
        broken = "none";
        nanos += TICK;
        table.round(0);
        assertThat(done).containsExactly("clear", "step", "tick"); // a task that failed is over
        assertThat(table.stalledNanos()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "step", "tick"})
    void aDefectThatStaysIsToldByHealthAndNowAndThenByTheLog(String part) {
        broken = part;
        long seconds = 30;
        for (long i = 0; i < seconds * 10; i++) {
            nanos += TICK;
            assertThat(table.round(0)).as("there is nothing to do at once").isFalse();
        }
        assertThat(done.stream().filter("tick"::equals)).hasSize(300);
        assertThat(table.stalledNanos()).isEqualTo(seconds * 10 * TICK);
        assertThat(logged.list).hasSize(3);
        assertThat(logged.list.get(2).getFormattedMessage()).contains("(201 so far)");
    }

    @Test
    void aTickThatFailsComesWhenItIsDueAgain() {
        broken = "tick";
        table.round(0);
        table.round(0);
        assertThat(done.stream().filter("tick"::equals)).hasSize(1);
        nanos += TICK;
        table.round(0);
        assertThat(done.stream().filter("tick"::equals)).hasSize(2);
    }

    @Test
    void goesOnAtOnceWhileAnythingIsLeft() {
        assertThat(table.round(0)).isFalse();
        more = true;
        assertThat(table.round(0)).isTrue();
        more = false;
        laneIsReady();
        assertThat(table.round(0)).isTrue();
        int[] slices = {3};
        assertThat(table.submit(() -> --slices[0] == 0)).isTrue();
        assertThat(table.round(0)).isTrue();
        assertThat(table.round(0)).isTrue();
        assertThat(table.round(0)).isFalse();
        assertThat(slices[0]).isZero();
    }

    @Test
    void theThreadOutlivesATaskThatFails() throws Exception {
        broken = "task 1";
        CountDownLatch reached = new CountDownLatch(1);
        submit("task 1");
        table.start();
        assertThat(table.submit(() -> {
                    reached.countDown();
                    return true;
                }))
                .isTrue();
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
        table.stop();
        assertThat(table.submit(() -> true)).isFalse();
    }
}
