package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.value.Prefix;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code include} and files of prefixes. */
class OtherFilesTest {
    private static final String MAIN = "include: [conf.d/*.yaml]\n" + Written.AGENT + Written.ROUTER + Written.NETWORK;

    @TempDir
    private Path directory;

    private Written written;

    @BeforeEach
    void noEnvironment() {
        written = new Written(directory, name -> null);
    }

    @Test
    void includedFilesAddToTheFourListsInTheOrderOfTheirNames() {
        written.file("conf.d/20-azure.yaml", """
                networks:
                  - {name: azure-prod, prefixes: [10.32.0.0/16], match: [{neighbor-as: 12076}]}
                connections:
                  - {name: circuit, type: expressroute, between: [on-prem, azure-prod]}
                receivers:
                  - {name: cluster, alertmanager: {urls: ["http://127.0.0.1:9093"]}}
                """);
        written.file("conf.d/10-edge.yaml", """
                routers:
                  - {name: edge2, address: 127.0.0.12, as: 65010, network: on-prem}
                """);
        written.file("conf.d/README", "not YAML: [");
        Config config = written.valid(MAIN + "router-defaults: {down-grace: 7s}\n");
        assertThat(config.routers()).extracting("name").containsExactly("edge1", "edge2");
        assertThat(config.routers().get(1).downGrace()).hasSeconds(7);
        assertThat(config.networks()).extracting("name").containsExactly("on-prem", "azure-prod");
        assertThat(config.connections()).extracting("name").containsExactly("circuit");
        assertThat(config.alerts().receivers()).extracting("name").containsExactly("cluster");
    }

    @Test
    void problemsNameTheIncludedFile() {
        written.file("conf.d/edge.yaml", """
                routers:
                  - {name: edge1, address: 127.0.0.12, as: 65010, network: cloud}
                policy: {}
                """);
        assertThat(written.problems(MAIN))
                .containsExactly(
                        "conf.d/edge.yaml:2:12: routers[0].name: second router named \"edge1\", first at"
                                + " ribwatch.yaml:4",
                        "conf.d/edge.yaml:2:60: routers[0].network: unknown network \"cloud\"",
                        "conf.d/edge.yaml:3:1: policy: unknown key; known are connections, networks, receivers,"
                                + " routers");
    }

    @Test
    void namesInAFileThatIsNoYamlAreNotMissedElsewhere() {
        written.file("conf.d/azure.yaml", "networks: [\n");
        assertThat(written.problems(
                        MAIN + "connections:\n  - {name: circuit, type: link, between: [on-prem, azure-prod]}\n"))
                .singleElement()
                .asString()
                .startsWith("conf.d/azure.yaml:2:1: document: ");
    }

    @Test
    void aWildcardMayFindNothing() {
        assertThat(written.valid(MAIN).routers()).hasSize(1);
    }

    @Test
    void aWildcardInADirectoryIsRefused() {
        assertThat(written.problems(MAIN.replace("conf.d/*.yaml", "\"*.d/x.yaml\"")))
                .containsExactly(
                        "ribwatch.yaml:1:11: include[0]: wildcards stand in the last part of a file name only");
    }

    @Test
    void prefixesStandOneALine() {
        written.file("on-prem.prefixes", "# ours\n10.0.0.0/12   # main\n\n  2001:db8:10::/44\n");
        Config config = written.valid(MAIN.replace("[10.0.0.0/12]", "{file: on-prem.prefixes}"));
        assertThat(config.networks().get(0).prefixes())
                .containsExactly(Prefix.parse("10.0.0.0/12"), Prefix.parse("2001:db8:10::/44"));
    }

    @Test
    void problemsInAFileOfPrefixesNameItsLine() {
        written.file("on-prem.prefixes", "10.0.0.0/12\n 10.1.0.1/16\nall\n10.0.0.0/12\n");
        assertThat(written.problems(MAIN.replace("[10.0.0.0/12]", "{file: on-prem.prefixes}")))
                .containsExactly(
                        "on-prem.prefixes:2:2: networks[0].prefixes: host bits set in \"10.1.0.1/16\"; the prefix is"
                                + " 10.1.0.0/16",
                        "on-prem.prefixes:3:1: networks[0].prefixes: not an address or prefix: \"all\"",
                        "on-prem.prefixes:4:1: networks[0].prefixes: listed twice: 10.0.0.0/12");
    }

    @Test
    void aFileThatIsNotThereIsAProblemOfTheFileItself() {
        Loaded loaded = new ConfigLoader(name -> null).load(directory.resolve("none.yaml"));
        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .singleElement()
                                .hasToString(directory + "/none.yaml:1:1: document: no such file"));
    }
}
