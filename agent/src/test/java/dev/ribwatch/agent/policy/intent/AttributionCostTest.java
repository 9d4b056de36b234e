package dev.ribwatch.agent.policy.intent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What attribution costs over a table like a third of a full feed: 400,000 routes, 110,000 attribute sets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttributionCostTest {
    private static final int SETS = 110_000;
    private static final int ROUTES = 400_000;

    private final long[] highs = new long[ROUTES];
    private final byte[] lengths = new byte[ROUTES];
    private final int[] attributeIds = new int[ROUTES];
    private AttributionTable table;
    private RouterIntent router;

    @BeforeAll
    void fillATable() {
        Random random = new Random(5);
        table = new AttributionTable(Configs.sample().compile());
        router = table.intent.router("edge1");
        int[] ids = new int[SETS];
        for (int i = 0; i < SETS; i++) {
            StringBuilder path = new StringBuilder("65010");
            for (int hops = random.nextInt(2, 7); hops > 0; hops--) {
                path.append(' ').append(random.nextInt(1, 400_000));
            }
            // a third is the open network's, most of the rest nobody's, some are looked at by prefix
            Blocks block = new Blocks().path(i % 50 == 0 ? "65010 12076" : path.toString());
            block.nextHop("192.0.2.1").communities(communities(random, i));
            ids[i] = table.intern(block.bytes());
        }
        for (int i = 0; i < ROUTES; i++) {
            lengths[i] = (byte) random.nextInt(16, 25);
            highs[i] = (long) random.nextInt() << 32 & Prefix.maskHigh(lengths[i]);
            attributeIds[i] = ids[(int) ((long) i * SETS / ROUTES)]; // those of one set come together
        }
    }

    private static String communities(Random random, int set) {
        StringBuilder texts = new StringBuilder(set % 3 == 0 ? "65010:100" : "65010:1");
        for (int i = random.nextInt(6); i > 0; i--) {
            texts.append(' ').append(random.nextInt(60_000)).append(':').append(random.nextInt(60_000));
        }
        return texts.append(' ')
                .append(set % 60_000)
                .append(':')
                .append(set / 60_000)
                .toString();
    }

    private long ask(Attribution attribution) {
        long sum = 0;
        for (int i = 0; i < ROUTES; i++) {
            sum += attribution.owner(router, Family.IPV4_UNICAST, i, highs[i], 0, lengths[i], attributeIds[i]);
        }
        return sum;
    }

    /** Whose a route is must be a look-up, not a walk over its attributes: that is done once a set, and so are the checks. */
    @Test
    void theAttributesAreLookedAtOnceASet() {
        CountingCheck check = new CountingCheck();
        Attribution attribution = new Attribution(table.intent, table.store);
        attribution.askAlso(List.of(check));
        ask(attribution);
        long first = check.asked;
        assertThat(first)
                .isBetween((long) SETS, (long) SETS * table.intent.networks().size());

        ask(attribution);
        assertThat(check.asked).isEqualTo(first);
    }

    private static final class CountingCheck implements AttributeCheck {
        private long asked;

        @Override
        public boolean uses(Network network) {
            return true;
        }

        @Override
        public boolean objects(RouteFacts facts, Network network) {
            asked++;
            return false;
        }
    }

    @Test
    void aRepeatedQuestionAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        Attribution attribution = new Attribution(table.intent, table.store);
        ask(attribution);
        ask(attribution);
        long before = threads.getThreadAllocatedBytes(thread);
        long sum = ask(attribution);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(sum).isPositive();
        // the bean itself allocates a little
        assertThat(allocated).as("bytes for %d routes", ROUTES).isLessThan(4_096);
    }
}
