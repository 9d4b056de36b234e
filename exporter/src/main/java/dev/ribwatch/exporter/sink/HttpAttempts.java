package dev.ribwatch.exporter.sink;

import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.client.HttpCalls;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and judges the answer. The status decides as soon as it is there; the body is read for the log alone,
 * within bounds. No redirect is followed, no proxy is guessed.
 */
final class HttpAttempts implements Attempts, AutoCloseable {
    static final int MOST_BODY = 64 * 1024;

    private static final int MOST_QUOTED = 200;
    /** A part of a path that is shorter may be a word of the text. */
    private static final int SHORTEST_SECRET = 8;

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    /** A 2xx is enough; its body is heard out this long only so that the connection can be used again. */
    private static final Duration ACCEPTED_BODY = Duration.ofSeconds(1);

    private final HttpCalls calls;
    private final Clocks clocks;

    /**
     * @param thread does the work of this receiver and of no other
     * @param lookups runs what waits for name servers, for this receiver alone; may reject what is too much
     * @param deadline for one attempt as a whole
     */
    HttpAttempts(
            ScheduledExecutorService thread,
            Executor lookups,
            HttpCalls.Lookup lookup,
            Duration deadline,
            Clocks clocks) {
        this.calls = new HttpCalls(
                thread, lookups, lookup, deadline, clocks, new HttpCalls.Bounds(MOST_BODY, ACCEPTED_BODY), null);
        this.clocks = clocks;
    }

    @Override
    public CompletableFuture<Answer> attempt(Request request) {
        return calls.send(new HttpCalls.Call(request.url(), request.insecure(), request.headers(), request.body()))
                .thenApply(outcome -> {
                    if (outcome instanceof HttpCalls.Outcome.Answered answered) {
                        return judge(request.url(), answered.status(), answered.headers(), answered.body());
                    } else if (outcome instanceof HttpCalls.Outcome.NotPermitted not) {
                        return Answer.refused(not.reason());
                    } else if (outcome instanceof HttpCalls.Outcome.NoAnswer none) {
                        return Answer.retry(none.reason());
                    }
                    throw new IllegalStateException("an outcome of no kind: " + outcome);
                });
    }

    /** Gives up what is under way; see {@link HttpCalls#close}. */
    @Override
    public void close() {
        calls.close();
    }

    private Answer judge(URI url, int status, HttpHeaders headers, byte[] body) {
        if (HttpCalls.isAccepted(status)) {
            return Answer.DELIVERED;
        }
        String reason = "HTTP " + status;
        String quoted = Printable.of(withoutPath(new String(body, StandardCharsets.UTF_8), url), MOST_QUOTED);
        boolean later = status == 408 || status == 425 || status == 429 || status >= 500 || status < 200;
        return later
                ? new Answer(Answer.Kind.RETRY, reason, quoted, retryAfter(headers))
                : new Answer(Answer.Kind.REFUSED, reason, quoted, null);
    }

    /** Some say what they were asked for, and the path of a webhook may be all that protects it. */
    private static String withoutPath(String text, URI url) {
        List<String> secrets = new ArrayList<>();
        for (String part : Arrays.asList(url.getRawPath(), url.getPath(), url.getRawQuery(), url.getQuery())) {
            if (part != null) {
                secrets.add(part);
                secrets.addAll(List.of(part.split("[/&=]")));
            }
        }
        secrets.sort(Comparator.comparingInt(String::length).reversed());
        String without = text;
        for (String secret : secrets) {
            if (secret.length() >= SHORTEST_SECRET) {
                without = without.replace(secret, "[...]");
            }
        }
        return without;
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
}
