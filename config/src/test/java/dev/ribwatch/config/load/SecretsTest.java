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

    private static String routers(String... routers) {
        StringBuilder text = new StringBuilder(Written.AGENT).append("routers:\n");
        for (String router : routers) {
            text.append("  - {as: 65010, network: on-prem, ").append(router).append("}\n");
        }
        return text.append(Written.NETWORK).toString();
    }

    /** The kernel goes by the longest prefix that has a key, and knows no word for none. */
    @Test
    void whoLiesWithinARangeWithAKeyNeedsOne() {
        String key = "md5: {env: EDGE1_KEY}";
        String all = "name: all, address: 127.0.0.0/16, " + key;
        String spoke = "name: spoke, address: 127.0.3.0/24, " + key;
        String within = "the kernel would ask it for that; give it one, or take the range's away";
        String bare = "name: bare, address: 127.0.4.0/24";
        assertThat(written.problems(
                        routers("name: h3, address: 127.0.3.7", spoke, all, bare, "name: h4, address: 127.0.4.7")))
                .containsExactly(
                        "ribwatch.yaml:3:5: routers[0].md5: missing: \"h3\" lies within the range \"spoke\", which has one, and "
                                + within,
                        "ribwatch.yaml:6:5: routers[3].md5: missing: \"bare\" lies within the range \"all\", which has one, and "
                                + within,
                        "ribwatch.yaml:7:5: routers[4].md5: missing: \"h4\" lies within the range \"all\", which has one, and "
                                + within);
        written.valid(routers("name: h3, address: 127.0.3.7, " + key, spoke, "name: h4, address: 127.0.4.7"));
        written.valid(routers("name: h3, address: 127.0.3.7, " + key, "name: spoke, address: 127.0.3.0/24"));
        written.valid(routers("name: six, address: \"::1\"", "name: four, address: 0.0.0.0/1, " + key));
    }

    /** A key that cannot be used is one: its own defect is said alone. */
    @Test
    void aKeyWithADefectWithinARangeWithOne() {
        String spoke = "name: spoke, address: 127.0.3.0/24, md5: {env: EDGE1_KEY}";
        assertThat(written.problems(routers(spoke, "name: h3, address: 127.0.3.7, md5: {env: NOT_THERE}")))
                .singleElement()
                .asString()
                .contains("NOT_THERE");
        assertThat(written.problems(routers(spoke, "name: h3, address: 127.0.3.7, md5: word")))
                .singleElement()
                .asString()
                .contains("routers[1].md5:")
                .doesNotContain("lies within");
        written.valid("router-defaults: {md5: {env: EDGE1_KEY}}\n" + routers(spoke, "name: h3, address: 127.0.3.7"));
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
