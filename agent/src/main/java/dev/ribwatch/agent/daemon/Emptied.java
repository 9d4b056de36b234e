package dev.ribwatch.agent.daemon;

import dev.ribwatch.config.Config;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A changed configuration that has nothing left of a kind: more likely the rest of a file that was cut off than meant. */
final class Emptied {
    private final StringJoiner kinds = new StringJoiner(", ");

    private Emptied() {}

    /**
     * Why one configuration should not follow another: it takes away every router, every network or every receiver. Null: it
     * may, as may any that says {@code agent.reload-most-flagged: 100%}.
     */
    static @Nullable String objection(Config inForce, Config next) {
        if (next.agent().reloadMostFlagged() >= 1) {
            return null;
        }
        Emptied emptied = new Emptied();
        emptied.compare("routers", inForce.routers().size(), next.routers().size());
        emptied.compare("networks", inForce.networks().size(), next.networks().size());
        emptied.compare(
                "receivers",
                inForce.alerts().receivers().size(),
                next.alerts().receivers().size());
        return emptied.kinds.length() == 0
                ? null
                : "it has " + emptied.kinds
                        + ", as if it were cut off. If it is meant, set agent.reload-most-flagged: 100% in the changed file";
    }

    private void compare(String kind, int inForce, int next) {
        if (inForce > 0 && next == 0) {
            kinds.add("no " + kind + " (the one in force has " + inForce + ")");
        }
    }
}
