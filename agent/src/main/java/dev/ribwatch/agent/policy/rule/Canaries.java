package dev.ribwatch.agent.policy.rule;

import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.RouteChange;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The prefixes of one family that a router always announces to us. They are looked up once a second rather than followed, so
 * that no other route costs anything for them.
 */
final class Canaries {
    /** How long one must be missing, nanoseconds: a withdrawal that the next announcement follows is no loss. */
    static final long GAP = Duration.ofSeconds(1).toNanos();

    private final Prefix[] prefixes;
    private boolean missing;
    private long missingSince;
    /** ViewPartial says so. */
    boolean told;

    Canaries(List<Prefix> all, Family family) {
        prefixes = all.stream().filter(prefix -> prefix.family() == family).toArray(Prefix[]::new);
    }

    int count() {
        return prefixes.length;
    }

    /** Those that the router does not hold now, by whatever path or network; an empty list costs no memory. */
    List<Prefix> missing(RuleContext context, Sight sight, long now) {
        PrefixTable table = context.rib.prefixes(sight.family);
        List<Prefix> gone = List.of();
        for (Prefix prefix : prefixes) {
            int id = table.find(prefix.high(), prefix.low(), prefix.length());
            if (id == PrefixTable.NONE || sight.view.router.attributes(sight.family, id) == RouteChange.ABSENT) {
                gone = gone.isEmpty() ? new ArrayList<>() : gone;
                gone.add(prefix);
            }
        }
        if (gone.isEmpty()) {
            missing = false;
        } else if (!missing) {
            missing = true;
            missingSince = now;
        }
        return gone;
    }

    /** Whether one was missing at every look for long enough, or is known to have been before. */
    boolean isLasting(long now) {
        return told || missing && now - missingSince >= GAP;
    }

    /** Nobody can look for a while. */
    void forget() {
        missing = false;
    }
}
