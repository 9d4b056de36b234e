package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Which router an address belongs to: the one that names it, else a member of the longest range that holds it. Members
 * of a range become known when they first connect. On the accepting loop; {@link #peers} from any thread.
 */
final class Directory {
    private final List<PeerLoop> loops;
    private final ReadyLanes ready;
    private final Map<Prefix, Peer> hosts = new HashMap<>();
    private final List<Range> ranges = new ArrayList<>();
    private final Map<String, Peer> byName = new ConcurrentSkipListMap<>();
    private final List<Peer> leaving = new ArrayList<>();
    private int nextLoop;

    Directory(List<PeerLoop> loops, ReadyLanes ready) {
        this.loops = loops;
        this.ready = ready;
    }

    private record Range(RouterConfig config, PeerTerms terms, Map<Prefix, Peer> members) {}

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
                return member == null ? join(range, address) : member;
            }
        }
        return null;
    }

    /** Whether a range holds this address. */
    boolean isInRange(Prefix address) {
        return ranges.stream().anyMatch(range -> range.config.address().contains(address));
    }

    private @Nullable Peer join(Range range, Prefix address) {
        if (range.members.size() >= range.config.maxMembers() && !makeRoom(range)) {
            return null;
        }
        String name = range.config.name() + "-" + address.address();
        Peer member = create(name, range.config.name(), range.terms.ofMember(address));
        range.members.put(address, member);
        return member;
    }

    /** Forgets a member that is not connected. */
    private boolean makeRoom(Range range) {
        Iterator<Peer> members = range.members.values().iterator();
        while (members.hasNext()) {
            Peer member = members.next();
            if (member.isUnconnected()) {
                members.remove();
                leave(member);
                return true;
            }
        }
        return false;
    }

    private Peer create(String name, String configuredAs, PeerTerms terms) {
        PeerLoop loop = loops.get(nextLoop++ % loops.size());
        Peer peer = new Peer(name, configuredAs, terms, loop, ready);
        byName.put(name, peer);
        loop.execute(() -> loop.add(peer));
        return peer;
    }

    private void leave(Peer peer) {
        byName.remove(peer.toString(), peer);
        peer.lane().retire();
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
                hosts.put(router.address(), create(router.name(), router.name(), terms));
            } else {
                staying.add(router.name());
                hosts.put(router.address(), known);
                known.loop().execute(() -> known.reconfigure(terms));
            }
        }
        before.values().stream()
                .filter(peer -> !staying.contains(peer.toString()))
                .forEach(this::leave);
        for (RouterConfig router : routers) {
            if (router.isRange()) {
                ranges.add(applyRange(agent, router, rangesBefore.remove(router.name())));
            }
        }
        rangesBefore.values().forEach(range -> range.members.values().forEach(this::leave));
        ranges.sort(
                Comparator.comparingInt((Range range) -> range.config.address().length())
                        .reversed());
    }

    private Range applyRange(AgentConfig agent, RouterConfig router, @Nullable Range before) {
        Range range = new Range(router, PeerTerms.of(agent, router), new HashMap<>());
        if (before != null) {
            before.members.forEach((address, member) -> {
                if (router.address().contains(address) && !hosts.containsKey(address)) {
                    range.members.put(address, member);
                    PeerTerms terms = range.terms.ofMember(address);
                    member.loop().execute(() -> member.reconfigure(terms));
                } else {
                    leave(member);
                }
            });
        }
        return range;
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

    /** Every router that is known, by name. Any thread. */
    Collection<Peer> peers() {
        return byName.values();
    }
}
