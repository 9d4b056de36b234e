package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReadyLanesTest {
    private final ReadyLanes ready = new ReadyLanes();

    @Test
    void aLaneIsInThereAtMostOnceAndServiceIsRoundRobin() {
        Lane busy = lane("busy");
        Lane calm = lane("calm");
        Lane third = lane("third");
        ready.add(busy);
        ready.add(busy);
        ready.add(calm);
        List<String> served = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Lane lane = ready.take(0);
            if (lane == null) {
                break;
            }
            served.add(lane.router());
            if (i == 0) {
                ready.add(third);
            }
            ready.add(busy); // it always has more
            ready.add(busy);
        }

        assertThat(served).startsWith("busy", "calm").contains("third");
        assertThat(served.subList(0, 4)).containsExactlyInAnyOrder("busy", "calm", "third", "busy");
    }

    @Test
    @Timeout(20)
    void takeWaitsForALaneThatAnotherThreadAdds() throws InterruptedException {
        Lane lane = lane("edge");
        CountDownLatch waiting = new CountDownLatch(1);
        Thread adder = new Thread(() -> {
            try {
                waiting.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            ready.add(lane);
        });
        adder.start();
        waiting.countDown();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Lane taken = null;
        while (taken == null && System.nanoTime() < deadline) {
            taken = ready.take(TimeUnit.SECONDS.toNanos(10));
        }
        adder.join();

        assertThat(taken).isSameAs(lane);
    }

    @Test
    @Timeout(20)
    void wakeEndsTheWait() {
        ready.wake();
        long start = System.nanoTime();

        assertThat(ready.take(TimeUnit.SECONDS.toNanos(15))).isNull();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void withoutWaitingNothingIsNull() {
        assertThat(ready.take(0)).isNull();
    }

    private Lane lane(String name) {
        return new Lane(name, name, ready, new Lane.Feeder() {
            @Override
            public void roomAgain() {
                throw new AssertionError("never full");
            }

            @Override
            public void fault(int generation, int code, int subcode, byte[] data) {
                throw new AssertionError("never at fault");
            }

            @Override
            public void refresh(int generation, Family family) {
                throw new AssertionError("never asked");
            }
        });
    }
}
