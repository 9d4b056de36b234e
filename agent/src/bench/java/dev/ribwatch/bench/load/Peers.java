package dev.ribwatch.bench.load;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The neighbours of one daemon: number i comes from 127.0.0.2 + i, AS 64501 + i. */
public final class Peers implements AutoCloseable {
    public static final int FIRST_AS = 64_501;
    private static final int FIRST_NEXT_HOP = 0xc6336401; // 198.51.100.1

    private final List<Feeder> feeders = new ArrayList<>();

    /** Messages of one session, opened when they are sent. */
    public interface Source {
        InputStream open() throws IOException;
    }

    /** Establishes so many sessions. */
    public Peers(InetSocketAddress collector, int sessions, int holdSeconds) throws IOException {
        try {
            for (int i = 0; i < sessions; i++) {
                feeders.add(new Feeder(address(i), collector, as(i), holdSeconds));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    public static String address(int session) {
        return "127.0.0." + (2 + session);
    }

    public static int as(int session) {
        return FIRST_AS + session;
    }

    /** What neighbour i sends of a table. */
    public static View view(Table table, int session) {
        return view(table, session, 0);
    }

    /** The same with so many routes an attribute set, see {@link Table#view(int, long, int, int)}. */
    public static View view(Table table, int session, int group) {
        return table.view(session, as(session), FIRST_NEXT_HOP + session, group);
    }

    public static Source source(byte[] messages) {
        return () -> new ByteArrayInputStream(messages);
    }

    public Feeder get(int session) {
        return feeders.get(session);
    }

    /** Sends to each session its own, all at once; returns when the kernel has taken all. */
    public void send(List<Source> sources) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(sources.size());
        try {
            List<Future<?>> sending = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                Feeder feeder = feeders.get(i);
                Source source = sources.get(i);
                sending.add(threads.submit(() -> {
                    try (InputStream messages = source.open()) {
                        feeder.sendAll(messages);
                    }
                    return null;
                }));
            }
            for (Future<?> one : sending) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a session was lost while it sent: " + lost(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Throws if a session ended, or if the daemon sent a route. */
    public void check() throws IOException {
        List<String> lost = lost();
        if (!lost.isEmpty()) {
            throw new IOException("sessions lost: " + lost);
        }
        for (Feeder feeder : feeders) {
            if (feeder.announced()) {
                throw new IOException("the daemon sent routes");
            }
        }
    }

    private List<String> lost() {
        List<String> lost = new ArrayList<>();
        for (int i = 0; i < feeders.size(); i++) {
            String ended = feeders.get(i).ended();
            if (!ended.isEmpty()) {
                lost.add(address(i) + " " + ended);
            }
        }
        return lost;
    }

    @Override
    public void close() throws IOException {
        for (Feeder feeder : feeders) {
            feeder.close();
        }
    }
}
