package dev.ribwatch.exporter.pair;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.exporter.alert.Clocks;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** L13: a pair whose configuration is read again, whose other hangs when it is let go, or whose own view fails. */
class PairReloadTest {
    private static final long SECONDS = 60;

    @TempDir
    Path folder;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private @Nullable Pair pair;

    @AfterEach
    void stop() {
        if (pair != null) {
            pair.close();
        }
    }

    private Pair pair(Supplier<CompletionStage<PairView>> ours) {
        Pair made = new Pair(
                ours,
                new PairListener() {
                    @Override
                    public void differs(PairReport report) {
                        told.add(report.differences().get(0).difference().kind().text());
                    }

                    @Override
                    public void over(String reason) {
                        told.add("over: " + reason);
                    }
                },
                Clocks.system());
        pair = made;
        return made;
    }

    private static CompletionStage<PairView> view() {
        return CompletableFuture.completedStage(Views.of("here").view());
    }

    private static Config config(String pair) {
        String text = """
                agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"], pair: {%s}}
                policy: {rules: {SplitView: {for: 1s}}}
                """.formatted(pair);
        return ((Loaded.Valid) new ConfigLoader().load("test", text)).config();
    }

    /** Any certificate of those that this machine trusts. */
    private Path certificate() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            X509Certificate any = ((X509TrustManager) manager).getAcceptedIssuers()[0];
            return Files.writeString(
                    folder.resolve("ca.pem"),
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder().encodeToString(any.getEncoded())
                            + "\n-----END CERTIFICATE-----\n");
        }
        throw new IllegalStateException("none is trusted");
    }

    private String next() throws InterruptedException {
        return String.valueOf(told.poll(SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aReloadOfTheSameDoesNotEndWhatWasToldEvenWithCertificates() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        Config same = config("url: \"https://127.0.0.1:%d\", ca: %s".formatted(nobody, certificate()));
        Pair reloaded = pair(PairReloadTest::view);
        reloaded.prepare(same).run();
        assertThat(next()).isEqualTo("unreachable");
        reloaded.prepare(same).run();
        told.clear();
        assertThat(next()).isEqualTo("unreachable");
        assertThat(next()).isEqualTo("unreachable");
    }

    /** A client of the runtime keeps a thread of its own while a request of it has no end. */
    @Test
    void lettingGoOfOneThatHangsLeavesNoThread() throws Exception {
        Set<Thread> before = selectors();
        List<Socket> hanging = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 5; i++) {
                Pair one = pair(PairReloadTest::view);
                one.prepare(config("url: \"http://127.0.0.1:%d\"".formatted(server.getLocalPort())))
                        .run();
                Socket asked = server.accept();
                hanging.add(asked);
                InputStream in = asked.getInputStream();
                assertThat(in.read()).isEqualTo('G');
                one.close();
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            Set<Thread> left = selectors();
            left.removeAll(before);
            while (!left.isEmpty() && System.nanoTime() < end) {
                System.gc();
                left.iterator().next().join(100);
                left.removeIf(thread -> !thread.isAlive());
            }
            assertThat(left).isEmpty();
        } finally {
            for (Socket socket : hanging) {
                socket.close();
            }
        }
    }

    private static Set<Thread> selectors() {
        Set<Thread> selectors = new HashSet<>(Thread.getAllStackTraces().keySet());
        selectors.removeIf(thread -> !thread.getName().matches("HttpClient-[0-9]+-SelectorManager"));
        return selectors;
    }

    /** It has been started for long, as one look showed; then its own view hangs, and the other is gone. */
    @Test
    void thatTheOtherIsGoneIsSaidThoughOurOwnViewHangs() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/pair", exchange -> {
            byte[] octets = ("{\"instance\":\"b\",\"policy\":{\"networks\":\"1\",\"policy\":\"2\"},"
                            + "\"routers\":[],\"alerts\":[]}")
                    .getBytes(US_ASCII);
            exchange.sendResponseHeaders(200, octets.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(octets);
            }
        });
        server.start();
        BlockingQueue<Integer> looks = new LinkedBlockingQueue<>();
        Pair asking = pair(() -> {
            looks.add(1);
            return looks.size() == 1 ? view() : new CompletableFuture<>();
        });
        asking.prepare(config("url: \"http://127.0.0.1:%d\""
                        .formatted(server.getAddress().getPort())))
                .run();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (looks.isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        server.stop(0);
        assertThat(next()).isEqualTo("unreachable");
    }
}
