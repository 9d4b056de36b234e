package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingListener;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.exporter.metrics.Latency;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Measures from an UPDATE read to the finding that it opens. Some rules judge after the message, in the policy's next
 * steps; for those it is the newest message taken in before that. A finding that opens while nothing waits to be judged,
 * by time alone, is not measured.
 */
final class DetectionClock {
    private final LaneIntake intake;
    private final Latency latency;
    private final LongSupplier nanos;

    DetectionClock(LaneIntake intake, Latency latency, LongSupplier nanos) {
        this.intake = intake;
        this.latency = latency;
        this.nanos = nanos;
    }

    /** A listener that measures, then passes on. */
    FindingListener before(FindingListener next) {
        return new FindingListener() {
            @Override
            public void opened(Finding finding) {
                long read = intake.readNanos();
                if (read != 0) {
                    latency.record(nanos.getAsLong() - read);
                }
                next.opened(finding);
            }

            @Override
            public void changed(Finding finding) {
                next.changed(finding);
            }

            @Override
            public void closed(Finding finding, String reason) {
                next.closed(finding, reason);
            }

            @Override
            public void blind(Family family, List<String> routers) {
                next.blind(family, routers);
            }
        };
    }
}
