package dev.ribwatch.agent.policy;

import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.rule.Flagged;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * A table, an engine and routers on a clock that only moves when told: what a router sends goes through decoder, table and
 * engine as it does live.
 */
final class Scene implements LongSupplier, InstantSource {
    static final int BOTH_FAMILIES = 3;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    Config config;
    final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), BEGIN.toEpochMilli());
    final Map<String, AdjRibIn> routers = new LinkedHashMap<>();
    Recorder recorder = new Recorder();
    PolicyEngine engine;
    /** What the engine before the last reload objected to, and what the next one did before it took over. */
    Flagged flagged = new Flagged(0, 0);

    Flagged flaggedByNext = new Flagged(0, 0);
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    /** What else looks at the world once a second, when the engine does. */
    Runnable eachSecond = () -> {};

    private long nanos = -5_000_000_000L; // a monotonic clock has no origin; crosses zero in most tests

    private Duration ahead = Duration.ZERO;

    Scene(Config config) {
        this.config = config;
        engine = engine(config, recorder);
        engine.attach();
        engine.goLive();
        for (RouterConfig router : config.routers()) {
            routers.put(router.name(), rib.add(router.name(), router.name()));
        }
    }

    PolicyEngine engine(Config with, FindingListener listener) {
        return new PolicyEngine(Intent.compile(with).at(instant()), rib, listener, this, this);
    }

    /** Routers without a session are removed and made known again in this order, so that they get each other's index. */
    Scene renew(Collection<String> names) {
        names.forEach(name -> rib.remove(routers.get(name)));
        names.forEach(name -> routers.put(name, rib.add(name, name)));
        return this;
    }

    /** Another engine takes the place of the present one while time stands still; only what is left is told. */
    Scene reload(Config with, int rowsAStep) {
        PolicyEngine next = engine(with, recorder);
        next.attach();
        while (!next.isCaughtUp()) {
            engine.step(rowsAStep);
            next.step(rowsAStep);
        }
        flagged = engine.flagged();
        flaggedByNext = next.flagged();
        next.adopt(engine);
        engine = next;
        config = with;
        return this;
    }

    /** The same, while the present engine does nothing more, and the next one nothing yet but to take over. */
    Scene takeOver(Config with) {
        PolicyEngine next = engine(with, recorder);
        next.attach();
        while (!next.isCaughtUp()) {
            next.step(1000);
        }
        next.adopt(engine);
        engine = next;
        config = with;
        return this;
    }

    @Override
    public long getAsLong() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return BEGIN.plusNanos(nanos).plus(ahead);
    }

    /** As the daemon does, the engine looks at the clock whenever a planned change goes on. */
    Scene pass(Duration time) {
        long until = nanos + time.toNanos();
        for (Duration wait = untilNextPhase();
                wait.compareTo(Duration.ofNanos(until - nanos)) < 0;
                wait = untilNextPhase()) {
            nanos += wait.toNanos();
            settle();
        }
        nanos = Math.max(nanos, until);
        return settle();
    }

    /** Time goes by in which the engine does nothing. */
    Scene idle(Duration time) {
        nanos += time.toNanos();
        return this;
    }

    private Duration untilNextPhase() {
        return Duration.between(instant(), engine.intent().nextPhase(instant()));
    }

    /** Somebody sets the wall clock, which is no passing of time. */
    Scene set(Instant wall) {
        ahead = ahead.plus(Duration.between(instant(), wall));
        return settle();
    }

    /** Lets the engine do all that waits, throttled work included. */
    Scene settle() {
        if (!engine.intent().isValid(instant())) {
            reload(config, 1000);
        }
        int rounds = 0;
        for (int pauses = 0; pauses < 2; pauses++) {
            while (engine.step(1000)) {
                if (rounds++ > 100_000) {
                    throw new AssertionError("the engine does not come to rest");
                }
            }
            nanos += 1_000_000_001L;
            eachSecond.run();
        }
        while (engine.step(1000)) {
            rounds++;
        }
        return this;
    }

    Scene up(String router) {
        return up(router, false);
    }

    Scene up(String router, boolean addPath) {
        rib.sessionUp(routers.get(router), BOTH_FAMILIES, addPath ? BOTH_FAMILIES : 0, true, nanos);
        return this;
    }

    Scene converge(String router) {
        for (Family family : Family.values()) {
            apply(router, RouteWriter.endOfRib(family));
        }
        return settle();
    }

    Scene converge(String router, Family family) {
        apply(router, RouteWriter.endOfRib(family));
        return settle();
    }

    /** The session is lost, all its routes with it. */
    Scene down(String router) {
        lose(router);
        clear(router);
        return settle();
    }

    /** The session is lost, its routes are still there. */
    Scene lose(String router) {
        rib.sessionDown(routers.get(router), nanos);
        return this;
    }

    /** The session is lost, all its routes with it, before the engine does anything. */
    Scene drop(String router) {
        lose(router);
        boolean gone = false;
        while (!gone) {
            gone = rib.clearSome(routers.get(router), 1000);
        }
        return this;
    }

    Scene clear(String router) {
        while (!rib.clearSome(routers.get(router), 7)) {
            engine.step(3);
        }
        return this;
    }

    Scene announce(String router, String prefix, String path, String... communities) {
        return announce(router, Prefix.parse(prefix), 0, path, List.of(communities))
                .settle();
    }

    Scene withdraw(String router, String prefix) {
        return withdraw(router, Prefix.parse(prefix), 0).settle();
    }

    Scene announce(String router, Prefix prefix, int pathId, String path, List<String> communities) {
        return apply(router, RouteWriter.announce(prefix, addPath(router, prefix.family()), pathId, path, communities));
    }

    Scene announce(String router, Prefix prefix, int pathId, String path, List<String> communities, String nextHop) {
        return apply(
                router,
                RouteWriter.announce(
                        prefix, addPath(router, prefix.family()), pathId, path, communities, Prefix.parse(nextHop)));
    }

    Scene withdraw(String router, Prefix prefix, int pathId) {
        return apply(router, RouteWriter.withdraw(prefix, addPath(router, prefix.family()), pathId));
    }

    private boolean addPath(String router, Family family) {
        return routers.get(router).hasPathIds(family);
    }

    Scene apply(String router, byte[] message) {
        AdjRibIn from = routers.get(router);
        int addPath = 0;
        for (Family family : Family.values()) {
            addPath |= from.hasPathIds(family) ? 1 << family.ordinal() : 0;
        }
        DecodeContext context = new DecodeContext(true, true, BOTH_FAMILIES, addPath, 65010, 65000);
        decoder.decode(message, 0, message.length, context, update);
        rib.apply(from, update, nanos, instant().toEpochMilli());
        return this;
    }

    /** What is open, as {@code Rule{labels}}, sorted. */
    Set<String> open() {
        return texts(recorder.open.values());
    }

    static Set<String> texts(Collection<Finding> findings) {
        return findings.stream().map(finding -> text(finding.key())).collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@code MissingPrefix azure-prod 10.33.0.0/16 pc-edge}: rule, network, prefix, other network and prefix, router, family. */
    static String text(FindingKey key) {
        StringBuilder text = new StringBuilder(key.rule().text());
        for (Object part : new Object[] {
            key.network(),
            key.prefix(),
            key.otherNetwork(),
            key.otherPrefix(),
            key.router(),
            key.connection(),
            key.direction(),
            key.prefix() == null ? key.family() : null,
            key.attribute(),
            key.reason()
        }) {
            if (part != null) {
                text.append(' ').append(part);
            }
        }
        return text.toString();
    }
}
