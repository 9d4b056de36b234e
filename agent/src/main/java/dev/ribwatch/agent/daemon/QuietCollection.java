package dev.ribwatch.agent.daemon;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps garbage from filling the heap. That begins with room for several tables, so that none of its growth stops the table;
 * nothing would then be collected before all of that room was used, and never given back. So a collection of the whole heap is asked
 * for once much of it may be garbage and the table has little to do.
 *
 * <p>What may be garbage is what the old space holds more than after its last collection, less what the table grew by
 * since, or what it gave up. Only the serial collector is asked: others look after that themselves. Table thread only.
 */
final class QuietCollection {
    /** What the old space holds. */
    interface OldSpace {
        /** Bytes in use, garbage included. */
        long used();

        /** Bytes that were in use after the last collection; 0 before the first. */
        long usedAfterLast();

        /** Collections so far. */
        long collections();

        void collect();
    }

    private static final long LOOK_NANOS = 1_000_000_000L;
    private static final long PAUSE_NANOS = 60_000_000_000L;
    private static final long FEWEST_BYTES = 32L << 20;
    /** Garbage is worth a collection from this part of what was in use after the last one on. */
    private static final int PART = 8;
    /** Chunks of messages served between two looks, up to which the table has little to do. */
    private static final int QUIET = 50;
    /** So many times in a row: what goes away often comes again, and needs the same room. */
    private static final int QUIET_LOOKS = 10;

    private final @Nullable OldSpace space;
    private final LongSupplier tableBytes;
    private long nextLook;
    private long notBefore;
    private int served;
    private int quietLooks;
    private long collections;
    private long tableAfterLast;

    /**
     * @param space null: nobody is asked for anything
     * @param tableBytes what the table holds now
     */
    QuietCollection(@Nullable OldSpace space, LongSupplier tableBytes, long nowNanos) {
        this.space = space;
        this.tableBytes = tableBytes;
        nextLook = nowNanos + LOOK_NANOS;
        notBefore = nowNanos;
    }

    /** A chunk of messages was taken in. */
    void served() {
        served++;
    }

    /** Looks once a second whether it is worth it. */
    void tick(long nowNanos) {
        if (space == null || nowNanos - nextLook < 0) {
            return;
        }
        nextLook = nowNanos + LOOK_NANOS;
        quietLooks = served <= QUIET ? quietLooks + 1 : 0;
        served = 0;
        long table = tableBytes.getAsLong();
        if (space.collections() != collections) {
            collections = space.collections();
            tableAfterLast = table;
        }
        long live = space.usedAfterLast();
        long garbage = space.used() - live - (table - tableAfterLast);
        if (quietLooks >= QUIET_LOOKS && garbage >= Math.max(FEWEST_BYTES, live / PART) && nowNanos - notBefore >= 0) {
            notBefore = nowNanos + PAUSE_NANOS;
            space.collect();
        }
    }

    /** The old space of the serial collector; null if another one is at work. */
    static @Nullable OldSpace serial() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                if (pool.getName().equals("Tenured Gen") && collector.getName().equals("MarkSweepCompact")) {
                    return new Serial(pool, collector);
                }
            }
        }
        return null;
    }

    private record Serial(MemoryPoolMXBean pool, GarbageCollectorMXBean collector) implements OldSpace {
        @Override
        public long used() {
            return pool.getUsage().getUsed();
        }

        @Override
        public long usedAfterLast() {
            return pool.getCollectionUsage().getUsed();
        }

        @Override
        public long collections() {
            return collector.getCollectionCount();
        }

        @Override
        public void collect() {
            System.gc();
        }
    }
}
