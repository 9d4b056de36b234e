package dev.ribwatch.bench.daemon;

import dev.ribwatch.bench.load.Sink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Not a daemon that anyone would use: a cold Java machine that reads and parses, and keeps nothing. */
final class Floor extends Daemon {
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    Floor(Seat seat) throws IOException {
        super(
                seat,
                new ProcessBuilder(
                        JAVA,
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sink.class.getName(),
                        Integer.toString(seat.address().getPort()),
                        Integer.toString(AS)));
    }

    @Override
    public long routes() throws IOException {
        try (Socket control = new Socket()) {
            control.bind(new InetSocketAddress(Sink.CONTROL, 0));
            control.connect(address(), 1_000);
            return Long.parseLong(new String(control.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
    }
}
