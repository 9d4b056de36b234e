package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.agent.query.SlicedTask;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.QueryRefused;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Learning goes on beside everything else, one at a time. */
class LearnThreadTest {
    @Test
    void linesOfANameAndAPrefix() {
        assertThat(LearnThread.parse("")).isEmpty();
        assertThat(LearnThread.parse("hub 10.0.0.0/16\n  lab\t2001:db8::/32 \n"))
                .containsOnlyKeys(Prefix.parse("10.0.0.0/16"), Prefix.parse("2001:db8::/32"))
                .containsEntry(Prefix.parse("2001:db8::/32"), Set.of("lab"));
        assertThat(LearnThread.parse("hub 10.0.0.0/16\nlab 10.0.0.0/16\nhub 10.0.0.0/16\n")
                        .get(Prefix.parse("10.0.0.0/16")))
                .containsExactly("hub", "lab");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hub",
                "hub 10.0.0.0/16 more",
                "hub 10.0.0.1/16",
                "unknown 10.0.0.0/16",
                "-x 10.0.0.0/16",
                "h\"b 10.0.0.0/16"
            })
    void otherLinesAreRefusedByNumber(String line) {
        assertThatThrownBy(() -> LearnThread.parse("hub 10.0.0.0/16\n" + line))
                .isInstanceOf(QueryRefused.class)
                .hasMessageStartingWith("line 2 of the body: ");
    }

    @Test
    void oneAtATimeAndTheNextAfterAFailure() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        LearnThread learn = new LearnThread(task -> true, table -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("a defect");
        });
        CompletableFuture<String> first = learn.learn(null, "").toCompletableFuture();
        begun.await();
        assertThatThrownBy(() -> learn.learn(null, ""))
                .isInstanceOf(QueryRefused.class)
                .hasMessageContaining("already");
        goOn.countDown();
        assertThatThrownBy(() -> first.get(1, TimeUnit.MINUTES)).hasRootCauseMessage("a defect");
        CompletableFuture<String> second = learn.learn(null, "").toCompletableFuture();
        assertThatThrownBy(() -> second.get(1, TimeUnit.MINUTES)).hasRootCauseMessage("a defect");
    }

    @Test
    void whatTheTableRefusesIsRefused() {
        SlicedTask<String> refusing = new SlicedTask<>() {
            @Override
            public boolean step() {
                throw QueryRefused.wrong("router: there is none of this name");
            }

            @Override
            public String result() {
                throw new AssertionError("not done");
            }
        };
        LearnThread learn = new LearnThread(LearnThreadTest::toItsEnd, table -> {
            try {
                throw new AssertionError(table.run(refusing));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        CompletableFuture<String> answer = learn.learn("nope", "").toCompletableFuture();
        assertThatThrownBy(() -> answer.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(QueryRefused.class);
    }

    private static boolean toItsEnd(TableTask task) {
        while (!task.run()) {
            Thread.onSpinWait();
        }
        return true;
    }
}
