package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many findings of one rule, network and router: past 20 they share one, at 10 or fewer all stand alone again, and what
 * stands alone does so until it closes. Random histories, against a list and a set.
 */
class FoldingTest {
    private static final int PREFIXES = 60;
    private static final int STEPS = 1_500;
    private static final String OF_A = "c0 08 04 fde80001";

    private final SplittableRandom random = new SplittableRandom(7);
    /** What is true, and of that what stands alone, in the order in which it opened. */
    private final Set<Prefix> held = new TreeSet<>();

    private final List<Prefix> alone = new ArrayList<>();
    private boolean shared;

    /** Which space the routes of network {@code a} lie in, that each is one finding. */
    enum Kind {
        UNEXPECTED(RuleName.UNEXPECTED_PREFIX, 193, true),
        RESERVED(RuleName.BOGON, 127, true),
        OVERLAPPING(RuleName.OVERLAPPING_PREFIX, 11, true),
        MISSING(RuleName.MISSING_PREFIX, 10, false);

        final RuleName rule;
        final int octet;
        /** A finding stands for a route, not for the lack of one. */
        final boolean ofRoutes;

        Kind(RuleName rule, int octet, boolean ofRoutes) {
            this.rule = rule;
            this.octet = octet;
            this.ofRoutes = ofRoutes;
        }

        Prefix prefix(int number) {
            return new Prefix(Family.IPV4_UNICAST, (long) octet << 56 | (long) number << 40, 0, 24);
        }
    }

