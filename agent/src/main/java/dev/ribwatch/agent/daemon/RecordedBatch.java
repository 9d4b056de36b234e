package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.wire.message.Update;
import org.jspecify.annotations.Nullable;

/** What a recording tells, one after the other, for a table that takes it in later: copies of UPDATEs, and the passing of time. */
final class RecordedBatch {
    private static final int MOST = 128;
    private static final int OCTETS = 1 << 15;

    /** Made when they are first needed: a short recording needs few. */
    private final @Nullable Update[] updates = new Update[MOST];
    /** Whose UPDATE it is; null: time passes. */
    private final @Nullable AdjRibIn[] routers = new AdjRibIn[MOST];

    private final long[] nanos = new long[MOST];
    private final long[] millis = new long[MOST];
    private byte[] octets = new byte[OCTETS];
    private int count;
    private int filled;
    /** What came of it, if it was not done to its end. */
    private @Nullable Throwable failure;

    /** Whether there is room for one more. */
    boolean takes(Update update) {
        return count < MOST && (filled == 0 || update.octets() <= octets.length - filled);
    }

    /** Whether there is room for a tick. */
    boolean takesTick() {
        return count < MOST;
    }

    void add(AdjRibIn router, Update update, long atNanos, long atMillis) {
        int needed = update.octets();
        if (needed > octets.length) {
            octets = new byte[needed]; // it is empty
        }
        Update copy = updates[count];
        if (copy == null) {
            copy = new Update();
            updates[count] = copy;
        }
        copy.copy(update, octets, filled);
        filled += needed;
        put(router, atNanos, atMillis);
    }

    void addTick(long atNanos) {
        put(null, atNanos, 0);
    }

    private void put(@Nullable AdjRibIn router, long atNanos, long atMillis) {
        routers[count] = router;
        nanos[count] = atNanos;
        millis[count++] = atMillis;
    }

    /** Does all of it to a table, in its order; does not throw. */
    void play(RecordedTable table) {
        try {
            playAll(table);
        } catch (RuntimeException | Error e) { // whoever handed it over would wait for ever
            failure = e;
        }
    }

    private void playAll(RecordedTable table) {
        for (int i = 0; i < count; i++) {
            AdjRibIn router = routers[i];
            Update update = updates[i];
            if (router == null || update == null) {
                table.tick(nanos[i]);
            } else {
                table.apply(router, update, nanos[i], millis[i]);
            }
        }
    }

    void clear() {
        count = 0;
        filled = 0;
    }

    /** What ended {@link #play} before its end, or null. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
