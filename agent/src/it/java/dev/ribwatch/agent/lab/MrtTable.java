package dev.ribwatch.agent.lab;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Writes routes as an MRT table (RFC 6396, TABLE_DUMP_V2): the one form in which GoBGP and OpenBGPD take routes with a
 * foreign AS path, and thousands of them at a time.
 */
final class MrtTable {
    private static final int TABLE_DUMP_V2 = 13;
    private static final int PEER_INDEX_TABLE = 1;
    private static final int RIB_IPV4_UNICAST = 2;
    private static final int RIB_IPV6_UNICAST = 4;

    /** How the next hop of an IPv6 route is written: abbreviated as RFC 6396 says, or as in an UPDATE, as GoBGP expects. */
    enum Form {
        SHORT,
        COMPLETE
    }

    private MrtTable() {}

    /** Writes the routes as seen from one peer, AS 12076 at 203.0.113.1. */
    static void write(Path file, Collection<Route> routes, Form form) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                DataOutputStream mrt = new DataOutputStream(out)) {
            record(mrt, PEER_INDEX_TABLE, peers());
            int sequence = 0;
            for (Route route : routes) {
                record(mrt, route.ipv6() ? RIB_IPV6_UNICAST : RIB_IPV4_UNICAST, rib(sequence++, route, form));
            }
        }
    }

    private static void record(DataOutputStream out, int subtype, byte[] body) throws IOException {
        out.writeInt(1_767_225_600); // 2026-01-01, the same on every run
        out.writeShort(TABLE_DUMP_V2);
        out.writeShort(subtype);
        out.writeInt(body.length);
        out.write(body);
    }

    private static byte[] peers() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(Address.ip("203.0.113.1").getAddress());
        byte[] view = "lab".getBytes(StandardCharsets.US_ASCII);
        out.writeShort(view.length);
        out.write(view);
        out.writeShort(1);
        out.writeByte(2); // IPv4 address, 4-octet AS
        out.write(Address.ip("203.0.113.1").getAddress());
        out.write(Address.ip("203.0.113.1").getAddress());
        out.writeInt(12076);
        return bytes.toByteArray();
    }

    private static byte[] rib(int sequence, Route route, Form form) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(sequence);
        out.write(Updates.nlri(route.prefix()));
        out.writeShort(1);
        out.writeShort(0); // peer
        out.writeInt(1_767_225_600);
        byte[] attributes = Updates.attributes(route, form == Form.COMPLETE);
        out.writeShort(attributes.length);
        out.write(attributes);
        return bytes.toByteArray();
    }
}
