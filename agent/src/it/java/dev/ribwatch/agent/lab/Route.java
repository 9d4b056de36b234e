package dev.ribwatch.agent.lab;

import java.util.Arrays;
import java.util.List;

/**
 * A route as an edge router is told to originate it, before the router puts its own AS in front.
 *
 * @param prefix in its canonical text form
 * @param path AS numbers behind the router's own, nearest first; empty for the router's own networks
 * @param nextHop an address of the prefix' family
 * @param communities {@code A:B}
 */
public record Route(String prefix, List<Long> path, String nextHop, List<String> communities) {
    public Route {
        path = List.copyOf(path);
        communities = List.copyOf(communities);
    }

    /** A route with a next hop from the documentation ranges and no community. */
    public static Route of(String prefix, long... path) {
        String nextHop = prefix.indexOf(':') >= 0 ? "2001:db8:ffff::1" : "198.51.100.1";
        return new Route(prefix, Arrays.stream(path).boxed().toList(), nextHop, List.of());
    }

    public Route via(String address) {
        return new Route(prefix, path, address, communities);
    }

    public Route with(String... tags) {
        return new Route(prefix, path, nextHop, List.of(tags));
    }

    public boolean ipv6() {
        return prefix.indexOf(':') >= 0;
    }
}
