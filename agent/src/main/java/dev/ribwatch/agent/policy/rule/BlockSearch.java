package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds where most of the routes lie that a network has got at a router since a moment, by the times that the table has of
 * them: one walk over the table in slices, with nothing remembered of single routes.
 */
final class BlockSearch {
    /** Blocks that are told apart; what does not fit counts for none. */
    private static final int MOST_BLOCKS = 4_096;
    /** Addresses with so many leading bits alike are one block. */
    private static final int IPV4_BITS = 16;

    private static final int IPV6_BITS = 32;
    private static final int OWNER_COST = 2;

    private final RuleContext context;
    private final Found found;
    private final ArrayDeque<Search> searches = new ArrayDeque<>();
    private final PathCursor paths = new PathCursor();

    /** Hears the result. */
    interface Found {
        void found(FindingKey key, int network, Prefix block);
    }

    /** Prefixes with the same leading bits: how many, and what all of them have in common. */
    private static final class Block {
        int count;
        Prefix common;

        Block(Prefix first) {
            common = first;
        }
    }

    private static final class Search {
        final FindingKey key;
        final Sight sight;
        final int network;
        final long sinceMillis;
        final Map<Prefix, Block> blocks = new HashMap<>();
        int next;

        Search(FindingKey key, Sight sight, int network, long sinceMillis) {
            this.key = key;
            this.sight = sight;
            this.network = network;
            this.sinceMillis = sinceMillis;
        }
    }

    BlockSearch(RuleContext context, Found found) {
        this.context = context;
        this.found = found;
    }

    /** Begins to look, instead of what was looked for for the same finding. */
    void begin(FindingKey key, Sight sight, int network, long sinceNanos, long now) {
        searches.removeIf(search -> search.key.equals(key));
        long since = context.wall.instant().toEpochMilli() - (now - sinceNanos) / 1_000_000;
        searches.add(new Search(key, sight, network, since));
    }

    /** The router is not there any more. */
    void drop(RouterView view) {
        searches.removeIf(search -> search.sight.view == view);
    }

    boolean hasWork() {
        return !searches.isEmpty();
    }

    void step(Slice slice) {
        while (!slice.isOver() && !searches.isEmpty()) {
            Search search = searches.element();
            if (search.next >= context.rib.prefixes(search.sight.family).idBound()) {
                searches.remove();
                Prefix block = fullest(search);
                if (block != null) {
                    found.found(search.key, search.network, block);
                }
                return;
            }
            look(search, search.next++, slice);
        }
    }

    private void look(Search search, int id, Slice slice) {
        Sight sight = search.sight;
        slice.spend(1);
        paths.reset(sight.view.router, sight.family, id);
        PrefixTable table = context.rib.prefixes(sight.family);
        while (paths.next()) {
            long since = sight.view.router.since(sight.family, id, paths.pathId());
            if (since < search.sinceMillis) {
                continue;
            }
            slice.spend(OWNER_COST);
            long high = table.high(id);
            long low = table.low(id);
            int length = table.length(id);
            if (context.owner(sight, id, high, low, length, paths.attributeId()) == search.network) {
                count(search, new Prefix(sight.family, high, low, length));
                return;
            }
        }
    }

    private static void count(Search search, Prefix prefix) {
        int bits = prefix.family() == Family.IPV4_UNICAST ? IPV4_BITS : IPV6_BITS;
        Prefix around = Prefix.masked(prefix.family(), prefix.high(), prefix.low(), Math.min(bits, prefix.length()));
        Block block = search.blocks.get(around);
        if (block == null && search.blocks.size() < MOST_BLOCKS) {
            block = new Block(prefix);
            search.blocks.put(around, block);
        }
        if (block != null) {
            block.count++;
            block.common = common(block.common, prefix);
        }
    }

    private static Prefix common(Prefix a, Prefix b) {
        Prefix common = a;
        while (!common.contains(b)) {
            common = Prefix.masked(common.family(), common.high(), common.low(), common.length() - 1);
        }
        return common;
    }

    private static @Nullable Prefix fullest(Search search) {
        Block most = null;
        for (Block block : search.blocks.values()) {
            boolean more = most == null
                    || block.count > most.count
                    || block.count == most.count && block.common.compareTo(most.common) < 0;
            most = more ? block : most;
        }
        return most == null ? null : most.common;
    }
}
