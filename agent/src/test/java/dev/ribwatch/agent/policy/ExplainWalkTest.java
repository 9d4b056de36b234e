package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.query.ExplainWalk;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.Explanation;
import dev.ribwatch.exporter.http.QueryRefused;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All there is to say of a prefix: routes, owners, intent; whole, although found in slices. */
class ExplainWalkTest {
    private Scene scene;

    @BeforeEach
    void start() {
        scene = new Scene(Configs.sample().build());
        for (String router : List.of("edge1", "pc-edge")) {
            scene.up(router);
            String own = router.equals("pc-edge") ? "65020" : "65010";
            scene.announce(router, "10.32.0.0/16", own + " 12076");
            scene.announce(router, "0.0.0.0/0", own);
            scene.converge(router);
        }
    }

    private ExplainWalk walk(String prefix, @Nullable String router, long nanosALook) {
        AtomicLong clock = new AtomicLong();
        return new ExplainWalk(
                scene.rib, () -> scene.engine, Prefix.parse(prefix), router, () -> clock.addAndGet(nanosALook));
    }

    private Explanation explain(String prefix, @Nullable String router, long nanosALook) {
        ExplainWalk walk = walk(prefix, router, nanosALook);
        int slices = 1;
        while (!walk.step()) {
            assertThat(slices++).isLessThan(10_000);
        }
        return walk.answer();
    }

    private static List<String> routes(Explanation.RouterPart part) {
        return part.routes().stream()
                .map(route -> route.relation() + " " + route.route().prefix() + " "
                        + route.route().network())
                .toList();
    }

    @Test
    void aRouterThatIsNoneIsSaidToBeNone() {
        assertThatExceptionOfType(QueryRefused.class)
                .isThrownBy(() -> explain("10.32.0.0/16", "edge3", 0))
                .withMessageContaining("router")
                .matches(refused -> refused.status() == 400);
        assertThat(explain("10.32.0.0/16", "edge2", 0).routers())
                .as("one that was never up is one")
                .hasSize(1);
    }

    @Test
    void whatAConnectionDeclaresIsDeclared() {
        scene.reload(
                Configs.sample()
                        .blocks("on-prem-circuit", "azure-prod", "192.168.100.0/29", "")
                        .blocks("private-cloud-circuit", "azure-prod", "", "192.168.102.0/28")
                        .build(),
                1000);
        assertThat(explain("192.168.100.4/30", "edge1", 0).declared())
                .extracting(Explanation.Space::network, Explanation.Space::note)
                .containsExactly(
                        tuple("azure-prod", "addresses of the links of on-prem-circuit"),
                        tuple("on-prem", "addresses of the links of on-prem-circuit"));
        assertThat(explain("192.168.102.0/28", "edge1", 0).declared())
                .containsExactly(new Explanation.Space(
                        "private-cloud",
                        Prefix.parse("192.168.102.0/28"),
                        "exact",
                        "used for it by the provider, whole or in parts"));
    }

    @Test
    void aRangeIsOneBeforeItsFirstMemberIs() {
        scene.rib.remove(scene.routers.remove("edge2"));
        assertThat(explain("10.32.0.0/16", "edge2", 0).routers()).isEmpty();
        assertThat(explain("10.32.0.0/16", "edge2", 0).declared()).isNotEmpty();
    }

