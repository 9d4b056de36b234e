package dev.ribwatch.agent.wire.capability;

import dev.ribwatch.agent.wire.Characters;
import dev.ribwatch.agent.wire.Cursor;
import dev.ribwatch.config.value.Family;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the capabilities of one OPEN, over all its parameters. A capability whose value does not fit its code counts
 * as absent and stays in the list: RFC 5492 gives no error for it. One reader an OPEN.
 */
public final class CapabilityReader {
    private static final int TEXT_BOUND = 255;

    private final List<Capability> all = new ArrayList<>();
    private boolean multiprotocol;
    private int families;
    private long fourOctetAs = Capabilities.ABSENT;
    private boolean routeRefresh;
    private boolean enhancedRouteRefresh;
    private boolean extendedMessage;
    private @Nullable GracefulRestart gracefulRestart;
    private @Nullable LongLivedRestart longLivedRestart;
    private int addPathSend;
    private int addPathReceive;
    private int role = Capabilities.ABSENT;
    private boolean conflictingRoles;
    private @Nullable String hostname;
    private @Nullable String softwareVersion;

    /**
     * Reads the value of one Capabilities parameter.
     *
     * @return false if a capability overruns the parameter
     */
    public boolean read(byte[] buffer, int offset, int limit) {
        Cursor cursor = new Cursor().reset(buffer, offset, limit);
        while (cursor.remaining() > 0) {
            int code = cursor.u8();
            byte[] value = cursor.bytes(cursor.u8());
            if (cursor.failed()) {
                return false;
            }
            all.add(new Capability(code, value));
            interpret(code, new Cursor().reset(value, 0, value.length));
        }
        return true;
    }

    /** What was read so far. */
    public Capabilities toCapabilities() {
        return new Capabilities(
                multiprotocol,
                families,
                fourOctetAs,
                routeRefresh,
                enhancedRouteRefresh,
                extendedMessage,
                gracefulRestart,
                longLivedRestart,
                addPathSend,
                addPathReceive,
                role,
                conflictingRoles,
                hostname,
                softwareVersion,
                all);
    }

    private void interpret(int code, Cursor value) {
        switch (code) {
            case CapabilityCode.MULTIPROTOCOL -> readMultiprotocol(value);
            case CapabilityCode.ROUTE_REFRESH, CapabilityCode.ROUTE_REFRESH_LEGACY -> routeRefresh = true;
            case CapabilityCode.ENHANCED_ROUTE_REFRESH -> enhancedRouteRefresh = true;
            case CapabilityCode.EXTENDED_MESSAGE -> extendedMessage = true;
            case CapabilityCode.FOUR_OCTET_AS -> {
                if (value.remaining() == 4) {
                    fourOctetAs = value.u32();
                }
            }
            case CapabilityCode.GRACEFUL_RESTART -> gracefulRestart = readGracefulRestart(value);
            case CapabilityCode.LONG_LIVED_GRACEFUL_RESTART -> longLivedRestart = readLongLivedRestart(value);
            case CapabilityCode.ADD_PATH -> readAddPath(value);
            case CapabilityCode.ROLE -> {
                if (value.remaining() == 1) {
                    int read = value.u8();
                    conflictingRoles |= role != Capabilities.ABSENT && role != read;
                    role = read;
                }
            }
            case CapabilityCode.HOSTNAME -> hostname = readText(value);
            case CapabilityCode.SOFTWARE_VERSION -> softwareVersion = readText(value);
            default -> {
                // Kept in the list; an unknown capability is never an error (RFC 5492 section 3).
            }
        }
    }

    private void readMultiprotocol(Cursor value) {
        if (value.remaining() != 4) {
            return;
        }
        multiprotocol = true;
        int afi = value.u16();
        value.skip(1);
        families |= bit(afi, value.u8());
    }

    private static @Nullable GracefulRestart readGracefulRestart(Cursor value) {
        if (value.remaining() < 2 || value.remaining() % 4 != 2) {
            return null;
        }
        int head = value.u16();
        int families = 0;
        int forwarding = 0;
        while (value.remaining() > 0) {
            int bit = bit(value.u16(), value.u8());
            families |= bit;
            if ((value.u8() & 0x80) != 0) {
                forwarding |= bit;
            }
        }
        return new GracefulRestart((head & 0x8000) != 0, (head & 0x4000) != 0, head & 0xfff, families, forwarding);
    }

    private static @Nullable LongLivedRestart readLongLivedRestart(Cursor value) {
        if (value.remaining() % 7 != 0) {
            return null;
        }
        int forwarding = 0;
        Integer[] seconds = new Integer[Family.count()];
        Arrays.fill(seconds, 0);
        while (value.remaining() > 0) {
            Family family = Family.of(value.u16(), value.u8());
            boolean kept = (value.u8() & 0x80) != 0;
            int time = value.u8() << 16 | value.u16();
            if (family != null) {
                forwarding |= kept ? 1 << family.ordinal() : 0;
                seconds[family.ordinal()] = time;
            }
        }
        return new LongLivedRestart(forwarding, List.of(seconds));
    }

    private void readAddPath(Cursor value) {
        if (value.remaining() % 4 != 0) {
            return;
        }
        while (value.remaining() > 0) {
            int bit = bit(value.u16(), value.u8());
            int mode = value.u8();
            if (mode >= 1 && mode <= 3) {
                addPathReceive |= (mode & 1) != 0 ? bit : 0;
                addPathSend |= (mode & 2) != 0 ? bit : 0;
            }
        }
    }

    /**
     * Text of one octet of length and that many of UTF-8; anything that is not is replaced, controls are dropped. A
     * replacement takes three octets, so the text is cut where it would have more than it may.
     */
    private static @Nullable String readText(Cursor value) {
        byte[] octets = value.bytes(value.u8());
        if (value.failed() || octets.length == 0) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        int room = TEXT_BOUND;
        for (int codePoint : new String(octets, StandardCharsets.UTF_8)
                .codePoints()
                .filter(Characters::isPrintable)
                .toArray()) {
            room -= codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (room >= 0) {
                text.appendCodePoint(codePoint);
            }
        }
        return text.toString();
    }

    private static int bit(int afi, int safi) {
        Family family = Family.of(afi, safi);
        return family == null ? 0 : 1 << family.ordinal();
    }
}
