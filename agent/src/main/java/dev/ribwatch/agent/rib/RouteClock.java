package dev.ribwatch.agent.rib;

/**
 * Route times in 32 bits: tenths of a second since the table was made, plus 1; 0 means none. Good for 13 years.
 *
 * @param startEpochMillis when the table was made
 */
record RouteClock(long startEpochMillis) {
    private static final int TICK_MILLIS = 100;
    private static final long LAST = 0xffff_ffffL;

    /** The time of this moment; one before the start or past the range counts as the nearest. */
    int time(long epochMillis) {
        long ticks = (epochMillis - startEpochMillis) / TICK_MILLIS + 1;
        return (int) Math.max(1, Math.min(LAST, ticks));
    }

    /** The epoch milliseconds of a time, -1 for none. */
    long epochMillis(int time) {
        return time == 0 ? -1 : startEpochMillis + ((time & LAST) - 1) * TICK_MILLIS;
    }
}
