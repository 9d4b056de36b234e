package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.DeclaredSpace;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.PlannedException;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import org.jspecify.annotations.Nullable;

/**
 * What OverlappingPrefix makes of a prefix: for each owner of a route of it, what was found, and each declared prefix of another
 * network that it touches, with why that is no finding.
 */
final class OverlapExplanation implements Explaining {
    /** So many declared prefixes are spoken of an owner. */
    private static final int MOST = 8;

    private final RuleContext context;
    private final RuleSettings settings;

    OverlapExplanation(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.OVERLAPPING_PREFIX);
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        for (Network owner : inquiry.owners()) {
            boolean any = inquiry.isDefault();
            if (any) {
                verdicts.at(settings, owner, inquiry.prefix)
                        .explained("a default route is the business of UnexpectedDefaultRoute");
                continue;
            }
            for (Finding finding : verdicts.related()) {
                FindingKey key = finding.key();
                if (key.rule() == settings.name() && isAbout(key, owner, inquiry.prefix)) {
                    any = true;
                    verdicts.of(settings, key).holds(relation(key, owner));
                }
            }
            any |= declared(inquiry, owner, verdicts);
            PlannedException planned = any ? null : planned(inquiry, owner);
            if (planned != null) {
                verdicts.at(settings, owner, inquiry.prefix)
                        .excepted(
                                "no other network declares space around or within it, and live routes of others that it"
                                        + " meets are no finding; " + planned.reason());
            } else if (!any) {
                verdicts.at(settings, owner, inquiry.prefix)
                        .good(
                                "no other network declares space around or within it; live routes of others that it would meet"
                                        + " are none, or are allowed, excepted or planned");
            }
        }
    }

    private static boolean isAbout(FindingKey key, Network owner, Prefix prefix) {
        return prefix.equals(key.prefix()) && owner.name().equals(key.network())
                || key.prefix() != null
                        && key.prefix().overlaps(prefix)
                        && owner.name().equals(key.otherNetwork());
    }

    private static String relation(FindingKey key, Network owner) {
        return owner.name().equals(key.network())
                ? "it overlaps " + key.otherPrefix() + " of " + key.otherNetwork()
                : key.prefix() + " of " + key.network() + " overlaps it";
    }

    /** The planned change that lets a route of this owner meet others' live routes, or null. */
    private @Nullable PlannedException planned(Inquiry inquiry, Network owner) {
        Prefix prefix = inquiry.prefix;
        for (Network other : context.intent.networks()) {
            PlannedException planned = context.intent.overlapCompared(owner.index(), other.index())
                    ? settings.planned(owner.name(), other.name(), null, null, prefix, prefix.family())
                    : null;
            if (planned != null) {
                return planned;
            }
        }
        return null;
    }

    private boolean declared(Inquiry inquiry, Network owner, Verdicts verdicts) {
        Prefix prefix = inquiry.prefix;
        DeclaredSpace.Hits hits =
                context.intent.declared().hits().reset(prefix.family(), prefix.high(), prefix.low(), prefix.length());
        int said = 0;
        while (said < MOST && hits.next()) {
            Network other = context.intent.network(hits.network());
            Prefix hit = hits.prefix();
            if (other.equals(owner)) {
                continue;
            }
            Verdicts.Case subject = verdicts.at(settings, owner, prefix);
            String touches = "it touches declared " + hit + " of " + other;
            Except except = settings.exception(owner.name(), other.name(), null, null, prefix);
            PlannedException planned =
                    settings.planned(owner.name(), other.name(), null, null, prefix, prefix.family());
            if (!context.intent.overlapCompared(owner.index(), other.index())) {
                subject.good(touches
                        + (owner.isOpen() || other.isOpen()
                                ? ", but an open network overlaps nobody"
                                : ", but no connection joins the two"));
            } else if (context.intent.overlapAllowed(
                    hit.length() > prefix.length() ? hit : prefix, owner.index(), other.index())) {
                subject.excepted(touches + "; policy.overlap.allow has it");
            } else if (except != null) {
                subject.excepted(touches + "; policy.rules." + settings.name() + " excepts it, line " + except.line());
            } else if (planned != null) {
                subject.excepted(touches + "; " + planned.reason());
            } else {
                continue; // a finding, or nobody who can be asked shows it
            }
            said++;
        }
        return said > 0;
    }
}
