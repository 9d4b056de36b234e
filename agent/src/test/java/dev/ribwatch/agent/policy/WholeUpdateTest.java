package dev.ribwatch.agent.policy;

import static dev.ribwatch.agent.policy.intent.Configs.match;
import static dev.ribwatch.agent.policy.intent.Configs.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an UPDATE amounts to is told, not what its prefixes look like one by one. */
class WholeUpdateTest {
    private static final String OF_B = "c0 08 04 fde80002";
    private static final List<String> QUARTERS = List.of("0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2");

    private final Config config = Configs.as(65000)
            .router("r1", "a", 65010)
            .network(network("a")
                    .prefixes("10.0.0.0/16 172.16.0.0/16")
                    .moreSpecifics(MoreSpecifics.ANY)
                    .match(match().community("65000:1")))
            .network(network("b")
                    .prefixes("10.1.0.0/16")
                    .moreSpecifics(MoreSpecifics.ANY)
                    .match(match().community("65000:2")))
            .link("ab", "a b", false)
            .build();
    private final Scene scene = new Scene(config);

    WholeUpdateTest() {
        scene.up("r1").converge("r1");
        scene.announce("r1", Prefix.parse("10.0.0.0/16"), 0, "64512", List.of("65000:1"));
        scene.announce("r1", Prefix.parse("10.1.0.0/16"), 0, "64512", List.of("65000:2"));
        scene.settle();
        assertThat(scene.open()).isEmpty();
        scene.recorder.events.clear();
    }

    private static UpdateMessage ofB() {
        return new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute(UpdateMessage.AS_PATH)
                .attribute(UpdateMessage.NEXT_HOP)
                .attribute(OF_B);
    }

    private void quarters() {
        UpdateMessage update = ofB();
        for (String quarter : QUARTERS) {
            update.announce(quarter);
        }
        scene.apply("r1", update.build()).settle();
    }

    @Test
    void fourQuartersOfADefaultRouteOverlapNobody() {
        quarters();
        assertThat(scene.recorder.events)
                .anyMatch(event -> event.startsWith("+ EffectiveDefaultRoute"))
                .noneMatch(event -> event.contains("OverlappingPrefix"));
    }

    @Test
    void whatIsWithdrawnWithWhatExplainedItIsNotTold() {
        quarters();
        scene.recorder.events.clear();
        scene.apply(
                        "r1",
                        new UpdateMessage()
                                .withdraw("64.0.0.0/2")
                                .withdraw("128.0.0.0/2")
                                .build())
                .settle();
        assertThat(scene.recorder.events)
                .anyMatch(event -> event.startsWith("- EffectiveDefaultRoute"))
                .anyMatch(event -> event.startsWith("+ OverlappingPrefix") && event.contains("prefix=0.0.0.0/2"))
                .noneMatch(event -> event.contains("128.0.0.0/2"));
    }

    /** The near miss: between two UPDATEs it holds, and is told. */
    @Test
    void betweenTwoUpdatesItIsTold() {
        for (String quarter : QUARTERS) {
            scene.apply("r1", ofB().announce(quarter).build());
        }
        scene.settle();
        assertThat(scene.recorder.events)
                .anyMatch(event -> event.startsWith("+ OverlappingPrefix") && event.contains("prefix=0.0.0.0/2"))
                .anyMatch(event -> event.startsWith("- OverlappingPrefix") && event.contains("prefix=0.0.0.0/2"));
    }

    /** Its {@code for} must not begin anew: nothing of it was ever told to be over. */
    @Test
    void whatHoldsBeforeAndAfterAnUpdateGoesOn() {
        scene.announce("r1", "10.2.0.0/16", "64512", "65000:2");
        Finding before = onlyFinding();
        scene.recorder.events.clear();
        scene.pass(Duration.ofMinutes(5));
        scene.apply("r1", ofB().withdraw("10.2.0.0/16").announce("10.2.0.0/16").build())
                .settle();
        assertThat(scene.recorder.events).noneMatch(event -> event.startsWith("+") || event.startsWith("-"));
        assertThat(onlyFinding().since()).isEqualTo(before.since());
        assertThat(onlyFinding().detectedNanos()).isEqualTo(before.detectedNanos());
        scene.announce("r1", "10.2.0.0/16", "64512 64513", "65000:2");
        assertThat(onlyFinding().since()).isEqualTo(before.since());
        scene.withdraw("r1", "10.2.0.0/16");
        scene.announce("r1", "10.2.0.0/16", "64512", "65000:2");
        assertThat(onlyFinding().since()).isAfter(before.since());
    }

