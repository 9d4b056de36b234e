package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RouteTerms;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.Arrays;
import java.util.List;

/** A routing domain of the intent. Immutable; {@link #index} is its position in the file. */
public final class Network {
    /** The reserved name of the network that owns what nobody else does. */
    public static final String UNKNOWN = "unknown";

    private final int index;
    private final NetworkConfig config;
    private final List<Prefix> blocks;
    private final boolean unknown;
    private final long[] asns;
    private final boolean[] declares = new boolean[Family.count()];
    /** By family, a bit for each purpose. */
    private final int[] reserved = new int[Family.count()];

    private Network(int index, NetworkConfig config, List<Prefix> blocks, boolean unknown) {
        this.index = index;
        this.config = config;
        this.blocks = List.copyOf(blocks);
        this.unknown = unknown;
        asns = config.asns().stream().mapToLong(Asn::value).sorted().toArray();
        for (Prefix prefix : config.prefixes()) {
            declares[prefix.family().ordinal()] = true;
        }
        Arrays.setAll(
                reserved,
                i -> ReservedSpace.purposes(config.prefixes(), Family.of(i))
                        | ReservedSpace.purposes(blocks, Family.of(i)));
    }

    /** @param blocks space of its own that its connections declare */
    static Network of(int index, NetworkConfig config, List<Prefix> blocks) {
        return new Network(index, config, blocks, false);
    }

    static Network unknown(int index) {
        NetworkConfig nothing = new NetworkConfig(
                UNKNOWN, List.of(), List.of(), List.of(), MoreSpecifics.NONE, false, false, List.of());
        return new Network(index, nothing, List.of(), true);
    }

    /** Position in the file, from 0; {@code unknown} is last. */
    public int index() {
        return index;
    }

    public String name() {
        return config.name();
    }

    /** Whether this is the reserved network: closed, without prefixes, connected to nothing. */
    public boolean isUnknown() {
        return unknown;
    }

    /** No prefixes to hold it to, not in the overlap check. */
    public boolean isOpen() {
        return config.open();
    }

    /** Owns routes with several candidates that no declared prefix contains. */
    public boolean isDefaultOwner() {
        return config.defaultOwner();
    }

    /** The space that it may use, in the order of the file. */
    public List<Prefix> prefixes() {
        return config.prefixes();
    }

    /**
     * What the provider uses for it, as its connections declare: a private cloud's management and infrastructure. It may
     * announce them whole or in parts, and need not.
     */
    public List<Prefix> blocks() {
        return blocks;
    }

    /** The prefixes that must be visible wherever a connection leads to this network. */
    public List<Prefix> required() {
        return config.required();
    }

    /** What each of its routes must look like. */
    public RouteTerms terms() {
        return config.terms();
    }

    /** Its AS numbers. */
    public List<Asn> asns() {
        return config.asns();
    }

    /** Whether it declares a prefix of this family. */
    public boolean declares(Family family) {
        return declares[family.ordinal()];
    }

    /** Whether it declares reserved space of this kind, or has a block of it, and so may use it. */
    public boolean mayUse(ReservedSpace.Block block) {
        return (reserved[block.prefix().family().ordinal()]
                        & 1 << block.purpose().ordinal())
                != 0;
    }

    /** Whether this AS number is one of the network's own. */
    public boolean hasAsn(long asn) {
        return Arrays.binarySearch(asns, asn) >= 0;
    }

    /** Whether the network may announce a more-specific prefix of this length of what it declared. */
    boolean permitsMoreSpecific(Family family, int length) {
        MoreSpecifics moreSpecifics = config.moreSpecifics();
        return moreSpecifics.allowed() && length <= moreSpecifics.maxLength(family);
    }

    /** What it allows beside its declared prefixes, for people. */
    public String moreSpecificsText(Family family) {
        MoreSpecifics moreSpecifics = config.moreSpecifics();
        int most = moreSpecifics.maxLength(family);
        return !moreSpecifics.allowed()
                ? "no more-specifics allowed"
                : most == family.bits() ? "more-specifics allowed" : "more-specifics allowed to /" + most;
    }

    @Override
    public String toString() {
        return name();
    }
}
