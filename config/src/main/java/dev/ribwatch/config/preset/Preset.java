package dev.ribwatch.config.preset;

import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Direction;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a type of connection before anybody says more.
 *
 * @param reserved AS numbers that nobody on the customer's side may have (X2), with the preset's own of the provider
 * @param limits how many prefixes may be announced over it
 * @param addressed its links have blocks of addresses as X4 has them
 */
public record Preset(List<AsnRange> reserved, List<Limit> limits, boolean addressed) {
    /** X27: the provider's hold time, seconds. */
    public static final int HOLD_TIME = 180;

    /** X27: the provider's keep-alive time, seconds. */
    public static final int KEEP_ALIVE = 60;

    /** X24: how long the path over one link may be the longer one: the provider's maintenance prepends there. */
    public static final Duration MAINTENANCE = Duration.ofHours(12);

    /** X18: lengths of a private cloud's management block and of the block of its infrastructure, shortest and longest. */
    public static final int MANAGEMENT_LENGTH = 28;

    public static final int INFRASTRUCTURE_SHORTEST = 21;
    public static final int INFRASTRUCTURE_LONGEST = 24;

    /** X18: subnets that the infrastructure is split in. */
    public static final int INFRASTRUCTURE_PARTS = 7;

    /** RFC 1918. */
    public static final List<Prefix> PRIVATE =
            List.of(Prefix.parse("10.0.0.0/8"), Prefix.parse("172.16.0.0/12"), Prefix.parse("192.168.0.0/16"));

    private static final List<AsnRange> CUSTOMER = List.of(new AsnRange(65515, 65520));
    private static final List<AsnRange> ROUTE_SERVER_PEER = List.of(
            new AsnRange(65515, 65520),
            new AsnRange(8074, 8075),
            new AsnRange(12076, 12076),
            new AsnRange(23456, 23456),
            new AsnRange(64496, 64511),
            new AsnRange(65535, 65551));

    private static final List<Limit> CIRCUIT = List.of(
            new Limit(Fact.X6, Direction.TO_PROVIDER, Family.IPV4_UNICAST, 4_000, 10_000),
            new Limit(Fact.X7, Direction.TO_PROVIDER, Family.IPV6_UNICAST, 100, 100),
            new Limit(Fact.X8, Direction.FROM_PROVIDER, Family.IPV4_UNICAST, 1_000, 1_000),
            new Limit(Fact.X9, Direction.FROM_PROVIDER, Family.IPV6_UNICAST, 100, 100));
    private static final List<Limit> MICROSOFT_PEERING = List.of(
            new Limit(Fact.X10, Direction.TO_PROVIDER, Family.IPV4_UNICAST, 200, 200),
            new Limit(Fact.X10, Direction.TO_PROVIDER, Family.IPV6_UNICAST, 200, 200));
    private static final List<Limit> ROUTE_SERVER =
            List.of(new Limit(Fact.X12, Direction.TO_PROVIDER, Family.IPV4_UNICAST, 4_000, 4_000));

    private static final Preset PRIVATE_PEERING = new Preset(CUSTOMER, CIRCUIT, true);
    private static final Map<ConnectionConfig.Type, Preset> TYPES = new EnumMap<>(Map.of(
            ConnectionConfig.Type.EXPRESSROUTE, PRIVATE_PEERING,
            ConnectionConfig.Type.PRIVATE_CLOUD, PRIVATE_PEERING,
            ConnectionConfig.Type.ROUTE_SERVER, new Preset(ROUTE_SERVER_PEER, ROUTE_SERVER, false),
            ConnectionConfig.Type.GLOBAL_REACH, new Preset(List.of(), List.of(), false),
            ConnectionConfig.Type.VNET_PEERING, new Preset(List.of(), List.of(), false),
            ConnectionConfig.Type.LINK, new Preset(List.of(), List.of(), false)));
    private static final Preset MICROSOFT = new Preset(CUSTOMER, MICROSOFT_PEERING, true);

    /**
     * AS numbers from one to another.
     *
     * @param first included
     * @param last included
     */
    public record AsnRange(long first, long last) {
        public boolean contains(Asn asn) {
            return asn.value() >= first && asn.value() <= last;
        }
    }

    /**
     * How many prefixes of a family may go one way.
     *
     * @param fact what says so
     * @param standard of a circuit with any other SKU, or none
     * @param premium of a circuit with the premium SKU
     */
    public record Limit(Fact fact, Direction direction, Family family, int standard, int premium) {
        public int of(@Nullable String sku) {
            return "premium".equals(sku) ? premium : standard;
        }
    }

    /** What is known of a type of connection. */
    public static Preset of(ConnectionConfig.Type type, boolean microsoftPeering) {
        return microsoftPeering ? MICROSOFT : TYPES.getOrDefault(type, PRIVATE_PEERING);
    }

    /** The limits of a connection, by direction and family. */
    public Map<Direction, Map<Family, Integer>> limits(@Nullable String sku) {
        Map<Direction, Map<Family, Integer>> byDirection = new EnumMap<>(Direction.class);
        for (Limit limit : limits) {
            byDirection
                    .computeIfAbsent(limit.direction, direction -> new EnumMap<>(Family.class))
                    .put(limit.family, limit.of(sku));
        }
        return byDirection;
    }

    /** Whether nobody on the customer's side may have it: the provider's own numbers stand in the place of the preset's. */
    public boolean isReserved(Asn asn, ProviderAsns provider) {
        ProviderAsns preset = ProviderAsns.DEFAULT;
        return !preset.provider().contains(asn) && isReserved(asn)
                || asn.equals(provider.circuits()) && isReserved(preset.circuits())
                || asn.equals(provider.gateway()) && isReserved(preset.gateway());
    }

    private boolean isReserved(Asn asn) {
        return reserved.stream().anyMatch(range -> range.contains(asn));
    }
}
