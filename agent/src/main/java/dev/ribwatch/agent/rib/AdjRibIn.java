package dev.ribwatch.agent.rib;

import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.config.value.Family;
import org.jspecify.annotations.Nullable;

/** What one router advertised to us, before any policy (RFC 4271 section 3.2). Table thread only. */
public final class AdjRibIn {
    private final int index;
    private final String name;
    private final String configuredAs;
    private final RouteClock clock;
    private final RouterFamily[] families;
    private final Accounts accounts;
    private final int account;
    private long budget = Long.MAX_VALUE;

    /** What a path costs, its share of the prefix included, bytes. */
    static final int PATH_COST = 64;

    private boolean recorded;
    private @Nullable UpdateFaults faults;
    private boolean established;
    private @Nullable String lastEnd;
    private @Nullable String failedAttempt;
    private String end = "removed";

    AdjRibIn(
            int index, String name, String configuredAs, RouteClock clock, RouterFamily[] families, Accounts accounts) {
        this.index = index;
        this.name = name;
        this.configuredAs = configuredAs;
        this.clock = clock;
        this.families = families;
        this.accounts = accounts;
        this.account = accounts.open();
    }

    /** Dense and reused after the router is removed. */
    public int index() {
        return index;
    }

    /** The router's unique name. */
    public String name() {
        return name;
    }

    /** The name of the configuration entry; differs from {@link #name} for a member of a range. */
    public String configuredAs() {
        return configuredAs;
    }

    /** How far what we hold of this family can be trusted. */
    public Convergence convergence(Family family) {
        return of(family).gate.state();
    }

    /** When {@link #convergence} last changed, on the monotonic clock; meaningless while it is NEVER_UP. */
    public long convergenceSinceNanos(Family family) {
        return of(family).gate.changedAt();
    }

    /** Whether the family was negotiated on the present or last session, and not {@linkplain #isDisabled disabled}. */
    public boolean isNegotiated(Family family) {
        return of(family).negotiated;
    }

    /**
     * Whether nothing of the family has come on the present session: no prefix, no End-of-RIB. A recording may begin at any
     * time in a session, and is never silent.
     */
    public boolean isSilent(Family family) {
        RouterFamily of = of(family);
        return !recorded && of.gate.isUp() && !of.gate.isUpdated() && !of.retention.ended;
    }

    /**
     * Since when {@link #isSilent} is known, on the monotonic clock: the start of the session, or when something of the router's
     * may still have waited to be read. Meaningless if it is not silent.
     */
    public long silentSinceNanos(Family family) {
        return of(family).gate.heardAt();
    }

    /** These routes come from a recording, which does not tell what was negotiated: only what occurs in it. */
    public void setRecorded() {
        recorded = true;
    }

    /** Whether the family was dropped from the present or last session, for what it carried could not be read. */
    public boolean isDisabled(Family family) {
        return of(family).disabled;
    }

    /** Whether the family is known to be no part of the present or last session from its start. */
    public boolean isRefused(Family family) {
        return !recorded && !isNegotiated(family) && !isDisabled(family);
    }

    /** Whether the present or last session has several paths of a prefix (RFC 7911). */
    public boolean hasPathIds(Family family) {
        return of(family).addPath;
    }

    /** Routes held, each path counted. */
    public int routes(Family family) {
        return of(family).routes.size();
    }

    /** Routes that are kept although the router may be restarting, or has not told them again since it did. */
    public int stale(Family family) {
        return isRestart(family) ? of(family).routes.stale() : 0;
    }

    /** Whether a route that is held is one of those. A refresh makes none: what is asked for again is not in doubt. */
    public boolean isStale(Family family, int prefixId, int pathId) {
        return isRestart(family) && of(family).routes.isStale(prefixId, pathId);
    }

    private boolean isRestart(Family family) {
        return of(family).retention.phase != Retention.Phase.REFRESHING;
    }

    /** Whether a refresh that we asked for has not come to its end. */
    public boolean isAudited(Family family) {
        return of(family).retention.audit != Retention.Audit.NONE;
    }

    /** Whether the router is to send End-of-RIB and has not: marks of a refresh mean nothing before (RFC 7313 section 4). */
    public boolean awaitsEndOfRib(Family family) {
        Retention retention = of(family).retention;
        return retention.terms.endOfRib() && !retention.ended;
    }

    /** Whether the router is telling its routes again, or what it did not tell is being taken out. */
    public boolean isRefreshing(Family family) {
        return of(family).retention.phase != Retention.Phase.NONE;
    }

