package dev.ribwatch.exporter.http;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.json.AsciiBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Routes as JSON, an object each, as {@code /api/v1/routes} shows them: a full table is over a million of them, so what
 * many of them have in common is made once. Fields and their order are part of the public surface; absent values are left
 * out. For one thread.
 */
public final class RouteLines {
    private static final byte[] PREFIX = AsciiBuffer.ascii("{\"prefix\":");
    private static final byte[] ROUTER = AsciiBuffer.ascii(",\"router\":");
    private static final byte[] NETWORK = AsciiBuffer.ascii(",\"network\":");
    private static final byte[] FAMILY = AsciiBuffer.ascii(",\"family\":");
    private static final byte[] PATH_ID = AsciiBuffer.ascii(",\"path_id\":");
    private static final byte[] ORIGIN = AsciiBuffer.ascii(",\"origin\":");
    private static final byte[] AS_PATH = AsciiBuffer.ascii(",\"as_path\":");
    private static final byte[] NEXT_HOP = AsciiBuffer.ascii(",\"next_hop\":");
    private static final byte[] MED = AsciiBuffer.ascii(",\"med\":");
    private static final byte[] LOCAL_PREF = AsciiBuffer.ascii(",\"local_pref\":");
    private static final byte[] ATOMIC_AGGREGATE = AsciiBuffer.ascii(",\"atomic_aggregate\":true");
    private static final byte[] AGGREGATOR = AsciiBuffer.ascii(",\"aggregator\":");
    private static final byte[] COMMUNITIES = AsciiBuffer.ascii(",\"communities\":");
    private static final byte[] LARGE_COMMUNITIES = AsciiBuffer.ascii(",\"large_communities\":");
    private static final byte[] EXTENDED_COMMUNITIES = AsciiBuffer.ascii(",\"extended_communities\":");
    private static final byte[] OTC = AsciiBuffer.ascii(",\"otc\":");
    private static final byte[] STALE = AsciiBuffer.ascii(",\"stale\":true");
    private static final byte[] SINCE = AsciiBuffer.ascii(",\"since\":");

    private static final int USUAL = 1 << 13;
    /** A power of 2. */
    private static final int KNOWN = 256;

    private final AsciiBuffer out = new AsciiBuffer(USUAL);
    private final AsciiBuffer scratch = new AsciiBuffer(256);
    /** By a few bits of their hash: attributes, and their part of the line. */
    private final @Nullable RouteAttributes[] known = new RouteAttributes[KNOWN];

    private final byte[][] texts = new byte[KNOWN][];
    /** By a few bits of the hash of their router's name. */
    private final @Nullable Place[] places = new Place[KNOWN];

    /** Adds a route. */
    public void add(RouteRow row) {
        out.raw(PREFIX);
        prefix(row.prefix());
        out.raw(place(row));
        number(out, PATH_ID, row.pathId());
        out.raw(attributes(row.attributes()));
        if (row.stale()) {
            out.raw(STALE);
        }
        if (row.since() != null) {
            out.raw(SINCE).string(row.since().toString());
        }
        out.octet('}');
    }

    /** Adds what stands between two routes, or after one. */
    public void separate(char ascii) {
        out.octet(ascii);
    }

    /** Octets added. */
    public int length() {
        return out.length();
    }

    /** Writes what was added, and forgets it. */
    public void flushTo(OutputStream stream) throws IOException {
        out.writeTo(stream);
        out.clear();
    }

    /** Who shows it and whose it is. */
    private static final class Place {
        private final String router;
        private final @Nullable String network;
        private final Family family;
        private final byte[] text;

        Place(RouteRow row, byte[] text) {
            router = row.router();
            network = row.network();
            family = row.family();
            this.text = text;
        }

        @SuppressWarnings("ReferenceEquality") // equal ones that are two are made twice
        boolean isOf(RouteRow row) {
            return router == row.router() && family == row.family() && Objects.equals(network, row.network());
        }
    }

    private byte[] place(RouteRow row) {
        int index = System.identityHashCode(row.router()) & KNOWN - 1;
        Place place = places[index];
        if (place == null || !place.isOf(row)) {
            scratch.clear();
            scratch.raw(ROUTER).string(row.router());
            text(scratch, NETWORK, row.network());
            scratch.raw(FAMILY).string(row.family().toString());
            place = new Place(row, scratch.toBytes());
            places[index] = place;
        }
        return place.text;
    }

    private void prefix(Prefix prefix) {
        if (prefix.family() != Family.IPV4_UNICAST) {
            out.string(prefix.toString());
            return;
        }
        int address = (int) (prefix.high() >>> 32);
        out.octet('"').small(address >>> 24);
        out.octet('.').small(address >>> 16 & 0xff);
        out.octet('.').small(address >>> 8 & 0xff);
        out.octet('.').small(address & 0xff);
        out.octet('/').small(prefix.length()).octet('"');
    }

    @SuppressWarnings("ReferenceEquality") // equal ones that are two are made twice
    private byte[] attributes(RouteAttributes attributes) {
        int index = System.identityHashCode(attributes) & KNOWN - 1;
        if (known[index] != attributes) {
            texts[index] = make(attributes);
            known[index] = attributes;
        }
        return texts[index];
    }

    private byte[] make(RouteAttributes attributes) {
        scratch.clear();
        text(scratch, ORIGIN, attributes.origin());
        text(scratch, AS_PATH, attributes.asPath());
        text(scratch, NEXT_HOP, attributes.nextHop());
        number(scratch, MED, attributes.med());
        number(scratch, LOCAL_PREF, attributes.localPref());
        if (attributes.atomicAggregate()) {
            scratch.raw(ATOMIC_AGGREGATE);
        }
        text(scratch, AGGREGATOR, attributes.aggregator());
        texts(COMMUNITIES, attributes.communities());
        texts(LARGE_COMMUNITIES, attributes.largeCommunities());
        texts(EXTENDED_COMMUNITIES, attributes.extendedCommunities());
        number(scratch, OTC, attributes.otc());
        return scratch.toBytes();
    }

    private static void text(AsciiBuffer to, byte[] field, @Nullable String value) {
        if (value != null) {
            to.raw(field).string(value);
        }
    }

    private static void number(AsciiBuffer to, byte[] field, @Nullable Long value) {
        if (value != null) {
            to.raw(field).number(value);
        }
    }

    private void texts(byte[] field, List<String> values) {
        if (values.isEmpty()) {
            return;
        }
        scratch.raw(field);
        for (int i = 0; i < values.size(); i++) {
            scratch.octet(i == 0 ? '[' : ',').string(values.get(i));
        }
        scratch.octet(']');
    }

    /** What was added, as text. */
    @Override
    public String toString() {
        return out.toString();
    }
}
