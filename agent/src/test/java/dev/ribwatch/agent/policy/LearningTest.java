package dev.ribwatch.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ribwatch.agent.query.Learning;
import dev.ribwatch.agent.query.SlicedTask;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.PolicyConfig;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.QueryRefused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An intent that is learned from a table finds nothing in it. */
class LearningTest {
    private static final String PRELUDE = """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"]}
            routers:
              - {name: edge1, address: 127.0.0.11, as: 65010, network: on-prem}
              - {name: edge2, address: 127.0.0.12, as: 65010, network: on-prem}
              - {name: pc-edge, address: 127.0.0.13, as: 65020, network: private-cloud}
            """;
    private static final List<String> ROUTERS = List.of("edge1", "edge2", "pc-edge");
    /** Of a network that says nothing yet but where the routers stand. */
    private static final String EMPTY = PRELUDE + """
            networks:
              - {name: on-prem, asns: [65010]}
              - {name: private-cloud, asns: [65020]}
            """;

    private static Config load(String yaml) {
        Loaded loaded = new ConfigLoader().load("learned", yaml);
        assertThat(loaded)
                .as("%s\n%s", loaded instanceof Loaded.Invalid invalid ? invalid.problems() : "", yaml)
                .isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).config();
    }

    private static String learn(Scene scene, @Nullable String router, Map<Prefix, Set<String>> spaces)
            throws Exception {
        Learning learning =
                new Learning(scene.rib, () -> scene.engine, scene.config, scene, scene, new Learning.Table() {
                    @Override
                    public <T> T run(SlicedTask<T> task) {
                        for (int slices = 0; !task.step(); slices++) {
                            assertThat(slices).isLessThan(100_000);
                        }
                        return task.result();
                    }
                });
        return learning.learn(router, spaces);
    }

    @Test
    void nothingIsLearnedFromARouterThatIsNone() {
        assertThatExceptionOfType(QueryRefused.class)
                .isThrownBy(() -> learn(scene(), "edge3", Map.of()))
                .withMessageContaining("router")
                .matches(refused -> refused.status() == 400);
    }

    @Test
    void moreThanAConfigurationHoldsIsRefusedByWhatItIs() {
        Map<Prefix, Set<String>> spaces = new LinkedHashMap<>();
        for (int i = 0; i < 40_000; i++) {
            spaces.put(new Prefix(Family.IPV4_UNICAST, (10L << 24 | (long) i << 8) << 32, 0, 24), Set.of("vnet" + i));
        }
        assertThatExceptionOfType(QueryRefused.class)
                .isThrownBy(() -> learn(scene(), null, spaces))
                .withMessageContaining("more than 100000 values and keys")
                .withMessageContaining("fewer networks")
                .matches(refused -> refused.status() == 400);
    }

    private static Config with(String text) {
        return load(PRELUDE + text);
    }

    /** Puts what was learned into force: nothing of it is found, nothing even for a moment. */
    private static void assertFindsNothing(Scene scene, String text) {
        assertThat(found(scene, text))
                .as(text)
                .noneMatch(event ->
                        event.startsWith("+") && !event.contains("SessionDown") && !event.contains("ViewPartial"));
    }

    private static List<String> found(Scene scene, String text) {
        Recorder fresh = new Recorder();
        PolicyEngine engine = scene.engine(with(text), fresh);
        engine.attach();
        engine.goLive();
        for (int i = 0; i < 10_000 && engine.step(1_000); i++) {
            assertThat(i).isLessThan(9_999);
        }
        engine.detach();
        return fresh.events;
    }

    private static NetworkConfig network(Config config, String name) {
        return config.networks().stream()
                .filter(network -> network.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Scene scene() {
        return scene(EMPTY);
    }

    private static Scene scene(String yaml) {
        Scene scene = new Scene(load(yaml));
        ROUTERS.forEach(scene::up);
        return scene;
    }

    private static void sample(Scene scene) {
        for (String edge : List.of("edge1", "edge2")) {
            scene.announce(edge, "10.1.0.0/16", "65010");
            scene.announce(edge, "10.2.0.0/16", "65010 65011");
            scene.announce(edge, "10.32.0.0/16", "65010 12076");
            scene.announce(edge, "10.33.0.0/16", "65010 12076 12076");
            scene.announce(edge, "2001:db8:32::/48", "65010 12076");
            scene.announce(edge, "172.20.0.0/20", "65010 12076");
        }
        scene.announce("pc-edge", "172.20.0.0/20", "65020");
        scene.announce("pc-edge", "172.20.16.0/24", "65020");
        scene.announce("pc-edge", "10.32.0.0/16", "65020 12076");
        scene.announce("pc-edge", "10.1.0.0/16", "65020 12076 12076");
        ROUTERS.forEach(scene::converge);
    }

    @Test
    void theScenarioIsLearnedAsItWasMeant() throws Exception {
        Scene scene = scene();
        sample(scene);
        String text = learn(scene, null, Map.of());
        Config config = with(text);
        assertThat(config.networks())
                .extracting(NetworkConfig::name)
                .containsExactly("on-prem", "private-cloud", "as65011", "as12076");
        assertThat(network(config, "as12076").prefixes())
                .extracting(Prefix::toString)
                .containsExactly("10.32.0.0/16", "10.33.0.0/16", "2001:db8:32::/48");
        assertThat(network(config, "as12076").required())
                .as("what every router that should see it does see")
                .extracting(Prefix::toString)
                .containsExactly("10.32.0.0/16");
        assertThat(text).contains("\"10.33.0.0/16\"   # not required: not at pc-edge");
        assertThat(network(config, "private-cloud").prefixes())
                .extracting(Prefix::toString)
                .containsExactly("172.20.0.0/20", "172.20.16.0/24");
        assertFindsNothing(scene, text);
        assertThat(learn(scene, null, Map.of())).as("the same again").isEqualTo(text);
        // It holds from then on.
        Scene held = new Scene(config);
        ROUTERS.forEach(held::up);
        sample(held);
        assertThat(held.open()).isEmpty();
        held.announce("pc-edge", "10.32.5.0/24", "65020");
        held.withdraw("edge1", "10.32.0.0/16");
        held.announce("edge2", "0.0.0.0/0", "65010");
        assertThat(held.open())
                .containsExactlyInAnyOrder(
                        "MissingPrefix as12076 10.32.0.0/16 edge1",
                        "OverlappingPrefix private-cloud 10.32.5.0/24 as12076 10.32.0.0/16",
                        "UnexpectedDefaultRoute on-prem 0.0.0.0/0 edge2");
    }

    /** Real daemons' messages, as the demo plays them. */
    @Test
    void theTapesOfTheDemo() throws Exception {
        Scene scene = scene();
        for (String router : ROUTERS) {
            playTable(scene, router);
            scene.converge(router);
        }
        String text = learn(scene, null, Map.of());
        assertThat(network(with(text), "as12076").prefixes())
                .extracting(Prefix::toString)
                .contains("10.32.0.0/16", "10.33.0.0/16");
        assertThat(text).doesNotContain("    # REVIEW", "except:");
        assertFindsNothing(scene, text);
    }

    private static void playTable(Scene scene, String router) throws IOException {
        boolean table = false;
        try (InputStream in =
                LearningTest.class.getResourceAsStream("/dev/ribwatch/agent/demo/tapes/" + router + ".tape")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList()) {
                String text = line.replaceFirst("#.*", "").strip();
                if (text.startsWith("step ")) {
                    table = text.equals("step table");
                } else if (table && !text.isEmpty() && HexFormat.of().parseHex(text)[18] == 2) {
                    scene.apply(router, HexFormat.of().parseHex(text));
                }
            }
        }
    }

    @Test
    void namesInForceAndNamedSpacesAreKept() throws Exception {
        Scene scene = new Scene(load(EMPTY + "  - {name: azure-prod, asns: [12076], prefixes: [10.32.0.0/16]}\n"));
        ROUTERS.forEach(scene::up);
        sample(scene);
        assertThat(with(learn(scene, null, Map.of())).networks())
                .extracting(NetworkConfig::name)
                .contains("azure-prod")
                .doesNotContain("as12076");
        Map<Prefix, Set<String>> spaces =
                Map.of(Prefix.parse("10.32.0.0/15"), Set.of("hub"), Prefix.parse("10.99.0.0/16"), Set.of("lab"));
        String text = learn(scene, null, spaces);
        Config config = with(text);
        assertThat(network(config, "hub").prefixes()).containsExactly(Prefix.parse("10.32.0.0/15"));
        assertThat(network(config, "hub").moreSpecifics().allowed()).isTrue();
        assertThat(network(config, "lab").prefixes()).containsExactly(Prefix.parse("10.99.0.0/16"));
        assertThat(text).contains("no route of it was seen");
        assertFindsNothing(scene, text);
    }

    @Test
    void ofTwoWhoAreSaidToHaveTheSameBothAreNamed() throws Exception {
        Scene scene = scene();
        sample(scene);
        Prefix both = Prefix.parse("10.99.0.0/16");
        String text = learn(
                scene,
                null,
                Map.of(both, new LinkedHashSet<>(List.of("lab", "hub")), Prefix.parse("10.98.0.0/16"), Set.of("lab")));
        assertThat(network(with(text), "lab").prefixes()).contains(both);
        assertThat(text.lines().filter(line -> line.contains("is listed for")))
                .containsExactly("# REVIEW: 10.99.0.0/16 is listed for lab, hub; lab has it here");
        assertFindsNothing(scene, text);
    }

    @Test
    void whatIsWrongAlreadyIsAllowedForReview() throws Exception {
        Scene scene = scene();
        sample(scene);
        scene.announce("edge1", "0.0.0.0/0", "65010");
        scene.announce("pc-edge", "10.32.5.0/24", "65020");
        scene.announce("edge1", "0.0.0.0/1", "65010");
        scene.announce("edge2", "10.32.0.0/11", "65010 64999");
        String text = learn(scene, null, Map.of());
        assertThat(text).contains("REVIEW", "{network: on-prem, at: [on-prem]}", "{prefix: \"10.32.5.0/24\", between:");
        assertFindsNothing(scene, text);
    }

    /** The network that is overlapped covers it with a route: that one is allowed there, and nowhere else. */
    @Test
    void anOverlapIsAllowedAsFarAsItGoes() throws Exception {
        Scene scene = scene();
        sample(scene);
        scene.announce("pc-edge", "10.32.5.0/24", "65020");
        String text = learn(scene, null, Map.of());
        assertThat(with(text).policy().overlapAllowed())
                .extracting(PolicyConfig.OverlapAllowed::prefix)
                .containsExactly(Prefix.parse("10.32.5.0/24"));
        assertFindsNothing(scene, text);
        scene.announce("pc-edge", "10.32.6.0/24", "65020");
        assertThat(found(scene, text))
                .anyMatch(event -> event.startsWith("+ OverlappingPrefix{network=private-cloud")
                        && event.contains("prefix=10.32.6.0/24"))
                .noneMatch(event -> event.contains("10.32.5.0/24"));
    }

    @Test
    void manyOverlapsAreAllowedOneByOne() throws Exception {
        Scene scene = scene();
        sample(scene);
        for (int i = 0; i < 30; i++) {
            scene.announce("pc-edge", "10.32." + i + ".0/24", "65020");
        }
        String text = learn(scene, null, Map.of());
        assertThat(with(text).policy().overlapAllowed()).hasSize(30);
        assertFindsNothing(scene, text);
        scene.announce("pc-edge", "10.32.200.0/24", "65020");
        assertThat(found(scene, text)).anyMatch(event -> event.contains("prefix=10.32.200.0/24"));
    }

    @Test
    void aDefaultOfAnotherAsIsNotHisWhoShowsOneAsHisOwn() throws Exception {
        Scene scene = scene();
        sample(scene);
        scene.announce("edge1", "0.0.0.0/0", "65010 174");
        scene.announce("edge2", "0.0.0.0/0", "65010 1299");
        scene.announce("pc-edge", "0.0.0.0/0", "65020");
        String text = learn(scene, null, Map.of());
        assertThat(text)
                .contains(
                        "{network: as174, at: [on-prem]}",
                        "{network: as1299, at: [on-prem]}",
                        "{network: private-cloud, at: [private-cloud]}");
        assertFindsNothing(scene, text);
        // The same default by the provider, or by his own AS, is his.
        scene.announce("edge1", "0.0.0.0/0", "65010 12076");
        scene.announce("edge2", "0.0.0.0/0", "65010 12076 65020");
        assertThat(learn(scene, null, Map.of()))
                .contains("{network: private-cloud, at: [on-prem, private-cloud]}")
                .doesNotContain("provider-as");
    }

    /** What was learned is written with the numbers that it rests on. */
    @Test
    void aDefaultByAnotherProviderOfCircuits() throws Exception {
        String own = "{network: private-cloud, at: [on-prem, private-cloud]}";
        Scene scene = scene(EMPTY + "policy: {provider-as: {circuits: 58453, gateway: 65400}}\n");
        sample(scene);
        scene.announce("edge1", "0.0.0.0/0", "65010 58453");
        scene.announce("edge2", "0.0.0.0/0", "65010 58453 65400");
        scene.announce("pc-edge", "0.0.0.0/0", "65020");
        String text = learn(scene, null, Map.of());
        assertThat(text).contains(own, "  provider-as: {circuits: 58453, gateway: 65400, hosted-cloud: 398656}\n");
        assertThat(with(text).policy().providerAs())
                .isEqualTo(scene.config.policy().providerAs());
        assertFindsNothing(scene, text);
        scene.announce("edge1", "0.0.0.0/0", "65010 65515");
        assertThat(learn(scene, null, Map.of())).contains("{network: as65515, at: [on-prem]}");
    }

    @Test
    void aFullTableIsAnOpenNetwork() throws Exception {
        Scene scene = scene();
        sample(scene);
        for (int i = 0; i < 11_000; i++) {
            scene.announce(
                    "edge1",
                    Prefix.parse("20." + (i >> 8) + "." + (i & 255) + ".0/24"),
                    0,
                    "65010 3356 " + (100 + i % 50),
                    List.of());
        }
        scene.announce("edge1", "0.0.0.0/0", "65010 3356");
        scene.settle();
        String text = learn(scene, null, Map.of());
        Config config = with(text);
        assertThat(config.networks().get(0).name()).isEqualTo("internet");
        assertThat(config.networks().get(0).open()).isTrue();
        assertThat(text)
                .contains("neighbour AS 3356: 11001 routes, too many to be listed")
                .hasSizeLessThan(10_000);
        assertFindsNothing(scene, text);
    }

    @Test
    void oneRouterAlone() throws Exception {
        Scene scene = scene();
        sample(scene);
        String text = learn(scene, "pc-edge", Map.of());
        Config config = with(text);
        assertThat(network(config, "on-prem").prefixes()).isEmpty();
        assertThat(text).contains("pc-edge, in private-cloud: 4 routes listed").doesNotContain("edge1,");
    }

    @Test
    void aViewThatIsNotWholeIsNotLookedAt() throws Exception {
        Scene scene = scene();
        sample(scene);
        scene.down("edge2");
        String text = learn(scene, null, Map.of());
        assertThat(text).contains("edge2, in on-prem: 0 routes listed; not looked at, as its view is not whole");
        assertFindsNothing(scene, text);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void randomTables(int block) throws Exception {
        int seeds = Boolean.getBoolean("ribwatch.long") ? 500 : 10;
        for (int seed = 0; seed < seeds; seed++) {
            SplittableRandom random = new SplittableRandom(block * 1_000L + seed);
            Scene scene = scene();
            for (int i = random.nextInt(60); i > 0; i--) {
                String router = ROUTERS.get(random.nextInt(3));
                String own = router.equals("pc-edge") ? "65020" : "65010";
                scene.announce(router, prefix(random), 0, own + path(random), List.of());
            }
            ROUTERS.forEach(scene::converge);
            if (random.nextInt(4) == 0) {
                scene.down("edge2");
            }
            String text = learn(scene, null, Map.of());
            assertThat(learn(scene, null, Map.of())).isEqualTo(text);
            assertFindsNothing(scene, text);
        }
    }

    private static Prefix prefix(SplittableRandom random) {
        int dice = random.nextInt(20);
        if (dice == 0) {
            return Prefix.parse("0.0.0.0/" + random.nextInt(2));
        }
        if (dice < 3) {
            int length = 32 + 8 * random.nextInt(3);
            return Prefix.masked(
                    Prefix.parse("2001:db8::/32").family(),
                    0x20010db800000000L | (long) random.nextInt(4) << 16,
                    0,
                    length);
        }
        long high = (10L << 24 | (long) random.nextInt(8) << 16 | (long) random.nextInt(4) << 8) << 32;
        return Prefix.masked(Prefix.parse("10.0.0.0/8").family(), high, 0, 12 + random.nextInt(13));
    }

    private static String path(SplittableRandom random) {
        List<String> path = new ArrayList<>(List.of(""));
        for (int i = random.nextInt(4); i > 0; i--) {
            path.add(
                    List.of("12076", "65515", "65010", "65020", "3356", "64999").get(random.nextInt(6)));
        }
        return String.join(" ", path);
    }
}
