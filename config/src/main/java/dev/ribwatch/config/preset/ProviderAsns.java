package dev.ribwatch.config.preset;

import dev.ribwatch.config.value.Asn;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * AS numbers of the provider of circuits. {@code policy.provider-as} overrides each: a sovereign cloud has others, and so has
 * another provider with circuits of the same kind.
 *
 * @param circuits the public one on circuits
 * @param gateway the private one of its gateways, which linked circuits show behind {@code circuits}
 * @param hostedCloud the one that a hosted private cloud's routes originate from
 */
public record ProviderAsns(Asn circuits, Asn gateway, Asn hostedCloud) {
    /** X1, X26. */
    public static final ProviderAsns DEFAULT = new ProviderAsns(new Asn(12_076), new Asn(65_515), new Asn(398_656));

    /** X1: a network that has one of these stands on the provider's side of a connection. */
    public Set<Asn> provider() {
        return set(circuits, gateway);
    }

    /** X26: what linked circuits put into paths; who has one of these shows nothing. */
    public Set<Asn> linked() {
        return set(circuits, gateway, hostedCloud);
    }

    /** They may be alike: a provider without gateways of its own AS has one number for both. */
    private static Set<Asn> set(Asn... asns) {
        return Stream.of(asns).collect(Collectors.toUnmodifiableSet());
    }
}
