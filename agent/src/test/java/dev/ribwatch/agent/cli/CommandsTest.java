package dev.ribwatch.agent.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.Secret;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.RouteQuery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What each command prints, where, and how it exits. */
class CommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private FakeAgent agent;

    @BeforeEach
    void start() throws IOException {
        agent = new FakeAgent(new HttpConfig(ANY, null, null, false));
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = RibwatchCommand.line();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    private int ask(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--url");
        all.add(agent.url());
        return run(all.toArray(String[]::new));
    }

    private List<String> printed() {
        return out.toString().lines().toList();
    }

    /** The one line that says what is wrong. */
    private String complaint() {
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).as(err.toString()).hasSize(1);
        return err.toString().strip();
    }

    // What every command has.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "check",
                "demo",
                "sessions",
                "networks",
                "alerts",
                "routes",
                "explain",
                "learn",
                "replay",
                "diff-policy",
                "schema"
            })
    void everyCommandHasHelpAndVersion(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: ribwatch " + command);
        assertThat(run(command, "--version")).isZero();
        assertThat(out.toString()).startsWith("ribwatch ");
        assertThat(err.toString()).isEmpty();
        assertThat(run(command, "--nonsense")).isEqualTo(2);
        assertThat(complaint()).contains("--nonsense").endsWith("(see ribwatch " + command + " --help)");
    }

    @Test
    void everyCommandIsTestedForThat() {
        assertThat(RibwatchCommand.line().getSubcommands().keySet())
                .containsExactlyInAnyOrder(
                        "run",
                        "check",
                        "demo",
                        "sessions",
                        "networks",
                        "alerts",
                        "routes",
                        "explain",
                        "learn",
                        "replay",
                        "diff-policy",
                        "schema");
    }

    @Test
    void theListOfCommandsHasAWholeSentenceOnEach() {
        RibwatchCommand.line()
                .getSubcommands()
                .forEach((name, command) -> assertThat(
                                command.getCommandSpec().usageMessage().description()[0])
                        .as(name)
                        .endsWith("."));
    }

    @Test
    void noCommandAndAWrongOneAreBadUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(complaint()).isEqualTo("ribwatch: which command? (see ribwatch --help)");
        assertThat(run("sesions")).isEqualTo(2);
        assertThat(complaint()).contains("sesions");
    }

    // Commands that ask the agent.

    @Test
    void sessions() throws Exception {
        assertThat(ask("sessions")).isZero();
        assertThat(printed()).hasSize(2);
        assertThat(printed().get(1))
                .matches(
                        "edge1 +127.0.0.11 +65010 +on-prem +Established +2026-03-01T12:00:00Z +v4:17 v6:3\\?\\(3 stale\\) +2 +"
                                + "edge1.example, FRRouting/10.1, provider +cease: .*red");
        assertThat(out.toString()).doesNotContain("\u001b");
        assertThat(ask("sessions", "--json")).isZero();
        assertThat(JSON.readTree(out.toString()).path("sessions")).hasSize(1);
        agent.empty = true;
        assertThat(ask("sessions")).isEqualTo(4);
        assertThat(ask("sessions", "--json")).isEqualTo(4);
        assertThat(out.toString().strip()).isEqualTo("{\"sessions\":[]}");
    }

    @Test
    void explain() throws Exception {
        assertThat(ask("explain", "10.32.0.0/16")).isZero();
        assertThat(printed())
                .containsSequence(
                        "10.32.0.0/16 (ipv4-unicast)",
                        "  declared  10.32.0.0/16 by azure-prod, exactly (no more-specifics)")
                .contains("  no route of it, around it or within it")
                .anyMatch(
                        line -> line.matches(
                                "  good      MissingPrefix \\(azure-prod 10.32.0.0/16\\): visible by covering route 10.0.0.0/8 .*m"));
        assertThat(out.toString())
                .doesNotContain("\u001b")
                .contains("MissingPrefix (far 10.32.0.0/16): nothing covers it; its alert fires, for on-call");
        agent.held = true;
        assertThat(ask("explain", "10.32.0.0/16")).isZero();
        assertThat(out.toString()).contains("nothing covers it; its alert is held back, by a maintenance window");
        assertThat(ask("explain", "10.32.0.1", "--json")).isZero();
        assertThat(JSON.readTree(out.toString()).path("prefix").asText()).isEqualTo("10.32.0.1/32");
        agent.empty = true;
        assertThat(ask("explain", "10.32.0.0/16")).isEqualTo(4);
        assertThat(ask("explain", "10.32.0.0/99")).isEqualTo(2);
        assertThat(complaint()).contains("32");
        assertThat(ask("explain")).isEqualTo(2);
    }

    @Test
    void learn() throws Exception {
        assertThat(ask("learn")).isZero();
        assertThat(out.toString()).isEqualTo("# null: ");
        Path json = Files.writeString(directory.resolve("vnets.json"), """
                [{"name": "hub", "addressSpace": {"addressPrefixes": ["10.0.0.0/16", "2001:db8::/48"]}},
                 {"name": "spoke 1", "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}}}]
                """);
        assertThat(ask("learn", "--router", "edge1", "--from", json.toString())).isZero();
        assertThat(printed()).containsExactly("# edge1: hub 10.0.0.0/16", "hub 2001:db8::/48", "spoke-1 10.1.0.0/16");
        Path csv = Files.writeString(directory.resolve("ipam.csv"), """
                id,Prefix,Status,Tenant
                1,10.2.0.0/16,active,"edge, west"
                2,10.3.0.0/16,active,
                """);
        assertThat(ask("learn", "--from", csv.toString())).isZero();
        assertThat(printed()).containsExactly("# null: edge-west 10.2.0.0/16");
        assertThat(ask("learn", "--json")).isZero();
        assertThat(JSON.readTree(out.toString()).path("config").asText()).isEqualTo("# null: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"addressSpace\": {}}] | entry 1 has no name",
                "[{\"name\": \"a\"}, {\"name\": \"?!\", \"prefixes\": [\"10.0.0.0/8\"]}] | entry 2: no name for a network: \"?!\"",
                "[{\"name\": \"a\", \"prefixes\": [\"10.0.0.1/8\"]}] | entry 1: ",
                "{\"name\": \"a\"} | not a list",
                "[ | not JSON",
                "[] | no address space",
                "a,b | must name a column",
                "'prefix,network\n10.0.0.0/8,unknown' | : line 2: no name for a network: \"unknown\"",
            })
    void whatIsNoListOfAddressSpacesIsRefused(String text, String words) throws Exception {
        Path file = Files.writeString(directory.resolve("spaces"), text);
        assertThat(ask("learn", "--from", file.toString())).isEqualTo(2);
        assertThat(complaint()).contains(words);
    }

    /** A name is unique in its resource group only. */
    @Test
    void virtualNetworksOfOneNameAreToldApart() throws Exception {
        Path file = Files.writeString(directory.resolve("vnets.json"), """
                [{"name": "hub", "resourceGroup": "rg west", "prefixes": ["10.0.0.0/16", "10.9.0.0/16"]},
                 {"name": "hub", "resourceGroup": "rg-east", "prefixes": ["10.0.0.0/16"]},
                 {"name": "hub", "resourceGroup": "rg-east", "prefixes": ["10.1.0.0/16"]},
                 {"name": "lab 1", "prefixes": ["10.2.0.0/16"]},
                 {"name": "lab-1", "prefixes": ["10.3.0.0/16"]},
                 {"name": "lab-1-1", "resourceGroup": "rg-east", "prefixes": ["10.4.0.0/16"]}]
                """);
        assertThat(ask("learn", "--from", file.toString())).isZero();
        assertThat(printed())
                .containsExactly(
                        "# null: rg-west/hub 10.0.0.0/16",
                        "rg-west/hub 10.9.0.0/16",
                        "rg-east/hub 10.0.0.0/16",
                        "rg-east/hub-1 10.1.0.0/16",
                        "lab-1-2 10.2.0.0/16",
                        "lab-1-3 10.3.0.0/16",
                        "lab-1-1 10.4.0.0/16");
    }

    @Test
    void spreadsheetsMarkUtf8() throws Exception {
        Path file = Files.writeString(
                directory.resolve("ipam.csv"), "\uFEFF\"Prefix\",\"Network\"\r\n\"10.2.0.0/16\",\"lab\"\r\n");
        assertThat(ask("learn", "--from", file.toString())).isZero();
        assertThat(printed()).containsExactly("# null: lab 10.2.0.0/16");
    }

    @Test
    void fromWhatIsNoTextIsRefusedByName() throws Exception {
        Path file = Files.write(
                directory.resolve("ipam.csv"), "prefix,network\n10.0.0.0/8,M\u00fcnchen\n".getBytes(ISO_8859_1));
        assertThat(ask("learn", "--from", file.toString())).isEqualTo(2);
        assertThat(complaint()).contains("ipam.csv: not UTF-8 text");
        assertThat(ask("learn", "--from", directory.toString())).isEqualTo(1);
        assertThat(complaint()).contains(directory + ": a directory");
    }

    @Test
    void alerts() throws Exception {
        assertThat(ask("alerts")).isZero();
        assertThat(printed().get(1))
                .matches("firing +critical +2026-03-01T12:00:00Z +MissingPrefix +10.33.0.0/16 is gone");
        assertThat(ask("alerts", "--json")).isZero();
        assertThat(JSON.readTree(out.toString()).path("alerts")).hasSize(1);
        agent.held = true;
        assertThat(ask("alerts")).isZero();
        assertThat(printed().get(1)).startsWith("firing, unknown, held back  critical  ");
        agent.empty = true;
        assertThat(ask("alerts")).isEqualTo(4);
    }

    @Test
    void networks() throws Exception {
        assertThat(ask("networks")).isZero();
        assertThat(printed()).hasSize(2);
        assertThat(printed().get(1)).matches("azure-prod +on-prem +edge1 +ipv4-unicast +3 +2 +0 +MISSING");
        assertThat(ask("networks", "--all")).isZero();
        assertThat(printed()).hasSize(3);
        assertThat(ask("networks", "--json")).isZero();
        assertThat(JSON.readTree(out.toString()).path("networks")).hasSize(2);
        agent.networks = List.of(FakeAgent.cell("azure-prod", 0));
        assertThat(ask("networks")).isEqualTo(4);
        assertThat(ask("networks", "--all")).isZero();
        agent.networks = List.of();
        assertThat(ask("networks", "--all")).isEqualTo(4);
    }

    @Test
    void routes() throws Exception {
        assertThat(ask("routes")).isZero();
        assertThat(printed()).hasSize(4);
        assertThat(printed().get(1)).matches("10.0.0.0/24 +edge1 +on-prem +192.0.2.1 +65010 +65010:1");
        assertThat(agent.asked)
                .containsExactly(
                        new RouteQuery(null, RouteQuery.Match.LONGEST, null, null, RouteQuery.MOST_ROWS, null));
        assertThat(ask("routes", "--json")).isZero();
        assertThat(printed()).hasSize(3);
        for (String line : printed()) {
            assertThat(JSON.readTree(line).path("router").asText()).isEqualTo("edge1");
        }
        agent.routes = 0;
        assertThat(ask("routes")).isEqualTo(4);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void routesPassesEveryOptionOn() {
        Prefix prefix = Prefix.parse("10.0.0.0/8");
        for (RouteQuery.Match match : RouteQuery.Match.values()) {
            agent.asked.clear();
            String option = "--" + match.name().toLowerCase(java.util.Locale.ROOT);
            List<String> arguments =
                    new ArrayList<>(List.of("routes", "10.0.0.0/8", "--router", "edge 1", "--network", "a&b"));
            if (match != RouteQuery.Match.LONGEST) {
                arguments.add(option);
            }
            assertThat(ask(arguments.toArray(String[]::new))).isZero();
            assertThat(agent.asked)
                    .containsExactly(new RouteQuery(prefix, match, "edge 1", "a&b", RouteQuery.MOST_ROWS, null));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512, 513, 1_500})
    void aLimitIsAskedOfTheAgentNotCutHere(int limit) {
        agent.routes = 5_000;
        assertThat(ask("routes", "--limit", Integer.toString(limit), "--json")).isZero();
        assertThat(printed()).hasSize(limit);
        assertThat(agent.asked.stream().mapToInt(RouteQuery::limit).sum()).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "routes --exact",
                "routes --covering",
                "routes --covered",
                "routes --limit 0",
                "routes --limit -1",
                "routes --limit many",
                "routes 10.0.0.0/33",
                "routes 10.0.0.1/8",
                "routes nonsense",
                "routes 10.0.0.0/8 --exact --covered",
                "routes 10.0.0.0/8 10.0.0.0/9",
                "demo --port 65536",
                "demo --port -1",
                "demo --seconds -1",
                "demo --seconds soon",
                "sessions --url",
                "sessions --url nonsense",
                "sessions --url ftp://127.0.0.1/"
            })
    void badUsageIsOneLineAndTwo(String line) {
        assertThat(run(line.split(" ", -1))).isEqualTo(2);
        assertThat(complaint()).startsWith("ribwatch: ").endsWith(" --help)");
        assertThat(agent.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sessions", "networks", "alerts", "routes"})
    void anAgentThatIsNotThereIsOneLineAndOne(String command) {
        String url = agent.url();
        agent.close();
        assertThat(run(command, "--url", url)).isEqualTo(1);
        assertThat(complaint()).startsWith("ribwatch: no agent answers at " + url);
        assertThat(run(command, "--url", url, "--debug")).isEqualTo(1);
        assertThat(err.toString()).contains("\tat ");
    }

    @Test
    void aNameThatIsNotKnownIsSaidToBeSo() {
        assertThat(run("alerts", "--url", "http://agent.invalid:9797")).isEqualTo(1);
        assertThat(complaint()).contains("(its name is not known)");
    }

    /** A proxy or a page to log in at, say: nothing of it is printed as if an agent had said it. */
    @ParameterizedTest
    @ValueSource(strings = {"alerts", "routes", "learn"})
    void whatIsNoAgentIsNotBelieved(String command) throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        other.createContext("/", exchange -> {
            byte[] page = "<html>log in</html>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        try {
            String url = "http://127.0.0.1:" + other.getAddress().getPort();
            assertThat(run(command, "--url", url)).isEqualTo(1);
            assertThat(complaint()).contains("what answers at " + url + " is no Ribwatch: it sent text/html");
            assertThat(out.toString()).isEmpty();
        } finally {
            other.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "two\nlines", "m\u00fc"})
    void aTokenThatIsNoneIsNotSaidAloud(String text) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), text);
        assertThat(ask("sessions", "--token-file", token.toString())).isEqualTo(1);
        assertThat(complaint()).endsWith(token + ": a bearer token is one word of ASCII");
    }

    @Test
    void aTokenFileThatIsNoTextIsNamed() throws IOException {
        Path token = Files.write(directory.resolve("token"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(ask("sessions", "--token-file", token.toString())).isEqualTo(1);
        assertThat(complaint()).endsWith(token + ": not text");
    }

    @Test
    void whatTheAgentRefusesIsBadUsage() {
        String url = agent.url() + "/api/v1/routes?limit=0&x=";
        assertThat(run("sessions", "--url", url)).isEqualTo(2);
        assertThat(complaint()).contains("the agent answers 400: ");
    }

    // Access.

    @Test
    void aTokenIsReadFromAFile() throws IOException {
        agent.close();
        agent = new FakeAgent(
                new HttpConfig(ANY, null, new Secret("test", "s3cret".getBytes(StandardCharsets.UTF_8)), false));
        assertThat(ask("sessions")).isEqualTo(1);
        assertThat(complaint()).contains("401");
        Path token = Files.writeString(directory.resolve("token"), "s3cret\n");
        assertThat(ask("sessions", "--token-file", token.toString())).isZero();
        assertThat(ask("sessions", "--token-file", directory.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(complaint()).contains("none: no such file");
    }

    @Test
    void aCertificateOfAPrivateAuthorityIsTrustedIfItIsNamed() throws Exception {
        Path store = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=ribwatch",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
        char[] password = "changeit".toCharArray();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        Path certificate =
                pem("tls.crt", "CERTIFICATE", keys.getCertificate("a").getEncoded());
        Path key = pem("tls.key", "PRIVATE KEY", keys.getKey("a", password).getEncoded());
        agent.close();
        agent = new FakeAgent(new HttpConfig(
                ANY, new HttpConfig.Tls(certificate, new Secret("test", Files.readAllBytes(key))), null, false));

        assertThat(ask("sessions")).isEqualTo(1);
        assertThat(complaint()).contains("TLS with " + agent.url() + " failed", "--cacert");
        assertThat(ask("sessions", "--cacert", certificate.toString())).isZero();
        assertThat(ask("sessions", "--cacert", key.toString())).isEqualTo(1);
        assertThat(complaint()).contains("tls.key: no certificate in PEM");
        assertThat(ask("sessions", "--cacert", directory.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(complaint()).contains("none: no such file");
    }

    private Path pem(String name, String what, byte[] octets) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
        return Files.writeString(
                directory.resolve(name), "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
    }

    // Commands that ask nobody.

    @Test
    void check() throws IOException {
        Path file = Files.writeString(directory.resolve("ribwatch.yaml"), """
                agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"]}
                routers: [{name: edge1, address: 127.0.0.11, as: 65010, network: on-prem}]
                networks: [{name: on-prem, asns: [65010], prefixes: [10.0.0.0/12]}]
                """);
        assertThat(run("check", "-c", file.toString())).isZero();
        assertThat(printed()).containsExactly(file + ": good: 1 router, 1 network, 0 connections, 0 receivers");

        Files.writeString(file, "agent: {as: 0}\nroutes: []\n");
        for (String command : new String[] {"check", "run"}) {
            assertThat(run(command, "-c", file.toString())).isEqualTo(2);
            assertThat(out.toString()).isEmpty();
            assertThat(err.toString().lines())
                    .hasSizeGreaterThan(1)
                    .allMatch(line -> line.matches("\\Q" + file + "\\E:[0-9]+:[0-9]+: .*"));
            assertThat(run(command, "-c", directory.resolve("none.yaml").toString()))
                    .isEqualTo(2);
            assertThat(complaint()).contains("none.yaml").contains("no such file");
        }
    }

    @Test
    void schema() throws IOException {
        assertThat(run("schema")).isZero();
        assertThat(JSON.readTree(out.toString()).path("$schema").asText()).startsWith("https://json-schema.org/");
    }
}
