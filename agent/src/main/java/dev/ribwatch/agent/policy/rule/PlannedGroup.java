package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.PlannedPart;
import dev.ribwatch.agent.policy.intent.RequiredPrefixes;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What planned changes of one network at one router's family are late with, or are not undone: a finding names no change, so
 * all of them share one group, and a prefix stays as long as one of them has a reason.
 */
final class PlannedGroup extends SightGroup {
    private final RuleSettings settings;
    private final Network owner;
    private final String reason;
    private final RequiredPrefixes places;
    /** How many changes have a reason, by place. */
    private final int[] claims;
    /** That nothing is there may be told, which is uncertain while some were dropped. */
    private final boolean ofAbsence;

    /**
     * A group of one reason.
     *
     * @param parts all changes of the network at this sight
     */
    PlannedGroup(
            RuleContext context,
            RuleSettings settings,
            Sight sight,
            Network network,
            String reason,
            List<PlannedPart> parts) {
        super(context, settings, sight, network);
        this.settings = settings;
        owner = network;
        this.reason = reason;
        boolean late = reason.equals(PlannedRoutes.REASON_LATE);
        ofAbsence = parts.stream().anyMatch(part -> part.announces() == late);
        places = new RequiredPrefixes(
                parts.stream()
                        .flatMap(part -> part.change().prefixes().stream())
                        .toList(),
                sight.family);
        claims = new int[places.size()];
    }

    /** A change has a reason to tell a prefix, or has none any more. */
    void claim(Prefix prefix, boolean now, String whyNot) {
        int place = places.find(prefix);
        if (now) {
            claims[place]++;
            enter(place, prefix.high(), prefix.low(), prefix.length());
        } else if (--claims[place] == 0) {
            leave(place, prefix.high(), prefix.low(), prefix.length(), whyNot);
        } else {
            enter(place, prefix.high(), prefix.low(), prefix.length()); // it rests on less
        }
    }

    /** Takes over a finding of another engine; false if it has no such subject any more. */
    boolean take(Finding finding) {
        FindingKey key = finding.key();
        Prefix prefix = key.prefix();
        if (!reason.equals(key.reason())
                || prefix != null
                        && (places.find(prefix) == RequiredPrefixes.NONE
                                || settings.excepts(
                                        owner.name(),
                                        null,
                                        sight.router(),
                                        sight.view.router.configuredAs(),
                                        prefix))) {
            return false;
        }
        adopt(finding);
        return true;
    }

    /** The identity of a finding. */
    static FindingKey key(RuleSettings settings, Network network, Sight sight, @Nullable Prefix prefix, String reason) {
        return new FindingKey(
                settings.name(),
                network.name(),
                null,
                sight.router(),
                prefix,
                null,
                sight.family,
                null,
                null,
                null,
                reason);
    }

    @Override
    FindingKey key(@Nullable Prefix prefix) {
        return key(settings, owner, sight, prefix, reason);
    }

    @Override
    boolean isCertain() {
        return super.isCertain() && !(ofAbsence && sight.isPartial());
    }

    @Override
    Prefix prefix(int id) {
        return places.get(id);
    }

    @Override
    int find(Prefix prefix) {
        int place = places.find(prefix);
        return place == RequiredPrefixes.NONE ? IdSet.NONE : place;
    }

    @Override
    List<Witness> witnesses(Prefix prefix) {
        for (PlannedRoutes routes : sight.planned) {
            if (routes.part.network().equals(owner) && routes.shows(reason, prefix)) {
                return context.witnesses(sight, owner, prefix);
            }
        }
        return List.of();
    }
}
