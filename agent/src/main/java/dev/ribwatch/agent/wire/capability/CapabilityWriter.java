package dev.ribwatch.agent.wire.capability;

import dev.ribwatch.config.value.Family;
import java.io.ByteArrayOutputStream;

/** Capabilities as octets. Writes what {@link Capabilities#offered} can hold, well under 255 octets. */
public final class CapabilityWriter {
    private static final int ADD_PATH_RECEIVE = 1;

    private CapabilityWriter() {}

    /** All of them, one after another: the value of one Capabilities parameter (RFC 5492 section 4). */
    public static byte[] encode(Capabilities capabilities) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(multiprotocol(capabilities.families()));
        if (capabilities.routeRefresh()) {
            write(out, CapabilityCode.ROUTE_REFRESH);
        }
        if (capabilities.extendedMessage()) {
            write(out, CapabilityCode.EXTENDED_MESSAGE);
        }
        if (capabilities.role() != Capabilities.ABSENT) {
            write(out, CapabilityCode.ROLE, capabilities.role());
        }
        GracefulRestart graceful = capabilities.gracefulRestart();
        if (graceful != null) {
            // No families and no time, whatever the record holds: we have nothing to keep (RFC 4724 section 3).
            write(out, CapabilityCode.GRACEFUL_RESTART, graceful.notification() ? GracefulRestart.N_BIT : 0, 0);
        }
        long as = capabilities.fourOctetAs();
        if (as != Capabilities.ABSENT) {
            write(out, CapabilityCode.FOUR_OCTET_AS, (int) (as >>> 24), (int) (as >>> 16), (int) (as >>> 8), (int) as);
        }
        if (capabilities.addPathReceive() != 0) {
            writeAddPath(out, capabilities.addPathReceive());
        }
        if (capabilities.enhancedRouteRefresh()) {
            write(out, CapabilityCode.ENHANCED_ROUTE_REFRESH);
        }
        if (capabilities.longLivedRestart() != null) {
            write(out, CapabilityCode.LONG_LIVED_GRACEFUL_RESTART); // no families either
        }
        return out.toByteArray();
    }

    /** One Multiprotocol capability for each family of these bits. */
    private static byte[] multiprotocol(int families) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < Family.count(); i++) {
            if ((families & 1 << i) != 0) {
                Family family = Family.of(i);
                write(out, CapabilityCode.MULTIPROTOCOL, family.afi() >>> 8, family.afi(), 0, family.safi());
            }
        }
        return out.toByteArray();
    }

    private static void writeAddPath(ByteArrayOutputStream out, int families) {
        out.write(CapabilityCode.ADD_PATH);
        out.write(4 * Integer.bitCount(families));
        for (int i = 0; i < Family.count(); i++) {
            if ((families & 1 << i) != 0) {
                Family family = Family.of(i);
                out.write(family.afi() >>> 8);
                out.write(family.afi());
                out.write(family.safi());
                out.write(ADD_PATH_RECEIVE);
            }
        }
    }

    private static void write(ByteArrayOutputStream out, int code, int... value) {
        out.write(code);
        out.write(value.length);
        for (int octet : value) {
            out.write(octet);
        }
    }
}
