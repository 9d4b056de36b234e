package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.PolicyCounts.Reason;
import dev.ribwatch.agent.policy.Verdict;
import dev.ribwatch.agent.policy.Verdict.Outcome;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.PlannedException;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the rules say of one {@link Inquiry}. */
final class Verdicts {
    private final RuleContext context;
    private final Inquiry inquiry;
    private final List<Finding> related;
    private final List<Verdict> said = new ArrayList<>();
    /** Findings that a verdict speaks of. */
    private final Set<FindingKey> shown = new HashSet<>();

    /** @param related findings that have to do with the prefix */
    Verdicts(RuleContext context, Inquiry inquiry, List<Finding> related) {
        this.context = context;
        this.inquiry = inquiry;
        this.related = related;
    }

    /** What was said. */
    List<Verdict> said() {
        return said;
    }

    /** Findings that have to do with the prefix. */
    List<Finding> related() {
        return related;
    }

    /** What is true of the subject of a finding, whether one is open or not. */
    final class Case {
        private final RuleSettings settings;
        private final FindingKey key;

        private Case(RuleSettings settings, FindingKey key) {
            this.settings = settings;
            this.key = key;
        }

        /** There is nothing to object to. */
        void good(String reason) {
            say(Outcome.GOOD, reason, false);
        }

        /** The deviation is there, or would be at once. */
        void holds(String reason) {
            say(Outcome.FROZEN, reason, true);
        }

        /** The deviation is there: its finding, or else another one, stands for it. */
        void holdsOrExplained(String reason) {
            say(Outcome.EXPLAINED, reason, true);
        }

        /** The deviation is there, and another finding stands for it. */
        void explained(String reason) {
            say(Outcome.EXPLAINED, reason, false);
        }

        /** It cannot be told, whatever is there. */
        void frozen(String reason) {
            say(Outcome.FROZEN, reason, false);
        }

        /** The operator wants it so. */
        void excepted(String reason) {
            say(Outcome.EXCEPTED, reason, false);
        }

        /** Says so and is true if the operator excepted this subject. */
        boolean isExcepted() {
            Except except = settings.exception(
                    key.network(),
                    key.otherNetwork(),
                    key.router(),
                    inquiry.sight.view.router.configuredAs(),
                    key.prefix());
            if (except != null) {
                excepted("policy.rules." + settings.name() + " excepts it"
                        + (except.line() > 0 ? ", line " + except.line() : ""));
            }
            PlannedException planned = except != null
                    ? null
                    : settings.planned(
                            key.network(),
                            key.otherNetwork(),
                            key.router(),
                            inquiry.sight.view.router.configuredAs(),
                            key.prefix(),
                            key.family());
            if (planned != null) {
                excepted(planned.reason());
            }
            return except != null || planned != null;
        }

        private void say(Outcome outcome, String reason, boolean holds) {
            Finding finding = context.ledger.get(key);
            String unjudged = isOfSight() ? unjudged(inquiry.sight) : null;
            String now = unjudged == null ? reason : unjudged + "; as it is now: " + reason;
            if (finding != null) {
                add(
                        finding.unknown() ? Outcome.UNKNOWN : Outcome.FINDING,
                        now + "; open since " + finding.since(),
                        key);
                shown.add(key);
                return;
            }
            FindingKey shared = key.shared();
            Finding folded = shared == null ? null : context.ledger.get(shared);
            if (holds && folded != null && folded.detail() instanceof Detail.Folded many) {
                add(
                        folded.unknown() ? Outcome.UNKNOWN : Outcome.FINDING,
                        now + "; shares a finding with others, " + many.count() + " in all",
                        folded.key());
                shown.add(folded.key());
                return;
            }
            add(unjudged != null && outcome != Outcome.EXCEPTED ? Outcome.FROZEN : outcome, now, null);
        }

        private boolean isOfSight() {
            return key.router() != null;
        }

        private void add(Outcome outcome, String reason, @Nullable FindingKey open) {
            said.add(new Verdict(key.rule(), outcome, key.network(), key.prefix(), reason, open));
        }
    }

    /** A deviation of a network at this router. */
    Case at(RuleSettings settings, Network network, @Nullable Prefix prefix) {
        return of(
                settings,
                FindingKey.at(settings.name(), network.name(), inquiry.sight.router(), prefix, inquiry.sight.family));
    }

    /** A deviation with this identity. */
    Case of(RuleSettings settings, FindingKey key) {
        return new Case(settings, key);
    }

    /** A rule is off. */
    void off(RuleName rule) {
        said.add(new Verdict(rule, Outcome.OFF, null, null, "policy.rules." + rule + ": {enabled: false}", null));
    }

    /**
     * A rule that does not speak for itself: what it found, or that it found nothing.
     *
     * @param waits whether it judges nothing while the session is not up and converged
     */
    void plain(RuleName rule, boolean waits) {
        boolean any = found(rule);
        if (!any) {
            String unjudged = waits ? notUp() : null;
            said.add(new Verdict(
                    rule,
                    unjudged == null ? Outcome.GOOD : Outcome.FROZEN,
                    null,
                    null,
                    unjudged == null ? "no finding" : unjudged + "; no finding",
                    null));
        }
    }

    /** Why nothing is said of the router's session at present; null if it is up and converged, whatever its families are. */
    private @Nullable String notUp() {
        RouterView view = inquiry.sight.view;
        if (view.isUp()) {
            return null;
        }
        for (int i = 0; i < Family.count(); i++) {
            Sight sight = view.sight(Family.of(i));
            if (view.router.isNegotiated(sight.family)
                    && !view.router.convergence(sight.family).isJudged()) {
                return frozen(sight);
            }
        }
        return frozen(inquiry.sight); // it was never up
    }

    /** Adds findings at this router that nobody spoke of. */
    boolean found(RuleName rule) {
        boolean any = false;
        for (Finding finding : related) {
            FindingKey key = finding.key();
            boolean concerned = key.prefix() != null
                    || !(finding.detail() instanceof Detail.Folded)
                            && (key.network() == null || inquiry.concerns(key.network()));
            if (key.rule() == rule && concerned && inquiry.sight.router().equals(key.router()) && shown.add(key)) {
                any = true;
                said.add(new Verdict(
                        rule,
                        finding.unknown() ? Outcome.UNKNOWN : Outcome.FINDING,
                        key.network(),
                        key.prefix(),
                        "open since " + finding.since(),
                        key));
            }
        }
        return any;
    }

    /** {@code explained by OverlappingPrefix (…)}: by the finding of this rule that has to do with the prefix. */
    String explainedBy(RuleName rule) {
        for (Finding finding : related) {
            FindingKey key = finding.key();
            if (key.rule() == rule
                    && (key.router() == null || inquiry.sight.router().equals(key.router()))) {
                String other = key.otherNetwork() == null ? "" : " over " + key.otherNetwork();
                String hit = key.otherPrefix() == null ? "" : " " + key.otherPrefix();
                return "explained by " + rule + " (" + key.network() + other + hit + ")";
            }
        }
        return "explained by " + rule;
    }

    /** Why nothing is said of a sight at present: {@code frozen: syncing}; null if it is judged. */
    static @Nullable String unjudged(Sight sight) {
        return sight.judged ? null : frozen(sight);
    }

    private static String frozen(Sight sight) {
        Reason reason = CountTaker.reason(sight);
        return "frozen: " + (reason == null ? "not judged" : reason.text());
    }
}
