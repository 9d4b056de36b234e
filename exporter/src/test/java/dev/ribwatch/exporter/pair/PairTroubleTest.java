package dev.ribwatch.exporter.pair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.Conditions;
import dev.ribwatch.exporter.pair.Difference.Kind;
import dev.ribwatch.exporter.pair.Difference.Side;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SplitView as people read it. */
class PairTroubleTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Condition> opened = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final PairTrouble trouble = new PairTrouble(
            config(""), Recorder::new, new Clocks(() -> 9, InstantSource.fixed(NOW)), () -> "https://ribwatch-a:9797");

    private final class Recorder implements Conditions {
        @Override
        public void opened(Condition condition) {
            opened.add(condition);
        }

        @Override
        public void changed(Condition condition) {
            throw new AssertionError(condition);
        }

        @Override
        public void closed(String rule, Map<String, String> subject, Instant at, String reason) {
            closed.add(rule + " " + subject + " " + at + " " + reason);
        }
    }

    private static Config config(String settings) {
        String text = """
                agent: {as: 65000, router-id: 192.0.2.10, listen: ["127.0.0.1:0"]}
                policy: {rules: {SplitView: {%s}}}
                """.formatted(settings);
        return ((Loaded.Valid) new ConfigLoader().load("test", text)).config();
    }

    private static PairReport report(PairReport.Settled... settled) {
        return new PairReport("ribwatch-b:9797", "1.2", "1.2", List.of(settled), SINCE, 7);
    }

    private static PairReport.Settled settled(Kind kind, Side side, String subject, String detail) {
        return new PairReport.Settled(new Difference(kind, side, subject), detail);
    }

    private String text(PairReport report, String annotation) {
        trouble.differs(report);
        return String.valueOf(opened.get(opened.size() - 1).annotations().get(annotation));
    }

    @Test
    void isOneCriticalAlertOfThePairThatFiresAtOnce() {
        trouble.differs(report(settled(Kind.UNREACHABLE, Side.BOTH, "", "no connection")));
        assertThat(opened).hasSize(1);
        Condition said = opened.get(0);
        assertThat(said.rule()).isEqualTo("SplitView");
        assertThat(said.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(said.subject()).isEqualTo(Map.of("component", "pair"));
        assertThat(said.since()).isEqualTo(SINCE);
        assertThat(said.detectedNanos()).isEqualTo(7);
        assertThat(said.forDuration()).as("each difference has lasted already").isZero();
        assertThat(said.keepFiringFor()).isEqualTo(Duration.ofSeconds(60));
        assertThat(said.unknown()).isFalse();
        assertThat(said.annotations())
                .containsEntry("runbook_url", "https://ribwatch-a:9797/#SplitView")
                .containsEntry(
                        "summary", "The other agent of the pair, ribwatch-b:9797, cannot be asked: no connection");
        trouble.over("both agents see the same");
        assertThat(closed).containsExactly("SplitView {component=pair} " + NOW + " both agents see the same");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ITSELF | The pair is one agent: agent.pair.url of ribwatch-a:9797 leads to itself",
                "STARTING | The other agent of the pair, ribwatch-b:9797, does not come to the end of its start",
                "POLICY | The two agents of the pair run different policies: they differ in networks",
                "CONVERGED | The two agents of the pair do not see the same: 2 differences",
            })
    void theGravestIsTheSummary(Kind kind, String summary) {
        PairReport two = report(
                settled(kind, Side.BOTH, "networks", ""), settled(Kind.ALERTS, Side.HERE, "MissingPrefix{}", ""));
        assertThat(text(two, "summary")).isEqualTo(summary);
    }

    @Test
    void saysWhoSeesWhatAndWhatToDo() {
        String description = text(
                report(
                        settled(Kind.CONVERGED, Side.HERE, "edge3 ipv4-unicast", ""),
                        settled(Kind.ROUTES, Side.BOTH, "edge1 ipv4-unicast", "27 here, 26 there"),
                        settled(Kind.ALERTS, Side.HERE, "MissingPrefix{router=edge1}", ""),
                        settled(Kind.ALERTS, Side.THERE, "Bogon{router=edge2}", "")),
                "description");
        assertThat(description)
                .isEqualTo(
                        "Since 2026-01-01T00:00:00Z, as ribwatch-a:9797 says. The table is whole only at ribwatch-a:9797:"
                                + " edge3 ipv4-unicast. The number of routes differs: edge1 ipv4-unicast (27 here, 26 there). Fires only"
                                + " at ribwatch-a:9797: MissingPrefix{router=edge1}. Fires only at ribwatch-b:9797: Bogon{router=edge2}."
                                + " Effect: both go on to tell what they find, but what only one of them sees is lost with that one."
                                + " Compare `ribwatch sessions` and `ribwatch routes` of both (--url), and each router's filter towards"
                                + " either.");
    }

    @Test
    void aFewOfManyAreNamed() {
        PairReport.Settled[] many = new PairReport.Settled[10_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = settled(Kind.ALERTS, Side.THERE, "Bogon{prefix=" + i + "}", "");
        }
        assertThat(text(report(many), "description"))
                .contains("Bogon{prefix=19}; and 9980 more.")
                .doesNotContain("Bogon{prefix=20}")
                .hasSizeLessThan(2_000);
    }

    /** The other may say anything: it neither disturbs a terminal nor fills a page. */
    @Test
    void whatTheOtherSaysIsEscapedAndCut() {
        PairReport hostile = new PairReport(
                "b:9797",
                "1\u001b[2J\n" + "v".repeat(900),
                "1.2",
                List.of(
                        settled(Kind.POLICY, Side.BOTH, "x\u202e\r\n" + "y".repeat(900), ""),
                        settled(Kind.ALERTS, Side.THERE, "Bogon{\u0007" + "z".repeat(100_000), "")),
                SINCE,
                7);
        for (String annotation : List.of("summary", "description")) {
            assertThat(text(hostile, annotation).chars()).allMatch(c -> c >= ' ' && c != 0x7f && c < 0x2028);
        }
        assertThat(text(hostile, "description")).contains("x\\u202e\\u000d\\u000ay");
        assertThat(opened.get(0).annotations().values()).allMatch(text -> text.length() < 2_000);
        assertThat(opened.get(0).subject()).isEqualTo(Map.of("component", "pair"));
    }

    /** Cut after escaping: what is escaped is six times as long. */
    @Test
    void whatIsEscapedIsBoundedToo() {
        PairReport.Settled[] many = new PairReport.Settled[300];
        for (int i = 0; i < many.length; i++) {
            String subject = i + "\u202e".repeat(900);
            many[i] = i < 100
                    ? settled(Kind.POLICY, Side.BOTH, subject, "")
                    : settled(i < 200 ? Kind.ROUTES : Kind.ALERTS, i < 200 ? Side.BOTH : Side.HERE, subject, "");
        }
        for (String annotation : List.of("summary", "description")) {
            assertThat(text(report(many), annotation))
                    .hasSizeLessThan(4_000)
                    .doesNotContainPattern("\\\\u[0-9a-f]{0,3}…");
        }
        assertThat(text(report(many), "description")).contains(" and 97 more", "…");
    }

    @Test
    void anotherVersionMayBeWhyPoliciesDiffer() {
        PairReport.Settled policy = settled(Kind.POLICY, Side.BOTH, "policy", "");
        PairReport upgraded = new PairReport("b:9797", "1.3", "1.2", List.of(policy), SINCE, 7);
        assertThat(text(upgraded, "summary")).endsWith(": they differ in policy, and in their versions");
        assertThat(text(upgraded, "description"))
                .contains("(it runs version 1.3, this one 1.2)")
                .contains("After an upgrade of both it ends by itself, if the files are the same.");
        assertThat(text(report(policy), "summary")).endsWith(": they differ in policy");
        assertThat(text(report(policy), "description")).doesNotContain("version", "upgrade");
    }

    @Test
    void theSameIsNotSaidTwiceAndWhatChangesIsSaidUnderTheSameBeginning() {
        PairReport.Settled first = settled(Kind.ALERTS, Side.HERE, "MissingPrefix{}", "");
        trouble.differs(report(first));
        trouble.differs(report(first));
        assertThat(opened).hasSize(1);
        trouble.differs(report(first, settled(Kind.ALERTS, Side.HERE, "Bogon{}", "")));
        assertThat(opened).hasSize(2).extracting(Condition::since).containsOnly(SINCE);
    }

    @Test
    void isSaidAnewAfterItWasOver() {
        PairReport one = report(settled(Kind.UNREACHABLE, Side.BOTH, "", "no connection"));
        trouble.differs(one);
        trouble.over("both agents see the same");
        trouble.differs(one);
        assertThat(opened).hasSize(2);
    }

    @Test
    void takesTheRulesOwnSettingsLive() {
        trouble.differs(report(settled(Kind.UNREACHABLE, Side.BOTH, "", "no connection")));
        trouble.apply(config("severity: warning, keep-firing-for: 7s"));
        assertThat(opened).hasSize(2);
        assertThat(opened.get(1).severity()).isEqualTo(Severity.WARNING);
        assertThat(opened.get(1).keepFiringFor()).isEqualTo(Duration.ofSeconds(7));
        trouble.apply(config("enabled: false"));
        assertThat(closed).containsExactly("SplitView {component=pair} " + NOW + " the rule was switched off");
        trouble.differs(report(settled(Kind.UNREACHABLE, Side.BOTH, "", "HTTP 500")));
        assertThat(opened).hasSize(2);
        trouble.apply(config(""));
        assertThat(opened).hasSize(3);
        assertThat(opened.get(2).annotations().get("summary")).endsWith("HTTP 500");
    }
}
