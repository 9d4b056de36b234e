package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingListener;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.value.Prefix;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of a policy that is to follow the one in force. */
class PolicyStageTest {
    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    private final Intent first = Configs.sample().compile();
    private final Intent second = Configs.sample().compile();
    private boolean refused;
    private final PolicyStage stage =
            new PolicyStage(rib, first, this::listener, () -> 1, InstantSource.fixed(Instant.EPOCH));

    private FindingListener listener(Intent of) {
        if (refused) {
            throw new IllegalStateException("a defect");
        }
        return new FindingListener() {
            @Override
            public void opened(Finding finding) {}

            @Override
            public void changed(Finding finding) {}

            @Override
            public void closed(Finding finding, String reason) {}
        };
    }

    @BeforeEach
    void start() {
        rib.add("edge1", "edge1");
        stage.start();
    }

    private void steps() {
        for (int i = 0; i < 10; i++) {
            stage.step();
        }
    }

    @Test
    void waitsUntilItIsToldToTakeOver() throws Exception {
        PolicyStage.Replacement next = stage.replace(second);
        assertThat(next.caughtUp()).isNotDone();
        steps();
        assertThat(next.caughtUp()).isCompleted();
        assertThat(stage.intent()).isSameAs(first);
        List<String> order = new ArrayList<>();
        var taken = next.takeOver(() -> order.add(stage.intent() == first ? "before" : "after"));
        assertThat(taken).isNotDone();
        steps();
        assertThat(taken).isCompleted();
        assertThat(stage.intent()).isSameAs(second);
        assertThat(order).containsExactly("before");
    }

    @Test
    void followsThePlannedChangesByTheClock() throws Exception {
        Instant[] now = {Instant.parse("2026-01-10T00:00:00Z")};
        Instant from = now[0].plusSeconds(10);
        PlannedChange change = new PlannedChange(
                "drain",
                from,
                from.plusSeconds(10),
                "azure-prod",
                List.of(Prefix.parse("10.33.0.0/16")),
                List.of(),
                PlannedChange.Expect.WITHDRAWN,
                null,
                from.plusSeconds(20));
        Intent planned = Configs.sample().change(change).compile();
        PolicyStage turning = new PolicyStage(rib, planned, this::listener, () -> 1, () -> now[0]);
        turning.start();
        turning.step();
        assertThat(turning.intent().validUntil()).isEqualTo(from);
        assertThat(turning.due()).isEqualTo(10_000_000_000L);
        now[0] = from;
        assertThat(turning.intent().validUntil()).isEqualTo(from);
        turning.step();
        assertThat(turning.intent().validUntil()).isEqualTo(from.plusSeconds(20));

        // A reload comes first, whatever time it is; what it brings is of that time.
        now[0] = from.plusSeconds(20);
        PolicyStage.Replacement next = turning.replace(planned);
        turning.step();
        assertThat(next.caughtUp()).isCompleted();
        var taken = next.takeOver(() -> {});
        turning.step();
        assertThat(taken).isCompleted();
        assertThat(turning.intent().validUntil()).isEqualTo(Instant.MAX);
        assertThat(turning.due()).isEqualTo(Long.MAX_VALUE);

        // The clock is set back.
        now[0] = from.plusSeconds(1);
        turning.step();
        assertThat(turning.intent().validUntil()).isEqualTo(from.plusSeconds(20));
        now[0] = from.minusSeconds(1);
        turning.step();
        assertThat(turning.intent().validUntil()).isEqualTo(from);
        assertThat(turning.due()).isEqualTo(1_000_000_000L);
    }

    @Test
    void aChangeMayBeFarAway() {
        Instant now = Instant.parse("2026-01-10T00:00:00Z");
        PlannedChange change = new PlannedChange(
                "drain",
                now.minusSeconds(20),
                now.minusSeconds(10),
                "azure-prod",
                List.of(Prefix.parse("10.33.0.0/16")),
                List.of(),
                PlannedChange.Expect.WITHDRAWN,
                null,
                Instant.parse("9999-12-31T00:00:00Z"));
        PolicyStage turning = new PolicyStage(
                rib, Configs.sample().change(change).compile(), this::listener, () -> 1, InstantSource.fixed(now));
        turning.start();
        assertThat(turning.due()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void oneThatIsDroppedNeverTakesOverAndMakesRoomForAnother() throws Exception {
        PolicyStage.Replacement next = stage.replace(second);
        assertThatThrownBy(() -> stage.replace(second)).isInstanceOf(IOException.class);
        stage.step();
        next.drop();
        var taken = next.takeOver(() -> {
            throw new AssertionError("it was dropped");
        });
        steps();
        assertThat(stage.intent()).isSameAs(first);
        assertThat(taken).isNotDone();

        PolicyStage.Replacement another = stage.replace(second);
        steps();
        var inForce = another.takeOver(() -> {});
        steps();
        assertThat(inForce).isCompleted();
        assertThat(stage.intent()).isSameAs(second);
    }

    @Test
    void oneThatFailsLeavesTheOneInForceAlone() throws Exception {
        refused = true;
        PolicyStage.Replacement next = stage.replace(second);
        steps();
        assertThat(next.caughtUp()).isCompletedExceptionally();
        assertThat(stage.intent()).isSameAs(first);
        refused = false;
        PolicyStage.Replacement another = stage.replace(second);
        steps();
        assertThat(another.caughtUp()).isCompleted();
        another.drop();
        steps();
        assertThat(stage.intent()).isSameAs(first);
    }
}
