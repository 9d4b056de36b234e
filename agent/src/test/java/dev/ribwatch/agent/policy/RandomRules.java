package dev.ribwatch.agent.policy;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.RuleConfig;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Random settings of rules in {@link RandomWorld}. */
final class RandomRules {
    private RandomRules() {}

    /** Off, or with exceptions. */
    static RuleConfig rule(SplittableRandom random) {
        Severity severity = random.nextBoolean() ? null : Severity.INFO;
        if (random.nextInt(4) == 0) {
            return RandomWorld.rule(false, severity, List.of());
        }
        List<Except> except = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            except.add(new Except(
                    random.nextBoolean() ? null : String.valueOf("abco".charAt(random.nextInt(4))),
                    random.nextInt(4) != 0 ? null : String.valueOf("abco".charAt(random.nextInt(4))),
                    random.nextInt(3) != 0 ? null : "r" + (1 + random.nextInt(5)),
                    random.nextInt(6) != 0 ? null : "ab",
                    random.nextBoolean()
                            ? null
                            : RandomWorld.UNIVERSE.get(random.nextInt(RandomWorld.UNIVERSE.size()))));
        }
        return RandomWorld.rule(true, severity, except);
    }

    /** Chosen by what was chosen before, so that the histories stay those that they were. */
    static void limits(Configs configs) {
        SplittableRandom random = new SplittableRandom(text(configs).hashCode());
        if (random.nextBoolean()) {
            configs.maxPrefixes("r1", Family.of(random.nextInt(2)), 3 + random.nextInt(6));
            configs.maxPrefixes("r4", Family.IPV4_UNICAST, 3 + random.nextInt(12));
            for (Direction direction : List.of(Direction.TO_PROVIDER, Direction.FROM_PROVIDER)) {
                configs.limit("ab", "b", direction, Family.of(random.nextInt(2)), 2 + random.nextInt(6));
            }
        }
        if (random.nextInt(6) == 0) {
            configs.rule(RuleName.PREFIX_LIMIT, rule(random));
        }
    }

    /** Space that only connections declare: inside and outside of what networks do, and of each other's. */
    static void blocks(Configs configs) {
        SplittableRandom random = new SplittableRandom(3 + text(configs).hashCode());
        if (random.nextInt(3) != 0) {
            configs.blocks(
                    "ab",
                    "b",
                    one(random, "", "192.168.1.0/24", "192.168.0.0/17 fd00:1::/32", "10.0.192.0/18 2001:db8:b::/48"),
                    one(random, "", "192.168.1.0/25 10.1.128.0/17", "2001:db8:b::/49", "100.64.0.0/10 192.168.1.0/24"));
            configs.blocks(
                    "bc",
                    "c",
                    one(random, "", "192.168.1.0/24", "10.1.128.0/17 fd00::/16", "192.168.0.0/16"),
                    one(random, "", "10.1.0.0/17 192.0.0.0/24", "10.0.128.0/18", "192.168.0.0/17 fd00:1::/32"));
            configs.blocks("ao", "o", one(random, "", "192.168.0.0/16", "192.168.1.0/25 4000::/3"), "");
        }
    }

    private static String one(SplittableRandom random, String... of) {
        return of[random.nextInt(of.length)];
    }

    static void levels(Configs configs) {
        SplittableRandom random = new SplittableRandom(1 + text(configs).hashCode());
        RuleConfig rule = random.nextInt(4) == 0 ? rule(random) : RandomWorld.rule(true, null, List.of());
        RuleConfig.Levels levels = new RuleConfig.Levels(
                random.nextBoolean() ? 0.3 : 0.6, random.nextBoolean() ? 0.5 : 1, 1 + random.nextInt(3));
        configs.rule(
                RuleName.PREFIX_COUNT_CHANGE,
                new RuleConfig(
                        rule.enabled(),
                        rule.severity(),
                        rule.forDuration(),
                        rule.keepFiringFor(),
                        rule.except(),
                        rule.changes(),
                        random.nextInt(3) == 0 ? Duration.ofMinutes(20) : Duration.ofDays(7),
                        levels));
    }

    /** Chosen last, for the same reason. */
    static void flapping(Configs configs) {
        SplittableRandom random = new SplittableRandom(3 + text(configs).hashCode());
        RuleConfig rule = random.nextInt(4) == 0 ? rule(random) : RandomWorld.rule(true, null, List.of());
        configs.rule(RuleName.PREFIX_FLAPPING, restless(rule, 1 + random.nextInt(3), 1 + random.nextInt(5)));
    }

    /** What both legs must have alike; what else the rule was told stays. */
    static void compare(Configs configs) {
        SplittableRandom random = new SplittableRandom(5 + text(configs).hashCode());
        RuleConfig told = configs.build().policy().rules().get(RuleName.REDUNDANCY_MISMATCH);
        RuleConfig rule = told == null ? RandomWorld.rule(true, null, List.of()) : told;
        if (random.nextInt(3) != 0) {
            configs.rule(RuleName.REDUNDANCY_MISMATCH, rule.comparing(compared(random.nextInt(4))));
        }
    }

    private static Set<LegAspect> compared(int bits) {
        return Arrays.stream(LegAspect.values())
                .filter(aspect -> (bits >> aspect.ordinal() & 1) != 0)
                .collect(Collectors.toSet());
    }

    /** The same in each Java machine, which an unordered map's text is not. */
    static String text(Configs configs) {
        return new TreeMap<>(configs.build().policy().rules()).toString();
    }

    static RuleConfig restless(RuleConfig rule, int changes, int minutes) {
        return new RuleConfig(
                rule.enabled(),
                rule.severity(),
                rule.forDuration(),
                rule.keepFiringFor(),
                rule.except(),
                changes,
                Duration.ofMinutes(minutes));
    }
}
