package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.HttpConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificate and key of the HTTP listener: a pair that cannot serve is found by the check, not by the start. */
class TlsTest {
    private static final Base64.Encoder MIME = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    private static Path made;

    private static Pair rsa;
    private static Pair otherRsa;
    private static Pair ec;
    private static Pair ed25519;

    @TempDir
    private Path directory;

    private Written written;

    /** In PEM. */
    private record Pair(String certificate, String key) {
        private static Pair make(String name, String algorithm) throws Exception {
            Path store = made.resolve(name + ".p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "a",
                            "-keyalg",
                            algorithm,
                            "-dname",
                            "CN=" + name,
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
            return new Pair(
                    pem("CERTIFICATE", keys.getCertificate("a").getEncoded()),
                    pem("PRIVATE KEY", keys.getKey("a", password).getEncoded()));
        }
    }

    private static String pem(String what, byte[] octets) {
        return "-----BEGIN " + what + "-----\n" + MIME.encodeToString(octets) + "\n-----END " + what + "-----\n";
    }

    @BeforeAll
    static void makeKeys() throws Exception {
        rsa = Pair.make("rsa", "RSA");
        otherRsa = Pair.make("other", "RSA");
        ec = Pair.make("ec", "EC");
        ed25519 = Pair.make("ed", "Ed25519");
    }

    @BeforeEach
    void begin() {
        written = new Written(directory, Map.<String, String>of()::get);
    }

    private String with(String certificate, String key) throws IOException {
        written.file("tls.crt", certificate).file("tls.key", key);
        Files.setPosixFilePermissions(directory.resolve("tls.key"), PosixFilePermissions.fromString("rw-------"));
        return Written.AGENT + "http: {tls: {certificate: tls.crt, key: {file: tls.key}}}\n" + Written.ROUTER
                + Written.NETWORK;
    }

    @Test
    void pairsThatBelongTogetherAreTaken() throws IOException {
        for (Pair pair : new Pair[] {rsa, ec, new Pair(rsa.certificate + ec.certificate, rsa.key)}) {
            HttpConfig.Tls tls =
                    written.valid(with(pair.certificate, pair.key)).http().tls();
            assertThat(tls).isNotNull();
            assertThat(tls.key().reveal()).startsWith("-----BEGIN PRIVATE KEY-----");
        }
    }

    @Test
    void aCertificateThatIsOverIsWarnedOf() throws IOException {
        String file = with(rsa.certificate, rsa.key);
        assertThat(written.warnings(file)).noneMatch(warning -> warning.contains("tls.crt"));
        Instant later = Instant.now().plus(Duration.ofDays(400));
        assertThat(new ConfigLoader(name -> null, InstantSource.fixed(later))
                        .load(directory.resolve("ribwatch.yaml"))
                        .warnings())
                .extracting(Object::toString)
                .anyMatch(warning -> warning.contains("ribwatch.yaml:2:27: http.tls.certificate: ")
                        && warning.contains("tls.crt: expired at ")
                        && warning.endsWith("whoever asks will refuse it"));
    }

    @Test
    void aKeyOfAnotherCertificateIsFoundWhereItStands() throws IOException {
        String problem = "ribwatch.yaml:2:41: http.tls.key: the key does not belong to the certificate";
        assertThat(written.problems(with(rsa.certificate, otherRsa.key))).containsExactly(problem);
        assertThat(written.problems(with(rsa.certificate, ec.key))).containsExactly(problem);
        assertThat(written.problems(with(ec.certificate, rsa.key))).containsExactly(problem);
        // The key belongs to the first of the chain, not to a later one.
        assertThat(written.problems(with(ec.certificate + rsa.certificate, rsa.key)))
                .containsExactly(problem);
    }

    @Test
    void whatIsNoKeyWeCanUseSaysWhatToDo() throws IOException {
        assertThat(written.problems(with(rsa.certificate, rsa.key.replace("PRIVATE", "ENCRYPTED PRIVATE"))))
                .singleElement()
                .asString()
                .contains("http.tls.key: the key is encrypted");
        assertThat(written.problems(with(rsa.certificate, rsa.key.replace("PRIVATE", "RSA PRIVATE"))))
                .singleElement()
                .asString()
                .contains("http.tls.key: not a private key in PEM and PKCS#8");
        assertThat(written.problems(with(rsa.certificate, pem("PRIVATE KEY", new byte[] {1, 2, 3}))))
                .singleElement()
                .asString()
                .contains("http.tls.key: the key cannot be read");
        assertThat(written.problems(with(ed25519.certificate, ed25519.key)))
                .singleElement()
                .asString()
                .contains("http.tls.key: a certificate for EdDSA cannot be used");
    }

    @Test
    void whatIsNoCertificateIsFoundWhereItStands() throws IOException {
        for (String text : new String[] {"", "no certificate\n", rsa.key, pem("CERTIFICATE", new byte[] {1, 2, 3})}) {
            assertThat(written.problems(with(text, rsa.key)))
                    .containsExactly(
                            "ribwatch.yaml:2:27: http.tls.certificate: tls.crt" + ": not a certificate in PEM");
        }
    }
}
