package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.Ranges;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which router an address belongs to: the one that names it, else a member of the longest range that holds it. On the
 * accepting loop; {@link #peers} and {@link #knows} from any thread.
 *
 * <p>Who connects under a range waits outside until it brings an acceptable OPEN: only that gives it a place, and only then is
 * a member forgotten for it if all are taken. As many may wait as there are places, and a few in the smallest range.
 */
final class Directory {
    private static final Logger LOG = LoggerFactory.getLogger(Directory.class);
    /** So many may wait in any range, so that a few that say nothing keep nobody out. */
    private static final int LEAST_WAITING = 16;

    private static final String REMOVED = "removed";

    private final List<PeerLoop> loops;
    private final ReadyLanes ready;
    private final Executor accepting;
    private final Map<Prefix, Peer> hosts = new HashMap<>();
    private final List<Range> ranges = new ArrayList<>();
    private final Map<String, Peer> byName = new ConcurrentSkipListMap<>();
    private final List<Peer> leaving = new ArrayList<>();
    private final LogLimit logLimit = new LogLimit();
    private int nextLoop;

    /** @param accepting runs what must not meet with an accept */
    Directory(List<PeerLoop> loops, ReadyLanes ready, Executor accepting) {
        this.loops = loops;
        this.ready = ready;
        this.accepting = accepting;
    }

    /**
     * A range and who is known under it.
     *
     * @param members those with a place
     * @param waiting those that have brought no acceptable OPEN yet, in the order of their coming
     */
    private record Range(RouterConfig config, PeerTerms terms, Map<Prefix, Peer> members, Map<Prefix, Peer> waiting) {
        Range(RouterConfig config, PeerTerms terms) {
            this(config, terms, new HashMap<>(), new LinkedHashMap<>());
        }

        boolean isFull() {
            return members.size() >= config.maxMembers();
        }

        /**
         * Who is forgotten next: one that neither is connected nor must stay away after an error, and of which no routes are
         * kept for a restart.
         */
        @Nullable
        Peer dispensable() {
            Peer found = null;
            for (Peer member : members.values()) {
                if (member.isUnconnected()
                        && !member.lane().mayHold()
                        && (found == null || member.isForgottenBefore(found))) {
                    found = member;
                }
            }
            return found;
        }
    }

    /** Whose address this is, or null if it is nobody's or its range is full. */
    @Nullable
    Peer find(Prefix address) {
        Peer host = hosts.get(address);
        if (host != null) {
            return host;
        }
        for (Range range : ranges) {
            if (range.config.address().contains(address)) {
                Peer member = range.members.get(address);
                Peer known = member == null ? range.waiting.get(address) : member;
                return known == null ? await(range, address) : known;
            }
        }
        return null;
    }

    /** Whether a range holds this address. */
    boolean isInRange(Prefix address) {
        return ranges.stream().anyMatch(range -> range.config.address().contains(address));
    }

    /** One that nobody knows yet; null if there is no hope for it. */
    private @Nullable Peer await(Range range, Prefix address) {
        boolean hopeless = range.isFull() && range.dispensable() == null;
        if (hopeless
                || range.waiting.size() >= Math.max(LEAST_WAITING, range.config.maxMembers()) && !turnAway(range)) {
            return null;
        }
        Peer peer = create(range, address);
        range.waiting.put(address, peer);
        return peer;
    }

    /** Forgets the first of those waiting that is not connected; if all are, one that is kept away after an error. */
    private boolean turnAway(Range range) {
        return turnAway(range, Peer::isUnconnected) || turnAway(range, Peer::isKeptAway);
    }

    private boolean turnAway(Range range, Predicate<Peer> dispensable) {
        Iterator<Peer> waiting = range.waiting.values().iterator();
        while (waiting.hasNext()) {
            Peer peer = waiting.next();
            if (dispensable.test(peer)) {
                waiting.remove();
                leave(peer, REMOVED);
                return true;
            }
        }
        return false;
    }

    /** Gives one that waits a place; false if there is none for it. */
    private boolean enter(Prefix address, Peer peer) {
        for (Range range : ranges) {
            if (!peer.equals(range.waiting.get(address))) {
                continue;
            }
            if (range.isFull() && !makeRoom(range, peer)) {
                return false;
            }
            range.waiting.remove(address);
            range.members.put(address, peer);
            peer.enter();
            return true;
        }
        return peer.isInside();
    }

    private boolean makeRoom(Range range, Peer newcomer) {
        Peer member = range.dispensable();
        if (member == null) {
            return false;
        }
        range.members.values().remove(member);
        leave(member, Ranges.forgotten(range.config));
        if (logLimit.admits(member.loop().now())) {
            LOG.info(
                    "{} was {}, for {}{}", member, Ranges.forgotten(range.config), newcomer, logLimit.takeSuppressed());
        }
        return true;
    }

    /** Members that were up before the start, and since when they are away; those that find no room are left out. */
    void remember(Map<Ranges.Member, Instant> awaySince) {
        awaySince.forEach((known, since) -> {
            for (Range range : ranges) {
                if (range.config.equals(known.range()) && !range.isFull()) {
                    Peer peer = create(range, known.address());
                    PeerLoop loop = peer.loop();
                    peer.remember(loop.now()
                            - TimeUnit.MILLISECONDS.toNanos(
                                    Duration.between(since, loop.wallNow()).toMillis()));
                    peer.enter();
                    range.members.put(known.address(), peer);
                }
            }
        });
    }

    private Peer create(Range range, Prefix address) {
        String name = new Ranges.Member(range.config, address).name();
        return create(
                name,
                range.config.name(),
                range.terms.ofMember(address),
                (peer, answer) -> accepting.execute(() -> answer.accept(enter(address, peer))));
    }

    private Peer create(String name, String configuredAs, PeerTerms terms, Peer.@Nullable Entrance entrance) {
        PeerLoop loop = loops.get(nextLoop++ % loops.size());
        Peer peer = new Peer(name, configuredAs, terms, loop, ready, entrance);
        byName.put(name, peer);
        loop.execute(() -> loop.add(peer));
        return peer;
    }

    /** @param end what became of it, to be said after "the router was" */
    private void leave(Peer peer, String end) {
        byName.remove(peer.toString(), peer);
        peer.lane().retire(end);
        Notification cease = Notification.of(ProtocolError.PEER_DECONFIGURED);
        peer.loop().execute(() -> peer.remove(cease));
        leaving.removeIf(one -> one.gone().isDone());
        leaving.add(peer);
    }

    /** Makes these the routers that are known. Those that stay keep their sessions if their terms stay. */
    void apply(AgentConfig agent, List<RouterConfig> routers) {
        Map<String, Peer> before = new HashMap<>();
        hosts.values().forEach(peer -> before.put(peer.toString(), peer));
        Map<String, Range> rangesBefore = new HashMap<>();
        ranges.forEach(range -> rangesBefore.put(range.config.name(), range));
        hosts.clear();
        ranges.clear();
        Set<String> staying = new HashSet<>();
        for (RouterConfig router : routers) {
            if (router.isRange()) {
                continue;
            }
            PeerTerms terms = PeerTerms.of(agent, router);
            Peer known = before.get(router.name());
            if (known == null) {
                hosts.put(router.address(), create(router.name(), router.name(), terms, null));
            } else {
                staying.add(router.name());
                hosts.put(router.address(), known);
                known.loop().execute(() -> known.reconfigure(terms));
            }
        }
        before.values().stream()
                .filter(peer -> !staying.contains(peer.toString()))
                .forEach(peer -> leave(peer, REMOVED));
        Ranges owners = new Ranges(routers);
        for (RouterConfig router : routers) {
            if (router.isRange()) {
                ranges.add(applyRange(agent, router, owners, rangesBefore.remove(router.name())));
            }
        }
        rangesBefore.values().forEach(range -> {
            range.members.values().forEach(peer -> leave(peer, REMOVED));
            range.waiting.values().forEach(peer -> leave(peer, REMOVED));
        });
        ranges.sort(
                Comparator.comparingInt((Range range) -> range.config.address().length())
                        .reversed());
    }

    private Range applyRange(AgentConfig agent, RouterConfig router, Ranges owners, @Nullable Range before) {
        Range range = new Range(router, PeerTerms.of(agent, router));
        if (before != null) {
            before.members.forEach((address, peer) -> keep(range, owners, address, peer, range.members));
            before.waiting.forEach((address, peer) -> keep(range, owners, address, peer, range.waiting));
        }
        return range;
    }

    private void keep(Range range, Ranges owners, Prefix address, Peer peer, Map<Prefix, Peer> among) {
        if (range.config.equals(owners.of(address))) {
            among.put(address, peer);
            PeerTerms terms = range.terms.ofMember(address);
            peer.loop().execute(() -> peer.reconfigure(terms));
        } else {
            leave(peer, REMOVED);
        }
    }

    /** Ends every session; returns all routers whose sockets may still be open. */
    List<Peer> closeAll(Notification cease) {
        List<Peer> all = new ArrayList<>(byName.values());
        all.forEach(peer -> peer.loop().execute(() -> peer.remove(cease)));
        all.addAll(leaving);
        hosts.clear();
        ranges.clear();
        return all;
    }

    /** Whether a router of this name is configured, or has its place in a range. Any thread. */
    boolean knows(String name) {
        Peer peer = byName.get(name);
        return peer != null && peer.isInside();
    }

    /** Every router that is known, by name. Any thread. */
    Collection<Peer> peers() {
        return byName.values();
    }
}
