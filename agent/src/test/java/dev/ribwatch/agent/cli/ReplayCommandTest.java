package dev.ribwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ribwatch.agent.Main;
import dev.ribwatch.agent.mrt.MrtBytes;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ribwatch replay} as a user runs it. */
class ReplayCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROUTERS = 12;
    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.254, listen: ["127.0.0.1:0"], state-directory: /tmp}
            http: {listen: "127.0.0.1:9797"}
            routers:
              - {name: edge1, address: 203.0.113.1, as: 65001, network: on-prem}
            networks:
              - {name: on-prem, asns: [65001], prefixes: [10.0.0.0/12], more-specifics: true, match: [{at: on-prem, as-path: "^$"}]}
            alerts: {receivers: [{name: on-call, alertmanager: {urls: ["http://127.0.0.1:9093"]}}]}
            """;

    @TempDir
    private Path directory;

    private Path config;
    private Path file;
    private String out = "";
    private String errors = "";

    @BeforeEach
    void write() throws IOException {
        config = Files.writeString(directory.resolve("ribwatch.yaml"), CONFIG);
        file = Files.write(
                directory.resolve("a.mrt"),
                new MrtBytes()
                        .at(1_700_000_000)
                        .index("v", 65001, "192.0.2.1")
                        .rib(2, "0.0.0.0/0", UpdateMessage.ORIGIN + UpdateMessage.AS_PATH + UpdateMessage.NEXT_HOP, 0)
                        .update("192.0.2.1", 65001, UpdateMessage.announcing("c0 08 04 fdea0064"))
                        .bytes());
    }

    private int run(String... arguments) {
        PrintStream outBefore = System.out;
        PrintStream errorsBefore = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errorBytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errorBytes, true, StandardCharsets.UTF_8));
            return RibwatchCommand.execute(arguments);
        } finally {
            System.setOut(outBefore);
            System.setErr(errorsBefore);
            out = outBytes.toString(StandardCharsets.UTF_8);
            errors = errorBytes.toString(StandardCharsets.UTF_8);
        }
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : out.lines().toList()) {
            rows.add(JSON.readTree(line));
        }
        return rows;
    }

    @Test
    void summaryIsOneObjectAFile() throws IOException {
        assertThat(run("replay", "--summary", file.toString(), file.toString())).isZero();

        assertThat(errors).isEmpty();
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(1)).isEqualTo(lines().get(0));
        assertThat(out.lines().findFirst())
                .hasValue("{\"file\":\"" + file + "\",\"records\":3,\"messages\":1,\"announced\":2,\"withdrawn\":0,"
                        + "\"end_of_rib\":0,\"discarded_attributes\":0,\"treated_as_withdraw\":0,\"errors\":0,"
                        + "\"skipped\":{},\"truncated\":false,\"routes\":{\"192.0.2.1\":{\"ipv4-unicast\":2}}}");
    }

    @Test
    void summaryNamesEachKindOfRecordThatWasSkippedAndEachPeer() throws IOException {
        Path odd = Files.write(
                directory.resolve("a\"b.mrt"),
                new MrtBytes()
                        .at(1_700_000_000)
                        .record(48, 2, new byte[1])
                        .record(13, 99, new byte[1])
                        .record(48, 2, new byte[1])
                        .update("192.0.2.1", 65001, UpdateMessage.announcing())
                        .update("192.0.2.2", 65001, UpdateMessage.announcing())
                        .bytes());

        assertThat(run("replay", "--summary", odd.toString())).isZero();

        assertThat(out)
                .startsWith("{\"file\":\"" + directory + "/a\\\"b.mrt\",\"records\":5,")
                .endsWith("\"skipped\":{\"13/99\":1,\"48/2\":2},\"truncated\":false,\"routes\":{"
                        + "\"192.0.2.1\":{\"ipv4-unicast\":1},\"192.0.2.2\":{\"ipv4-unicast\":1}}}\n");
    }

    @Test
    void routesAreThoseOfAllFiles() throws IOException {
        Path more = Files.write(
                directory.resolve("b.mrt"),
                new MrtBytes()
                        .at(1_700_000_001)
                        .update("192.0.2.2", 65001, UpdateMessage.announcing())
                        .bytes());

        assertThat(run("replay", "--routes", file.toString(), more.toString())).isZero();

        assertThat(out.lines())
                .containsExactlyInAnyOrder(
                        "{\"prefix\":\"0.0.0.0/0\",\"router\":\"192.0.2.1\",\"family\":\"ipv4-unicast\",\"origin\":\"igp\","
                                + "\"as_path\":\"65001\",\"next_hop\":\"192.0.2.1\"}",
                        "{\"prefix\":\"198.51.100.0/24\",\"router\":\"192.0.2.1\",\"family\":\"ipv4-unicast\","
                                + "\"origin\":\"igp\",\"as_path\":\"65001\",\"next_hop\":\"192.0.2.1\","
                                + "\"communities\":[\"65002:100\"],\"since\":\"2023-11-14T22:13:20Z\"}",
                        "{\"prefix\":\"198.51.100.0/24\",\"router\":\"192.0.2.2\",\"family\":\"ipv4-unicast\","
                                + "\"origin\":\"igp\",\"as_path\":\"65001\",\"next_hop\":\"192.0.2.1\"}");
    }

    @Test
    void alertsAreOneObjectALine() throws IOException {
        assertThat(run("replay", "-c", config.toString(), "--router", "edge1=192.0.2.1", file.toString()))
                .isZero();

        assertThat(errors).isEmpty();
        JsonNode alert = lines().get(0);
        List<String> fields = new ArrayList<>();
        alert.fieldNames().forEachRemaining(fields::add);
        assertThat(fields).containsExactly("at", "status", "labels", "annotations");
        assertThat(alert.path("at").asText()).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(alert.path("status").asText()).isEqualTo("firing");
        assertThat(alert.path("labels").path("alertname").asText()).isEqualTo("UnexpectedDefaultRoute");
        assertThat(alert.path("labels").path("router").asText()).isEqualTo("edge1");
        assertThat(alert.path("annotations").path("summary").asText()).contains("0.0.0.0/0");
    }

    @Test
    void theSameFilesAndConfigSayTheSameEachTime() throws IOException {
        String[] replay = {
            "replay", "-c", config.toString(), "--router", "edge1=192.0.2.1", file.toString(), later().toString()
        };
        assertThat(run(replay)).isZero();
        String first = out;
        assertThat(first).contains("UnexpectedDefaultRoute", "UnexpectedPrefix");
        for (int i = 0; i < 3; i++) {
            assertThat(run(replay)).isZero();
            assertThat(out).isEqualTo(first);
        }
    }

    /** Ten minutes later, so that what must hold for a while has fired. */
    private Path later() throws IOException {
        return Files.write(
                directory.resolve("later.mrt"),
                new MrtBytes()
                        .at(1_700_000_600)
                        .update("192.0.2.1", 65001, UpdateMessage.announcing("c0 08 04 fdea0065"))
                        .bytes());
    }

    /** Many limits are reached in one second: what orders them must not be of this Java machine alone. */
    @Test
    void everyJavaMachineSaysTheSame() throws Exception {
        StringBuilder routers = new StringBuilder();
        MrtBytes recorded = new MrtBytes().at(1_700_000_000);
        for (int i = 1; i <= ROUTERS; i++) {
            routers.append(
                    "  - {name: r%d, address: 192.0.2.%d, as: 65001, network: on-prem, max-prefixes: {ipv4-unicast: 1}}\n"
                            .formatted(i, i));
            recorded.update("192.0.2." + i, 65001, UpdateMessage.announcing());
        }
        for (int i = 1; i <= ROUTERS; i++) {
            recorded.at(1_700_000_600).update("192.0.2." + i, 65001, UpdateMessage.announcing());
        }
        Path many = Files.writeString(
                directory.resolve("many.yaml"), CONFIG.replaceFirst("  - \\{name: edge1.*\n", routers.toString()));
        Path mrt = Files.write(directory.resolve("many.mrt"), recorded.bytes());
        assertThat(run("replay", "-c", many.toString(), mrt.toString())).isZero();
        String here = out;
        assertThat(here.lines().filter(line -> line.contains("PrefixLimit"))).hasSize(ROUTERS);

        Path elsewhere = directory.resolve("elsewhere");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "replay",
                        "-c",
                        many.toString(),
                        mrt.toString())
                .redirectOutput(elsewhere.toFile())
                .start();
        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(elsewhere).hasContent(here);
    }

    @Test
    void aChangedPolicyIsComparedByItsAlerts() throws IOException {
        Path later = later();
        Path changed = Files.writeString(
                directory.resolve("changed.yaml"),
                CONFIG.replace("prefixes: [10.0.0.0/12]", "prefixes: [10.0.0.0/12, 198.51.100.0/24]")
                        + "policy: {default-route: {required: [{network: cloud, at: [on-prem]}]}}\n");
        Files.writeString(changed, Files.readString(changed).replace("\nalerts:", """

                                  - {name: cloud, asns: [65077], prefixes: [10.64.0.0/16], match: [{origin-as: [65077]}]}
                                connections: [{name: c, type: link, between: [on-prem, cloud]}]
                                alerts:"""));
        String[] diff = {
            "diff-policy",
            "-c",
            config.toString(),
            "-c",
            changed.toString(),
            "--router",
            "edge1=192.0.2.1",
            file.toString(),
            later.toString()
        };
        assertThat(run(diff)).as(errors).isZero();
        assertThat(out.lines())
                .anyMatch(line -> line.matches("- 2023-11-14T22:1\\S+ +warning +UnexpectedPrefix: .*198.51.100.0/24.*"))
                .anyMatch(line -> line.matches("\\+ 2023-11-14T22:1\\S+ +critical NetworkInvisible: .*cloud.*"))
                .noneMatch(line -> line.contains("UnexpectedDefaultRoute"))
                .last(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .matches("[1-9]\\d* gained, [1-9]\\d* lost");
        String text = out;
        assertThat(run(diff)).isZero();
        assertThat(out).isEqualTo(text);

        List<String> all = new ArrayList<>(List.of(diff));
        all.add("--json");
        assertThat(run(all.toArray(String[]::new))).isZero();
        assertThat(lines()).hasSize((int) text.lines().count() - 1).allSatisfy(line -> {
            assertThat(line.path("change").asText()).isIn("gained", "lost");
            assertThat(line.path("labels").path("alertname").asText()).isNotEmpty();
        });

        assertThat(run(
                        "diff-policy",
                        "-c",
                        config.toString(),
                        "-c",
                        config.toString(),
                        "--router",
                        "edge1=192.0.2.1",
                        file.toString()))
                .isZero();
        assertThat(out).isEqualTo("0 gained, 0 lost\n");
    }

    @Test
    void whatKeepsPoliciesFromBeingCompared() throws IOException {
        String mrt = file.toString();
        Path bad = Files.writeString(directory.resolve("bad.yaml"), "agent: {as: 0}\n");
        assertThat(run("diff-policy", "-c", config.toString(), mrt)).isEqualTo(2);
        assertThat(errors).contains("-c OLD -c NEW");
        assertThat(run("diff-policy", "-c", config.toString(), "-c", config.toString()))
                .isEqualTo(2);
        assertThat(run("diff-policy", "-c", config.toString(), "-c", bad.toString(), mrt))
                .isEqualTo(2);
        assertThat(errors).contains("bad.yaml:1:");
        assertThat(run(
                        "diff-policy",
                        "-c",
                        config.toString(),
                        "-c",
                        config.toString(),
                        "--router",
                        "nobody=192.0.2.1",
                        mrt))
                .isEqualTo(2);
        assertThat(run(
                        "diff-policy",
                        "-c",
                        config.toString(),
                        "-c",
                        config.toString(),
                        mrt,
                        directory.resolve("none").toString()))
                .isEqualTo(3);
        assertThat(errors).containsOnlyOnce("no such file");
    }

    @Test
    void aPeerThatIsNoRouterIsNamedAndLeftOut() {
        assertThat(run("replay", "-c", config.toString(), file.toString())).isZero();

        assertThat(out).isEmpty();
        assertThat(errors).isEqualTo("ribwatch: left out, as the config has no such router: 192.0.2.1 AS 65001\n");
    }

    @Test
    void badConfigAndBadArgumentsAreTwo() throws IOException {
        Path bad = Files.writeString(directory.resolve("bad.yaml"), "agent: {as: 0}\n");
        String mrt = file.toString();

        assertThat(run("replay", "-c", bad.toString(), mrt)).isEqualTo(2);
        assertThat(errors).contains("bad.yaml:1:");
        assertThat(run("replay", "-c", config.toString(), "--router", "edge9=192.0.2.1", mrt))
                .isEqualTo(2);
        assertThat(run("replay", "-c", config.toString(), "--router", "edge1=192.0.2.0/24", mrt))
                .isEqualTo(2);
        assertThat(run("replay", "-c", config.toString(), "--router", "edge1=nowhere", mrt))
                .isEqualTo(2);
        assertThat(run("replay", "--summary", "--routes", mrt)).isEqualTo(2);
        assertThat(run("replay", "--summary", "--router", "edge1=192.0.2.1", mrt))
                .isEqualTo(2);
        assertThat(run("replay", "--summary")).isEqualTo(2);
    }

    @Test
    void damagedInputIsThreeAndWhatCameBeforeIsPrinted() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Path cut = Files.write(directory.resolve("cut.mrt"), Arrays.copyOf(whole, whole.length - 1));

        assertThat(run("replay", "--summary", cut.toString(), file.toString())).isEqualTo(3);
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0).path("records").asInt()).isEqualTo(2);
        assertThat(lines().get(0).path("truncated").asBoolean()).isTrue();
        assertThat(lines().get(1).path("truncated").asBoolean()).isFalse();
        assertThat(errors)
                .hasLineCount(1)
                .startsWith(
                        "ribwatch: " + cut + ": at octet " + (whole.length - 1) + ": the file ends within the record");

        assertThat(run("replay", "--routes", cut.toString())).isEqualTo(3);
        assertThat(lines()).hasSize(1);
        assertThat(run("replay", "-c", config.toString(), "--router", "edge1=192.0.2.1", cut.toString()))
                .isEqualTo(3);
        assertThat(lines()).hasSize(1);

        assertThat(run("replay", "--summary", directory.resolve("none").toString()))
                .isEqualTo(3);
        assertThat(errors).contains("no such file");
        assertThat(run("replay", "--summary", directory.toString())).isEqualTo(3);
    }

    @Test
    void aRecordThatMakesNoSenseIsThreeAndTheRestIsPrinted() throws IOException {
        Path odd = Files.write(
                directory.resolve("odd.mrt"),
                new MrtBytes()
                        .record(16, 4, new byte[5])
                        .update("192.0.2.1", 65001, UpdateMessage.announcing())
                        .bytes());

        assertThat(run("replay", "--summary", odd.toString())).isEqualTo(3);
        assertThat(lines().get(0).path("errors").asInt()).isEqualTo(1);
        assertThat(lines().get(0).path("announced").asInt()).isEqualTo(1);
        assertThat(lines().get(0).path("truncated").asBoolean()).isFalse();
        assertThat(errors).hasLineCount(1).contains("at octet 0: record of type 16/4");
    }

    @Test
    void outputThatCannotBeWrittenIsOneAndOneLineOfError() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Path cut = Files.write(directory.resolve("cut.mrt"), Arrays.copyOf(whole, whole.length - 1));
        for (List<String> form : List.of(
                List.of("--summary"),
                List.of("--routes"),
                List.of("-c", config.toString(), "--router", "edge1=192.0.2.1"))) {
            for (Path one : List.of(file, cut)) {
                List<String> words = new ArrayList<>(List.of("replay"));
                words.addAll(form);
                words.add(one.toString());
                PrintStream before = System.out;
                ByteArrayOutputStream errorBytes = new ByteArrayOutputStream();
                PrintStream errorsBefore = System.err;
                try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
                    System.setOut(new PrintStream(full, false, StandardCharsets.UTF_8));
                    System.setErr(new PrintStream(errorBytes, true, StandardCharsets.UTF_8));
                    assertThat(RibwatchCommand.execute(words.toArray(new String[0])))
                            .as("%s", words)
                            .isEqualTo(1);
                } finally {
                    System.setOut(before);
                    System.setErr(errorsBefore);
                }
                assertThat(errorBytes
                                .toString(StandardCharsets.UTF_8)
                                .lines()
                                .filter(line -> !line.contains("cut.mrt")))
                        .containsExactly("ribwatch: standard output cannot be written");
            }
        }
    }
}
