package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.policy.naive.NaivePolicy;
import dev.ribwatch.agent.policy.naive.Route;
import dev.ribwatch.agent.policy.naive.State;
import dev.ribwatch.agent.policy.naive.Subject;
import dev.ribwatch.agent.policy.naive.Truth;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Role;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A small universe of addresses, networks and routers in which everything happens often; engine and oracle side by side. */
final class RandomWorld {
    static final List<Prefix> UNIVERSE = Stream.of(
                    "0.0.0.0/0",
                    "0.0.0.0/1",
                    "128.0.0.0/1",
                    "64.0.0.0/2",
                    "192.0.0.0/2",
                    "8.0.0.0/6",
                    "10.0.0.0/8",
                    "10.0.0.0/15",
                    "10.0.0.0/16",
                    "10.0.0.0/17",
                    "10.0.128.0/17",
                    "10.0.128.0/18",
                    "10.0.192.0/18",
                    "10.0.200.0/24",
                    "10.1.0.0/16",
                    "10.1.0.0/17",
                    "10.1.128.0/17",
                    "10.1.2.0/24",
                    "100.64.0.0/10",
                    "192.0.0.0/24",
                    "192.0.0.9/32",
                    "192.168.0.0/16",
                    "192.168.0.0/17",
                    "192.168.1.0/24",
                    "192.168.1.0/25",
                    "224.0.0.0/4",
                    "::/0",
                    "::/1",
                    "2000::/4",
                    "3000::/4",
                    "2000::/5",
                    "2001:db8::/32",
                    "2001:db8:b::/48",
                    "2001:db8:b::/49",
                    "2001:db8:b:8000::/49",
                    "4000::/3",
                    "fc00::/7",
                    "fd00::/16",
                    "fd00:1::/32")
            .map(Prefix::parse)
            .toList();

