package dev.ribwatch.exporter.sink;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An HTTP server on loopback that answers as badly as a test wants. Each connection has its own thread. */
final class StubReceiver implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final ServerSocket server;
    private final List<Socket> sockets = new ArrayList<>();
    private final BlockingQueue<Post> posts = new LinkedBlockingQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Behaviour behaviour;

    /**
     * @param line such as {@code POST /hook HTTP/1.1}
     * @param headers names in lower case
     */
    record Post(String line, Map<String, String> headers, String body, long atNanos) {}

    /** Answers one request; the connection is kept only if it says so. */
    @FunctionalInterface
    interface Behaviour {
        boolean answer(int number, OutputStream out) throws IOException, InterruptedException;
    }

    StubReceiver(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("stub-accept", () -> {
            while (true) {
                Socket socket = server.accept();
                synchronized (sockets) {
                    sockets.add(socket);
                }
                start("stub-serve", () -> serve(socket));
            }
        });
    }

    // What a server answers.

    static Behaviour status(int status, String... headers) {
        return (number, out) -> {
            write(out, head(status, "Content-Length: 2", headers) + "ok");
            return true;
        };
    }

    static String head(int status, String length, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n" + length + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    // What a test does.

    void behave(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    /** How many requests have come in full. */
    int requests() {
        return requests.get();
    }

    /** The next request; it fails if none comes. */
    Post next() throws InterruptedException {
        Post post = posts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (post == null) {
            throw new AssertionError("no request within " + PATIENCE_SECONDS + " s");
        }
        return post;
    }

    List<Post> next(int count) throws InterruptedException {
        List<Post> next = new ArrayList<>();
        while (next.size() < count) {
            next.add(next());
        }
        return next;
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean more = true;
            while (more) {
                Post post = read(in);
                if (post == null) {
                    return;
                }
                posts.add(post);
                more = behaviour.answer(requests.incrementAndGet(), socket.getOutputStream());
            }
        }
    }

    private static @Nullable Post read(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).trim());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Post(line, headers, new String(body, StandardCharsets.UTF_8), System.nanoTime());
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return null;
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // the client hung up, or the test is over
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            synchronized (sockets) {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
