package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From the last byte of an UPDATE to the arrival of the webhook, in a quiet table. */
class LatencyLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CHANGES = 1_000;
    private static final int WARM_UP = 100;

    @Test
    void aThousandSingleChangesArriveWithinFiftyMilliseconds() throws Exception {
        Path scratch = LabFiles.scratch("latency");
        try (HookReceiver hook = new HookReceiver()) {
            LabConfig config = LabConfig.create(
                    hook.url(), null, List.of(new LabConfig.Member("edge", "127.0.0.61", LabConfig.EDGE_AS)));
            try (AgentProcess agent = AgentProcess.start(scratch, config);
                    RawRouter router = RawRouter.established("127.0.0.61", LabConfig.EDGE_AS, config.bgp())) {
                Await.until("converged", PATIENCE, () -> agent.converged("edge"));
                // What an empty table lacks is told first.
                Await.until("the absences are told", PATIENCE, () -> hook.firing().stream()
                        .anyMatch(labels -> labels.containsValue("DefaultRouteMissing")));
                long[] nanos = new long[CHANGES];
                for (int i = -WARM_UP; i < CHANGES; i++) {
                    int pair = Math.floorDiv(i, 2);
                    String prefix = "201.%d.%d.0/24".formatted(pair >> 8 & 255, pair & 255);
                    boolean announces = Math.floorMod(i, 2) == 0;
                    byte[] update = announces ? Updates.announce(Route.of(prefix, LabConfig.EDGE_AS)) : Updates.withdraw(prefix);
                    int position = hook.notices().size();
                    router.send(update);
                    long sent = System.nanoTime();
                    long arrived = arrival(hook, position, prefix, announces);
                    if (i >= 0) {
                        nanos[i] = arrived - sent;
                    }
                }
                Arrays.sort(nanos);
                LabSummary.figure(
                        "UPDATE to webhook, 1,000 changes",
                        "p50 %.1f ms, p99 %.1f ms, max %.1f ms"
                                .formatted(
                                        nanos[CHANGES / 2] / 1e6,
                                        nanos[CHANGES * 99 / 100] / 1e6,
                                        nanos[CHANGES - 1] / 1e6));
                assertThat(nanos[CHANGES * 99 / 100]).as("p99").isLessThan(50_000_000L);
            }
        } finally {
            LabFiles.discard(scratch);
        }
    }

    private static long arrival(HookReceiver hook, int from, String prefix, boolean firing) throws InterruptedException {
        for (int position = from; ; position++) {
            HookReceiver.Notice notice = hook.next(position, PATIENCE.toMillis());
            assertThat(notice).as("notice of %s, firing %s", prefix, firing).isNotNull();
            if (notice.firing() == firing && notice.labels().containsValue(prefix)) {
                return notice.arrivedNanos();
            }
        }
    }
}
