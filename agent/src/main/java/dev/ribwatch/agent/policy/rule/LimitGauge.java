package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.config.value.Family;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One router's count against one limit: how near it is, how fast it got there, and who of the networks grew.
 *
 * <p>Growth is told since a moment that lies half an hour to an hour back, or since the first count. Nothing is kept of single
 * routes.
 */
final class LimitGauge {
    /** Of {@link #level}: enough room, and percent of the limit from which it is 1, 2, 3. */
    static final int ROOM = 0;

    static final int WARNING = 1;
    static final int CRITICAL = 2;
    static final int REACHED = 3;
    private static final int[] PERCENT = {0, 80, 90, 100};
    /** So far below it must fall to be left again. */
    private static final int SLACK = 5;

    private static final long HALF_NANOS = 30 * 60 * 1_000_000_000L;
    /** Growth over less says nothing of the hour to come. */
    private static final long SHORTEST_NANOS = 60 * 1_000_000_000L;
    /** Announcements of what is there, so close to each other, are one update. */
    private static final long UPDATE_NANOS = 5 * 1_000_000_000L;
    /** Looks, about one a second, that fit in it. */
    private static final int UPDATE_LOOKS = 5;

    int level = ROOM;
    /** The level stays because not all can be seen that may be there. */
    boolean kept;

    int count;
    /** Of the count what stays: without what is told anew. */
    private int held;

    private @Nullable Past older;
    private @Nullable Past newer;
    private final long[] retold = new long[UPDATE_LOOKS];
    private final long[] retoldAt = new long[UPDATE_LOOKS];
    private int look;
    /** What was told anew is counted since it last was. */
    private boolean countsRetold;
    /** When that was, monotonic. */
    private long lookedAt;

    private long retoldBefore;
    private long repeatedBefore;

    /** What was held at a moment. */
    private static final class Past {
        final long nanos;
        final int count;
        final int[] routes;

        Past(long nanos, int count, int[] routes) {
            this.nanos = nanos;
            this.count = count;
            this.routes = routes;
        }

        /** The same moment as another intent has it, by the growth since; what it alone knows has not grown. */
        Past under(Sight before, Sight sight, int[] indexes, @Nullable BitSet counted) {
            int[] then = sight.routes.clone();
            for (int network = 0; network < then.length; network++) {
                int index = indexes[network];
                then[network] -= index < 0 ? 0 : before.routes[index] - routes[index];
            }
            return new Past(
                    nanos,
                    counted == null
                            ? count
                            : counted.stream().map(network -> then[network]).sum(),
                    then);
        }
    }

    /** Counts all paths that the router holds. */
    void measureAll(Sight sight, int limit, long now) {
        measure(sight, sight.view.router.routes(sight.family), 0, limit, now);
    }

    /** Counts the prefixes of some networks; what is told anew as well, if asked. */
    void measure(Sight sight, BitSet networks, boolean withRetold, int limit, long now) {
        int sum = 0;
        for (int network = networks.nextSetBit(0); network >= 0; network = networks.nextSetBit(network + 1)) {
            sum += sight.routes[network];
        }
        measure(sight, sum, withRetold ? retold(sight, sum, told(sight, networks), now) : 0, limit, now);
    }

    private int retold(Sight sight, int most, long told, long now) {
        Family family = sight.family;
        long repeated = sight.view.router.repeated(family);
        if (sight.view.router.isAudited(family) || sight.view.router.isRefreshing(family)) {
            forgetRetold(); // we asked for it, and the provider hears none of it
        }
        if (countsRetold && now - lookedAt < UPDATE_NANOS) { // else it is not known how close together they came
            // Whose the identical ones are is not known; no more than there are can be told again in one update.
            retold[look] = told - retoldBefore + Math.min(most, repeated - repeatedBefore);
            retoldAt[look] = now;
            look = (look + 1) % UPDATE_LOOKS;
        }
        countsRetold = true;
        lookedAt = now;
        retoldBefore = told;
        repeatedBefore = repeated;
        long sum = 0;
        for (int i = 0; i < UPDATE_LOOKS; i++) {
            sum += now - retoldAt[i] < UPDATE_NANOS ? retold[i] : 0;
        }
        return (int) Math.min(most, sum);
    }

    private void measure(Sight sight, int now, int retoldNow, int limit, long nanos) {
        held = now;
        count = now + retoldNow;
        int next = REACHED;
        while (next > ROOM && !isAt(next, limit)) {
            next--;
        }
        kept = next < level && sight.isPartial();
        level = kept ? level : next;
        Past last = newer;
        if (last == null || nanos - last.nanos >= HALF_NANOS) {
            older = last;
            newer = new Past(nanos, now, sight.routes.clone());
        }
    }

    private boolean isAt(int wanted, int limit) {
        int percent = PERCENT[wanted] - (level >= wanted ? SLACK : 0);
        return count * 100L >= (long) limit * percent;
    }

    /** Whether it was ever counted. */
    boolean hasCounted() {
        return newer != null;
    }

    /** What was announced before does not count as told anew: it was not seen how. */
    void forgetRetold() {
        countsRetold = false;
        Arrays.fill(retold, 0);
    }

    /** The same subject under another intent. */
    void inherit(LimitGauge other) {
        level = other.level;
        count = other.count;
        held = other.held;
    }

    /**
     * What grew under another intent has grown.
     *
     * @param indexes by network, which it is there; -1: none
     * @param counted what counts here, null: all paths
     */
    void inheritGrowth(LimitGauge other, Sight before, Sight sight, int[] indexes, @Nullable BitSet counted) {
        older = other.older == null ? null : other.older.under(before, sight, indexes, counted);
        newer = other.newer == null ? null : other.newer.under(before, sight, indexes, counted);
    }

    /**
     * Goes on with the update that another engine was counting.
     *
     * @param told what was told anew there, by its own count
     * @param toldHere by this engine's, which began later
     */
    void inheritRetold(LimitGauge other, long told, long toldHere) {
        System.arraycopy(other.retold, 0, retold, 0, UPDATE_LOOKS);
        System.arraycopy(other.retoldAt, 0, retoldAt, 0, UPDATE_LOOKS);
        look = other.look;
        countsRetold = other.countsRetold;
        lookedAt = other.lookedAt;
        retoldBefore = toldHere - (told - other.retoldBefore);
        repeatedBefore = other.repeatedBefore;
    }

    /** How often routes of some networks were told anew at a sight since it is known. */
    static long told(Sight sight, BitSet networks) {
        long told = 0;
        for (int network = networks.nextSetBit(0);
                sight.retold != null && network >= 0;
                network = networks.nextSetBit(network + 1)) {
            told += sight.retold[network];
        }
        return told;
    }

    private @Nullable Past since() {
        return older != null ? older : newer;
    }

    /** When growth began to be counted, monotonic. */
    long sinceNanos(long now) {
        Past since = since();
        return since == null ? now : since.nanos;
    }

    /** Prefixes an hour; 0 if that is not known. */
    double perHour(long now) {
        Past since = since();
        long passed = since == null ? 0 : now - since.nanos;
        return since == null || passed < SHORTEST_NANOS ? 0 : (held - since.count) * 3.6e12 / passed;
    }

    /** How many routes a network has more than then. */
    int added(Sight sight, int network) {
        Past since = since();
        return since == null ? 0 : sight.routes[network] - since.routes[network];
    }
}
