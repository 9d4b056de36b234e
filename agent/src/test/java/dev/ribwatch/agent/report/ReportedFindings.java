package dev.ribwatch.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Configs;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A report of the sample configuration, and findings for it. */
abstract class ReportedFindings {
    static final Instant SINCE = Instant.parse("2026-01-10T21:03:04.567Z");
    static final Instant NOW = Instant.parse("2026-01-10T22:00:00Z");

    final List<String> heard = new ArrayList<>();

    final AlertReport report = new AlertReport(
            Configs.sample().compile(),
            new Conditions() {
                @Override
                public void opened(Condition condition) {
                    heard.add("opened " + condition.subject());
                }

                @Override
                public void changed(Condition condition) {
                    heard.add("changed " + condition.subject());
                }

                @Override
                public void closed(String rule, Map<String, String> subject, Instant at, String reason) {
                    heard.add("closed " + rule + " " + subject + " " + at + " " + reason);
                }
            },
            InstantSource.fixed(NOW),
            () -> "https://runbooks.example/");

    static void assertTexts(Condition condition, String summary, String description) {
        assertThat(condition.annotations()).containsEntry("summary", summary);
        assertThat(condition.annotations().get("description")).isEqualTo(description);
    }

    static FindingKey at(RuleName rule, String network, String router, String prefix) {
        return FindingKey.at(rule, network, router, prefix == null ? null : Prefix.parse(prefix), Family.IPV4_UNICAST);
    }

    static FindingKey overlap(String prefix, String hit) {
        return FindingKey.between(
                RuleName.OVERLAPPING_PREFIX,
                "private-cloud",
                "azure-prod",
                Prefix.parse(prefix),
                Prefix.parse(hit),
                Family.IPV4_UNICAST);
    }

    static Witness witness(String router, String network, String prefix, String asPath) {
        return new Witness(router, network, Prefix.parse(prefix), asPath, "192.0.2.1", true);
    }

    static Finding finding(FindingKey key, List<Witness> witnesses, Detail detail) {
        return finding(key, witnesses, detail, List.of(), false);
    }

    static Finding finding(
            FindingKey key, List<Witness> witnesses, Detail detail, List<String> blind, boolean unknown) {
        return new Finding(
                key,
                Severity.CRITICAL,
                SINCE,
                42,
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                witnesses,
                blind,
                unknown,
                detail);
    }

    static final class Silent implements Conditions {
        @Override
        public void opened(Condition condition) {
            assertThat(condition).isNull();
        }

        @Override
        public void changed(Condition condition) {
            assertThat(condition).isNull();
        }

        @Override
        public void closed(String rule, Map<String, String> subject, Instant at, String reason) {
            assertThat(rule).isNull();
        }
    }
}
