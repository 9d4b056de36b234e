package dev.ribwatch.agent.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Asks the agent for one thing over and over. */
final class Scraper implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
    private final HttpRequest request;
    private final List<Thread> threads = new ArrayList<>();
    private final Histogram millis = new ConcurrentHistogram(600_000, 3);
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong octets = new AtomicLong();
    private volatile boolean stopped;

    Scraper(InetSocketAddress http, String path, int threads, Duration pause) {
        request = HttpRequest.newBuilder(
                        URI.create("http://" + http.getAddress().getHostAddress() + ":" + http.getPort() + path))
                .timeout(Duration.ofMinutes(5))
                .header("Accept", "application/x-ndjson, text/plain")
                .build();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> run(pause), "scraper");
            thread.setDaemon(true);
            thread.start();
            this.threads.add(thread);
        }
    }

    private void run(Duration pause) {
        while (!stopped) {
            long from = System.nanoTime();
            try {
                int status = client.send(
                                request,
                                head -> HttpResponse.BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(
                                                some -> octets.addAndGet(head.statusCode() == 200 ? some.length : 0)))
                                        .apply(head))
                        .statusCode();
                (status == 200 ? answers : failures).incrementAndGet();
            } catch (IOException e) {
                failures.incrementAndGet();
            } catch (InterruptedException e) {
                return;
            }
            millis.recordValue(Math.min((System.nanoTime() - from) / 1_000_000, millis.getHighestTrackableValue()));
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /** With status 200. */
    long answers() {
        return answers.get();
    }

    /** Of the answers with status 200, those included that are not complete yet. */
    long octets() {
        return octets.get();
    }

    long failures() {
        return failures.get();
    }

    /** From the question to the end of the answer, milliseconds. */
    Histogram millis() {
        return millis.copy();
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
