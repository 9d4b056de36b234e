package dev.ribwatch.exporter.pair;

import static dev.ribwatch.exporter.pair.Views.V4;
import static dev.ribwatch.exporter.pair.Views.V6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.exporter.alert.ActiveAlert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** L13: in what two agents differ, and what is no difference. */
class PairComparisonTest {
    private static final String MISSING = "network=cloud router=edge1 prefix=10.32.0.0/16 family=ipv4-unicast";

    private static Views here() {
        return Views.of("a").sees("edge1", V4, 1_000).sees("edge2", V4, 50);
    }

    private static Views there() {
        return Views.of("b").sees("edge1", V4, 1_000).sees("edge2", V4, 50);
    }

    private static List<String> differences(Views here, Views there) {
        return texts(PairComparison.of(here.view(), there.view()));
    }

    private static List<String> texts(Map<Difference, String> differences) {
        List<String> texts = new ArrayList<>();
        differences.forEach((difference, detail) -> texts.add(
                (difference.kind() + " " + difference.side() + " " + difference.subject() + " " + detail).strip()));
        return texts;
    }

    @Test
    void twoThatSeeTheSameDoNotDiffer() {
        assertThat(differences(
                        here().fires("MissingPrefix", MISSING, "edge1"),
                        there().fires("MissingPrefix", MISSING, "edge1")))
                .isEmpty();
    }

    @Test
    void anAlertAtOneOfThemIsADifference() {
        assertThat(differences(here().fires("MissingPrefix", MISSING, "edge1"), there()))
                .containsExactly(
                        "ALERTS HERE MissingPrefix{family=ipv4-unicast, network=cloud, prefix=10.32.0.0/16, router=edge1}");
        assertThat(differences(here(), there().fires("MissingPrefix", MISSING, "edge1")))
                .containsExactly(
                        "ALERTS THERE MissingPrefix{family=ipv4-unicast, network=cloud, prefix=10.32.0.0/16, router=edge1}");
    }

    @Test
    void anAlertThatIsAboutToFireOrToEndIsNone() {
        assertThat(differences(here().waits("MissingPrefix", MISSING, "edge1"), there()))
                .isEmpty();
        assertThat(differences(
                        here().fires("MissingPrefix", MISSING, "edge1"),
                        there().waits("MissingPrefix", MISSING, "edge1")))
                .isEmpty();
    }

    @Test
    void whatNobodyCanLookAtNowIsNone() {
        assertThat(differences(here().cannotLook("MissingPrefix", MISSING, "edge1"), there()))
                .isEmpty();
        assertThat(differences(
                        here().fires("MissingPrefix", MISSING, "edge1"),
                        there().cannotLook("MissingPrefix", MISSING, "edge1")))
                .isEmpty();
    }

    /** Of a router that only one can judge that is said, and nothing of what the one finds there. */
    @Test
    void whatRestsOnARouterThatTheOtherCannotJudgeIsNone() {
        Views blind = Views.of("b").blind("edge1", V4).sees("edge2", V4, 50);
        assertThat(differences(here().fires("MissingPrefix", MISSING, "edge1"), blind))
                .containsExactly("CONVERGED HERE edge1 ipv4-unicast");
        Views absent = Views.of("b").sees("edge2", V4, 50);
        assertThat(differences(here().fires("MissingPrefix", MISSING, "edge1"), absent))
                .containsExactly("CONVERGED HERE edge1 ipv4-unicast");
    }

    @Test
    void whatRestsOnAnotherFamilyThatTheOtherCannotJudgeIsOne() {
        assertThat(differences(
                        here().sees("edge1", V6, 7).fires("MissingPrefix", MISSING, "edge1"),
                        there().blind("edge1", V6)))
                .containsExactly(
                        "CONVERGED HERE edge1 ipv6-unicast",
                        "ALERTS HERE MissingPrefix{family=ipv4-unicast, network=cloud, prefix=10.32.0.0/16, router=edge1}");
    }

    @Test
    void anAlertOfSeveralRoutersRestsOnAllOfThem() {
        String overlap = "network=a other_network=b prefix=10.0.0.0/24 family=ipv4-unicast";
        Views blind = Views.of("b").sees("edge1", V4, 1_000).blind("edge2", V4);
        assertThat(differences(here().fires("OverlappingPrefix", overlap, "edge1", "edge2"), blind))
                .containsExactly("CONVERGED HERE edge2 ipv4-unicast");
        assertThat(differences(here().fires("OverlappingPrefix", overlap, "edge1"), blind))
                .hasSize(2);
        assertThat(differences(here().fires("OverlappingPrefix", overlap), blind))
                .as("it may rest on any")
                .containsExactly("CONVERGED HERE edge2 ipv4-unicast");
    }