    /** Any 32 bits may be a Path Identifier (RFC 7911 section 3). */
    private static final int[] PATH_IDS = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE};

    private static final String NEAR = "192.0.2.1 2001:db8::1";
    private static final String FAR = "192.0.2.2 2001:db8::2";
    private static final List<String> LEAK_MARKS = List.of("65535:65281", "65535:65282", "otc:65010", "otc:65020");

    private static final String BLACKHOLE = "65000:666";

    final SplittableRandom random;
    Config config;
    final Scene scene;
    NaivePolicy oracle;
    final List<String> history = new ArrayList<>();

    /** Whether it has more than links of two. */
    private final boolean wide;
    /** Of what is malformed among what is sent; null: nothing is. */
    private final @Nullable SplittableRandom faults;

    RandomWorld(long seed) {
        random = new SplittableRandom(seed);
        wide = seed % 3 == 2;
        faults = seed % 4 == 3 ? new SplittableRandom(seed) : null;
        config = config(random, wide, List.of(), Instant.parse("2026-01-01T00:00:30Z"));
        scene = new Scene(config);
        oracle = new NaivePolicy(config);
        scene.eachSecond = () -> oracle.pass(scene.getAsLong());
    }

    /**
     * Another intent.
     *
     * @param planned what was planned until now
     */
    private static Config config(SplittableRandom random, boolean wide, List<PlannedChange> planned, Instant now) {
        Configs configs = Configs.as(65000)
                .router("r1", "a", 65010)
                .router("r2", "a", random.nextBoolean() ? Role.PROVIDER : Role.CUSTOMER, 65010)
                .router("r3", "b", Role.PEER, 65020)
                .router("r4", "c", 65030)
                .router("r5", "a", random.nextBoolean() ? OwnRoutes.HELD : OwnRoutes.EXPORTED, 65010)
                .network(RandomTerms.of(random, network("b"))
                        .asns(65020)
                        .prefixes("10.1.0.0/16 2001:db8:b::/48")
                        .required("10.1.0.0/16 2001:db8:b::/48")
                        .moreSpecifics(MoreSpecifics.NONE)
                        .match(match().community("65000:2")))
                .network(RandomTerms.of(random, network("a"))
                        .asns(65010)
                        .prefixes("10.0.0.0/16" + (random.nextInt(3) == 0 ? " 192.168.0.0/17" : ""))
                        .required("10.0.0.0/16 10.0.0.0/17")
                        .moreSpecifics(random.nextBoolean() ? MoreSpecifics.ANY : new MoreSpecifics(true, 18, 64))
                        .defaultOwner()
                        .match(match().community("65000:1")))
                .network(RandomTerms.of(random, network("c"))
                        .asns(65030, RandomTerms.ORIGIN_OF_C)
                        .prefixes("10.0.128.0/17 fd00::/16")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:3"))
                        .match(match().originAs(RandomTerms.ORIGIN_OF_C)))
                .network(network("o").open().match(match().community("65000:4")))
                .allowDefault("o", "a")
                .blackhole(BLACKHOLE)
                .effectiveThreshold(new double[] {0.5, 0.5, 0.4, 0.3}[random.nextInt(4)]);
        if (wide) {
            RandomConnections.networks(random, configs);
        }
        configs.link("ab", "a b", false);
        switch (random.nextInt(4)) {
            case 0 -> configs.legs("r1", "", "r2", "");
            case 1 -> configs.legs("r1", NEAR, "r2", FAR);
            case 2 -> configs.legs("r1", NEAR, "r2", "");
            default -> {}
        }
        configs.link("ao", "a o", false);
        if (random.nextInt(3) == 0) {
            configs.legs("r2", "", "r5", "");
        }
        if (random.nextInt(3) != 0) {
            configs.providers(3356, 64512);
        }
        if (random.nextInt(3) != 0) {
            configs.link("bc", "b c", false);
            if (random.nextBoolean()) {
                configs.legs("r4", NEAR, "r4", FAR); // it tells all paths
            }
        }
        if (wide) {
            RandomConnections.connections(random, configs);
        }
        if (random.nextBoolean()) {
            configs.requireDefault("b", "a");
        }
        if (random.nextBoolean()) {
            configs.allowOverlap("10.0.128.0/17", "a c");
        }
        if (random.nextBoolean()) {
            configs.allowOverlap("192.168.1.0/24", "a b");
        }
        for (RuleName name : RuleName.values()) {
            if (name == RuleName.PLANNED_CHANGE_MISSED
                    || name == RuleName.DELIVERY_FAILING
                    || name == RuleName.LEDGER_DEGRADED
                    || name == RuleName.SPLIT_VIEW) {
                continue; // the plan says enough; no route has to do with it
            }
            if (name == RuleName.PREFIX_FLAPPING) {
                configs.rule(name, rule(false, null, List.of())); // what it is instead is chosen last
            } else if (name == RuleName.SESSION_FLAPPING) {
                configs.rule(
                        name,
                        RandomRules.restless(RandomRules.rule(random), 1 + random.nextInt(2), random.nextInt(2, 9)));
            } else if (name == RuleName.PREFIX_LIMIT) {
                RandomRules.limits(configs);
            } else if (name == RuleName.PREFIX_COUNT_CHANGE) {
                RandomRules.levels(configs);
            } else if (random.nextInt(6) == 0) {
                configs.rule(name, RandomRules.rule(random));
            }
        }
        RandomRules.blocks(configs);
        SplittableRandom other =
                new SplittableRandom(2 + RandomRules.text(configs).hashCode());
        RandomChanges.next(other, planned, now).forEach(configs::change);
        if (other.nextBoolean()) {
            configs.canary("r1", other.nextBoolean() ? "10.0.0.0/16 2001:db8:b::/48" : "10.0.0.0/16");
            configs.canary("r4", "10.0.0.0/17");
        }
        if (other.nextInt(4) == 0) {
            configs.prepended();
        }
        RandomRules.flapping(configs);
        RandomTerms.providerAs(configs);
        RandomRules.compare(configs);
        return configs.build();
    }

    static RuleConfig rule(boolean enabled, Severity severity, List<Except> except) {
        return new RuleConfig(enabled, severity, null, Duration.ofSeconds(60), except, 10, Duration.ofHours(24));
    }

    /** Another intent holds when a planned change has come into force, or must be undone. */
    private void turn() {
        while (!scene.engine.intent().isValid(scene.instant())) {
            say("turn");
            oracle.pass(scene.getAsLong());
            scene.recorder.events.clear();
            scene.reload(config, 7);
            oracle = oracle.reloaded(config);
            oracle.judge(scene.getAsLong());
            scene.settle();
            noneFlashed("turn");
        }
    }

    /** One random change of the world, told to both; findings are not compared yet. */
    void step() {
        turn();
        String router = "r" + (1 + random.nextInt(5));
        int dice = random.nextInt(100);
        if (dice == 0) {
            renew();
        } else if (dice < 8) {
            changeSession(router);
        } else if (dice < 70 && !isDown(router)) {
            announce(router);
        } else if (!isDown(router)) {
            withdraw(router);
        } else {
            changeSession(router);
        }
        turn(); // a renewal takes its time
        oracle.judge(scene.getAsLong());
    }

    /** Routes of routers that are up change, with nothing between them that waits being done. */
    void burst() {
        turn();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            String router = "r" + (1 + random.nextInt(5));
            if (!isDown(router) && random.nextInt(100) < 55) {
                announce(router);
            } else if (!isDown(router)) {
                withdraw(router);
            }
            oracle.judge(scene.getAsLong());
        }
    }

    /** Routers that are down are removed and others get their names and, in another order, their indexes. */
    private void renew() {
        List<String> down = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            if (isDown("r" + i)) {
                down.add(random.nextInt(down.size() + 1), "r" + i);
            }
        }
        say("renew " + down);
        scene.renew(down);
        down.forEach(oracle::renew);
        // Before time passes: what they explained goes on from now, or something else explains it.
        oracle.judge(scene.getAsLong());
        scene.settle();
        scene.recorder.events.clear(); // that they are down closes and opens again
    }

    /** A reload with the same intent: nothing may be told. */
    void reload(String which) {
        turn();
        say("reload");
        oracle.pass(scene.getAsLong());
        scene.recorder.events.clear();
        Map<FindingKey, Finding> before = Map.copyOf(scene.recorder.open);
        scene.reload(config, 1 + random.nextInt(50)).settle();
        // Time passed: levels and figures moved on, and what rests on it may have ended.
        scene.recorder.events.removeIf(event -> event.startsWith("~ PrefixLimit{")
                || event.startsWith("~ PrefixCountChange{")
                || event.matches("- (SessionFlapping|PrefixFlapping|PrefixCountChange|PlannedChangeMissed)\\{.*")
                        && before.keySet().stream()
                                .filter(key -> event.endsWith(key.toString()))
                                .noneMatch(key -> oracle.open().containsKey(subject(before.get(key)))));
        scene.recorder.events.removeIf(event -> event.startsWith("~ ViewPartial{") && event.endsWith("reason=silent}"));
        scene.recorder.events.removeIf(event -> event.matches("\\+ (PlannedChangeMissed|ViewPartial)\\{.*")
                && scene.recorder.open.entrySet().stream()
                        .anyMatch(entry -> event.endsWith(entry.getKey().toString())
                                && !before.containsKey(entry.getKey())
                                && oracle.open().containsKey(subject(entry.getValue()))));
        // A fresh look may find another path of several as its witness; everything else must be as it was.
        scene.recorder.events.removeIf(event -> event.startsWith("~")
                && before.keySet().stream()
                        .filter(key -> event.endsWith(key.toString()))
                        .allMatch(
                                key -> unwitnessed(before.get(key)).equals(unwitnessed(scene.recorder.open.get(key)))));
        if (!scene.recorder.events.isEmpty()) {
            throw new AssertionError(which + ": a reload told " + String.join("\n", scene.recorder.events) + "\nbefore "
                    + before + "\nafter " + scene.recorder.open + "\n" + String.join("\n", history));
        }
    }

    private static Finding unwitnessed(Finding finding) {
        return finding.with(
                finding.severity(),
                finding.forDuration(),
                finding.keepFiringFor(),
                List.of(),
                finding.blind().stream().sorted().toList(), // in the order of indexes, which a renewal changes
                finding.unknown(),
                finding.detail() instanceof Detail.Leak ? Detail.None.NONE : finding.detail());
    }

    /** A reload with another intent for the same routers and networks. */
    void reloadOther() {
        turn();
        config = config(random, wide, config.policy().changes(), scene.instant());
        say("reload another intent, " + config.policy());
        oracle.pass(scene.getAsLong()); // what was quiet until now the next one does not know
        scene.reload(config, 1 + random.nextInt(50));
        oracle = oracle.reloaded(config);
        oracle.judge(scene.getAsLong());
    }

    boolean isDown(String router) {
        return oracle.state(router, Family.IPV4_UNICAST) == State.DOWN
                || oracle.state(router, Family.IPV4_UNICAST) == State.NEVER_UP;
    }

    private boolean isSyncing(String router, Family family) {
        return oracle.state(router, family) == State.SYNCING;
    }

    private void changeSession(String router) {
        if (isDown(router)) {
            say("up " + router);
            scene.up(router, router.equals("r4"));
            oracle.up(router, scene.getAsLong());
            return;
        }
        for (Family family : Family.values()) {
            if (isSyncing(router, family)) {
                converge(router, family);
                return;
            }
        }
        lose(router);
    }

    void converge(String router, Family family) {
        say("converge " + router + " " + family);
        scene.apply(router, RouteWriter.endOfRib(family));
        oracle.state(router, family, State.CONVERGED);
    }

    /** The routes go one by one after the session; the oracle sees them go at once, which must make no difference. */
    private void lose(String router) {
        say("down " + router);
        scene.lose(router);
        if (random.nextBoolean()) {
            scene.engine.step(3);
        }
        scene.clear(router);
        both(router, State.DOWN);
        oracle.clear(router);
    }

    private void both(String router, State state) {
        for (Family family : Family.values()) {
            oracle.state(router, family, state);
        }
    }

    void announce(String router) {
        if (faults != null && faults.nextInt(60) == 0) {
            malform(faults, router);
            return;
        }
        Prefix prefix = UNIVERSE.get(random.nextInt(UNIVERSE.size()));
        List<String> communities = new ArrayList<>();
        String path = path(random);
        if (random.nextInt(3) != 0 || !path.endsWith(" " + RandomTerms.ORIGIN_OF_C)) {
            communities.add("65000:" + random.nextInt(6));
        }
        if (random.nextInt(4) == 0) {
            communities.add("65000:" + (1 + random.nextInt(3)));
        }
        if (random.nextInt(8) == 0) {
            communities.add(BLACKHOLE);
        }
        if (random.nextInt(4) == 0) {
            communities.add(LEAK_MARKS.get(random.nextInt(LEAK_MARKS.size())));
        }
        int hop = random.nextInt(4);
        if (hop == 1) {
            communities.add(RandomTerms.LARGE);
        }
        boolean near = hop != 0;
        // In one order: the oracle has them as a set, and the same set again is no change.
        announce(
                router,
                prefix,
                pathId(router),
                communities.stream().distinct().sorted().toList(),
                path,
                near);
    }

    /** An UPDATE with a fault that takes its route away (RFC 7606), or an attribute that does not matter. */
    private void malform(SplittableRandom dice, String router) {
        Prefix prefix = UNIVERSE.get(dice.nextInt(UNIVERSE.size()));
        int pathId = router.equals("r4") ? PATH_IDS[dice.nextInt(PATH_IDS.length)] : 0;
        boolean addPath = scene.routers.get(router).hasPathIds(prefix.family());
        List<String> communities = List.of("65000:" + dice.nextInt(6));
        String nextHop = prefix.family() == Family.IPV4_UNICAST ? "192.0.2.1" : "2001:db8::1";
        byte[] update = RouteWriter.announce(prefix, addPath, pathId, "64512", communities, Prefix.parse(nextHop));
        boolean withdrawn = dice.nextBoolean();
        say("malformed " + router + " " + prefix + " #" + pathId + " " + (withdrawn ? "withdrawn" : communities));
        if (withdrawn) {
            scene.apply(router, RouteWriter.withBadOrigin(update));
            oracle.remove(router, prefix, pathId);
        } else {
            scene.apply(router, RouteWriter.withLongAtomicAggregate(update));
            oracle.put(router, prefix, pathId, new Route("64512", Set.copyOf(communities), nextHop));
        }
        oracle.fault(router, withdrawn ? "origin" : "atomic-aggregate", scene.getAsLong());
    }

    /** Mostly of one length. */
    static String path(SplittableRandom random) {
        return random.nextInt(6) == 0 ? "64512 64512" : RandomTerms.path(random);
    }

    /** @param near by the first of two next hops, or by the second */
    void announce(String router, Prefix prefix, int pathId, List<String> communities, String path, boolean near) {
        String nextHop = (prefix.family() == Family.IPV4_UNICAST ? "192.0.2." : "2001:db8::") + (near ? 1 : 2);
        say("announce " + router + " " + prefix + " #" + pathId + " " + communities + " [" + path + "] " + nextHop);
        scene.announce(router, prefix, pathId, path, communities, nextHop);
        oracle.put(router, prefix, pathId, new Route(path, Set.copyOf(communities), nextHop));
    }

    private void withdraw(String router) {
        Family family = Family.of(random.nextInt(2));
        List<Prefix> held = List.copyOf(oracle.rows(router, family).keySet());
        if (held.isEmpty()) {
            return;
        }
        Prefix prefix = held.get(random.nextInt(held.size()));
        int pathId = pathId(router);
        say("withdraw " + router + " " + prefix + " #" + pathId);
        scene.withdraw(router, prefix, pathId);
        oracle.remove(router, prefix, pathId);
    }

    private int pathId(String router) {
        return router.equals("r4") ? PATH_IDS[random.nextInt(PATH_IDS.length)] : 0;
    }

    private void say(String what) {
        history.add(what);
    }

    /** Fails if a finding opened and closed, or closed and opened, since the last call. */
    void noneFlashed(String which) {
        List<String> events = scene.recorder.events;
        Map<String, String> turns = new HashMap<>();
        for (String event : events) {
            String key = event.substring(2);
            String before = event.startsWith("~") ? null : turns.put(key, event);
            if (before != null) {
                throw new AssertionError(which + ": " + key + " flashed after " + history.size() + " steps\n"
                        + String.join("\n", events)
                        + "\n" + String.join("\n", history));
            }
        }
        events.clear();
    }

    /** Fails with the history if the engine's findings are not the oracle's. */
    void compare(String which) {
        compare(which, scene.recorder.open.values());
    }

    void compare(String which, Collection<Finding> findings) {
        compare(which, findings, truth -> true);
    }

    /**
     * The same but for what is unknown: that depends on what was seen of a router before it went. False, and nothing is
     * compared, while more depends on what was seen between two changes.
     */
    boolean compareKnown(String which) {
        if (oracle.isUndecided()) {
            return false;
        }
        compare(which, scene.recorder.open.values(), truth -> !truth.unknown());
        return true;
    }

    private void compare(String which, Collection<Finding> findings, Predicate<Truth> counts) {
        oracle.pass(scene.getAsLong());
        Map<Subject, Truth> expected = new HashMap<>(oracle.open());
        Map<Subject, Truth> actual = new HashMap<>();
        for (Finding finding : findings) {
            actual.put(subject(finding), new Truth(finding.severity(), finding.unknown()));
        }
        expected.values().removeIf(counts.negate());
        actual.values().removeIf(counts.negate());
        if (!expected.equals(actual)) {
            throw new AssertionError(which + " after " + history.size() + " steps\nonly in the oracle: "
                    + surplus(expected, actual) + "\nonly in the engine: " + surplus(actual, expected) + "\n"
                    + String.join("\n", history) + "\n" + config.policy() + "\n" + config.connections());
        }
    }

    /** Fails if the engine counts other outcomes of planned changes than the oracle; gives those that there are, and what goes beyond the plan. */
    Set<String> comparePlanned(String which) {
        Map<String, Integer> expected = oracle.plannedOutcomes();
        Map<String, Integer> actual = new TreeMap<>();
        scene.engine.takeCounts();
        for (PolicyCounts.ChangeCount count : scene.engine.counts().changes()) {
            if (count.count() > 0) {
                actual.put(count.change() + " " + count.outcome(), count.count());
            }
        }
        if (!expected.equals(actual)) {
            throw new AssertionError(which + " after " + history.size() + " steps\nthe oracle counts " + expected
                    + "\nthe engine counts " + actual + "\n" + String.join("\n", history) + "\n" + config.policy());
        }
        Set<String> seen = new TreeSet<>();
        expected.keySet().forEach(count -> seen.add(count.substring(count.indexOf(' ') + 1)));
        for (PlannedChange change : config.policy().changes()) {
            oracle.open().keySet().stream()
                    .filter(finding -> change.network().equals(finding.network()) && finding.prefix() != null)
                    .filter(finding ->
                            finding.rule() == RuleName.MISSING_PREFIX || finding.rule() == RuleName.UNEXPECTED_PREFIX)
                    .forEach(finding -> {
                        if (change.isInForce(scene.instant())) {
                            seen.add("too much");
                        } else if (scene.instant().isBefore(change.from())
                                && change.prefixes().contains(finding.prefix())) {
                            seen.add("too early");
                        }
                    });
        }
        return seen;
    }

    private static Map<String, Truth> surplus(Map<Subject, Truth> of, Map<Subject, Truth> over) {
        Map<String, Truth> surplus = new TreeMap<>();
        of.forEach((subject, truth) -> {
            if (!truth.equals(over.get(subject))) {
                surplus.put(subject.toString(), truth);
            }
        });
        return surplus;
    }

    private static Subject subject(Finding finding) {
        FindingKey key = finding.key();
        boolean declared = finding.detail() instanceof Detail.Overlap overlap && overlap.declared();
        return new Subject(
                key.rule(),
                key.network(),
                key.otherNetwork(),
                key.router(),
                key.prefix(),
                declared ? key.otherPrefix() : null,
                key.family(),
                key.connection(),
                key.direction() != null
                        ? key.direction().text()
                        : key.attribute() != null ? key.attribute() : key.reason());
    }
}
