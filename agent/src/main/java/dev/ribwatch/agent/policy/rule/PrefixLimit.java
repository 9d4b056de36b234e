package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.policy.Detail;
import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingKey;
import dev.ribwatch.agent.policy.Witness;
import dev.ribwatch.agent.policy.intent.ConnectionLimit;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RuleSettings;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.config.preset.Fact;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.Severity;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A count comes near its limit: paths that a router sends us against {@code max-prefixes}, prefixes that go over a connection
 * against what the provider takes. Warning from 80 %, critical from 90 %; less bad again 5 points below.
 *
 * <p>Counters are looked at once a second. What is not converged keeps what it last showed.
 */
final class PrefixLimit {
    /** While nothing gets worse, figures are told no more often. */
    private static final long RETELL_NANOS = 60 * 1_000_000_000L;

    private final RuleContext context;
    private final RuleSettings settings;
    private final List<Subject> connections = new ArrayList<>();
    /** In one order everywhere: it is that in which findings of one second open. */
    private final Map<FindingKey, Subject> subjects = new LinkedHashMap<>();

    private final BlockSearch search;

    /** What is counted against one limit. */
    private static final class Subject {
        final FindingKey key;
        final Family family;
        final int limit;
        /** Null: all that one router sends. */
        final @Nullable ConnectionLimit connection;
        /** By the router's index. */
        final Map<Integer, LimitGauge> gauges = new HashMap<>();

        int toldLevel;
        long toldAt;

        Subject(FindingKey key, Family family, int limit, @Nullable ConnectionLimit connection) {
            this.key = key;
            this.family = family;
            this.limit = limit;
            this.connection = connection;
        }
    }

    PrefixLimit(RuleContext context) {
        this.context = context;
        settings = context.intent.rule(RuleName.PREFIX_LIMIT);
        search = new BlockSearch(context, this::found);
        for (ConnectionLimit limit : context.intent.limits()) {
            if (settings.isEnabled() && !settings.excepts(limit.connection(), "", null)) {
                FindingKey key =
                        FindingKey.ofConnection(settings.name(), limit.connection(), limit.direction(), limit.family());
                Subject subject = new Subject(key, limit.family(), limit.limit(), limit);
                connections.add(subject);
                subjects.put(key, subject);
            }
        }
    }

    /** A router is known: whether it has limits of its own, and what must be counted of it. */
    void attach(RouterView view) {
        if (!settings.isEnabled()
                || settings.excepts(null, null, view.router.name(), view.router.configuredAs(), null)) {
            return;
        }
        for (int i = 0; i < Family.count(); i++) {
            Sight sight = view.sight(Family.of(i));
            Integer limit = context.intent.maxPrefixes(view.intent.configuredAs(), sight.family);
            if (limit != null && sight.configured) {
                FindingKey key = FindingKey.ofCount(settings.name(), sight.router(), Direction.RECEIVED, sight.family);
                Subject subject = new Subject(key, sight.family, limit, null);
                subject.gauges.put(view.router.index(), new LimitGauge());
                subjects.put(key, subject);
            }
            for (Subject subject : connections) {
                ConnectionLimit connection = subject.connection;
                if (connection != null && subject.family == sight.family && counts(connection, sight)) {
                    subject.gauges.put(view.router.index(), new LimitGauge());
                    if (connection.resent()) {
                        sight.retold = new int[sight.routes.length];
                    }
                }
            }
        }
    }

    private static boolean counts(ConnectionLimit connection, Sight sight) {
        boolean held = connection.direction() == Direction.TO_PROVIDER && sight.view.intent.ownRoutesHeld();
        return sight.configured && !held && connection.routers().contains(sight.view.intent.configuredAs());
    }

    /** The router is not there any more. */
    void forget(RouterView view) {
        search.drop(view);
        subjects.values().removeIf(subject -> {
            subject.gauges.remove(view.router.index());
            return subject.connection == null && subject.gauges.isEmpty();
        });
    }

    /** A router told all again because it was asked to, not because it changes anything. */
    void refreshed(RouterView view) {
        for (Subject subject : subjects.values()) {
            LimitGauge gauge = subject.gauges.get(view.router.index());
            if (gauge != null) {
                gauge.forgetRetold();
            }
        }
    }

    /** Judges all, about once a second. */
    void judgeAll(long now) {
        for (Subject subject : subjects.values()) {
            judge(subject, now);
        }
    }

