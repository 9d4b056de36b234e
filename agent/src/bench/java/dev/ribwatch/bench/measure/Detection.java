package dev.ribwatch.bench.measure;

import dev.ribwatch.bench.daemon.Daemons;
import dev.ribwatch.bench.daemon.Ribwatch;
import dev.ribwatch.bench.daemon.RibwatchConfig;
import dev.ribwatch.bench.load.Changes;
import dev.ribwatch.bench.load.Feeder;
import dev.ribwatch.bench.load.Hook;
import dev.ribwatch.bench.load.Peers;
import dev.ribwatch.bench.load.Probe;
import dev.ribwatch.bench.load.View;
import dev.ribwatch.bench.report.Figure;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Unexpected prefixes from one router, while another one holds a full table and changes 50,000 routes a second. */
final class Detection implements Measurement {
    private static final int UPDATES_PER_MILLI = 50;
    private static final int PROBES = 4_000;
    /** The first ones, a second of them, warm up the receiver: their webhooks do not count. */
    private static final int WARM_UP = 200;

    private static final long PROBE_NANOS = 5_000_000;
    /** Fewer are open at a time than are said one by one. */
    private static final int OPEN_PROBES = 8;

    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final int STRANGER_AS = 64_999;

    @Override
    public String name() {
        return "detection";
    }

    @Override
    public String about() {
        return "UPDATE to finding and to webhook, at 50,000 updates a second";
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        View view = bench.views(1).get(0);
        Changes changes = new Changes(view, 2);
        byte[][] batches = new byte[(int) ((WARM_UP + PROBES) * PROBE_NANOS / 1_000_000)][];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = changes.next(UPDATES_PER_MILLI);
        }
        detect(bench, RibwatchConfig.open(), "50,000 updates/s", view, batches);
        detect(bench, RibwatchConfig.open().withEveryRule(), "50,000 updates/s" + Bench.EVERY_RULE, view, batches);
    }

    private void detect(Bench bench, RibwatchConfig rules, String of, View view, byte[][] batches)
            throws IOException, InterruptedException {
        System.gc(); // else it comes while we measure
        try (Hook hook = new Hook()) {
            Daemons.Kind kind = bench.catalogue().ribwatch(config(rules, hook));
            bench.trial(this, kind, 2, of, 0, (trial, figures) -> {
                trial.connectAndRest();
                trial.send(List.of(Peers.source(view.messages()), Peers.source(View.empty())), bench.routes());
                Feeder load = trial.peers().get(0);
                Paced paced = new Paced(load, batches);
                long[] sent = probe(trial.peers().get(1));
                double rate = paced.updatesPerSecond();
                trial.peers().check();
                double[] millis = arrivals(hook, sent);
                Ribwatch ribwatch = (Ribwatch) trial.daemon();
                for (String quantile : List.of("0.5", "0.99")) {
                    figures.add(
                            new Figure("UPDATE read to finding, quantile " + quantile, "ms"),
                            1e3 * ribwatch.metric("ribwatch_detection_seconds", "quantile=\"" + quantile + "\""));
                }
                figures.add(new Figure("UPDATE sent to webhook, quantile 0.5", "ms"), millis[PROBES / 2]);
                figures.add(new Figure("UPDATE sent to webhook, quantile 0.99", "ms"), millis[PROBES * 99 / 100]);
                figures.add(new Figure("UPDATE sent to webhook, longest", "ms"), millis[PROBES - 1]);
                figures.add(new Figure("updates sent meanwhile", "updates/s"), rate);
                figures.addMemory(trial);
            });
        }
    }

    private static RibwatchConfig config(RibwatchConfig rules, Hook hook) {
        return rules.withNetworks("""
                          - name: partner
                            prefixes: [100.64.0.0/10]
                            more-specifics: true
                            match: [{router: peer1}]
                        """)
                .withConnection("  - {name: to-partner, type: link, between: [on-prem, partner]}\n")
                .withPolicy("  rules: {UnexpectedPrefix: {for: 0s, keep-firing-for: 0s}}\n")
                .with(hook.config());
    }

    /** Sends a batch each millisecond from a thread of its own. */
    private static final class Paced {
        private final Thread thread;
        private volatile double updatesPerSecond = Double.NaN;

        Paced(Feeder feeder, byte[][] batches) {
            thread = new Thread(() -> {
                long start = System.nanoTime();
                try {
                    for (int i = 0; i < batches.length; i++) {
                        sleepUntil(start + i * 1_000_000L);
                        feeder.send(batches[i]);
                    }
                    updatesPerSecond = batches.length * UPDATES_PER_MILLI * 1e9 / (System.nanoTime() - start);
                } catch (IOException e) {
                    System.err.println("the load ends: " + e.getMessage());
                }
            });
            thread.start();
        }

        double updatesPerSecond() throws InterruptedException {
            thread.join();
            return updatesPerSecond;
        }
    }

    private static void sleepUntil(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = nanos - System.nanoTime();
        }
    }

    /** When each probe had been written. */
    private static long[] probe(Feeder feeder) throws IOException {
        long[] sent = new long[WARM_UP + PROBES];
        long start = System.nanoTime();
        for (int i = 0; i < sent.length + OPEN_PROBES; i++) {
            sleepUntil(start + i * PROBE_NANOS);
            if (i < sent.length) {
                feeder.send(Probe.announce(i, Peers.as(1), STRANGER_AS));
                sent[i] = System.nanoTime();
            }
            if (i >= OPEN_PROBES) {
                feeder.send(Probe.withdraw(i - OPEN_PROBES));
            }
        }
        return sent;
    }

    /** Milliseconds to each webhook, the shortest first. */
    private static double[] arrivals(Hook hook, long[] sent) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        double[] millis = new double[PROBES];
        for (int i = WARM_UP; i < sent.length; i++) {
            while (hook.firstNanos(Probe.prefix(i)) == 0) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("nothing was said of " + Probe.prefix(i));
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
            millis[i - WARM_UP] = (hook.firstNanos(Probe.prefix(i)) - sent[i]) / 1e6;
        }
        Arrays.sort(millis);
        return millis;
    }
}
