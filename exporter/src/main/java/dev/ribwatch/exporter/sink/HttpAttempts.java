package dev.ribwatch.exporter.sink;

import dev.ribwatch.exporter.alert.Clocks;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and judges the answer. The status decides as soon as it is there; the body is read for the log alone,
 * within bounds. No redirect is followed, no proxy is guessed.
 */
final class HttpAttempts implements Attempts {
    static final int MOST_BODY = 64 * 1024;

    private static final int MOST_QUOTED = 200;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    /** A 2xx is enough; its body is heard out this long only so that the connection can be used again. */
    private static final Duration ACCEPTED_BODY = Duration.ofSeconds(1);

    private final HttpClient client;
    private final ScheduledExecutorService thread;
    private final Executor lookups;
    private final Lookup lookup;
    private final Duration deadline;
    private final Clocks clocks;

    /** Finds the addresses of a host. May take its time. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /**
     * @param thread does the work of this receiver and of no other
     * @param lookups runs what waits for name servers, for this receiver alone; may reject what is too much
     * @param deadline for one attempt as a whole
     */
    HttpAttempts(ScheduledExecutorService thread, Executor lookups, Lookup lookup, Duration deadline, Clocks clocks) {
        this.thread = thread;
        this.lookups = lookups;
        this.lookup = lookup;
        this.deadline = deadline;
        this.clocks = clocks;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(deadline)
                .executor(thread)
                .build();
    }

    @Override
    public CompletableFuture<Answer> attempt(Request request) {
        long end = clocks.nanos() + deadline.toNanos();
        String host = Permitted.host(request.url());
        CompletableFuture<InetAddress[]> found;
        try {
            found = CompletableFuture.supplyAsync(() -> addresses(host), lookups);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(Answer.retry("the host's name is still looked up"));
        }
        return found.orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .thenApplyAsync(addresses -> Permitted.problem(addresses, request), thread)
                .thenCompose(problem -> problem != null
                        ? CompletableFuture.completedFuture(Answer.refused(problem))
                        : send(request, Math.max(0, end - clocks.nanos())))
                .exceptionally(failure -> Answer.retry(reason(failure)));
    }

    /** The runtime's cache of addresses makes the request that follows go to what was looked at. */
    private InetAddress[] addresses(String host) {
        try {
            return lookup.addresses(host);
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }

    private CompletableFuture<Answer> send(Request request, long nanos) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "ribwatch")
                .POST(HttpRequest.BodyPublishers.ofString(request.body()));
        request.headers().forEach(builder::header);
        AtomicReference<HttpResponse.@Nullable ResponseInfo> head = new AtomicReference<>();
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(builder.build(), info -> {
            head.set(info);
            BoundedBody body = new BoundedBody(MOST_BODY);
            if (isAccepted(info.statusCode())) {
                ScheduledFuture<?> unused =
                        thread.schedule(body::enough, ACCEPTED_BODY.toNanos(), TimeUnit.NANOSECONDS);
            }
            return body;
        });
        ScheduledFuture<?> limit = thread.schedule(() -> exchange.cancel(true), nanos, TimeUnit.NANOSECONDS);
        return exchange.handle((response, failure) -> {
            limit.cancel(false);
            HttpResponse.ResponseInfo info = head.get();
            if (info == null) {
                return Answer.retry(reason(failure));
            }
            return judge(info.statusCode(), info.headers(), response == null ? new byte[0] : response.body());
        });
    }

    private static boolean isAccepted(int status) {
        return status >= 200 && status < 300;
    }

    private Answer judge(int status, HttpHeaders headers, byte[] body) {
        if (isAccepted(status)) {
            return Answer.DELIVERED;
        }
        String reason = "HTTP " + status;
        String quoted = Printable.of(new String(body, StandardCharsets.UTF_8), MOST_QUOTED);
        boolean later = status == 408 || status == 425 || status == 429 || status >= 500 || status < 200;
        return later
                ? new Answer(Answer.Kind.RETRY, reason, quoted, retryAfter(headers))
                : new Answer(Answer.Kind.REFUSED, reason, quoted, null);
    }

    private @Nullable Duration retryAfter(HttpHeaders headers) {
        Optional<String> value = headers.firstValue("Retry-After").map(String::trim);
        if (value.isEmpty()) {
            return null;
        }
        Duration wait;
        String text = value.get();
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            wait = text.length() > 9 ? LONGEST_RETRY_AFTER : Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                wait = Duration.between(clocks.instant(), until);
            } catch (DateTimeException e) {
                return null; // neither form of RFC 9110 section 10.2.3: as if it were not there
            }
        }
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait;
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
        } else if (cause instanceof SSLException) {
            return "TLS failed";
        } else if (cause instanceof IOException) {
            return "the connection broke";
        }
        return cause == null ? "no answer" : cause.getClass().getSimpleName();
    }
}
