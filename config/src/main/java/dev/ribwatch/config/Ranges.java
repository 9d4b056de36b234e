package dev.ribwatch.config;

import dev.ribwatch.config.value.Prefix;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which range an address belongs to, and what its members are called. Immutable. */
public final class Ranges {
    private final Set<Prefix> hosts;
    /** The longest first. */
    private final List<RouterConfig> ranges;

    /**
     * A router that comes under a range.
     *
     * @param range its entry in the configuration
     */
    public record Member(RouterConfig range, Prefix address) {
        /** {@code <range>-<address>}. */
        public String name() {
            return range.name() + "-" + address.address();
        }
    }

    /** Those of a configuration; single routers may be among them. */
    public Ranges(Collection<RouterConfig> routers) {
        hosts = routers.stream()
                .filter(router -> !router.isRange())
                .map(RouterConfig::address)
                .collect(Collectors.toUnmodifiableSet());
        ranges = routers.stream()
                .filter(RouterConfig::isRange)
                .sorted(Comparator.comparingInt(
                                (RouterConfig range) -> range.address().length())
                        .reversed())
                .toList();
    }

    /** What becomes of a member when its place goes to another; to be said after "the router was". */
    public static String forgotten(RouterConfig range) {
        return "forgotten to make room in range " + range.name();
    }

    /** The longest range that holds an address; null if there is none, or a router has it for itself. */
    public @Nullable RouterConfig of(Prefix address) {
        if (!hosts.contains(address)) {
            for (RouterConfig range : ranges) {
                if (range.address().contains(address)) {
                    return range;
                }
            }
        }
        return null;
    }

    /** The member of this name; null if no range can have one of it. */
    public @Nullable Member member(String name) {
        for (RouterConfig range : ranges) {
            int dash = range.name().length();
            if (name.length() > dash && name.startsWith(range.name()) && name.charAt(dash) == '-') {
                Prefix address = host(name.substring(dash + 1));
                if (address != null && range.equals(of(address))) {
                    return new Member(range, address);
                }
            }
        }
        return null;
    }

    /** An address in the spelling that names have; null if this is anything else. */
    private static @Nullable Prefix host(String text) {
        try {
            Prefix address = Prefix.parse(text);
            return address.isHost() && address.address().equals(text) ? address : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
