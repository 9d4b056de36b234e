package dev.ribwatch.bench.daemon;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ribwatch by its launcher, as systemd would start it: a cold Java machine, policy on. */
public final class Ribwatch extends Daemon {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern ROUTES = Pattern.compile("(?m)^ribwatch_routes\\{[^}]*} (\\S+)$");
    private static final Pattern PAUSE = Pattern.compile(" Total: +(\\d+) ns");

    /** What the table holds is sampled within 100 ms after it is asked for. */
    private static final int FRESH_MILLIS = 150;

    private final int httpPort;
    private final Path pauses;

    Ribwatch(Seat seat, Path launcher, RibwatchConfig config) throws IOException {
        this(seat, launcher, config, Daemon.freePort());
    }

    private Ribwatch(Seat seat, Path launcher, RibwatchConfig config, int httpPort) throws IOException {
        super(seat, command(seat, launcher, config.write(seat, httpPort)));
        this.httpPort = httpPort;
        this.pauses = seat.directory().resolve("pauses");
    }

    private static ProcessBuilder command(Seat seat, Path launcher, String config) {
        ProcessBuilder command = new ProcessBuilder(launcher.toString(), "run", "-c", config);
        String options = System.getenv().getOrDefault("RIBWATCH_JAVA_OPTS", "");
        command.environment().put("RIBWATCH_JAVA_OPTS", options + " -Xlog:safepoint:file=" + seat.file("pauses"));
        return command;
    }

    @Override
    public long routes() throws IOException, InterruptedException {
        metrics();
        TimeUnit.MILLISECONDS.sleep(FRESH_MILLIS);
        return sum(ROUTES, metrics());
    }

    /** The sum of a metric's samples whose labels hold this text; NaN if there is none. */
    public double metric(String name, String labels) throws IOException, InterruptedException {
        Matcher matcher = Pattern.compile(
                        "(?m)^" + Pattern.quote(name) + "(?:\\{[^}]*" + Pattern.quote(labels) + "[^}]*})? (\\S+)$")
                .matcher(metrics());
        double sum = Double.NaN;
        while (matcher.find()) {
            sum = (Double.isNaN(sum) ? 0 : sum) + Double.parseDouble(matcher.group(1));
        }
        return sum;
    }

    private String metrics() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/metrics"))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** The longest pause of the Java machine so far, of any cause, ms. */
    public double longestPauseMillis() throws IOException {
        long longest = 0;
        for (Path file : new Path[] {pauses, pauses.resolveSibling("pauses.0")}) {
            if (Files.exists(file)) {
                Matcher matcher = PAUSE.matcher(Files.readString(file));
                while (matcher.find()) {
                    longest = Math.max(longest, Long.parseLong(matcher.group(1)));
                }
            }
        }
        return longest / 1e6;
    }
}
