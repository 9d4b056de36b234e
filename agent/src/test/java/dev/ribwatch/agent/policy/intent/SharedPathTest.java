package dev.ribwatch.agent.policy.intent;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedPathTest {

    @Test
    void theSampleHasOnePairOnEachSide() {
        assertThat(SharedPath.of(Configs.sample().compile()))
                .containsExactly(
                        new SharedPath("on-prem", "azure-prod", "private-cloud", "12076"),
                        new SharedPath("private-cloud", "azure-prod", "on-prem", "12076"));
    }

    @Test
    void differentPathsAndDifferentVantagesAreNotShared() {
        assertThat(SharedPath.of(Configs.as(65000)
                        .router("r", "a", 65001)
                        .router("s", "b", 65002)
                        .network(network("a").match(match().asPath("^$")))
                        .network(network("b").match(match().asPath("^1$")))
                        .network(network("c").match(match().at("a").asPath("^2$")))
                        .network(network("d").match(match().at("b").asPath("^2$")))
                        .compile()))
                .isEmpty();
    }
}
