package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.message.Oddity;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What the intake keeps of one router. Table thread writes; the counters are read by the same thread's samples. */
final class RouterIntake {
    final AdjRibIn routes;

    /** The lane of the present or last session; null before the first and once the router left the configuration. */
    @Nullable
    Lane lane;

    /** What its session agreed on; null without one. */
    @Nullable
    DecodeContext context;

    /** Routes of the session before are still being withdrawn; lanes wait so long. */
    boolean clearing;

    /** The router left the configuration. */
    boolean gone;

    /** Lanes of this router that were ready while {@link #clearing}; at most the old and the new one. */
    final Deque<Lane> waiting = new ArrayDeque<>(2);

    long attributesDiscarded;
    long treatedAsWithdraw;
    long familiesDisabled;
    long resets;
    long unnegotiated;

    /** Announcements by {@link Oddity#ordinal}. */
    final long[] oddities = new long[Oddity.count()];

    RouterIntake(AdjRibIn routes) {
        this.routes = routes;
    }

    void countOddities(int bits) {
        for (int left = bits; left != 0; left &= left - 1) {
            oddities[Integer.numberOfTrailingZeros(left)]++;
        }
    }
}
