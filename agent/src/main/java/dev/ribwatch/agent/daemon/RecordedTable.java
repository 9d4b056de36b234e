package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.config.value.Family;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** The table of a recording. What the recording tells is done to it at once. */
class RecordedTable {
    /** Same input, same output: also where hashes decide an order. */
    private static final long SEED = 1;

    private static final Predicate<AdjRibIn> NOBODY = new Predicate<>() {
        @Override
        public boolean test(AdjRibIn router) {
            return false;
        }
    };

    private Rib rib = newRib(0);

    private static Rib newRib(long epochMillis) {
        return new Rib(TableLimits.LARGEST, new SplittableRandom(SEED), epochMillis);
    }

    /** Begins at the recording's first moment, before the first route. */
    void begin(long epochMillis) {
        rib = newRib(epochMillis);
    }

    /** The table with all that was done so far; whoever asks may change it until the next call. */
    Rib rib() {
        return rib;
    }

    /** Routes held of a family. */
    final int routes(AdjRibIn router, Family family) {
        rib(); // they may be still to come
        return router.routes(family);
    }

    /** Takes an UPDATE in, which may be filled again then. */
    void apply(AdjRibIn router, Update update, long nanos, long epochMillis) {
        rib.apply(router, update, nanos, epochMillis);
    }

    /** Lets time pass. */
    void tick(long nanos) {
        rib.tick(nanos, NOBODY);
    }

    /** Nothing comes for now: all is done, and no thread is kept. */
    void pause() {
        // all was done at once
    }
}
