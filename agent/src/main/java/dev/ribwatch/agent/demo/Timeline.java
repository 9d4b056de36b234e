package dev.ribwatch.agent.demo;

import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.AlertListener;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Prints what happens as it happens, counts it, and lets the script wait for it. Any thread. */
final class Timeline implements AlertListener {
    private static final int BREADTH = 100;
    private static final long LOOK_MILLIS = 100;

    private final PrintWriter out;
    private final LongSupplier nanos;
    private final boolean plain;
    private final long start;
    private final Map<String, Integer> firing = new HashMap<>();
    private final List<Long> detections = new ArrayList<>();
    private int fired;
    private int resolved;
    private long stepNanos;
    private Duration stepFor = Duration.ZERO;

    Timeline(PrintWriter out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.plain = !terminalCharset().newEncoder().canEncode("──▲▽");
        this.stepNanos = start;
    }

    /**
     * A step begins; alerts that fire from here on are measured from this moment.
     *
     * @param waits what the rule waits before it tells: not our delay
     */
    synchronized void step(String what, Duration waits) {
        stepNanos = nanos.getAsLong();
        stepFor = waits;
        line(plain ? "--" : "──", what);
    }

    synchronized void say(String what) {
        line("  ", what);
    }

    @Override
    public synchronized void alert(Alert alert, Instant at) {
        String name = alert.labels().getOrDefault("alertname", "?");
        String severity = alert.labels().getOrDefault("severity", "?").toUpperCase(Locale.ROOT);
        String summary = alert.annotations().getOrDefault("summary", name);
        if (alert.firing()) {
            fired++;
            firing.merge(name, 1, Integer::sum);
            detections.add(nanos.getAsLong() - stepNanos - stepFor.toNanos());
            line(plain ? "! " : "▲ ", "FIRING   " + severity + "  " + name + ": " + summary);
            wrapped(alert.annotations().getOrDefault("description", ""));
        } else {
            resolved++;
            firing.merge(name, -1, Integer::sum);
            line(plain ? "ok" : "▽ ", "RESOLVED " + severity + "  " + name + ": " + summary);
        }
        notifyAll();
    }

    /** Waits until this many alerts of a name fire; false if they do not in that time, or the demo is over before. */
    synchronized boolean await(String name, int count, Duration most, BooleanSupplier over)
            throws InterruptedException {
        long deadline = nanos.getAsLong() + most.toNanos();
        while (firing.getOrDefault(name, 0) != count) {
            long left = (deadline - nanos.getAsLong()) / 1_000_000;
            if (left <= 0 || over.getAsBoolean()) {
                return false;
            }
            wait(Math.min(left, LOOK_MILLIS));
        }
        return true;
    }

    /** How many alerts fired so far. */
    synchronized int fired() {
        return fired;
    }

    synchronized void summary() {
        out.println();
        out.printf(Locale.ROOT, "alerts fired: %d, resolved: %d%n", fired, resolved);
        if (!detections.isEmpty()) {
            long[] sorted =
                    detections.stream().mapToLong(Long::longValue).sorted().toArray();
            out.printf(
                    Locale.ROOT,
                    "time from UPDATE to alert (without the wait that a rule asks for): median %.1f ms, longest %.1f ms%n",
                    sorted[sorted.length / 2] / 1e6,
                    Arrays.stream(sorted).max().orElse(0) / 1e6);
        }
        out.flush();
    }

    private static Charset terminalCharset() {
        String name = System.getProperty("stdout.encoding");
        return name == null || !Charset.isSupported(name) ? Charset.defaultCharset() : Charset.forName(name);
    }

    private void line(String mark, String text) {
        out.printf(Locale.ROOT, "%7.3fs %s %s%n", (nanos.getAsLong() - start) / 1e9, mark, text);
        out.flush();
    }

    private void wrapped(String text) {
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+", -1)) {
            if (line.length() + word.length() > BREADTH) {
                out.println("             " + line.toString().stripTrailing());
                line.setLength(0);
            }
            line.append(word).append(' ');
        }
        out.println("             " + line.toString().stripTrailing());
        out.flush();
    }
}
