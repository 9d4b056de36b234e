package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.exporter.alert.ActiveAlert;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.pair.PairView;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** L13: our own view is made once for all who ask within a second, and not where alerts are decided on. */
class SharedViewTest {
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final ConcurrentLinkedQueue<CompletableFuture<List<ActiveAlert>>> asked = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> makers = new ConcurrentLinkedQueue<>();
    private final OwnView view = new OwnView(
            config(),
            "7f",
            () -> {
                looks.incrementAndGet();
                return CompletableFuture.completedStage(List.of());
            },
            () -> {
                CompletableFuture<List<ActiveAlert>> one = new CompletableFuture<>();
                asked.add(one);
                return one;
            },
            new Clocks(nanos::get, () -> Instant.EPOCH));

    private final class Watched extends AbstractList<ActiveAlert> {
        @Override
        public ActiveAlert get(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public int size() {
            makers.add(Thread.currentThread().getName());
            return 0;
        }
    }

    private static Config config() {
        String text = "agent: {as: 65000, router-id: 192.0.2.10, listen: [\"127.0.0.1:0\"]}";
        return ((Loaded.Valid) new ConfigLoader().load("test", text)).config();
    }

    private PairView answered(CompletableFuture<PairView> look) throws Exception {
        asked.forEach(one -> one.complete(new Watched()));
        return look.get(60, TimeUnit.SECONDS);
    }

    private CompletableFuture<PairView> look() {
        return view.look().toCompletableFuture();
    }

    @Test
    void isMadeOnAThreadOfItsOwn() throws Exception {
        assertThat(answered(look()).instance()).isEqualTo("7f");
        assertThat(makers).isNotEmpty().containsOnly("ribwatch-own-view");
    }

    @Test
    void isSharedForASecond() throws Exception {
        PairView first = answered(look());
        nanos.addAndGet(999_999_999);
        assertThat(answered(look())).isSameAs(first);
        nanos.addAndGet(1);
        assertThat(answered(look())).isNotSameAs(first);
        assertThat(looks).hasValue(2);
    }

    @Test
    void oneThatIsBeingMadeIsWaitedForUnlessItHangs() {
        assertThat(look()).isNotDone();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(5) - 1);
        assertThat(look()).isNotDone();
        assertThat(looks).hasValue(1);
        nanos.addAndGet(1);
        assertThat(look()).isNotDone();
        assertThat(looks).hasValue(2);
    }

    @Test
    void whoGivesUpDoesNotTakeItFromOthers() throws Exception {
        CompletableFuture<PairView> one = look();
        CompletableFuture<PairView> other = look();
        one.cancel(true);
        assertThat(answered(other).instance()).isEqualTo("7f");
    }

    @Test
    void anotherConfigurationIsSeenAtOnce() throws Exception {
        answered(look());
        view.apply(config());
        answered(look());
        assertThat(looks).hasValue(2);
    }
}