    @Test
    void eachRoutersRoutesAroundAndWithinWithTheirOwners() {
        scene.announce("edge1", "10.32.5.0/24", "65010 12076");
        scene.announce("edge1", "10.32.4.0/24", "65010");
        Explanation all = explain("10.32.0.0/16", null, 0);
        assertThat(all.routers())
                .extracting(Explanation.RouterPart::router)
                .containsExactly("edge1", "edge2", "pc-edge");
        assertThat(routes(all.routers().get(0)))
                .containsExactly(
                        "exact 10.32.0.0/16 azure-prod",
                        "covering 0.0.0.0/0 on-prem",
                        "covered 10.32.4.0/24 on-prem",
                        "covered 10.32.5.0/24 azure-prod");
        assertThat(routes(all.routers().get(1))).isEmpty();
        assertThat(all.routers().get(1).frozen()).isEqualTo("frozen: never-up");
        assertThat(all.routers().get(0).frozen()).isNull();
        assertThat(routes(all.routers().get(2)))
                .containsExactly("exact 10.32.0.0/16 azure-prod", "covering 0.0.0.0/0 private-cloud");
        assertThat(explain("10.32.0.0/16", null, 3_000_000))
                .as("the same in slices of one step")
                .isEqualTo(all);
        assertThat(explain("10.32.0.0/16", "pc-edge", 0).routers())
                .containsExactly(all.routers().get(2));
    }

    @Test
    void theStepTheMatchAndThePathThatFoundTheOwner() {
        Explanation.RoutePart route =
                explain("10.32.0.0/16", "edge1", 0).routers().get(0).routes().get(0);
        assertThat(route.decidedBy()).contains("the longest prefix around it");
        assertThat(route.declared()).isEqualTo(Prefix.parse("10.32.0.0/16"));
        assertThat(route.path()).isEqualTo("12076");
        assertThat(route.candidates())
                .containsExactly(
                        new Explanation.Candidate("azure-prod", "{as-path: \"^12076(_12076)*(_65515)?$\"}"),
                        new Explanation.Candidate("private-cloud", "{at: on-prem, as-path: \"^12076(_12076)*$\"}"));
    }

    @Test
    void aPrefixThatNobodyAnnouncesHasOwnersAndThoseWhoExpectIt() {
        Explanation all = explain("10.33.7.0/24", null, 0);
        assertThat(all.declared())
                .containsExactly(new Explanation.Space(
                        "azure-prod", Prefix.parse("10.33.0.0/16"), "covering", "no more-specifics allowed"));
        assertThat(all.required())
                .containsExactly(new Explanation.Space(
                        "azure-prod", Prefix.parse("10.33.0.0/16"), "covering", "expected in private-cloud, on-prem"));
        assertThat(all.findings())
                .extracting(Explanation.Found::rule)
                .containsExactly("MissingPrefix", "MissingPrefix");
        assertThat(all.routers().get(0).rules())
                .anyMatch(rule ->
                        rule.rule().equals("MissingPrefix") && rule.outcome().equals("finding"));
        Explanation none = explain("203.0.113.0/24", null, 0);
        assertThat(none.declared()).isEmpty();
        assertThat(routes(none.routers().get(0))).containsExactly("covering 0.0.0.0/0 on-prem");
    }

    @Test
    void whatLiesWithinIsBounded() {
        IntStream.range(0, 60).forEach(i -> scene.announce("edge1", "10.2." + i + ".0/24", "65010"));
        IntStream.range(0, 20).forEach(i -> scene.announce("pc-edge", "10.2." + i + ".0/24", "65020 12076"));
        Explanation all = explain("10.2.0.0/16", null, 0);
        assertThat(all.routers().get(0).more()).isTrue();
        assertThat(routes(all.routers().get(0))).hasSize(21).doesNotHaveDuplicates();
        assertThat(all.routers().get(2).more()).isFalse();
        assertThat(routes(all.routers().get(2))).hasSize(21);
    }

    @Test
    void aPolicyThatComesIntoForceMeanwhileAnswersForAllRouters() {
        ExplainWalk walk = walk("10.32.0.0/16", null, 3_000_000);
        assertThat(walk.step()).isFalse();
        scene.reload(Configs.sample().build(), 100).settle();
        scene.rib.remove(scene.routers.get("edge2"));
        int slices = 0;
        while (!walk.step()) {
            assertThat(slices++).isLessThan(100);
        }
        assertThat(walk.answer().routers())
                .extracting(Explanation.RouterPart::router)
                .containsExactly("edge1", "pc-edge");
        assertThat(walk.answer()).isEqualTo(explain("10.32.0.0/16", null, 0));
    }
}
