package dev.ribwatch.agent.query;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingListener;
import dev.ribwatch.agent.policy.PolicyEngine;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.rib.Rib;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Holds the table against an intent that nobody hears of, and tells what it finds. Table thread only. */
final class Trial implements SlicedTask<List<Finding>> {
    private static final int ROWS_A_STEP = 4_096;
    /** The longest that it follows a table that does not come to rest. */
    private static final long MOST_NANOS = 30_000_000_000L;

    private static final FindingListener NOBODY = new FindingListener() {
        @Override
        public void opened(Finding finding) {}

        @Override
        public void changed(Finding finding) {}

        @Override
        public void closed(Finding finding, String reason) {}
    };

    private final Intent intent;
    private final Rib rib;
    private final LongSupplier nanos;
    private final InstantSource wall;
    private @Nullable PolicyEngine engine;
    private long end;
    private List<Finding> found = List.of();

    Trial(Intent intent, Rib rib, LongSupplier nanos, InstantSource wall) {
        this.intent = intent;
        this.rib = rib;
        this.nanos = nanos;
        this.wall = wall;
    }

    @Override
    public boolean step() {
        PolicyEngine trying = engine;
        if (trying == null) {
            trying = new PolicyEngine(intent, rib, NOBODY, nanos, wall);
            engine = trying;
            trying.attach();
        }
        boolean more;
        try {
            boolean behind = !trying.isCaughtUp();
            more = trying.step(ROWS_A_STEP) || behind;
            if (trying.isCaughtUp() && !trying.isLive()) {
                trying.goLive();
                end = nanos.getAsLong() + MOST_NANOS;
                more = true;
            }
        } catch (RuntimeException e) {
            trying.detach();
            throw e;
        }
        if (more && (!trying.isLive() || nanos.getAsLong() - end < 0)) {
            return false;
        }
        found = new ArrayList<>(trying.ledger().findings());
        trying.detach();
        return true;
    }

    @Override
    public List<Finding> result() {
        return found;
    }
}
