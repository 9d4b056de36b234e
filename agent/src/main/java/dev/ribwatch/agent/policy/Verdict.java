package dev.ribwatch.agent.policy;

import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import org.jspecify.annotations.Nullable;

/**
 * What a rule makes of a prefix at a router, and why: also, and above all, when it has no finding.
 *
 * @param rule the rule that looked
 * @param outcome what came of it
 * @param network of whose routes or prefixes it speaks, or null
 * @param prefix of which prefix it speaks, or null: of none in particular
 * @param reason for people: one line
 * @param open the finding that is open, or null
 */
public record Verdict(
        RuleName rule,
        Outcome outcome,
        @Nullable String network,
        @Nullable Prefix prefix,
        String reason,
        @Nullable FindingKey open) {

    /** What came of a look. */
    public enum Outcome {
        /** A finding is open. */
        FINDING("finding"),
        /** A finding is open, and cannot be judged at present: it stays as it is. */
        UNKNOWN("unknown"),
        /** Nothing to object to. */
        GOOD("good"),
        /** The operator excepted it. */
        EXCEPTED("excepted"),
        /** Another finding stands for it. */
        EXPLAINED("explained"),
        /** It cannot be told at present. */
        FROZEN("frozen"),
        /** The rule is off. */
        OFF("off");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        /** One lower-case word, part of the public surface. */
        public String text() {
            return text;
        }
    }
}
