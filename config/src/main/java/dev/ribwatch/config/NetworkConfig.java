package dev.ribwatch.config;

import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A routing domain with declared address space.
 *
 * @param name unique; never {@code unknown}
 * @param asns its AS numbers
 * @param prefixes the space that it may use
 * @param required the prefixes that must be visible, the default of the file already applied
 * @param moreSpecifics which more-specific prefixes of its space it may announce
 * @param defaultOwner owns routes that match several networks and lie in no declared space
 * @param open no prefixes to hold it to, not in the overlap check
 * @param match alternatives; a route that one of them accepts may belong to this network
 * @param terms what each of its routes must look like
 */
public record NetworkConfig(
        String name,
        List<Asn> asns,
        List<Prefix> prefixes,
        List<Prefix> required,
        MoreSpecifics moreSpecifics,
        boolean defaultOwner,
        boolean open,
        List<Match> match,
        RouteTerms terms) {

    /** A network that takes its routes as they are. */
    public NetworkConfig(
            String name,
            List<Asn> asns,
            List<Prefix> prefixes,
            List<Prefix> required,
            MoreSpecifics moreSpecifics,
            boolean defaultOwner,
            boolean open,
            List<Match> match) {
        this(name, asns, prefixes, required, moreSpecifics, defaultOwner, open, match, RouteTerms.NONE);
    }

    /**
     * Which more-specifics of a declared prefix are allowed: up to and including a length, for each family.
     *
     * @param allowed false: only the declared prefixes themselves
     * @param maxLengthIpv4 0 to 32; 32 without a bound
     * @param maxLengthIpv6 0 to 128; 128 without a bound
     */
    public record MoreSpecifics(boolean allowed, int maxLengthIpv4, int maxLengthIpv6) {
        public static final MoreSpecifics NONE = new MoreSpecifics(false, 32, 128);
        public static final MoreSpecifics ANY = new MoreSpecifics(true, 32, 128);

        public int maxLength(Family family) {
            return family == Family.IPV4_UNICAST ? maxLengthIpv4 : maxLengthIpv6;
        }
    }

    /**
     * One alternative: all of the conditions that are given must hold; a list holds if one of its members does.
     *
     * @param asPath routers' regular expression over the normalised AS path as text ({@code _} is any boundary)
     * @param originAs last AS of the path
     * @param neighborAs first AS of the path
     * @param community communities, one of which the route carries
     * @param nextHop ranges, one of which holds the next hop
     * @param router router names; a range's name means all its members
     * @param at vantages: names of networks
     */
    public record Match(
            @Nullable String asPath,
            List<Asn> originAs,
            List<Asn> neighborAs,
            List<Community> community,
            List<Prefix> nextHop,
            List<String> router,
            List<String> at) {}
}
