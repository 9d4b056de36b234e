package dev.ribwatch.exporter.pair;

import static dev.ribwatch.exporter.pair.Views.V4;
import static dev.ribwatch.exporter.pair.Views.V6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ribwatch.exporter.alert.ActiveAlert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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
        assertThat(PairComparison.of(here().flooded(20_000, "x"), there().flooded(18_000, "y")))
                .as("one that differs now and then, each time another, would count as one that lasts")
                .isEmpty();
        assertThat(texts(PairComparison.of(here().flooded(20_000, "x"), there().flooded(17_999, "x"))))
                .containsExactly("ALERTS BOTH more alerts than are listed 20000 here, 17999 there");
        assertThat(texts(PairComparison.of(
                        here().flooded(20_000, "x"),
                        Views.of("b").sees("edge1", V4, 1_000).flooded(10_000, "y"))))
                .containsExactly("CONVERGED HERE edge2 ipv4-unicast");
    }

    /** What a router's state now shows is compared; what has happened since a process began is not. */
    @ParameterizedTest
    @CsvSource({
        "family-not-negotiated, true",
        "family-disabled, true",
        "limit-blocked, true",
        "refresh-phantoms, false",
        "no-communities, false",
    })
    void aPartialViewIsComparedUnlessItsReasonIsHistory(String reason, boolean compared) {
        String labels = "router=edge1 family=ipv4-unicast reason=" + reason;
        assertThat(differences(here().fires("ViewPartial", labels, "edge1"), there()))
                .hasSize(compared ? 1 : 0);
        assertThat(differences(here(), there().fires("ViewPartial", labels, "edge1")))
                .hasSize(compared ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MissingCommunity", "ForbiddenCommunity"})
    void rulesOnCommunitiesAreComparedUnlessEitherSeesNoneOfThatRouterAndFamily(String rule) {
        String none = "router=edge1 family=ipv4-unicast reason=no-communities";
        String there = "network=a router=edge1 prefix=10.0.0.0/24 family=ipv4-unicast";
        assertThat(differences(here().fires(rule, there, "edge1"), there())).hasSize(1);
        assertThat(differences(here().fires(rule, there, "edge1"), there().fires("ViewPartial", none, "edge1")))
                .isEmpty();
        assertThat(differences(here().fires(rule, there, "edge1").fires("ViewPartial", none, "edge1"), there()))
                .isEmpty();
        assertThat(differences(
                        here().fires(rule, there.replace("edge1", "edge2"), "edge2"),
                        there().fires("ViewPartial", none, "edge1")))
                .as("another router")
                .hasSize(1);
        assertThat(differences(
                        here().sees("edge1", V6, 1).fires(rule, there.replace("v4", "v6"), "edge1"),
                        there().sees("edge1", V6, 1).fires("ViewPartial", none, "edge1")))
                .as("another family")
                .hasSize(1);
        assertThat(differences(
                        here().fires("MissingPrefix", there, "edge1"), there().fires("ViewPartial", none, "edge1")))
                .as("another rule")
                .hasSize(1);
    }

    /** Between 45 and 50 % it is open at one and not at the other, and with it stand or fall the alerts it speaks for. */
    @ParameterizedTest
    @ValueSource(strings = {"UnexpectedPrefix", "OverlappingPrefix", "Bogon"})
    void anEffectiveDefaultRouteIsNotComparedNorIsWhatItSpeaksFor(String rule) {
        String all = "network=a router=edge1 family=ipv4-unicast";
        String one = "network=a prefix=128.0.0.0/2 family=ipv4-unicast";
        assertThat(differences(here().fires("EffectiveDefaultRoute", all, "edge1"), there()))
                .isEmpty();
        assertThat(differences(here().fires(rule, one, "edge1"), there())).hasSize(1);
        assertThat(differences(here().fires(rule, one, "edge1"), there().fires("EffectiveDefaultRoute", all, "edge1")))
                .isEmpty();
        assertThat(differences(
                        here().fires(rule, one + " router=edge1", "edge1"),
                        there().fires("EffectiveDefaultRoute", all, "edge1")))
                .isEmpty();
        assertThat(differences(here().fires(rule, one, "edge2"), there().fires("EffectiveDefaultRoute", all, "edge1")))
                .as("another router")
                .hasSize(1);
        assertThat(differences(
                        here().fires(rule, one.replace("=a ", "=b "), "edge1"),
                        there().fires("EffectiveDefaultRoute", all, "edge1")))
                .as("another network")
                .hasSize(1);
        assertThat(differences(
                        here().fires("MissingPrefix", one, "edge1"),
                        there().fires("EffectiveDefaultRoute", all, "edge1")))
                .as("another rule")
                .hasSize(1);
    }

    @Test
    void whatExplainsOthersIsToldThoughItIsNotCompared() {
        PairAlert told = PairAlert.of(active("EffectiveDefaultRoute", "firing", false));
        assertThat(told).isNotNull();
        assertThat(PairAlert.isCompared(told.labels())).isFalse();
    }

    /** So that the reader's bound is never met by a list that the writer took for short enough. */
    @Test
    void alertsThatTakeTooManyOctetsAreCountedAndNotListed() {
        ActiveAlert small = active("OverlappingPrefix", "firing", false);
        SortedMap<String, String> labels = new TreeMap<>(small.labels());
        labels.put("site", "\u00e9".repeat(150)); // six octets each
        ActiveAlert large =
                new ActiveAlert("id", "firing", labels, small.annotations(), Instant.EPOCH, false, false, List.of());
        assertThat(PairAlerts.of(Collections.nCopies(PairAlerts.MOST, large)).list())
                .isEmpty();
        assertThat(PairAlerts.of(Collections.nCopies(PairAlerts.MOST, large)).total())
                .isEqualTo(PairAlerts.MOST);
        assertThat(PairAlerts.of(Collections.nCopies(5_000, large)).list()).hasSize(5_000);
        assertThat(PairReader.MOST_OCTETS).isGreaterThan(PairAlerts.MOST_OCTETS);
    }

    /** Ten thousand alerts against two thousand tables: work in proportion to their sum, not to their product. */
    @Test
    void manyAlertsOfManyRoutersTakeNoTime() {
        Views here = Views.of("a");
        Views there = Views.of("b");
        for (int i = 0; i < PairView.MOST_SIGHTS; i++) {
            here.sees("edge" + i, V4, 1);
            there.sees("edge" + i, V4, 1);
        }
        for (int i = 0; i < PairAlerts.MOST; i++) {
            here.fires("NetworkInvisible", "network=n" + i + " family=ipv4-unicast");
        }
        PairView one = here.view();
        PairView other = there.view();
        assertTimeoutPreemptively(
                Duration.ofSeconds(15),
                () -> assertThat(PairComparison.of(one, other)).hasSize(PairAlerts.MOST));
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
