package dev.ribwatch.exporter.sink;

import java.io.IOException;
import java.net.ConnectException;
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
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and judges the answer. The status decides as soon as it is there; the body is read for the log alone,
 * within bounds. No redirect is followed, no proxy is guessed.
 */
final class HttpAttempts implements Attempts {
    private static final int MOST_BODY = 64 * 1024;
    private static final int MOST_QUOTED = 200;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final HttpClient client;
    private final ScheduledExecutorService thread;
    private final Duration deadline;
    private final InstantSource clock;

    /**
     * @param thread does the work of this receiver and of no other
     * @param deadline for one attempt as a whole
     */
    HttpAttempts(ScheduledExecutorService thread, Duration deadline, InstantSource clock) {
        this.thread = thread;
        this.deadline = deadline;
        this.clock = clock;
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
        try {
            String problem = Permitted.problemNow(request.url());
            if (problem != null) {
                return CompletableFuture.completedFuture(Answer.retry(problem));
            }
        } catch (UnknownHostException e) {
            return CompletableFuture.completedFuture(Answer.retry("the host's name has no address"));
        }
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "ribwatch")
                .POST(HttpRequest.BodyPublishers.ofString(request.body()));
        request.headers().forEach(builder::header);
        AtomicReference<HttpResponse.@Nullable ResponseInfo> head = new AtomicReference<>();
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(builder.build(), info -> {
            head.set(info);
            return new BoundedBody(MOST_BODY);
        });
        ScheduledFuture<?> limit =
                thread.schedule(() -> exchange.cancel(true), deadline.toNanos(), TimeUnit.NANOSECONDS);
        return exchange.handle((response, failure) -> {
            limit.cancel(false);
            HttpResponse.ResponseInfo info = head.get();
            if (info == null) {
                return Answer.retry(reason(failure));
            }
            return judge(info.statusCode(), info.headers(), response == null ? new byte[0] : response.body());
        });
    }

    private Answer judge(int status, HttpHeaders headers, byte[] body) {
        if (status >= 200 && status < 300) {
            return Answer.DELIVERED;
        }
        String reason = "HTTP " + status;
        if (body.length > 0) {
            reason += ": " + Printable.of(new String(body, StandardCharsets.UTF_8), MOST_QUOTED);
        }
        boolean later = status == 408 || status == 425 || status == 429 || status >= 500 || status < 200;
        return later
                ? new Answer(Answer.Kind.RETRY, reason, retryAfter(headers))
                : new Answer(Answer.Kind.REFUSED, reason, null);
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
                wait = Duration.between(clock.instant(), until);
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
        if (cause instanceof CancellationException || cause instanceof HttpTimeoutException) {
            return "no answer in time";
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
