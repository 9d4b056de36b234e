package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** After a reload all that explains other things is judged in one step, at each router for each network. */
class SettlementCostTest {
    private static final int ROUTERS = 20;
    private static final int NETWORKS = 400;
    private static final int RELOADS = 5;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long thread = Thread.currentThread().getId();
    private long leastBytes = Long.MAX_VALUE;

    /** Reloads with so many networks; what the first step with the new policy allocates at least. */
    private void measure(int networks) {
        Configs configs = Configs.as(65000).network(network("site").open().match(match().asPath("^$")));
        StringBuilder between = new StringBuilder("site");
        for (int i = 1; i < networks; i++) {
            configs.network(network("n" + i)
                    .prefixes("10." + (i >> 8) + "." + (i & 255) + ".0/24")
                    .match(match().community("65000:" + i)));
            between.append(" n").append(i);
        }
        for (int i = 0; i < ROUTERS; i++) {
            configs.router("r" + i, "site", 65010);
        }
        configs.link("all", between.toString(), false);
        configs.rule(RuleName.NETWORK_INVISIBLE, RandomWorld.rule(false, null, List.of()));
        Scene scene = new Scene(configs.build());
        for (int i = 0; i < ROUTERS; i++) {
            scene.up("r" + i);
            for (Family family : Family.values()) {
                scene.apply("r" + i, RouteWriter.endOfRib(family));
            }
        }
        scene.settle();
        assertThat(scene.open()).isEmpty();
        leastBytes = Long.MAX_VALUE;
        for (int i = 0; i < RELOADS; i++) {
            scene.reload(scene.config, 1000).engine.takeCounts(); // the step would
            long bytes = threads.getThreadAllocatedBytes(thread);
            scene.engine.step(1000);
            leastBytes = Math.min(leastBytes, threads.getThreadAllocatedBytes(thread) - bytes);
            scene.settle();
        }
    }

    @Test
    void allocatesNothingForNetworksWithNothingToSay() {
        measure(NETWORKS);
        assertThat(leastBytes).as("bytes for %d networks", ROUTERS * NETWORKS).isLessThan(2 * ROUTERS * NETWORKS);
    }
}