    private static Config config(Kind kind) {
        StringBuilder required = new StringBuilder();
        for (int i = 0; i < PREFIXES; i++) {
            required.append(Kind.MISSING.prefix(i)).append(' ');
        }
        RuleName other = kind == Kind.RESERVED ? RuleName.UNEXPECTED_PREFIX : RuleName.BOGON;
        return Configs.as(65000)
                .rule(other, RandomWorld.rule(false, null, List.of()))
                .router("r1", "b", 65010)
                .network(network("a")
                        .prefixes("10.0.0.0/8")
                        .required(required.toString().trim())
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:1")))
                .network(network("b")
                        .prefixes("11.0.0.0/8")
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:2")))
                .link("ab", "a b", false)
                .rule(RuleName.PREFIX_FLAPPING, RandomWorld.rule(false, null, List.of()))
                .rule(RuleName.PREFIX_COUNT_CHANGE, RandomWorld.rule(false, null, List.of()))
                .build();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void foldsAndUnfoldsAsAListWould(Kind kind) {
        Config config = config(kind);
        Scene scene = healthy(config);
        assertThat(scene.open()).isEmpty();
        int folds = 0;
        for (int step = 0; step < STEPS; step++) {
            boolean filling = step / 150 % 2 == 0;
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                change(scene, kind, random.nextInt(PREFIXES), random.nextInt(10) < (filling ? 8 : 2));
            }
            scene.settle();
            boolean before = shared;
            unfold();
            folds += before && !shared ? 1 : 0;
            compare(scene, kind, "step " + step);
            if (step % 100 == 99) {
                scene.recorder.events.clear();
                scene.reload(config, 7).settle();
                assertThat(scene.recorder.events).isEmpty();
            }
        }
        assertThat(folds).isGreaterThan(2);
    }

    /** Not a second later: an alert that waits for its time must not fire meanwhile. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsSharedEndsWithItsLastMember(Kind kind) {
        Scene scene = healthy(config(kind));
        for (int i = 0; i < 25; i++) {
            change(scene, kind, i, true);
        }
        scene.settle();
        assertThat(scene.recorder.open).hasSize(21);
        for (int i = 20; i < 24; i++) {
            change(scene, kind, i, false);
        }
        while (scene.engine.step(1000)) {} // no time goes by
        assertThat(scene.recorder.open).hasSize(21);
        change(scene, kind, 24, false);
        while (scene.engine.step(1000)) {}
        assertThat(scene.recorder.open)
                .hasSize(20)
                .allSatisfy((key, finding) -> assertThat(key.prefix()).isNotNull());
    }

    /** One prefix goes and another one comes: it is the same trouble, and its time does not begin anew. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsSharedStaysWhenItsLastMemberIsReplaced(Kind kind) {
        Scene scene = healthy(config(kind));
        for (int i = 0; i < 21; i++) {
            change(scene, kind, i, true);
        }
        scene.settle();
        assertThat(scene.recorder.open).hasSize(21);
        scene.recorder.events.clear();
        for (int i = 20; i < 50; i++) {
            String ends = kind.prefix(i).toString();
            String begins = kind.prefix(i + 1).toString();
            scene.apply(
                    "r1",
                    new UpdateMessage()
                            .attribute(UpdateMessage.ORIGIN)
                            .attribute(UpdateMessage.AS_PATH)
                            .attribute(UpdateMessage.NEXT_HOP)
                            .attribute(OF_A)
                            .withdraw(kind.ofRoutes ? ends : begins)
                            .announce(kind.ofRoutes ? begins : ends)
                            .build());
        }
        assertThat(scene.recorder.events)
                .filteredOn(event -> !event.startsWith("~"))
                .isEmpty();
        scene.settle();
        assertThat(scene.recorder.open.values())
                .filteredOn(finding -> finding.key().prefix() == null)
                .singleElement()
                .satisfies(shared ->
                        assertThat(shared.detail()).isEqualTo(new Detail.Folded(1, List.of(kind.prefix(50)))));
    }

    /** A router with all that is required of it. */
    private static Scene healthy(Config config) {
        Scene scene = new Scene(config);
        scene.up("r1");
        announce(scene, Prefix.parse("10.255.0.0/16")); // or the network would be invisible
        for (int i = 0; i < PREFIXES; i++) {
            announce(scene, Kind.MISSING.prefix(i));
        }
        scene.converge("r1");
        return scene;
    }

    private static void announce(Scene scene, Prefix prefix) {
        scene.announce("r1", prefix, 0, "64512", List.of("65000:1"));
    }

    private void change(Scene scene, Kind kind, int number, boolean holds) {
        Prefix prefix = kind.prefix(number);
        if (holds == kind.ofRoutes) {
            announce(scene, prefix);
        } else {
            scene.withdraw("r1", prefix, 0);
        }
        if (!holds) {
            held.remove(prefix);
            alone.remove(prefix);
        } else if (held.add(prefix)) {
            if (!shared && alone.size() < 20) {
                alone.add(prefix);
            } else {
                shared = true;
            }
        }
    }

    /** What is brought up to date at the end of a batch, and once a second. */
    private void unfold() {
        shared &= held.size() > alone.size();
        if (shared && held.size() <= 10) {
            shared = false;
            held.stream().filter(prefix -> !alone.contains(prefix)).forEach(alone::add);
        }
    }

    private void compare(Scene scene, Kind kind, String step) {
        List<Prefix> single = new ArrayList<>();
        int many = 0;
        for (Finding finding : scene.recorder.open.values()) {
            assertThat(finding.key().rule()).as(step).isEqualTo(kind.rule);
            if (finding.key().prefix() != null) {
                single.add(finding.key().prefix());
            } else {
                Detail.Folded folded = (Detail.Folded) finding.detail();
                many = folded.count();
                assertThat(folded.samples()).as(step).hasSize(Math.min(many, Finding.SAMPLES));
                assertThat(held).as(step).containsAll(folded.samples());
                assertThat(alone).as(step).doesNotContainAnyElementsOf(folded.samples());
            }
        }
        assertThat(single).as(step).containsExactlyInAnyOrderElementsOf(alone);
        assertThat(many).as(step).isEqualTo(shared ? held.size() - alone.size() : 0);
    }
}
