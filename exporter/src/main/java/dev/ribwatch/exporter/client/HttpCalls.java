package dev.ribwatch.exporter.client;

import dev.ribwatch.exporter.alert.Clocks;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one server, each with one deadline for all of it, its answer read within bounds. No redirect is followed, no
 * proxy is guessed, and nothing goes to an address that {@link Permitted} does not let.
 */
public final class HttpCalls implements AutoCloseable {
    private final HttpClient client;
    private final ScheduledExecutorService thread;
    private final Executor lookups;
    private final Lookup lookup;
    private final Duration deadline;
    private final Clocks clocks;
    private final Bounds bounds;
    /** What is under way, each by a key of its own. */
    private final Map<Object, CompletableFuture<?>> flying = new ConcurrentHashMap<>();

    private volatile boolean closed;

    /** Finds the addresses of a host. May take its time. */
    @FunctionalInterface
    public interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /**
     * How much of an answer is read.
     *
     * @param body octets of its body
     * @param acceptedBody how long the body of a 2xx is heard out; null: to the end, or the deadline
     */
    public record Bounds(int body, @Nullable Duration acceptedBody) {}

    /**
     * One request.
     *
     * @param url where to; may hold a secret, so it is never logged
     * @param insecure whether clear text may leave this machine
     * @param headers besides the content type
     * @param body JSON in ASCII to POST, or null to GET
     */
    public record Call(
            URI url,
            boolean insecure,
            Map<String, String> headers,
            @Nullable String body) {}

    /** What came of a request. */
    public sealed interface Outcome {
        /** The head of an answer came. */
        final class Answered implements Outcome {
            private final int status;
            private final HttpHeaders headers;
            private final byte[] body;
            private final boolean whole;

            Answered(int status, HttpHeaders headers, byte[] body, boolean whole) {
                this.status = status;
                this.headers = headers;
                this.body = body;
                this.whole = whole;
            }

            /** Its status. */
            public int status() {
                return status;
            }

            /** Its header fields. */
            public HttpHeaders headers() {
                return headers;
            }

            /** What was read of its body; the caller's own. */
            public byte[] body() {
                return body;
            }

            /** Whether that was all of it. */
            public boolean whole() {
                return whole;
            }
        }

        /**
         * It was not sent, and never will be to where the URL leads now.
         *
         * @param reason a few words for people, in our own words
         */
        record NotPermitted(String reason) implements Outcome {}

        /**
         * No answer came.
         *
         * @param reason a few words for people, in our own words
         */
        record NoAnswer(String reason) implements Outcome {}
    }

    /**
     * @param thread does the work of this server and of no other
     * @param lookups runs what waits for name servers, for this server alone; may reject what is too much
     * @param deadline for one request as a whole
     * @param trusted whose certificates are trusted; null: those that this machine trusts
     */
    public HttpCalls(
            ScheduledExecutorService thread,
            Executor lookups,
            Lookup lookup,
            Duration deadline,
            Clocks clocks,
            Bounds bounds,
            @Nullable SSLContext trusted) {
        this.thread = thread;
        this.lookups = lookups;
        this.lookup = lookup;
        this.deadline = deadline;
        this.clocks = clocks;
        this.bounds = bounds;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(deadline)
                .executor(thread);
        if (trusted != null) {
            builder.sslContext(trusted);
        }
        this.client = builder.build();
    }

    /** Sends a request. The future always completes, and never with a failure. */
    public CompletableFuture<Outcome> send(Call call) {
        long end = clocks.nanos() + deadline.toNanos();
        String host = Permitted.host(call.url());
        CompletableFuture<InetAddress[]> found;
        try {
            found = CompletableFuture.supplyAsync(() -> addresses(host), lookups);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(new Outcome.NoAnswer("the host's name is still looked up"));
        }
        return found.orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .thenApplyAsync(addresses -> Permitted.problem(addresses, call.url(), call.insecure()), thread)
                .thenCompose(problem -> problem != null
                        ? CompletableFuture.completedFuture(new Outcome.NotPermitted(problem))
                        : exchange(call, Math.max(0, end - clocks.nanos())))
                .exceptionally(failure -> new Outcome.NoAnswer(reason(failure)));
    }

    /** The runtime's cache of addresses makes the request that follows go to what was looked at. */
    private InetAddress[] addresses(String host) {
        try {
            return lookup.addresses(host);
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }

    private CompletableFuture<Outcome> exchange(Call call, long nanos) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(call.url()).header("User-Agent", "ribwatch");
        if (call.body() != null) {
            builder.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(call.body()));
        }
        call.headers().forEach(builder::header);
        AtomicReference<HttpResponse.@Nullable ResponseInfo> head = new AtomicReference<>();
        AtomicReference<@Nullable BoundedBody> reading = new AtomicReference<>();
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(builder.build(), info -> {
            head.set(info);
            BoundedBody body = new BoundedBody(bounds.body());
            reading.set(body);
            if (bounds.acceptedBody() != null && isAccepted(info.statusCode())) {
                ScheduledFuture<?> unused =
                        thread.schedule(body::enough, bounds.acceptedBody().toNanos(), TimeUnit.NANOSECONDS);
            }
            return body;
        });
        Object key = new Object();
        flying.put(key, exchange);
        if (closed) {
            exchange.cancel(true);
        }
        ScheduledFuture<?> limit = thread.schedule(() -> exchange.cancel(true), nanos, TimeUnit.NANOSECONDS);
        return exchange.handle((response, failure) -> {
            flying.remove(key);
            limit.cancel(false);
            HttpResponse.ResponseInfo info = head.get();
            if (info == null) {
                return new Outcome.NoAnswer(reason(failure));
            }
            BoundedBody body = reading.get();
            return new Outcome.Answered(
                    info.statusCode(),
                    info.headers(),
                    response == null ? new byte[0] : response.body(),
                    response != null && body != null && body.isWhole());
        });
    }

    /**
     * Gives up what is under way. To be called before its thread is stopped: the runtime keeps a client, and a thread of its
     * own, for as long as a request of it has no end. Any thread; safe to call twice.
     */
    @Override
    public void close() {
        closed = true;
        flying.values().forEach(exchange -> exchange.cancel(true));
    }

    /** Whether this status is a 2xx. */
    public static boolean isAccepted(int status) {
        return status >= 200 && status < 300;
    }

    // In our own words: the text of an exception may quote the URL, which may be a secret.
    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof CancellationException
                || cause instanceof HttpTimeoutException
                || cause instanceof TimeoutException) {
            return "no answer in time";
        } else if (cause instanceof UnknownHostException) {
            return "the host's name has no address";
        } else if (cause instanceof ConnectException) {
            return "no connection";
        } else if (cause instanceof SSLException failed) {
            return TlsFailure.reason(failed);
        } else if (cause instanceof IOException) {
            return "the connection broke";
        }
        return cause == null ? "no answer" : cause.getClass().getSimpleName();
    }
}
