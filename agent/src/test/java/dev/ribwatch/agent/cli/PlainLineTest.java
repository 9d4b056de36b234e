package dev.ribwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.mrt.MrtBytes;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** That a line which picocli is not asked for does and says what picocli would have it do and say. */
class PlainLineTest {
    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.254, listen: ["127.0.0.1:0"], state-directory: /tmp}
            http: {listen: "127.0.0.1:0"}
            routers: [{name: edge1, address: 192.0.2.1, as: 65001, network: on-prem}]
            networks: [{name: on-prem, asns: [65001], prefixes: [10.0.0.0/12], required: [10.1.0.0/16]}]
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "run -c x",
                "run --config x",
                "replay x",
                "replay x y=z",
                "replay run",
                "replay -c x y",
                "replay x --config y",
                "replay --summary x",
                "replay x --routes",
                "replay --router a=192.0.2.1 x",
                "replay --router a-1.b_c=2001:db8::1 -c y x --router b=x",
            })
    void isOneOfRunOrReplay(String line) {
        assertThat(PlainLine.of(line.split(" "))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "check -c x",
                "--debug run",
                "run --debug",
                "run x",
                "run -c",
                "run -cx",
                "run --config=x",
                "run -c x -c y",
                "run -c -x",
                "run --summary",
                "run @x",
                "run -h",
                "replay",
                "replay --summary",
                "replay -c x",
                "replay -",
                "replay -- x",
                "replay @x",
                "replay -c @x y",
                "replay --summary --summary x",
                "replay --summary --routes x",
                "replay --summary=true x",
                "run --router a=192.0.2.1",
                "replay --router a=192.0.2.1 --summary x",
                "replay --routes x --router a=192.0.2.1",
                "replay --router a=192.0.2.1 --router a=192.0.2.2 x",
                "replay --router=a=192.0.2.1 x",
                "replay x --router",
                "replay x --router a",
                "replay x --router a=",
                "replay x --router =192.0.2.1",
                "replay x --router a=b=192.0.2.1",
                "replay x --router \"a\"=192.0.2.1",
                "replay x --router -a=192.0.2.1",
                "replay x --router @a=192.0.2.1",
                "replay x --help",
                "replay x --version",
            })
    void isLeftToPicocliIfAnythingIsToBeAsked(String line) {
        assertThat(PlainLine.of(line.split(" "))).isNull();
    }

    @Test
    void aWordOfNothingIsNoFile() {
        assertThat(PlainLine.of()).isNull();
        assertThat(PlainLine.of("replay", "")).isNull();
        assertThat(PlainLine.of("run", "-c", "")).isNull();
        assertThat(PlainLine.of("replay", "a\0b")).isNull();
    }

    private record Result(int code, String out, String errors) {}

    private static Result plain(String... words) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        PlainLine line = PlainLine.of(words);
        assertThat(line).isNotNull();
        int code = line.execute(new PrintWriter(out, true), new PrintWriter(errors, true));
        return new Result(code, out.toString(), errors.toString());
    }

    private static Result byPicocli(String... words) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine line = RibwatchCommand.line(words);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(errors, true));
        return new Result(line.execute(words), out.toString(), errors.toString());
    }

    @Test
    void saysWhatPicocliSays() throws IOException {
        String config = Files.writeString(directory.resolve("a.yaml"), CONFIG).toString();
        String wrong =
                Files.writeString(directory.resolve("b.yaml"), "agent: {as: x}").toString();
        byte[] recorded = new MrtBytes()
                .at(1_700_000_000)
                .update("192.0.2.1", 65001, UpdateMessage.announcing())
                .bytes();
        String file = Files.write(directory.resolve("a b.mrt"), recorded).toString();
        String cut = Files.write(directory.resolve("cut.mrt"), Arrays.copyOf(recorded, recorded.length - 1))
                .toString();
        String none = directory.resolve("none").toString();

        for (List<String> line : List.of(
                List.of("replay", "--summary", file, cut, none),
                List.of("replay", file, "--summary"),
                List.of("replay", "--summary", "-c", none, file),
                List.of("replay", "--routes", none),
                List.of("replay", "-c", config, file),
                List.of("replay", cut, "--config", config),
                List.of("replay", "-c", config, "--router", "edge1=192.0.2.7", file),
                List.of("replay", "-c", config, "--router", "edge1=192.0.2.1", file, cut),
                List.of("replay", "-c", config, file, "--router", "edge9=192.0.2.1"),
                List.of("replay", "-c", config, "--router", "edge1=192.0.2.0/24", file),
                List.of("replay", "-c", config, "--router", "edge1=nowhere", file),
                List.of("replay", "-c", wrong, "--router", "edge9=nowhere", file),
                List.of("replay", "-c", wrong, file),
                List.of("replay", "-c", none, file),
                List.of("replay", "-c", directory.toString(), file),
                List.of("run", "-c", wrong),
                List.of("run", "--config", none))) {
            String[] words = line.toArray(String[]::new);
            Result expected = byPicocli(words);
            assertThat(expected.out + expected.errors).as("%s", line).isNotEmpty();
            assertThat(plain(words)).as("%s", line).isEqualTo(expected);
        }
    }

    @Test
    void failsAsUnderPicocli() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String text = CONFIG.replace("[\"127.0.0.1:0\"]", "[\"127.0.0.1:" + taken.getLocalPort() + "\"]");
            String config = Files.writeString(directory.resolve("a.yaml"), text).toString();

            Result expected = byPicocli("run", "-c", config);
            assertThat(expected.code).isEqualTo(RibwatchCommand.FAILURE);
            assertThat(expected.errors).contains("ribwatch: cannot listen");
            assertThat(plain("run", "-c", config)).isEqualTo(expected);
        }
    }
}
