package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S4: where secrets come from, and that they are not seen again. */
class SecretsTest {
    private static final String WORD = "hunter2-hunter2";

    @TempDir
    private Path directory;

    private Written written;

    @BeforeEach
    void environment() {
        Path credentials = directory.resolve("credentials");
        written = new Written(
                directory,
                Map.of("EDGE1_KEY", WORD, "EMPTY", "", "CREDENTIALS_DIRECTORY", credentials.toString())::get);
    }

    private static String with(String secret) {
        return Written.AGENT + Written.ROUTER.replace("network", "md5: " + secret + ", network") + Written.NETWORK;
    }

    private void secretFile(String name, String text, String permissions) throws IOException {
        written.file(name, text);
        Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString(permissions));
    }

    private Secret md5(String secret) {
        Config config = written.valid(with(secret));
        assertThat(config.toString()).doesNotContain(WORD);
        Secret md5 = config.routers().get(0).md5();
        assertThat(md5).isNotNull();
        assertThat(md5.toString()).doesNotContain(WORD);
        return md5;
    }

    @Test
    void fromTheEnvironment() {
        Secret secret = md5("{env: EDGE1_KEY}");
        assertThat(secret.reveal()).isEqualTo(WORD);
        assertThat(secret.source()).isEqualTo("environment variable EDGE1_KEY");
    }

    @Test
    void fromAFileBesideTheConfigurationWithoutItsLineEnd() throws IOException {
        secretFile("edge1.key", WORD + "\n", "rw-------");
        assertThat(md5("{file: edge1.key}").reveal()).isEqualTo(WORD);
        secretFile("edge1.key", WORD + "\r\n", "rw-r-----");
        assertThat(md5("{file: edge1.key}").reveal()).isEqualTo(WORD);
        secretFile("edge1.key", WORD + " \n\n", "r--------");
        assertThat(md5("{file: edge1.key}").reveal()).isEqualTo(WORD + " \n");
    }

    @Test
    void fromACredential() throws IOException {
        secretFile("credentials/edge1", WORD, "r--------");
        assertThat(md5("{credential: edge1}").reveal()).isEqualTo(WORD);
    }

    @Test
    void aFileThatEveryoneCanReadIsRefused() throws IOException {
        secretFile("edge1.key", WORD, "rw-r--r--");
        assertThat(written.problems(with("{file: edge1.key}")))
                .containsExactly("ribwatch.yaml:3:63: routers[0].md5.file: file edge1.key is open to every user;"
                        + " chmod 0600 it");
    }

    @Test
    void whatIsNotThereIsAProblem() throws IOException {
        assertThat(written.problems(with("{env: NOT_SET}")))
                .containsExactly("ribwatch.yaml:3:62: routers[0].md5.env: environment variable NOT_SET is not set");
        assertThat(written.problems(with("{env: EMPTY}")))
                .containsExactly("ribwatch.yaml:3:62: routers[0].md5.env: environment variable EMPTY is not set");
        assertThat(written.problems(with("{credential: other}")))
                .containsExactly("ribwatch.yaml:3:69: routers[0].md5.credential: credential other: no such file");
        assertThat(written.problems(with("{credential: ../edge1.key}")))
                .containsExactly("ribwatch.yaml:3:69: routers[0].md5.credential: a credential is named by its name"
                        + " alone, without a path");
        secretFile("empty.key", "\n", "rw-------");
        assertThat(written.problems(with("{file: empty.key}")))
                .containsExactly("ribwatch.yaml:3:63: routers[0].md5.file: file empty.key is empty");
    }

    @Test
    void anMd5KeyHasAtMost80Octets() throws IOException {
        secretFile("edge1.key", "k".repeat(80), "rw-------");
        assertThat(md5("{file: edge1.key}").octets()).hasSize(80);
        secretFile("edge1.key", "k".repeat(81), "rw-------");
        assertThat(written.problems(with("{file: edge1.key}")))
                .containsExactly("ribwatch.yaml:3:56: routers[0].md5: an MD5 key has at most 80 octets (RFC 2385)");
    }

    @Test
    void noMessageRepeatsASecretThatStandsInTheFile() {
        for (String form : new String[] {
            WORD,
            "[" + WORD + "]",
            "{password: " + WORD + "}",
            "{file: [" + WORD + "]}",
            "\"" + WORD + "\"",
            "!x " + WORD
        }) {
            assertThat(written.problems(with(form)).toString()).doesNotContain(WORD);
        }
    }
}
