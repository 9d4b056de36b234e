package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who cannot be asked is said beside what one router shows, and said anew when it is somebody else. */
class BlindRoutersTest {
    private static final Duration TICK = Duration.ofSeconds(2);

    private final Scene scene = new Scene(Configs.as(65000)
            .router("r1", "a", 65010)
            .router("r2", "a", 65010)
            .network(network("a").prefixes("10.0.0.0/16").match(match().asPath("^$")))
            .build());

    private long retold(RuleName rule) {
        scene.pass(TICK);
        long count =
                scene.recorder.again.stream().filter(key -> key.rule() == rule).count();
        scene.recorder.again.clear();
        return count;
    }

    @Test
    void whatIsSaidOfOneRouterIsSaidAnewAsOthersComeAndGo() {
        scene.up("r1").converge("r1");
        scene.announce("r1", "192.168.1.0/24", "65010");
        scene.pass(TICK);
        scene.recorder.again.clear();
        assertThat(scene.recorder.blind.get(Family.IPV4_UNICAST)).containsExactly("r2");

        scene.up("r2");
        assertThat(retold(RuleName.UNEXPECTED_PREFIX))
                .as("it has not converged")
                .isZero();
        scene.converge("r2");
        assertThat(retold(RuleName.UNEXPECTED_PREFIX)).isEqualTo(1);
        assertThat(scene.recorder.blind.get(Family.IPV4_UNICAST)).isEmpty();
        assertThat(retold(RuleName.UNEXPECTED_PREFIX)).as("once").isZero();

        scene.down("r2");
        assertThat(retold(RuleName.UNEXPECTED_PREFIX)).isEqualTo(1);
        scene.reload(scene.config, 10).settle();
        assertThat(retold(RuleName.UNEXPECTED_PREFIX))
                .as("a reload changes nothing")
                .isZero();
        scene.up("r2").converge("r2");
        scene.takeOver(scene.config).settle();
        assertThat(retold(RuleName.UNEXPECTED_PREFIX))
                .as("r2 came during a reload")
                .isEqualTo(1);
        assertThat(scene.recorder.blind.get(Family.IPV4_UNICAST)).isEmpty();
        scene.down("r2");
        assertThat(retold(RuleName.SESSION_DOWN)).as("rests on nobody else").isZero();
    }
}
