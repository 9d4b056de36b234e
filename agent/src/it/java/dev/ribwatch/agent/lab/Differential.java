package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts odd UPDATEs to one receiver. Each is sent on a session of its own first, which tells those that end it; the others then
 * go, all of a feed on one session, to a receiver that holds their prefixes already, and one look at its table tells the rest.
 */
final class Differential {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<Feed, String> SENTINELS = Map.of(
            Feed.EXTERNAL, "198.51.100.0/26", Feed.INTERNAL, "198.51.100.64/26", Feed.TWO_OCTET, "198.51.100.128/26");

    private Differential() {}

    static Map<Integer, Effect> run(Receiver receiver, List<OddUpdate> updates) throws IOException {
        Map<Integer, Effect> effects = new HashMap<>();
        List<OddUpdate> harmless = new ArrayList<>();
        List<OddUpdate> alone = new ArrayList<>();
        for (Feed feed : Feed.values()) {
            List<OddUpdate> together = updates.stream()
                    .filter(odd -> odd.feed() == feed && receiver.mayStand(odd))
                    .toList();
            boolean stands = !together.isEmpty() && receiver.trial(feed, together).equals(Receiver.STANDS);
            harmless.addAll(stands ? together : List.of());
            alone.addAll(updates.stream()
                    .filter(odd -> odd.feed() == feed && !(stands && receiver.mayStand(odd)))
                    .toList());
        }
        for (OddUpdate odd : alone) {
            String session = receiver.trial(odd.feed(), List.of(odd));
            if (session.equals(Receiver.STANDS)) {
                harmless.add(odd);
            } else {
                effects.put(odd.number(), new Effect(session, Map.of()));
            }
        }
        Map<String, HeldRoute> table = tableAfter(receiver, harmless);
        for (OddUpdate odd : harmless) {
            Map<String, HeldRoute> routes = new HashMap<>();
            for (String prefix : odd.watched()) {
                HeldRoute route = table.get(Address.prefix(prefix));
                if (route != null) {
                    routes.put(Address.prefix(prefix), route);
                }
            }
            effects.put(odd.number(), new Effect(Receiver.STANDS, routes));
        }
        return effects;
    }

    private static Map<String, HeldRoute> tableAfter(Receiver receiver, List<OddUpdate> harmless) throws IOException {
        Map<Feed, RawRouter> sessions = new EnumMap<>(Feed.class);
        try {
            for (Feed feed : Feed.values()) {
                sessions.put(feed, receiver.connect(feed));
            }
            for (OddUpdate odd : harmless) {
                for (String prefix : odd.before()) {
                    Receiver.announceBefore(session(sessions, odd.feed()), odd.feed(), prefix);
                }
            }
            for (OddUpdate odd : harmless) {
                session(sessions, odd.feed()).send(odd.update());
            }
            List<String> sources = new ArrayList<>();
            for (Feed feed : Feed.values()) {
                Receiver.announceBefore(session(sessions, feed), feed, SENTINELS.get(feed));
                sources.add(receiver.source(feed));
            }
            for (Feed feed : Feed.values()) {
                String sentinel = SENTINELS.get(feed);
                Await.until(
                        receiver.name() + " has read everything from " + feed,
                        PATIENCE,
                        () -> receiver.holds(sentinel, receiver.source(feed)));
            }
            Map<String, HeldRoute> table = receiver.table(sources);
            for (String sentinel : SENTINELS.values()) {
                if (!table.containsKey(sentinel)) {
                    throw new AssertionError(receiver.name() + " lost a session while its table was read");
                }
            }
            return table;
        } finally {
            for (RawRouter session : sessions.values()) {
                session.close();
            }
        }
    }

    private static RawRouter session(Map<Feed, RawRouter> sessions, Feed feed) {
        RawRouter session = sessions.get(feed);
        if (session == null) {
            throw new IllegalStateException("no session of " + feed);
        }
        return session;
    }
}