    /** Half way through the UPDATE nothing of b is visible, which explains all that is missing. */
    @Test
    void ofManyThatHoldBeforeAndAfterAnUpdateTheSameStandAlone() {
        List<String> required =
                IntStream.range(0, 30).mapToObj(i -> "10.1." + i + ".0/24").toList();
        Scene many = new Scene(Configs.as(65000)
                .router("r1", "a", 65010)
                .network(network("a").prefixes("10.0.0.0/16").match(match().community("65000:1")))
                .network(network("b")
                        .prefixes("10.1.0.0/16")
                        .required(String.join(" ", required))
                        .moreSpecifics(MoreSpecifics.ANY)
                        .match(match().community("65000:2")))
                .link("ab", "a b", false)
                .build());
        many.up("r1");
        required.forEach(prefix -> many.announce("r1", prefix, "64512", "65000:2"));
        many.announce("r1", "10.1.200.0/24", "64512", "65000:2").converge("r1");
        for (int i = required.size() - 1; i >= 0; i--) {
            many.withdraw("r1", required.get(i));
        }
        Set<String> before = missing(many);
        assertThat(before)
                .hasSize(21)
                .contains("MissingPrefix b 10.1.29.0/24 r1")
                .noneMatch(text -> text.contains("10.1.5.0"));
        many.recorder.events.clear();
        many.apply(
                        "r1",
                        ofB().withdraw("10.1.200.0/24")
                                .announce("10.1.201.0/24")
                                .build())
                .settle();
        assertThat(many.recorder.events).noneMatch(event -> event.startsWith("+") || event.startsWith("-"));
        assertThat(missing(many)).isEqualTo(before);
        many.withdraw("r1", "10.1.201.0/24");
        assertThat(missing(many)).isEmpty();
        many.announce("r1", "10.1.5.0/24", "64512", "65000:2");
        assertThat(missing(many)).isEqualTo(before);
    }

    private static Set<String> missing(Scene scene) {
        return scene.open().stream()
                .filter(text -> text.startsWith("MissingPrefix"))
                .collect(Collectors.toSet());
    }

    private Finding onlyFinding() {
        assertThat(scene.recorder.open).hasSize(1);
        return scene.recorder.open.values().iterator().next();
    }

    /** Nothing stands in the table any more that an effective default could explain. */
    @Test
    void whatIsWithdrawnBeforeItIsKnownWhatExplainsItIsGone() {
        scene.announce("r1", Prefix.parse("0.0.0.0/2"), 0, "64512", List.of("65000:2"))
                .settle();
        assertThat(scene.open()).hasSize(1);
        scene.apply("r1", ofB().announce("64.0.0.0/2").announce("128.0.0.0/2").build());
        scene.apply("r1", new UpdateMessage().withdraw("0.0.0.0/2").build()).settle();
        scene.apply(
                        "r1",
                        new UpdateMessage()
                                .withdraw("64.0.0.0/2")
                                .withdraw("128.0.0.0/2")
                                .build())
                .settle();
        assertThat(scene.open()).isEmpty();
    }

    /** What was held back and came to nothing makes nothing overdue. */
    @Test
    void whatWasHeldBackBeforeDoesNotHurryWhatComesLater() {
        scene.apply(
                "r1",
                ofB().announce("0.0.0.0/2")
                        .announce("64.0.0.0/2")
                        .announce("128.0.0.0/2")
                        .build());
        scene.apply(
                "r1",
                new UpdateMessage()
                        .withdraw("0.0.0.0/2")
                        .withdraw("64.0.0.0/2")
                        .withdraw("128.0.0.0/2")
                        .build());
        scene.settle();
        assertThat(scene.open()).isEmpty();
        scene.pass(Duration.ofMinutes(1));
        scene.recorder.events.clear();
        quarters();
        assertThat(scene.recorder.events)
                .anyMatch(event -> event.startsWith("+ EffectiveDefaultRoute"))
                .noneMatch(event -> event.contains("OverlappingPrefix"));
    }

    /** RFC 4271 section 4.3: what is announced in the message stays. */
    @Test
    void whatIsWithdrawnAndAnnouncedAtOnceIsThere() {
        scene.apply("r1", ofB().announce("10.9.0.0/24").build()).settle();
        assertThat(scene.recorder.events).hasSize(1).allMatch(event -> event.startsWith("+ UnexpectedPrefix"));
        scene.apply("r1", ofB().withdraw("10.9.0.0/24").announce("10.9.0.0/24").build())
                .settle();
        assertThat(scene.open()).hasSize(1);
    }
}
