package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Findings of one rule that differ in their prefix only. The first {@link #SINGLES} stand alone, further ones share one
 * finding without a prefix; at {@link #UNFOLD} or fewer all stand alone again.
 *
 * <p>{@link #members} is what is true now, by dense id, a bit each; singles and the shared finding are what was published.
 * The two are made equal by {@link #reconcile}, and kept equal where {@link #mayOpen} and the like allow it. A single that
 * stands alone does so until it closes, whatever happens to the others.
 */
abstract class FindingGroup {
    /** The most that stand alone when one more opens. */
    static final int SINGLES = 20;
    /** The most that make those that share a finding stand alone again. */
    static final int UNFOLD = 10;

    private static final String GONE = "it is no longer so";

    final RuleContext context;
    final IdSet members = new IdSet();
    final List<Single> singles = new ArrayList<>();
    private @Nullable Finding folded;
    /** Those that stood alone beside the shared one when all was closed: they do so again, where they are still true. */
    private List<Prefix> stoodAlone = List.of();
    /** Waits to be brought up to date; of {@link RuleContext#staleFolds}. */
    private boolean stale;

    /** Waits for the end of the batch; of {@link RuleContext#emptiedFolds}. */
    private boolean emptied;
    /** A bit by the address of each single, and of some that have closed: most prefixes are seen not to be one. */
    private long singlesFilter;

    /** A finding that stands alone. */
    static class Single {
        final Prefix prefix;
        Finding finding;

        Single(Prefix prefix, Finding finding) {
            this.prefix = prefix;
            this.finding = finding;
        }
    }

    FindingGroup(RuleContext context) {
        this.context = context;
    }

    /** The prefix of a member. */
    abstract Prefix prefix(int id);

    /** The id that stands for a prefix now, or {@link IdSet#NONE}. */
    abstract int find(Prefix prefix);

    /** Whether what becomes true is published. */
    abstract boolean mayOpen();

    /** Whether nothing that this single rests on is out of sight. */
    abstract boolean mayClose(Single single);

    /** Whether all that the shared finding rests on can be looked at. */
    abstract boolean mayCloseFolded();

    /** Whether nothing that the shared finding rests on can be looked at. */
    abstract boolean isFoldedUnknown();

    /** A finding for this member that begins now. */
    abstract Single open(int id, Prefix prefix);

    /** A single's state as it is now. */
    abstract Finding describe(Single single);

    /** The shared finding: as it was with another detail, or one that begins now. */
    abstract Finding describeFolded(@Nullable Finding before, Detail.Folded detail, boolean unknown);

    /** Whether a finding of this prefix is published, be it the shared one. */
    final boolean isTold(long high, long low, int length) {
        return folded != null || single(high, low, length) != null;
    }

    /** Something became true, or was and may look different now. */
    final void enter(int id, long high, long low, int length) {
        members.add(id);
        if (!mayOpen()) {
            return;
        }
        Single single = single(high, low, length);
        if (single != null) {
            refresh(single);
        } else if (folded == null && singles.size() < SINGLES) {
            openSingle(id);
        } else {
            staleFold();
        }
    }

    /** Something is no longer true. */
    final void leave(int id, long high, long low, int length, String reason) {
        boolean was = members.remove(id);
        Single single = single(high, low, length);
        if (single != null) {
            if (mayClose(single)) {
                close(single, reason);
            } else {
                refresh(single);
            }
        }
        if (was && folded != null) {
            staleFold();
        }
    }

    /** Publishes what is true, as far as it can be told. */
    final void reconcile() {
        for (Single single : List.copyOf(singles)) {
            int id = find(single.prefix);
            if (id != IdSet.NONE && members.contains(id) || !mayClose(single)) {
                refresh(single);
            } else {
                close(single, GONE);
            }
        }
        if (mayOpen()) {
            for (Prefix prefix : stoodAlone) {
                int id = find(prefix);
                if (id != IdSet.NONE && members.contains(id) && singles.size() < SINGLES && single(prefix) == null) {
                    openSingle(id);
                }
            }
            stoodAlone = List.of();
            for (int id = members.next(0);
                    id != IdSet.NONE && folded == null && singles.size() < SINGLES;
                    id = members.next(id + 1)) {
                if (single(prefix(id)) == null) {
                    openSingle(id);
                }
            }
        }
        settleFold();
    }

    /** Closes everything that was published; what is true stays noted. */
    final void closeAll(String reason) {
        if (folded != null) {
            stoodAlone = singles.stream().map(single -> single.prefix).toList();
        }
        for (Single single : List.copyOf(singles)) {
            close(single, reason);
        }
        closeFolded(reason);
    }

    /** Looks at one single again. */
    final void refresh(Single single) {
        single.finding = describe(single);
        context.ledger.change(single.finding);
    }

    final void close(Single single, String reason) {
        singles.remove(single);
        if (singles.isEmpty()) {
            singlesFilter = 0;
        }
        context.ledger.close(single.finding.key(), reason);
    }

    /** Takes over a finding that was published by another engine. */
    void adopt(Finding finding) {
        Prefix prefix = finding.key().prefix();
        if (prefix == null) {
            folded = finding;
        } else {
            addSingle(new Single(prefix, finding));
        }
        context.ledger.adopt(finding);
    }

    /**
     * Has the shared finding brought up to date soon, not with each of a million changes. Where it stands for nothing that is
     * at the end of the batch: what comes in the same batch may share it again.
     */
    final void staleFold() {
        if (folded == null) {
            settleFold();
        } else if (isEmptied()) {
            if (!emptied) {
                emptied = true;
                context.emptiedFolds.add(this);
            }
        } else if (!stale) {
            stale = true;
            context.staleFolds.add(this);
        }
    }

    /** Ends the shared finding if it stands for nothing still. */
    final void settleEmptied() {
        emptied = false;
        if (isEmptied()) {
            settleFold();
        } else if (folded != null) {
            staleFold();
        }
    }

    /** What waited for the next second. */
    final void settleStale() {
        stale = false;
        settleFold();
    }

    private boolean isEmptied() {
        return folded != null && members.size() <= SINGLES && members.size() == singlesInMembers() && mayCloseFolded();
    }

    /** Brings the shared finding up to date: opens, counts, closes, or lets its members stand alone. */
    private void settleFold() {
        int count = members.size() - singlesInMembers();
        boolean certain = mayCloseFolded();
        if (folded == null) {
            if (count > 0 && mayOpen()) {
                folded = context.ledger.open(describeFolded(null, new Detail.Folded(count, samples()), false));
            }
            return;
        }
        if (certain && (count == 0 || count + singles.size() <= UNFOLD)) {
            closeFolded(count == 0 ? GONE : "few enough to be told apart");
            for (int id = members.next(0); id != IdSet.NONE; id = members.next(id + 1)) {
                if (single(prefix(id)) == null) {
                    openSingle(id);
                }
            }
            return;
        }
        Detail.Folded detail = certain || !(folded.detail() instanceof Detail.Folded was) || count > was.count()
                ? new Detail.Folded(count, samples())
                : was;
        folded = describeFolded(folded, detail, isFoldedUnknown());
        context.ledger.change(folded);
    }

    /** Whether something is published: alone, or in the shared finding. */
    final boolean isPublished() {
        return folded != null || !singles.isEmpty();
    }

    /** The shared finding, or null. */
    final @Nullable Finding folded() {
        return folded;
    }

    /** Whether this prefix stands alone, or is true. */
    final boolean holds(int id, long high, long low, int length) {
        return id != IdSet.NONE && members.contains(id) || single(high, low, length) != null;
    }

    /** The single of this prefix, or null. */
    final @Nullable Single single(long high, long low, int length) {
        if ((singlesFilter & filterBit(high)) == 0) {
            return null;
        }
        for (int i = 0; i < singles.size(); i++) {
            Prefix prefix = singles.get(i).prefix;
            if (prefix.length() == length && prefix.high() == high && prefix.low() == low) {
                return singles.get(i);
            }
        }
        return null;
    }

    /** Notes one that stands alone. */
    final void addSingle(Single single) {
        singles.add(single);
        singlesFilter |= filterBit(single.prefix.high());
    }

    private static long filterBit(long high) {
        return 1L << (high * 0x9e3779b97f4a7c15L >>> 58);
    }

    private @Nullable Single single(Prefix prefix) {
        return single(prefix.high(), prefix.low(), prefix.length());
    }

    private void openSingle(int id) {
        Single single = open(id, prefix(id));
        addSingle(single);
        single.finding = context.ledger.open(single.finding);
    }

    private void closeFolded(String reason) {
        if (folded != null) {
            context.ledger.close(folded.key(), reason);
            folded = null;
        }
    }

    private int singlesInMembers() {
        int count = 0;
        for (Single single : singles) {
            int id = find(single.prefix);
            if (id != IdSet.NONE && members.contains(id)) {
                count++;
            }
        }
        return count;
    }

    private List<Prefix> samples() {
        List<Prefix> samples = new ArrayList<>();
        for (int id = members.next(0);
                id != IdSet.NONE && samples.size() < Finding.SAMPLES;
                id = members.next(id + 1)) {
            Prefix prefix = prefix(id);
            if (single(prefix) == null) {
                samples.add(prefix);
            }
        }
        return samples;
    }
}
