package dev.ribwatch.agent.wire.capability;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.RequiredCapability;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one side can do, merged from every capability of its OPEN (RFC 5492 section 4). Families are bits at
 * {@link Family#ordinal()}; those that Ribwatch does not watch are only in {@link #all}.
 *
 * @param multiprotocol at least one Multiprotocol capability was there; without any, only IPv4 unicast is meant
 * @param families named by Multiprotocol (RFC 4760 section 8)
 * @param fourOctetAs the AS number of RFC 6793, or -1 if the capability is absent
 * @param routeRefresh RFC 2918, or its forerunner with code 128
 * @param enhancedRouteRefresh RFC 7313
 * @param extendedMessage RFC 8654
 * @param gracefulRestart RFC 4724, or null if absent or malformed
 * @param longLivedRestart RFC 9494, or null if absent or malformed
 * @param addPathSend the sender may send several paths a prefix (RFC 7911)
 * @param addPathReceive the sender can take several paths a prefix
 * @param role RFC 9234 section 4.1, 0 to 255, or -1 if absent
 * @param conflictingRoles several Role capabilities that differ
 * @param hostname text of code 73, control characters gone, at most 255 octets, or null
 * @param softwareVersion text of code 75, likewise
 * @param all every capability in the order received, known or not
 */
public record Capabilities(
        boolean multiprotocol,
        int families,
        long fourOctetAs,
        boolean routeRefresh,
        boolean enhancedRouteRefresh,
        boolean extendedMessage,
        @Nullable GracefulRestart gracefulRestart,
        @Nullable LongLivedRestart longLivedRestart,
        int addPathSend,
        int addPathReceive,
        int role,
        boolean conflictingRoles,
        @Nullable String hostname,
        @Nullable String softwareVersion,
        List<Capability> all) {
    /** {@link #role} and {@link #fourOctetAs} of an OPEN without that capability. */
    public static final int ABSENT = -1;

    private static final Capabilities NONE = new Capabilities(
            true, 0, ABSENT, false, false, false, null, null, 0, 0, ABSENT, false, null, null, List.of());

    public Capabilities {
        all = List.copyOf(all);
    }

    /**
     * What Ribwatch offers: it receives, keeps nothing over a restart of its own, and helps a peer that does.
     *
     * @param localAs our AS number
     * @param families bits of the families configured for the router
     * @param addPath bits of the families in which several paths a prefix are welcome
     */
    public static Capabilities offered(long localAs, int families, int addPath) {
        return new Capabilities(
                true,
                families,
                localAs,
                true,
                true,
                true,
                GracefulRestart.HELPER_ONLY,
                LongLivedRestart.HELPER_ONLY,
                0,
                addPath,
                ABSENT,
                false,
                null,
                null,
                List.of());
    }

    /** The same with a role (RFC 9234), or without one: {@link #ABSENT}. */
    public Capabilities withRole(int value) {
        return with(gracefulRestart, value);
    }

    /** The same with this capability of RFC 4724. */
    public Capabilities withGracefulRestart(GracefulRestart value) {
        return with(value, role);
    }

    private Capabilities with(@Nullable GracefulRestart restart, int ownRole) {
        return new Capabilities(
                multiprotocol,
                families,
                fourOctetAs,
                routeRefresh,
                enhancedRouteRefresh,
                extendedMessage,
                restart,
                longLivedRestart,
                addPathSend,
                addPathReceive,
                ownRole,
                conflictingRoles,
                hostname,
                softwareVersion,
                all);
    }

    /** The families that this side speaks: IPv4 unicast alone if it never said (RFC 4760 section 8). */
    public int spokenFamilies() {
        return multiprotocol ? families : 1 << Family.IPV4_UNICAST.ordinal();
    }

    /** Those of our capabilities that are required and that the other side does not have; null if it has all. */
    public @Nullable Capabilities missing(Set<RequiredCapability> required, Capabilities theirs) {
        int wanted = (required.contains(RequiredCapability.IPV4_UNICAST) ? bit(Family.IPV4_UNICAST) : 0)
                | (required.contains(RequiredCapability.IPV6_UNICAST) ? bit(Family.IPV6_UNICAST) : 0);
        Capabilities missing = new Capabilities(
                true,
                wanted & ~theirs.spokenFamilies(),
                required.contains(RequiredCapability.FOUR_OCTET_AS) && theirs.fourOctetAs == ABSENT
                        ? fourOctetAs
                        : ABSENT,
                required.contains(RequiredCapability.ROUTE_REFRESH) && !theirs.routeRefresh,
                required.contains(RequiredCapability.ENHANCED_ROUTE_REFRESH) && !theirs.enhancedRouteRefresh,
                required.contains(RequiredCapability.EXTENDED_MESSAGE) && !theirs.extendedMessage,
                required.contains(RequiredCapability.GRACEFUL_RESTART) && theirs.gracefulRestart == null
                        ? gracefulRestart
                        : null,
                null,
                0,
                required.contains(RequiredCapability.ADD_PATH) ? addPathReceive & ~theirs.addPathSend : 0,
                ABSENT,
                false,
                null,
                null,
                List.of());
        return missing.equals(NONE) ? null : missing;
    }

    private static int bit(Family family) {
        return 1 << family.ordinal();
    }

    /** Whether the capability of this code was there, whatever its value. */
    public boolean has(int code) {
        for (Capability capability : all) {
            if (capability.code() == code) {
                return true;
            }
        }
        return false;
    }
}