    /** Routes that we held and the router did not, as the last audit of this session found; they are gone. */
    public int phantoms(Family family) {
        return of(family).retention.phantoms;
    }

    /** Routes that refreshes took out, all sessions. */
    public long refreshLeftovers(Family family) {
        return of(family).retention.leftovers;
    }

    /** Audits that found nothing. */
    public long cleanAudits(Family family) {
        return of(family).retention.cleanAudits;
    }

    /** Audits that found phantoms. */
    public long phantomAudits(Family family) {
        return of(family).retention.phantomAudits;
    }

    /** Audits that did not come to their end in time. */
    public long unansweredAudits(Family family) {
        return of(family).retention.unansweredAudits;
    }

    /** The attributes of the prefix's first path, or {@link RouteChange#ABSENT}; {@link PathCursor} walks them all. */
    public int attributes(Family family, int prefixId) {
        return of(family).routes.first(prefixId);
    }

    /** The attributes of one path, or {@link RouteChange#ABSENT}. */
    public int attributes(Family family, int prefixId, int pathId) {
        return of(family).routes.get(prefixId, pathId);
    }

    /** When the route was last changed, epoch milliseconds at a resolution of 100; -1: as it was at convergence. */
    public long since(Family family, int prefixId, int pathId) {
        return clock.epochMillis(of(family).routes.time(prefixId, pathId));
    }

    /** Routes that were new. */
    public long announced(Family family) {
        return of(family).announced;
    }

    /** Routes that got other attributes. */
    public long replaced(Family family) {
        return of(family).replaced;
    }

    /** Announcements of what we held already; not published. */
    public long repeated(Family family) {
        return of(family).repeated;
    }

    /** Routes that were withdrawn, session losses included. */
    public long withdrawn(Family family) {
        return of(family).withdrawn;
    }

    /** Withdrawals of what we did not hold; not published. */
    public long unknownWithdrawn(Family family) {
        return of(family).unknownWithdrawn;
    }

    /** Announcements dropped because a {@link TableLimits limit} was reached. */
    public long blocked(Family family) {
        return of(family).blocked;
    }

    /** Whether announcements of the present session were dropped at a limit, so that absence means nothing. */
    public boolean isPartial(Family family) {
        return !of(family).shortages.isEmpty();
    }

    /** Whether that was for this reason. */
    public boolean isPartial(Family family, Shortage reason) {
        return of(family).shortages.contains(reason);
    }

    /** What this router costs, bytes: its paths, and the attribute sets that it was the first to bring. */
    public long memory() {
        long paths = 0;
        for (RouterFamily family : families) {
            paths += family.routes.size();
        }
        return paths * PATH_COST + accounts.bytes(account);
    }

    /** Why its last session ended, one line that is safe to print; null if none has. */
    public @Nullable String lastEnd() {
        return lastEnd;
    }

    /** Tells why the session ends, for those who hear that it did. */
    public void setLastEnd(String why) {
        lastEnd = why;
    }

    /** Whether a session is up, perhaps without any family. */
    public boolean isEstablished() {
        return established;
    }

    /** Why the latest attempt at a session since the last one failed, one line that is safe to print; null if none did. */
    public @Nullable String failedAttempt() {
        return failedAttempt;
    }

    /** What became of it when it is gone, to be said after "the router was". */
    public String end() {
        return end;
    }

    /** Tells so, for those who hear that it is gone. */
    public void setEnd(String how) {
        end = how;
    }

    /** What its malformed UPDATEs cost; null if there was none. */
    public @Nullable UpdateFaults faults() {
        return faults;
    }

    void setEstablished(boolean now) {
        established = now;
    }

    void setFailedAttempt(@Nullable String why) {
        failedAttempt = why;
    }

    /** Counts what was found in an UPDATE. */
    void countFaults(Update update, long nowNanos) {
        if (faults == null) {
            faults = new UpdateFaults();
        }
        faults.count(update, nowNanos);
    }

    /** Whether there is room for new paths. */
    boolean hasRoom() {
        return memory() < budget;
    }

    /** Whom to charge for attributes: held paths may still change when there is no room for new ones, up to a bound. */
    int payer() {
        return memory() - budget < budget >> 3 ? account : AttributeStore.NO_MORE;
    }

    int account() {
        return account;
    }

    void setBudget(long bytes) {
        budget = bytes;
    }

    RouterFamily of(Family family) {
        return families[family.ordinal()];
    }

    RouterFamily[] families() {
        return families;
    }
}
