package dev.ribwatch.exporter.sink;

import dev.failsafe.spi.Scheduler;
import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.Secret;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.DeliveryLedger;
import dev.ribwatch.exporter.alert.Notification;
import dev.ribwatch.exporter.alert.Outbox;
import dev.ribwatch.exporter.client.Permitted;
import dev.ribwatch.exporter.metrics.Latency;
import dev.ribwatch.exporter.metrics.Metric;
import dev.ribwatch.exporter.metrics.MetricSink;
import dev.ribwatch.exporter.metrics.MetricSource;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** All receivers of the configuration, each target of them with its own queue, thread and connection. */
public final class Receivers implements Outbox, MetricSource, AutoCloseable {
    /** How many notifications may wait for one target. */
    static final int MOST_WAITING = 10_000;

    private static final Duration ATTEMPT = Duration.ofSeconds(10);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration LAST_CHANCE = Duration.ofSeconds(1);

    private final DeliveryLedger ledger;
    private final Latency latency;
    private final Clocks clocks;
    private final RandomGenerator random;
    private final Supplier<String> self;
    private final DeliveryWatch watch;
    private final Map<String, DeliveryCounts> counts = new ConcurrentHashMap<>();
    private final Map<String, ReceiverHealth> health = new ConcurrentHashMap<>();
    private volatile Map<String, Map<String, Line>> lines = Map.of();

    /** A target with all that serves it alone. */
    private record Line(
            DeliveryQueue queue,
            HttpAttempts attempts,
            ScheduledThreadPoolExecutor thread,
            ThreadPoolExecutor lookups,
            AtomicLong beat) {
        void close() {
            queue.close();
            end();
        }

        void abandon() {
            queue.abandon(this::end);
        }

        private void end() {
            attempts.close();
            thread.shutdownNow();
            lookups.shutdownNow();
        }
    }

    /**
     * @param watch told of receivers that cannot be told
     * @param self URL of our own page, shown to people who read an alert; asked at each request
     * @throws IllegalArgumentException if the URL of a receiver cannot be used; the message names the receiver only
     */
    public Receivers(
            AlertsConfig config,
            DeliveryLedger ledger,
            Latency latency,
            Clocks clocks,
            RandomGenerator random,
            DeliveryWatch watch,
            Supplier<String> self) {
        this.ledger = ledger;
        this.latency = latency;
        this.clocks = clocks;
        this.random = random;
        this.watch = watch;
        this.self = self;
        prepare(config).run();
    }

    /**
     * Reads a new configuration. Nothing changes yet.
     *
     * @return puts it into force and cannot fail. Receivers that stay keep their queue; of those that are gone, what
     *     waits is given up
     * @throws IllegalArgumentException if the URL of a receiver cannot be used
     */
    public Runnable prepare(AlertsConfig config) {
        Map<String, Map<String, Format>> wanted = new LinkedHashMap<>();
        for (AlertsConfig.Receiver receiver : config.receivers()) {
            wanted.put(receiver.name(), formats(receiver));
        }
        return () -> apply(wanted);
    }

    private synchronized void apply(Map<String, Map<String, Format>> wanted) {
        Map<String, Map<String, Line>> before = lines;
        Map<String, Map<String, Line>> after = new LinkedHashMap<>();
        wanted.forEach((name, formats) -> {
            Map<String, Line> known = before.getOrDefault(name, Map.of());
            Map<String, Line> targets = new LinkedHashMap<>();
            health(name).targets(formats.keySet());
            formats.forEach((target, format) -> {
                Line line = known.get(target);
                if (line == null) {
                    line = open(name, target, format);
                } else {
                    line.queue().change(format);
                }
                targets.put(target, line);
            });
            after.put(name, targets);
        });
        lines = after;
        ledger.receivers(after.keySet());
        before.forEach((name, targets) -> targets.forEach((target, line) -> {
            if (!after.getOrDefault(name, Map.of()).containsKey(target)) {
                line.abandon();
            }
        }));
        health.forEach((name, one) -> {
            if (!after.containsKey(name)) {
                one.targets(Set.of());
            }
        });
        health.keySet().retainAll(after.keySet());
    }

    private ReceiverHealth health(String receiver) {
        return health.computeIfAbsent(receiver, name -> new ReceiverHealth(name, watch));
    }

