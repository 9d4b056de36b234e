package dev.ribwatch.agent.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one receiver made of one odd UPDATE.
 *
 * @param session how its session ended, or {@link Receiver#STANDS}
 * @param routes what it holds of the watched prefixes then
 */
record Effect(String session, Map<String, HeldRoute> routes) {
    /** One word for each watched prefix: {@code taken} as the UPDATE has it, {@code kept} as before, {@code gone}. */
    private String fates(OddUpdate odd) {
        List<String> fates = new ArrayList<>();
        for (String prefix : odd.watched()) {
            HeldRoute route = routes.get(Address.prefix(prefix));
            fates.add(route == null ? "gone" : route.isFromBefore() ? "kept" : "taken");
        }
        return String.join(",", fates);
    }

    String verdict(OddUpdate odd) {
        return session.equals(Receiver.STANDS) ? fates(odd) : session;
    }

    /** The verdict, and in which attributes the routes that both have taken differ from the other's. */
    String verdictBeside(OddUpdate odd, Effect other, Set<String> shown) {
        StringBuilder text = new StringBuilder(verdict(odd));
        if (text.toString().equals(other.verdict(odd))) {
            for (String prefix : odd.watched()) {
                HeldRoute mine = routes.get(Address.prefix(prefix));
                HeldRoute theirs = other.routes.get(Address.prefix(prefix));
                if (mine != null && theirs != null && !mine.isFromBefore()) {
                    text.append(mine.differenceFrom(theirs, shown));
                    break;
                }
            }
        }
        return text.toString();
    }
}
