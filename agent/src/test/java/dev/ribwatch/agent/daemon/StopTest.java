package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** L1: a stop is not the end of what was found. */
class StopTest {
    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"], state-directory: "%s"}
            http: {listen: "127.0.0.1:0"}
            routers:
              - {name: edge1, address: 127.0.0.11, as: 65010, network: on-prem}
            networks:
              - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/12], match: [{origin-as: [65010]}]}
            policy:
              rules: {UnexpectedDefaultRoute: {keep-firing-for: 0s}}
            """;

    private static void fires(RunningAgent running) throws Exception {
        running.connect();
        running.announce("0.0.0.0/0");
        running.endOfRib();
        RunningAgent.await("it fires", () -> running.heard().contains("UnexpectedDefaultRoute firing"));
    }

    /** The router leaves its socket open when it is told to go, so the agent waits for it a while. */
    @Test
    void whatFiresAtARouterFiresOnWhileTheSessionsEnd(@TempDir Path directory) throws Exception {
        try (RunningAgent running = new RunningAgent(directory, CONFIG.formatted(directory))) {
            fires(running);

            running.agent().close();

            assertThat(running.heard()).containsExactly("UnexpectedDefaultRoute firing");
        }
    }

    /** The near miss: the route goes, and that is told. */
    @Test
    void whatEndsBeforeTheStopIsToldSo(@TempDir Path directory) throws Exception {
        try (RunningAgent running = new RunningAgent(directory, CONFIG.formatted(directory))) {
            fires(running);
            running.withdraw("0.0.0.0/0");
            RunningAgent.await("it ends", () -> running.heard().contains("UnexpectedDefaultRoute resolved"));
        }
    }
}
