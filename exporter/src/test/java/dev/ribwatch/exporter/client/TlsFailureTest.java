package dev.ribwatch.exporter.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a receiver's certificate, as a client of this Java finds it. */
class TlsFailureTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path directory;

    private @Nullable HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** A certificate of its own making that is valid from this day on, of the past or not. */
    private KeyStore certificate(String from, String name) throws Exception {
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
                        "CN=receiver",
                        "-startdate",
                        from,
                        "-validity",
                        "10",
                        "-ext",
                        "san=" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private void serve(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls));
        https.start();
        server = https;
    }

    /** @param trusted whose certificates are trusted; null: those of this machine */
    private String reason(@Nullable KeyStore trusted) throws Exception {
        int port = Objects.requireNonNull(server).getAddress().getPort();
        HttpClient.Builder client = HttpClient.newBuilder();
        if (trusted != null) {
            KeyStore certificates = KeyStore.getInstance("PKCS12");
            certificates.load(null, null);
            certificates.setCertificateEntry("a", trusted.getCertificate("a"));
            TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(certificates);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, managers.getTrustManagers(), null);
            client.sslContext(tls);
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port))
                .timeout(Duration.ofSeconds(60))
                .build();
        SSLException failure = catchThrowableOfType(
                SSLException.class, () -> client.build().send(request, HttpResponse.BodyHandlers.discarding()));
        return TlsFailure.reason(failure);
    }

    @Test
    void ofNoAuthority() throws Exception {
        serve(certificate("-1d", "ip:127.0.0.1"));
        assertThat(reason(null))
                .isEqualTo("TLS failed: its certificate is of no authority that the Java machine trusts");
    }

    @Test
    void outOfDate() {
        SSLException expired = new SSLException("", new CertificateException(new CertificateExpiredException()));
        assertThat(TlsFailure.reason(expired)).isEqualTo("TLS failed: its certificate has expired");
        SSLException early = new SSLException("", new CertificateNotYetValidException());
        assertThat(TlsFailure.reason(early)).isEqualTo("TLS failed: its certificate is not valid yet");
    }

    @Test
    void forAnotherName() throws Exception {
        KeyStore keys = certificate("-1d", "dns:elsewhere.example");
        serve(keys);
        assertThat(reason(keys)).isEqualTo("TLS failed: its certificate is for another name");
    }

    @Test
    void ofWhateverElse() {
        assertThat(TlsFailure.reason(new SSLException("https://secret/path"))).isEqualTo("TLS failed");
    }
}
