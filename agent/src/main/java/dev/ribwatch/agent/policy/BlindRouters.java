package dev.ribwatch.agent.policy;

import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.RouterIntent;
import dev.ribwatch.agent.policy.rule.Slice;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which routers could say more, but cannot be asked: those with a family whose routes are not all there. Who reads that one
 * router lacks a prefix wants to know whether the others were looked at. The listener is told about once a second, and
 * when these are others than before, is told again of every finding that it is said beside.
 */
final class BlindRouters {
    /** What it costs to tell of a finding, in rows. */
    private static final int FINDING_COST = 8;

    private final Rib rib;
    private final Intent intent;
    private final FindingLedger ledger;
    private final FindingListener listener;
    private final Map<Family, List<String>> told = new EnumMap<>(Family.class);
    /** Findings to tell of again, each once however often that changed meanwhile: as many as there are at most. */
    private final Set<FindingKey> stale = new LinkedHashSet<>();

    BlindRouters(Rib rib, Intent intent, FindingLedger ledger, FindingListener listener) {
        this.rib = rib;
        this.intent = intent;
        this.ledger = ledger;
        this.listener = listener;
    }

    /** Follows another engine's: its findings were told with these. */
    void inherit(BlindRouters previous) {
        told.putAll(previous.told);
    }

    /** Tells who cannot be asked before the first finding is told. */
    void begin() {
        for (int i = 0; i < Family.count(); i++) {
            look(Family.of(i), true);
        }
    }

    /** Looks again. */
    void look() {
        for (int i = 0; i < Family.count(); i++) {
            look(Family.of(i), false);
        }
    }

    private void look(Family family, boolean first) {
        List<String> now = blind(family);
        List<String> before = told.put(family, now);
        boolean same = now.equals(before);
        if (first || !same) {
            listener.blind(family, now);
        }
        if (before != null && !same) {
            for (Finding finding : ledger.findings()) {
                FindingKey key = finding.key();
                if (key.family() == family && key.router() != null && key.network() != null) {
                    stale.add(key);
                }
            }
        }
    }

    /** By name, in order. */
    private List<String> blind(Family family) {
        List<String> blind = new ArrayList<>();
        for (AdjRibIn router : rib.routers()) {
            RouterIntent known = intent.router(router.configuredAs());
            if (known != null
                    && known.families().contains(family)
                    && !router.convergence(family).isJudged()) {
                blind.add(router.name());
            }
        }
        blind.sort(null);
        return List.copyOf(blind);
    }

    boolean hasWork() {
        return !stale.isEmpty();
    }

    /** Tells again of what that was said beside; only while nothing else waits to be told. */
    void step(Slice slice) {
        while (!slice.isOver() && !stale.isEmpty()) {
            FindingKey key = stale.iterator().next();
            stale.remove(key);
            Finding finding = ledger.get(key);
            if (finding != null) {
                listener.changed(finding);
                slice.spend(FINDING_COST);
            }
        }
    }
}