    private void judge(Subject subject, long now) {
        int seen = LimitGauge.ROOM;
        int unseen = LimitGauge.ROOM;
        Sight fullest = null;
        LimitGauge gauge = null;
        List<String> blind = new ArrayList<>();
        for (Map.Entry<Integer, LimitGauge> entry : subject.gauges.entrySet()) {
            RouterView view = context.views.get(entry.getKey());
            LimitGauge here = entry.getValue();
            if (view == null) {
                continue;
            }
            Sight sight = view.sight(subject.family);
            if (sight.judged) {
                measure(subject, sight, here, now);
                if (here.kept) {
                    unseen = keep(here, sight, unseen, blind);
                    continue;
                }
                seen = Math.max(seen, here.level);
                if (gauge == null || here.count > gauge.count) {
                    fullest = sight;
                    gauge = here;
                }
            } else if (sight.converged) {
                return; // it is being judged: soon there is more to say
            } else {
                here.forgetRetold();
                unseen = keep(here, sight, unseen, blind);
            }
        }
        blind.sort(Comparator.naturalOrder());
        publish(subject, seen, unseen, fullest, gauge, blind, now);
    }

    private static int keep(LimitGauge gauge, Sight sight, int unseen, List<String> blind) {
        if (blind.size() < Finding.WITNESSES) {
            blind.add(sight.router());
        }
        return Math.max(unseen, gauge.level);
    }

    private static void measure(Subject subject, Sight sight, LimitGauge gauge, long now) {
        ConnectionLimit connection = subject.connection;
        if (connection == null) {
            gauge.measureAll(sight, subject.limit, now);
        } else {
            gauge.measure(sight, connection.networks(), connection.resent(), subject.limit, now);
        }
    }

    private void publish(
            Subject subject,
            int seen,
            int unseen,
            @Nullable Sight fullest,
            @Nullable LimitGauge gauge,
            List<String> blind,
            long now) {
        Finding before = context.ledger.get(subject.key);
        int level = Math.max(seen, unseen);
        if (level == LimitGauge.ROOM) {
            subject.toldLevel = level;
            context.ledger.close(subject.key, "there is room again");
            return;
        }
        boolean certain = seen > LimitGauge.ROOM && fullest != null && gauge != null;
        if (!certain || fullest == null || gauge == null) {
            if (before != null) {
                context.ledger.change(before.with(
                        before.severity(),
                        before.forDuration(),
                        before.keepFiringFor(),
                        before.witnesses(),
                        subject.connection == null ? List.of() : blind,
                        true,
                        before.detail()));
            }
            return;
        }
        Severity severity = settings.severityOr(level >= LimitGauge.CRITICAL ? Severity.CRITICAL : Severity.WARNING);
        boolean worse = level > subject.toldLevel;
        Detail detail;
        if (before == null || level != subject.toldLevel || now - subject.toldAt >= RETELL_NANOS) {
            detail = detail(subject, fullest, gauge, before, now);
            subject.toldLevel = level;
            subject.toldAt = now;
            Finding told = (before == null
                            ? context.finding(settings, subject.key, severity, List.of(), detail)
                            : before)
                    .with(
                            severity,
                            settings.forDurationOr(settings.name().forDuration()),
                            settings.keepFiringFor(),
                            example(subject, fullest),
                            blind,
                            false,
                            detail);
            if (before == null) {
                context.ledger.open(told);
            } else {
                context.ledger.change(told);
            }
        } else {
            detail = before.detail();
            context.ledger.change(before.with(
                    severity,
                    settings.forDurationOr(settings.name().forDuration()),
                    settings.keepFiringFor(),
                    before.witnesses(),
                    blind,
                    false,
                    detail));
        }
        if (worse && detail instanceof Detail.Limit limit && limit.network() != null) {
            Network network = context.intent.network(limit.network());
            if (network != null) {
                search.begin(subject.key, fullest, network.index(), gauge.sinceNanos(now), now);
            }
        }
    }

    private Detail detail(Subject subject, Sight sight, LimitGauge gauge, @Nullable Finding before, long now) {
        Network most = mostAdded(subject, sight, gauge);
        int added = most == null ? 0 : gauge.added(sight, most.index());
        String name = most == null ? null : most.name();
        Prefix block = before != null
                        && before.detail() instanceof Detail.Limit was
                        && was.block() != null
                        && was.network() != null
                        && was.network().equals(name)
                ? was.block()
                : null;
        ConnectionLimit connection = subject.connection;
        Fact fact = connection == null ? null : connection.fact();
        return new Detail.Limit(
                gauge.count,
                subject.limit,
                sight.router(),
                gauge.perHour(now),
                name,
                added,
                block,
                fact == null ? null : fact + ": " + fact.text());
    }

