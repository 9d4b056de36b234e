package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random histories of sessions and UPDATEs, held against {@link RouteTwin}. An operation is one prefix in an UPDATE;
 * the histories have 1.25 million. */
class RibHistoryTest {
    private static final int BOTH = 3;

    private long now;

    private enum Session {
        UP,
        CLEARING,
        DOWN
    }

    private static final class Peer {
        final AdjRibIn router;
        final List<Prefix> universe;
        Session session = Session.DOWN;
        int addPath;
        UpdateBytes writer = new UpdateBytes(0);
        /** Of 100 operations, how many announce; changes now and then, so that tables grow and shrink. */
        int announcing = 90;

        Peer(AdjRibIn router, List<Prefix> universe) {
            this.router = router;
            this.universe = universe;
        }
    }

    @ParameterizedTest
    @CsvSource({
        // seed, operations, routers, prefixes, attribute sets, of 100 sessions with ADD-PATH
        "1, 250000, 1, 300, 20, 0",
        "2, 300000, 5, 2000, 100, 30",
        "3, 250000, 3, 20000, 5000, 0",
        "4, 200000, 4, 500, 50, 100",
        "5, 250000, 2, 60000, 30000, 20",
    })
    void agreesWithTheTwin(long seed, int operations, int routers, int prefixes, int sets, int withAddPath) {
        SplittableRandom random = new SplittableRandom(seed);
        Rib rib = new Rib(TableLimits.LARGEST, random.split(), 0);
        RouteTwin twin = new RouteTwin(rib);
        rib.addListener(twin);
        List<Prefix> universe = universe(random, prefixes);
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < routers; i++) {
            // The last router knows few of the prefixes only: its routes stay out of a column.
            List<Prefix> known = i > 0 && i == routers - 1 ? universe.subList(0, prefixes / 10) : universe;
            peers.add(new Peer(rib.add("r" + i, "r"), known));
        }
        int done = 0;
        int compareAt = 0;
        while (done < operations) {
            Peer peer = peers.get(random.nextInt(peers.size()));
            done += step(rib, twin, peer, random, sets, withAddPath);
            twin.settle();
            if (done >= compareAt) {
                twin.compareState();
                for (int i = 0; i < 3; i++) {
                    twin.compareLookups(around(random, universe));
                }
                compareAt += operations / 25;
            }
        }
        twin.compareState();
        assertThat(twin.changes).isGreaterThan(operations / 3);
        for (Peer peer : peers) {
            rib.sessionDown(peer.router, now);
            while (!twin.clearSome(peer.router, 1000)) {
                twin.settle();
            }
            rib.remove(peer.router);
        }
        twin.compareState();
        assertThat(rib.attributes().size()).isZero();
        assertThat(rib.prefixes(Family.IPV4_UNICAST).idBound()).isZero();
        assertThat(rib.prefixes(Family.IPV6_UNICAST).idBound()).isZero();
    }

    /** One UPDATE or session event; how many prefixes it had. */
    private int step(Rib rib, RouteTwin twin, Peer peer, SplittableRandom random, int sets, int withAddPath) {
        now += 1_000_000;
        switch (peer.session) {
            case DOWN -> {
                peer.addPath = random.nextInt(100) < withAddPath ? 1 + random.nextInt(BOTH) : 0;
                peer.writer = new UpdateBytes(peer.addPath);
                rib.sessionUp(peer.router, BOTH, peer.addPath, true, now);
                peer.session = Session.UP;
                return 0;
            }
            case CLEARING -> {
                if (twin.clearSome(peer.router, 1 + random.nextInt(5000))) {
                    peer.session = Session.DOWN;
                }
                return 0;
            }
            case UP -> {
                int event = random.nextInt(20_000);
                if (event == 0) {
                    rib.sessionDown(peer.router, now);
                    peer.session = Session.CLEARING;
                    return 0;
                }
                if (event < 10) {
                    peer.announcing = event < 7 ? 90 : event < 9 ? 50 : 10;
                }
                if (event < 20) {
                    rib.tick(now, router -> false);
                }
                return update(rib, twin, peer, random, sets);
            }
        }
        throw new AssertionError(peer.session);
    }

    private int update(Rib rib, RouteTwin twin, Peer peer, SplittableRandom random, int sets) {
        boolean broken = random.nextInt(200) == 0;
        int count = 1 + random.nextInt(8);
        // Order in the message: withdrawn and unreachable, then announced, then reachable.
        Set<RouteTwin.Key> withdrawn = new LinkedHashSet<>();
        List<RouteTwin.Key> announced = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Prefix prefix = peer.universe.get(random.nextInt(peer.universe.size()));
            boolean several = (peer.addPath & 1 << prefix.family().ordinal()) != 0;
            RouteTwin.Key key = new RouteTwin.Key(prefix, several ? pathId(random) : 0);
            if (random.nextInt(100) < peer.announcing) {
                announced.add(key);
            } else {
                withdrawn.add(key);
            }
        }
        int attributes = random.nextInt(sets);
        peer.writer.attributes(attributes);
        for (int family = 0; family < Family.count(); family++) {
            for (RouteTwin.Key key : withdrawn) {
                if (key.prefix().family().ordinal() == family) {
                    peer.writer.withdraw(key.prefix(), key.pathId());
                    twin.withdraw(peer.router, key);
                }
            }
        }
        for (int family = 0; family < Family.count(); family++) {
            for (RouteTwin.Key key : announced) {
                if (key.prefix().family().ordinal() == family) {
                    peer.writer.announce(key.prefix(), key.pathId());
                    if (broken) {
                        twin.withdraw(peer.router, key);
                    } else {
                        twin.announce(peer.router, key, attributes);
                    }
                }
            }
        }
        if (broken && !announced.isEmpty()) {
            peer.writer.broken();
        }
        Update update = peer.writer.decoded();
        rib.apply(peer.router, update, now, now / 1_000_000);
        return count;
    }

    private static int pathId(SplittableRandom random) {
        return random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(4);
    }

    private static Prefix around(SplittableRandom random, List<Prefix> universe) {
        Prefix prefix = universe.get(random.nextInt(universe.size()));
        int length = random.nextInt(prefix.family().bits() + 1);
        return Prefix.masked(prefix.family(), prefix.high(), prefix.low(), length);
    }

    /** Prefixes of both families and all lengths, many of them covering one another. */
    private static List<Prefix> universe(SplittableRandom random, int count) {
        Set<Prefix> made = new LinkedHashSet<>();
        while (made.size() < count) {
            boolean ipv6 = random.nextInt(3) == 0;
            Family family = ipv6 ? Family.IPV6_UNICAST : Family.IPV4_UNICAST;
            long high = ipv6 ? 0x2001L << 48 : 10L << 56;
            long low = ipv6 && random.nextInt(4) == 0 ? random.nextLong() : 0;
            high |= random.nextLong() >>> (ipv6 ? 40 : 24);
            int length = random.nextInt(4) == 0 ? random.nextInt(family.bits() + 1) : ipv6 ? 64 : 32;
            made.add(Prefix.masked(family, ipv6 ? high : high & -1L << 32, low, length));
        }
        return new ArrayList<>(made);
    }
}
