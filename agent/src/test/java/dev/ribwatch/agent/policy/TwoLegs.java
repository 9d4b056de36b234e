package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Two routers, each with a leg of one connection behind which another network is. */
abstract class TwoLegs {
    static final String DIFFER = "RedundancyMismatch far line ipv4-unicast";
    static final String LOST = "RedundancyLost far line ipv4-unicast";

    Scene scene;

    /** Two routers, or one, in the network near; far is behind both legs. */
    static Configs world() {
        return Configs.as(65000)
                .router("r1", "near", 65010)
                .router("r2", "near", 65010)
                .network(network("near").prefixes("10.0.0.0/16").match(match().asPath("^$")))
                .network(network("far")
                        .prefixes("10.32.0.0/11 2001:db8::/32")
                        .required("10.32.0.0/16 10.33.0.0/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().originAs(64512)))
                .link("line", "near far", false);
    }

    void begin(Configs configs, String... routers) {
        scene = new Scene(configs.build());
        for (String router : routers) {
            scene.up(router);
        }
    }

    void begin() {
        begin(world().legs("r1", "", "r2", ""), "r1", "r2");
        for (String router : List.of("r1", "r2")) {
            for (String prefix : List.of("10.32.0.0/16", "10.33.0.0/16", "2001:db8:1::/48")) {
                scene.announce(router, prefix, "65010 64512");
            }
            scene.converge(router);
        }
        finds();
    }

    void finds(String... findings) {
        assertThat(scene.open()).isEqualTo(new TreeSet<>(Set.of(findings)));
    }

    Finding finding(RuleName rule) {
        return scene.recorder.open.values().stream()
                .filter(finding -> finding.key().rule() == rule)
                .findFirst()
                .orElseThrow();
    }

    Detail.Legs legs(RuleName rule) {
        return (Detail.Legs) finding(rule).detail();
    }

    void announce(String router, String prefix, String nextHop) {
        announce(router, prefix, 0, "65010 64512", nextHop);
    }

    void announce(String router, String prefix, int pathId, String path, String nextHop) {
        scene.announce(router, Prefix.parse(prefix), pathId, path, List.of(), nextHop)
                .settle();
    }
}
