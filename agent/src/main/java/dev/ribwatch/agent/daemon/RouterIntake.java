package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.session.Negotiated;
import dev.ribwatch.agent.transport.Lane;
import dev.ribwatch.agent.wire.message.Oddity;
import dev.ribwatch.config.value.Family;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What the intake keeps of one router. Table thread writes; the counters are read by the same thread's samples. */
final class RouterIntake {
    final AdjRibIn routes;

    /** The lane of the present or last session; null before the first and once the router left the configuration. */
    @Nullable
    Lane lane;

    /** What its session agreed on, but for families that were disabled; null without one. */
    @Nullable
    Negotiated session;

    /** Of the present or last session. */
    int generation;

    /** Routes are being withdrawn in slices. */
    boolean clearing;

    /** The router left the configuration. */
    boolean gone;

    /** Lanes of this router that were ready while {@link #isBlocked}; at most the old and the new one. */
    final Deque<Lane> waiting = new ArrayDeque<>(2);

    /** By {@link Family#ordinal}: when it is asked for all again, on the monotonic clock. */
    final long[] auditAt = new long[Family.count()];

    /** Instead of such a time: there is none, for the family is not converged. */
    static final long NOT_YET = Long.MIN_VALUE;

    /** By {@link Family#ordinal}: how often in a row it did not answer that, as far as it counts. */
    final int[] unanswered = new int[Family.count()];

    long attributesDiscarded;
    long treatedAsWithdraw;
    long familiesDisabled;
    long resets;
    long unnegotiated;

    /** Announcements by {@link Oddity#ordinal}. */
    final long[] oddities = new long[Oddity.count()];

    RouterIntake(AdjRibIn routes) {
        this.routes = routes;
        forgetAudits();
    }

    void forgetAudits() {
        Arrays.fill(auditAt, NOT_YET);
        Arrays.fill(unanswered, 0);
    }

    /** Whether routes of the session before are still being withdrawn: the next one waits so long. */
    boolean isBlocked() {
        return clearing && session == null;
    }

    void countOddities(int bits) {
        for (int left = bits; left != 0; left &= left - 1) {
            oddities[Integer.numberOfTrailingZeros(left)]++;
        }
    }
}