    /** Name of each target to how it is written to. */
    private Map<String, Format> formats(AlertsConfig.Receiver receiver) {
        Map<String, Format> formats = new LinkedHashMap<>();
        if (receiver instanceof AlertsConfig.Webhook webhook) {
            check(receiver.name(), webhook.url());
            Secret secret = webhook.secret();
            Signature signature = secret == null ? null : new Signature(secret);
            formats.put(receiver.name(), new WebhookFormat(webhook.url(), webhook.insecure(), signature, self));
        } else if (receiver instanceof AlertsConfig.Alertmanager alertmanager) {
            for (URI member : alertmanager.urls()) {
                check(receiver.name(), member);
                formats.put(
                        receiver.name() + "@" + target(member),
                        new AlertmanagerFormat(member, alertmanager.insecure(), self));
            }
        }
        return formats;
    }

    /** Host, port and path tell the members of a cluster apart. A path may be a secret: its hash is enough. */
    private static String target(URI member) {
        String path = member.getRawPath();
        return path.isEmpty() || path.equals("/")
                ? member.getRawAuthority()
                : member.getRawAuthority() + "/" + HexFormat.of().toHexDigits(path.hashCode());
    }

    private static void check(String receiver, URI url) {
        String problem = Permitted.problem(url);
        if (problem != null) {
            throw new IllegalArgumentException("receiver " + receiver + ": " + problem);
        }
    }

    private Line open(String receiver, String target, Format format) {
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, daemon("ribwatch-deliver-" + target));
        thread.setRemoveOnCancelPolicy(true);
        ThreadPoolExecutor lookups = new ThreadPoolExecutor(
                1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1), daemon("ribwatch-look-up-" + target));
        lookups.allowCoreThreadTimeOut(true);
        HttpAttempts attempts = new HttpAttempts(thread, lookups, InetAddress::getAllByName, ATTEMPT, clocks);
        DeliveryQueue queue = new DeliveryQueue(
                target,
                format,
                attempts,
                ledger,
                clocks,
                latency,
                counts.computeIfAbsent(receiver, name -> new DeliveryCounts()),
                health(receiver),
                MOST_WAITING,
                Scheduler.of(thread),
                random);
        AtomicLong beat = new AtomicLong(clocks.nanos());
        ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(
                () -> beat.set(clocks.nanos()), 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
        return new Line(queue, attempts, thread, lookups, beat);
    }

    private static ThreadFactory daemon(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Takes up what the ledger says is unfinished; to be called once, before anything is sent. What is for a target that is
     * not there any more is given up.
     */
    public synchronized void restore() {
        Set<String> known = new HashSet<>();
        lines.values()
                .forEach(targets -> targets.forEach((target, line) -> {
                    known.add(target);
                    line.queue().restore();
                }));
        for (String target : ledger.targets()) {
            if (!known.contains(target)) {
                ledger.unfinished(target).forEach(entry -> ledger.died(entry, DeliveryQueue.GONE.reason()));
            }
        }
    }

    @Override
    public void send(List<Notification> parts) {
        Map<String, Line> targets = lines.getOrDefault(parts.get(0).receiver(), Map.of());
        targets.values().forEach(line -> line.queue().offer(parts));
    }

    @Override
    public int waiting(String receiver) {
        int least = Integer.MAX_VALUE;
        for (Line line : lines.getOrDefault(receiver, Map.of()).values()) {
            least = Math.min(least, Math.max(0, line.queue().size() - 1));
        }
        return least == Integer.MAX_VALUE ? 0 : least;
    }

    /** Whether a receiver has taken anything since the start. Any thread. */
    public boolean hasTaken(String receiver) {
        DeliveryCounts count = counts.get(receiver);
        return count != null && count.delivered.get() > 0;
    }

    /** Nanoseconds since the delivery thread that is worst off last had time for something else. Any thread. */
    public long stalledNanos() {
        long now = clocks.nanos();
        return lines.values().stream()
                .flatMap(targets -> targets.values().stream())
                .mapToLong(line -> now - line.beat().get())
                .max()
                .orElse(0);
    }

    @Override
    public void write(MetricSink sink) {
        lines.forEach((receiver, targets) -> {
            DeliveryCounts count = counts.get(receiver);
            if (count != null) {
                count.write(sink, receiver);
            }
            int waiting = targets.values().stream()
                    .mapToInt(line -> line.queue().size())
                    .sum();
            sink.sample(Metric.DELIVERY_QUEUE, waiting, receiver);
        });
    }

    /** Gives what waits a last short chance, then ends. */
    @Override
    public synchronized void close() {
        List<Line> all = new ArrayList<>();
        lines.values().stream().map(Map::values).flatMap(Collection::stream).forEach(all::add);
        long end = System.nanoTime() + LAST_CHANCE.toNanos();
        try {
            for (Line line : all) {
                line.queue().awaitEmpty(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(Line::close);
        lines = Map.of();
    }
}
