package dev.ribwatch.exporter.pair;

import java.util.Locale;

/**
 * One thing in which two agents differ. It is the same one from one look to the next if all three are.
 *
 * @param kind what differs
 * @param side whose it is
 * @param subject what it is about: text of the other agent, of any length and content, or empty
 */
public record Difference(Kind kind, Side side, String subject) {
    /** What may differ, the gravest first. */
    public enum Kind {
        /** The other is this one. */
        ITSELF,
        /** There is no other, as far as can be told. */
        UNREACHABLE,
        /** The other has not heard out its routers for longer than a start takes. */
        STARTING,
        /** A section of the configuration is another. */
        POLICY,
        /** A router's table is whole at one of the two only. */
        CONVERGED,
        /** A router's table has another size, by more than one route in a hundred. */
        ROUTES,
        /** An alert fires at one of the two only. */
        ALERTS;

        /** As a label of a metric. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who has something that the other has not. */
    public enum Side {
        HERE,
        THERE,
        /** Each has its own. */
        BOTH
    }
}
