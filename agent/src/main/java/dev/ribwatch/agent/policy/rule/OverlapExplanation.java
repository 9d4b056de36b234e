package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.intent.DeclaredSpace;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.PlannedException;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleConfig.Except;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.value.Prefix;
import java.util.BitSet;
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
    private final OverlappingPrefix rule;
    private final EffectiveDefaultRoute effective;

    OverlapExplanation(RuleContext context, OverlappingPrefix rule, EffectiveDefaultRoute effective) {
        this.context = context;
        this.rule = rule;
        this.effective = effective;
        settings = context.intent.rule(RuleName.OVERLAPPING_PREFIX);
    }

    @Override
    public void explain(Inquiry inquiry, Verdicts verdicts) {
        for (Network owner : inquiry.owners()) {
            if (inquiry.isDefault()) {
                verdicts.at(settings, owner, inquiry.prefix)
                        .explained("a default route is the business of UnexpectedDefaultRoute");
            } else {
                explain(inquiry, owner, verdicts);
            }
        }
    }

    private void explain(Inquiry inquiry, Network owner, Verdicts verdicts) {
        BitSet victims = new BitSet();
        boolean found = found(inquiry, owner, victims, verdicts);
        if (victims.isEmpty() && isEffectiveDefault(inquiry, owner, verdicts)) {
            return;
        }
        boolean declared = declared(inquiry, owner, victims, verdicts);
        if (!found && !declared) {
            undeclared(inquiry, owner, verdicts);
        }
    }

    /** Says what was found, and adds whom this owner's route was found to overlap. */
    private boolean found(Inquiry inquiry, Network owner, BitSet victims, Verdicts verdicts) {
        boolean any = false;
        for (Finding finding : verdicts.related()) {
            FindingKey key = finding.key();
            if (key.rule() != settings.name()) {
                continue;
            }
            if (finding.detail() instanceof Detail.Folded many
                    && owner.name().equals(key.network())
                    && rule.shares(key, inquiry.prefix)) {
                any = true;
                add(victims, key.otherNetwork());
                verdicts.of(settings, key)
                        .holds("it overlaps " + key.otherNetwork() + "; shares a finding with others, " + many.count()
                                + " in all");
            } else if (isAbout(key, owner, inquiry.prefix)) {
                any = true;
                if (owner.name().equals(key.network())) {
                    add(victims, key.otherNetwork());
                }
                verdicts.of(settings, key).holds(relation(key, owner));
            }
        }
        return any;
    }

    private void add(BitSet victims, @Nullable String name) {
        Network victim = name == null ? null : context.intent.network(name);
        if (victim != null) {
            victims.set(victim.index());
        }
    }

    /** Says so and is true if EffectiveDefaultRoute stands for this owner's route here, or may. */
    private boolean isEffectiveDefault(Inquiry inquiry, Network owner, Verdicts verdicts) {
        Sight sight = inquiry.sight;
        int length = inquiry.prefix.length();
        if (owner.isOpen()) {
            return false; // overlaps nobody
        }
        if (effective.mayExplain(sight, owner.index(), inquiry.prefix.high(), length)) {
            verdicts.at(settings, owner, inquiry.prefix)
                    .frozen("it cannot be told yet whether EffectiveDefaultRoute explains it");
            return true;
        }
        if (effective.explains(sight, owner.index(), inquiry.prefix.high(), length)) {
            verdicts.at(settings, owner, inquiry.prefix).explained("explained by EffectiveDefaultRoute");
            return true;
        }
        return false;
    }

    /** Nobody else declares space around or within the prefix: why others' live routes are no finding. */
    private void undeclared(Inquiry inquiry, Network owner, Verdicts verdicts) {
        Verdicts.Case subject = verdicts.at(settings, owner, inquiry.prefix);
        PlannedException planned = planned(inquiry, owner);
        if (planned != null) {
            subject.excepted("no other network declares space around or within it, and live routes of others that it"
                    + " meets are no finding; " + planned.reason());
        } else {
            subject.good("no other network declares space around or within it; live routes of others that it would meet"
                    + " are none, or are allowed, excepted or planned");
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

    /**
     * Says what comes of the space that others declare around or within the prefix; false if nobody does.
     *
     * @param victims whom a finding speaks of already
     */
    private boolean declared(Inquiry inquiry, Network owner, BitSet victims, Verdicts verdicts) {
        Prefix prefix = inquiry.prefix;
        DeclaredSpace.Hits hits =
                context.intent.declared().hits().reset(prefix.family(), prefix.high(), prefix.low(), prefix.length());
        boolean any = false;
        int said = 0;
        while (said < MOST && hits.next()) {
            Network other = context.intent.network(hits.network());
            Prefix hit = hits.prefix();
            if (other.equals(owner) || hits.isSharedWith(owner.index())) {
                continue;
            }
            any = true;
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
            } else if (victims.get(other.index())) {
                continue;
            } else {
                subject.holds(touches);
                victims.set(other.index());
            }
            said++;
        }
        return any;
    }
}
