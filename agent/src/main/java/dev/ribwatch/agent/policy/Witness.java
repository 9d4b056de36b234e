package dev.ribwatch.agent.policy;

import dev.ribwatch.config.value.Prefix;

/**
 * One router's view that a finding rests on: a bounded copy, no ids.
 *
 * @param router who holds the route
 * @param network whose route it is
 * @param prefix the route's prefix
 * @param asPath the AS path as text, at most {@link #MAX_TEXT} characters
 * @param nextHop the next hop as text; empty if there is none
 * @param judged false: the router cannot be asked at the moment; the route is the last that it showed
 */
public record Witness(String router, String network, Prefix prefix, String asPath, String nextHop, boolean judged) {
    /** Longer AS paths are cut, the last character being an ellipsis. */
    public static final int MAX_TEXT = 256;

    public Witness {
        if (asPath.length() > MAX_TEXT) {
            asPath = asPath.substring(0, MAX_TEXT - 1) + '…';
        }
    }

    /** The same, marked as asked or not. */
    public Witness withJudged(boolean now) {
        return now == judged ? this : new Witness(router, network, prefix, asPath, nextHop, now);
    }
}
