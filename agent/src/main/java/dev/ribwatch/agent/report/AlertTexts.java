package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.config.RuleName;

/** The text of every rule. */
final class AlertTexts {
    private final DefaultRouteTexts defaults;
    private final OverlapTexts overlaps;
    private final PrefixTexts prefixes;
    private final LeakTexts leaks = new LeakTexts();
    private final BogonTexts bogons = new BogonTexts();
    private final TermsTexts terms;
    private final VisibilityTexts visibility;
    private final RedundancyTexts redundancy;
    private final SessionTexts sessions;
    private final ViewTexts views;
    private final LimitTexts limits;
    private final ChangeTexts changes;

    AlertTexts(Intent intent) {
        Vantages vantages = new Vantages(intent);
        defaults = new DefaultRouteTexts(vantages);
        overlaps = new OverlapTexts(intent);
        prefixes = new PrefixTexts(intent, vantages);
        terms = new TermsTexts(intent);
        visibility = new VisibilityTexts(vantages);
        redundancy = new RedundancyTexts(intent, vantages);
        sessions = new SessionTexts(intent, vantages);
        views = new ViewTexts(vantages);
        limits = new LimitTexts(vantages);
        changes = new ChangeTexts(intent);
    }

    AlertText of(Finding finding) {
        AlertText text = text(finding);
        String note = finding.key().rule() == RuleName.PLANNED_CHANGE_MISSED ? null : changes.note(finding);
        return note == null ? text : new AlertText(text.summary(), text.description() + "\n" + note);
    }

    private AlertText text(Finding finding) {
        return switch (finding.key().rule()) {
            case UNEXPECTED_DEFAULT_ROUTE -> defaults.unexpected(finding);
            case EFFECTIVE_DEFAULT_ROUTE -> defaults.effective(finding);
            case DEFAULT_ROUTE_MISSING -> defaults.missing(finding);
            case OVERLAPPING_PREFIX -> overlaps.overlapping(finding);
            case UNEXPECTED_PREFIX -> prefixes.unexpected(finding);
            case ROUTE_LEAK -> leaks.leak(finding);
            case BOGON -> bogons.reserved(finding);
            case UNEXPECTED_ORIGIN -> terms.origin(finding);
            case FORBIDDEN_PATH -> terms.path(finding);
            case MISSING_COMMUNITY -> terms.missingCommunity(finding);
            case FORBIDDEN_COMMUNITY -> terms.forbiddenCommunity(finding);
            case MISSING_PREFIX -> prefixes.missing(finding);
            case PLANNED_CHANGE_MISSED -> changes.missed(finding);
            case PREFIX_FLAPPING -> prefixes.flapping(finding);
            case NETWORK_INVISIBLE -> visibility.invisible(finding);
            case UNEXPECTED_VISIBILITY -> visibility.unexpected(finding);
            case REDUNDANCY_MISMATCH -> redundancy.mismatch(finding);
            case REDUNDANCY_LOST -> redundancy.lost(finding);
            case SESSION_DOWN -> sessions.down(finding);
            case PREFIX_LIMIT -> limits.near(finding);
            case PREFIX_COUNT_CHANGE -> limits.changed(finding);
            case SESSION_FLAPPING -> sessions.flapping(finding);
            case VIEW_PARTIAL -> views.partial(finding);
            case MALFORMED_UPDATES -> views.malformed(finding);
            case POLICY_INVALID, DELIVERY_FAILING, LEDGER_DEGRADED, SPLIT_VIEW ->
                throw new IllegalArgumentException("no finding of a policy: " + finding.key());
        };
    }
}
