package dev.ribwatch.agent.lab;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What is between a router and the agent, and can lose the router's UPDATEs, as a router with a defect does. */
final class LossyLine implements AutoCloseable {
    private static final int HEADER = 19;

    private final ServerSocket server;
    private final String source;
    private final InetSocketAddress agent;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile boolean losing;

    /** @param source the router's address, from which the agent is called */
    LossyLine(String source, InetSocketAddress agent) throws IOException {
        this.source = source;
        this.agent = agent;
        server = new ServerSocket();
        server.bind(new InetSocketAddress(Address.ip("127.0.0.1"), 0));
        threads.execute(this::accept);
    }

    /** Where the router finds the agent. */
    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    void lose(boolean from) {
        losing = from;
    }

    /** UPDATEs that were lost. */
    int lost() {
        return lost.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                call(server.accept());
            } catch (IOException closedOrRefused) {
                // the router calls again
            }
        }
    }

    private void call(Socket router) throws IOException {
        Socket onward = new Socket();
        try {
            onward.bind(new InetSocketAddress(Address.ip(source), 0));
            onward.connect(agent);
        } catch (IOException refused) {
            onward.close();
            router.close();
            throw refused;
        }
        threads.execute(() -> passOn(router, onward));
        threads.execute(() -> passBack(onward, router));
    }

    private void passOn(Socket router, Socket onward) {
        try (router;
                onward;
                DataInputStream in = new DataInputStream(router.getInputStream());
                OutputStream out = onward.getOutputStream()) {
            while (true) {
                byte[] header = in.readNBytes(HEADER);
                if (header.length < HEADER) {
                    return;
                }
                byte[] body = in.readNBytes(((header[16] & 0xff) << 8 | header[17] & 0xff) - HEADER);
                if (losing && header[18] == RawRouter.UPDATE) {
                    lost.incrementAndGet();
                } else {
                    out.write(header);
                    out.write(body);
                }
            }
        } catch (IOException over) {
            // as sessions end
        }
    }

    private static void passBack(Socket onward, Socket router) {
        try (onward;
                router;
                InputStream in = onward.getInputStream();
                OutputStream out = router.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException over) {
            // as sessions end
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
