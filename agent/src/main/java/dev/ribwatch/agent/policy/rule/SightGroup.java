package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Findings of one rule about one router's family, and of one network if the rule knows whose routes they are. */
abstract class SightGroup extends FindingGroup {
    final Sight sight;
    final @Nullable Network network;
    private final RuleSettings settings;
    private boolean superseded;

    SightGroup(RuleContext context, RuleSettings settings, Sight sight, @Nullable Network network) {
        super(context);
        this.settings = settings;
        this.sight = sight;
        this.network = network;
    }

    /** What the finding of this prefix rests on. */
    abstract List<Witness> witnesses(Prefix prefix);

    /** What there is to say of this prefix, and what was said before. */
    Detail detail(Prefix prefix, @Nullable Finding before) {
        return Detail.None.NONE;
    }

    /** Another finding explains all of these, or does no more. */
    final void supersede(boolean now, String reason) {
        if (superseded == now) {
            return;
        }
        superseded = now;
        if (now) {
            closeAll(reason);
        } else if (sight.judged) {
            reconcile();
        }
    }

    /** Whether it can be told at present what is true and what is not. */
    boolean isCertain() {
        return sight.judged;
    }

    /** Whether the rule can tell anything from what the router sent, judged or not. */
    boolean mayTell() {
        return true;
    }

    @Override
    final boolean mayOpen() {
        return isCertain() && !superseded;
    }

    @Override
    final boolean mayClose(Single single) {
        return sight.judged;
    }

    @Override
    final boolean mayCloseFolded() {
        return isCertain() || sight.judged && members.isEmpty();
    }

    @Override
    final boolean isFoldedUnknown() {
        return !isCertain();
    }

    @Override
    final Single open(int id, Prefix prefix) {
        return new Single(
                prefix,
                context.finding(
                        settings, key(prefix), settings.name().severity(), witnesses(prefix), detail(prefix, null)));
    }

    @Override
    final Finding describe(Single single) {
        Finding before = single.finding;
        if (!isCertain()) {
            return before.withUnknown(true);
        }
        return before.with(
                settings.severityOr(settings.name().severity()),
                settings.forDurationOr(settings.name().forDuration()),
                settings.keepFiringFor(),
                witnesses(single.prefix),
                List.of(),
                false,
                detail(single.prefix, before));
    }

    @Override
    final Finding describeFolded(@Nullable Finding before, Detail.Folded detail, boolean unknown) {
        if (before == null) {
            return context.finding(settings, key(null), settings.name().severity(), List.of(), detail);
        }
        return before.with(
                settings.severityOr(settings.name().severity()),
                settings.forDurationOr(settings.name().forDuration()),
                settings.keepFiringFor(),
                List.of(),
                List.of(),
                unknown,
                detail);
    }

    /** The identity of a finding of this prefix; null: of the shared one. */
    FindingKey key(@Nullable Prefix prefix) {
        return FindingKey.at(
                settings.name(), network == null ? null : network.name(), sight.router(), prefix, sight.family);
    }
}