    private @Nullable Network mostAdded(Subject subject, Sight sight, LimitGauge gauge) {
        BitSet counted = subject.connection == null ? null : subject.connection.networks();
        Network most = null;
        int added = 0;
        for (Network network : context.intent.networks()) {
            boolean counts = counted == null || counted.get(network.index());
            if (counts && gauge.added(sight, network.index()) > added) {
                most = network;
                added = gauge.added(sight, network.index());
            }
        }
        return most;
    }

    /** A route of the counted network that has the most. */
    private List<Witness> example(Subject subject, Sight sight) {
        if (subject.connection == null) {
            return List.of();
        }
        BitSet counted = subject.connection.networks();
        int most = -1;
        for (int network = counted.nextSetBit(0); network >= 0; network = counted.nextSetBit(network + 1)) {
            most = most < 0 || sight.routes[network] > sight.routes[most] ? network : most;
        }
        return most < 0 ? List.of() : context.exampleOf(sight, context.intent.network(most));
    }

    /** A search for what was added has come to its end. */
    private void found(FindingKey key, int network, Prefix block) {
        Finding finding = context.ledger.get(key);
        if (finding != null
                && finding.detail() instanceof Detail.Limit limit
                && context.intent.network(network).name().equals(limit.network())) {
            context.ledger.change(finding.with(
                    finding.severity(),
                    finding.forDuration(),
                    finding.keepFiringFor(),
                    finding.witnesses(),
                    finding.blind(),
                    finding.unknown(),
                    new Detail.Limit(
                            limit.count(),
                            limit.limit(),
                            limit.router(),
                            limit.perHour(),
                            limit.network(),
                            limit.added(),
                            block,
                            limit.fact())));
        }
    }

    /** What is counted at a sight against a limit; null: nothing. */
    @Nullable
    LimitGauge gauge(FindingKey key, Sight sight) {
        Subject subject = subjects.get(key);
        return subject == null ? null : subject.gauges.get(sight.view.router.index());
    }

    void step(Slice slice) {
        search.step(slice);
    }

    boolean hasWork() {
        return search.hasWork();
    }

    /** Takes over what another engine on the same table counted. */
    void inherit(PrefixLimit previous) {
        List<String> names =
                context.intent.networks().stream().map(Network::name).toList();
        List<String> namesBefore =
                previous.context.intent.networks().stream().map(Network::name).toList();
        boolean same = names.equals(namesBefore);
        int[] indexes = names.stream().mapToInt(namesBefore::indexOf).toArray();
        for (Subject subject : subjects.values()) {
            Subject before = previous.subjects.get(subject.key);
            if (before == null) {
                continue;
            }
            boolean alike = same
                    && (subject.connection == null
                            || before.connection != null
                                    && subject.connection.networks().equals(before.connection.networks()));
            subject.gauges.forEach((router, gauge) -> {
                LimitGauge was = before.gauges.get(router);
                if (was == null) {
                    return;
                }
                gauge.inherit(was);
                RouterView view = previous.context.views.get(router);
                RouterView ours = context.views.get(router);
                if (view != null && ours != null) {
                    gauge.inheritGrowth(
                            was,
                            view.sight(subject.family),
                            ours.sight(subject.family),
                            indexes,
                            subject.connection == null ? null : subject.connection.networks());
                }
                if (alike && view != null && ours != null) {
                    inheritRetold(subject, gauge, ours, before, was, view);
                }
            });
            subject.toldLevel = before.toldLevel;
            subject.toldAt = before.toldAt;
        }
    }

    private static void inheritRetold(
            Subject subject, LimitGauge gauge, RouterView view, Subject before, LimitGauge was, RouterView viewBefore) {
        ConnectionLimit ours = subject.connection;
        ConnectionLimit theirs = before.connection;
        if (ours != null && theirs != null && ours.resent() && theirs.resent()) {
            gauge.inheritRetold(
                    was,
                    LimitGauge.told(viewBefore.sight(subject.family), theirs.networks()),
                    LimitGauge.told(view.sight(subject.family), ours.networks()));
        }
    }

    /** Takes over a finding of another engine; false if it has no subject here, or none of its routers counts any more. */
    boolean adopt(Finding finding) {
        Subject subject = subjects.get(finding.key());
        if (subject == null || subject.gauges.values().stream().allMatch(gauge -> gauge.level == LimitGauge.ROOM)) {
            return false;
        }
        context.ledger.adopt(finding);
        return true;
    }
}