    /** Both were left by the same router: nobody's view is better. */
    @Test
    void whatBothCannotJudgeIsNone() {
        Views left = Views.of("a").blind("edge1", V4).fires("MissingPrefix", MISSING, "edge1");
        assertThat(differences(left, Views.of("b").blind("edge1", V4))).isEmpty();
    }

    @Test
    void aRouterThatIsWholeAtOneOnlyIsADifference() {
        assertThat(differences(here().blind("edge3", V4), there().sees("edge3", V4, 9)))
                .containsExactly("CONVERGED THERE edge3 ipv4-unicast");
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1000, false",
        "1000, 990, false",
        "1000, 989, true",
        "990, 1000, false",
        "27, 27, false",
        "27, 26, true",
        "0, 1, true",
        "0, 0, false",
        "1000000, 990000, false",
        "1000000, 989999, true",
    })
    void aTableOfAnotherSizeIsADifferenceFromOneRouteInAHundredOn(long ours, long theirs, boolean differs) {
        assertThat(differences(Views.of("a").sees("r", V4, ours), Views.of("b").sees("r", V4, theirs)))
                .isEqualTo(
                        differs
                                ? List.of("ROUTES BOTH r ipv4-unicast " + ours + " here, " + theirs + " there")
                                : List.of());
    }

    /** How many there are changes from look to look; that the number differs stays the same difference. */
    @Test
    void theNumbersAreNoPartOfTheDifference() {
        assertThat(PairComparison.of(
                                Views.of("a").sees("r", V4, 100).view(),
                                Views.of("b").sees("r", V4, 50).view())
                        .keySet())
                .isEqualTo(PairComparison.of(
                                Views.of("a").sees("r", V4, 51).view(),
                                Views.of("b").sees("r", V4, 99).view())
                        .keySet());
    }

    @Test
    void withAnotherPolicyNothingThatRestsOnItIsCompared() {
        Views other = Views.of("b")
                .policy(Map.of("networks", "7", "policy", "2", "routers", "3"))
                .sees("edge1", V4, 3)
                .blind("edge2", V4);
        assertThat(differences(here().fires("MissingPrefix", MISSING, "edge1"), other))
                .containsExactly("POLICY BOTH networks", "POLICY BOTH routers", "CONVERGED HERE edge2 ipv4-unicast");
    }

    @Test
    void whileTheOtherStartsOnlyThatAndItsPolicyIsSaid() {
        Views starting = Views.of("b").starting().blind("edge1", V4);
        assertThat(differences(here().fires("MissingPrefix", MISSING, "edge1"), starting))
                .containsExactly("STARTING BOTH");
        assertThat(differences(here(), Views.of("b").starting().policy(Map.of())))
                .containsExactly("STARTING BOTH", "POLICY BOTH networks", "POLICY BOTH policy");
    }

    @Test
    void theOtherMayBeThisOne() {
        assertThat(differences(here(), Views.of("a").blind("edge1", V4))).containsExactly("ITSELF BOTH");
    }

    /** Which of many findings stand alone depends on which came first; that there are any does not. */
    @Test
    void alertsOfOneGroupMayStandAloneAtOneAndShareOneAtTheOther() {
        String group = "network=a router=edge1 family=ipv4-unicast";
        Views shares = here().fires("UnexpectedPrefix", group, "edge1")
                .fires("UnexpectedPrefix", group + " prefix=10.0.0.0/24", "edge1");
        Views single = there().fires("UnexpectedPrefix", group + " prefix=10.0.1.0/24", "edge1")
                .fires("UnexpectedPrefix", group + " prefix=10.0.2.0/24", "edge1");
        assertThat(differences(shares, single))
                .containsExactly(
                        "ALERTS HERE UnexpectedPrefix{family=ipv4-unicast, network=a, prefix=10.0.0.0/24, router=edge1}");
        assertThat(differences(single, shares)).hasSize(1);
        Views both = here().fires("UnexpectedPrefix", group, "edge1");
        assertThat(differences(both, single)).isEmpty();
        assertThat(differences(both, there())).hasSize(1);
    }

    @Test
    void anAlertOfAnotherGroupIsNoSubstitute() {
        assertThat(differences(
                        here().fires("UnexpectedPrefix", "network=a router=edge1 family=ipv4-unicast", "edge1"),
                        there().fires("UnexpectedPrefix", "network=a router=edge2 family=ipv4-unicast", "edge2")))
                .hasSize(2);
        assertThat(differences(
                        here().fires("UnexpectedPrefix", "network=a router=edge1 family=ipv4-unicast", "edge1"),
                        there().fires("Bogon", "network=a router=edge1 family=ipv4-unicast", "edge1")))
                .hasSize(2);
    }

    @Test
    void moreAlertsThanAreListedAreComparedAsAWhole() {
        assertThat(PairComparison.of(here().flooded(20_000, "x"), there().flooded(19_000, "x")))
                .isEmpty();
        assertThat(texts(PairComparison.of(here().flooded(20_000, "x"), there().flooded(19_000, "y"))))
                .containsExactly("ALERTS BOTH more alerts than are listed 20000 here, 19000 there");
        assertThat(texts(PairComparison.of(
                        here().flooded(20_000, "x"),
                        Views.of("b").sees("edge1", V4, 1_000).flooded(19_000, "y"))))
                .containsExactly("CONVERGED HERE edge2 ipv4-unicast");
    }

    /** A circle: the other's SplitView would be ours, and ours the other's, for ever. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SplitView",
                "PolicyInvalid",
                "DeliveryFailing",
                "SessionDown",
                "PrefixFlapping",
                "PrefixLimit",
                "NoRuleOfOurs",
                ""
            })
    void whatIsOfOneAgentIsNotTold(String rule) {
        assertThat(PairAlert.of(active(rule, "firing", false))).isNull();
    }

    @Test
    void anAlertIsToldWithoutWhatMayBeAheadAtOne() {
        PairAlert told = PairAlert.of(active("OverlappingPrefix", "firing", false));
        assertThat(told).isNotNull();
        assertThat(told.labels())
                .containsExactly(Map.entry("alertname", "OverlappingPrefix"), Map.entry("prefix", "10.0.0.0/24"));
        assertThat(told.routers()).containsExactly("edge1", "edge2");
        assertThat(told.isCertain()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"firing, false, true", "firing, true, false", "pending, false, false", "ending, false, false"})
    void whatFiresAndHoldsIsCertain(String state, boolean unknown, boolean certain) {
        PairAlert told = PairAlert.of(active("OverlappingPrefix", state, unknown));
        assertThat(told).isNotNull();
        assertThat(told.isCertain()).isEqualTo(certain);
    }

    @Test
    void theDigestIsOfWhatIsCertainWhateverStandsAlone() {
        ActiveAlert one = active("OverlappingPrefix", "firing", false);
        ActiveAlert pending = active("UnexpectedPrefix", "pending", false);
        String digest = PairAlerts.of(List.of(one)).digest();
        assertThat(PairAlerts.of(List.of(one, one, pending)).digest()).isEqualTo(digest);
        assertThat(PairAlerts.of(List.of(active("UnexpectedPrefix", "firing", false)))
                        .digest())
                .isNotEqualTo(digest);
    }

    @Test
    void moreThanTheBoundAreCountedAndNotListed() {
        List<ActiveAlert> many = new ArrayList<>();
        for (int i = 0; i <= PairAlerts.MOST; i++) {
            many.add(active("OverlappingPrefix", "firing", false));
        }
        assertThat(PairAlerts.of(many).total()).isEqualTo(PairAlerts.MOST + 1);
        assertThat(PairAlerts.of(many).list()).isEmpty();
        assertThat(PairAlerts.of(many.subList(1, many.size())).list()).hasSize(PairAlerts.MOST);
    }

    private static ActiveAlert active(String rule, String state, boolean unknown) {
        return new ActiveAlert(
                "id",
                state,
                new TreeMap<>(Map.of(
                        "alertname",
                        rule,
                        "severity",
                        "warning",
                        "prefix",
                        "10.0.0.0/24",
                        "other_prefix",
                        "10.0.0.0/16")),
                new TreeMap<>(Map.of("reported_by", "edge1, edge2")),
                Instant.EPOCH,
                unknown,
                false,
                List.of());
    }
}
