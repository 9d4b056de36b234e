package dev.ribwatch.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.Await;
import dev.ribwatch.agent.lab.KernelCounters;
import dev.ribwatch.agent.lab.LabFiles;
import dev.ribwatch.agent.lab.Subprocess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The part of {@link SynFloodLab} that runs in a network namespace of its own. There every address but the agent's is a place
 * where nobody answers, so that no half-open connection is ever reset, and the kernel's queue of them is full at once.
 */
final class SynFlood {
    private static final String AGENT = "198.18.0.1";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Frames to {@code void} need no neighbour's address, and end at {@code nobody}, which has no address. */
    private static final String NETWORK =
            """
            set -e
            ip link set lo up
            ip link add void type veth peer name nobody
            ip link set nobody up
            ip link set void arp off up
            ip address add 198.18.0.1/24 dev void
            ip route add default dev void
            echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter
            echo 0 >/proc/sys/net/ipv4/conf/lo/rp_filter
            echo 1 >/proc/sys/net/ipv4/tcp_syncookies
            """;

    private SynFlood() {}

    /** Floods for so many seconds, and prints what came of it; an error ends it with a status that is not 0. */
    public static void main(String[] arguments) throws Exception {
        Duration time = Duration.ofSeconds(Long.parseLong(arguments[0]));
        Subprocess.run("sh", "-c", NETWORK);
        Path directory = LabFiles.scratch("hping3");
        try (Flooded flooded = new Flooded(AGENT);
                Fleet late = new Fleet(flooded.config.bgp(), true)) {
            String port = Integer.toString(flooded.config.bgp().getPort());
            long from = System.nanoTime();
            try (Subprocess flood = Subprocess.start(
                    directory, Map.of(), List.of("hping3", "-q", "-S", "--flood", "--rand-source", "-p", port, AGENT))) {
                Await.until("cookies are sent", PATIENCE, () -> KernelCounters.counted("SyncookiesSent") > 10_000);
                late.add(LoadConfig.address(Flooded.GOOD), LoadConfig.EDGE_AS, flooded.config.offer());
                Await.until("another session begins", PATIENCE, () -> late.established() == 1);
                String outcome = flooded.during(time);
                assertThat(flood.alive()).as(flood.output()).isTrue();
                double seconds = (System.nanoTime() - from) / 1e9;
                long cookies = KernelCounters.counted("SyncookiesSent");
                assertThat(KernelCounters.counted("SyncookiesRecv")).isPositive();
                assertThat(late.lost()).as(late.notes()).isZero();
                System.out.printf(
                        "%.0f cookies a second; a session began by one; %s%n", cookies / seconds, outcome);
            }
        } finally {
            LabFiles.discard(directory);
        }
    }
}
