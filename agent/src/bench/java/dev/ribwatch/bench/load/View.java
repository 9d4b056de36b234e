package dev.ribwatch.bench.load;

/** What one neighbour sends of a table: UPDATEs back to back, End-of-RIB of each family after its routes. */
public final class View {
    private static final int HEADER = 19;
    private static final int MP_REACH_HEAD = 25; // flags, type, length, family, next hop, reserved

    private final Table table;
    private final byte[] messages;
    private final int[] messageOf;

    View(Table table, byte[] messages, int[] messageOf) {
        this.table = table;
        this.messages = messages;
        this.messageOf = messageOf;
    }

    public byte[] messages() {
        return messages;
    }

    public Table table() {
        return table;
    }

    /** The End-of-RIB markers of both families alone: a neighbour without routes. */
    public static byte[] empty() {
        return new Octets(64).endOfRib(false).endOfRib(true).toByteArray();
    }

    /** UPDATEs that withdraw every route. */
    public byte[] withdrawAll() {
        return ViewWriter.withdrawAll(table);
    }

    /** An UPDATE that announces one route with the attributes that it has in this view, the second AS of its path excepted. */
    void announce(Octets out, int route, int secondAs) {
        int message = messageOf[route];
        int end = message + int16(message + 16);
        int start = out.beginMessage(2);
        out.int16(0).int16(0);
        int attributes = message + HEADER + 4;
        int length = int16(message + HEADER + 2);
        if (table.isV6(route)) {
            int reach = 4 + int16(attributes + 2);
            out.bytes(0x90, 14).int16(0).raw(messages, attributes + 4, MP_REACH_HEAD - 4);
            out.setInt16(start + HEADER + 6, MP_REACH_HEAD - 4 + out.nlri(table, route));
            attributes += reach;
            length = end - attributes;
        }
        out.raw(messages, attributes, length);
        out.setInt32(out.length() - length + AttributeSets.SECOND_AS, secondAs);
        out.setInt16(start + HEADER + 2, out.length() - start - HEADER - 4);
        if (!table.isV6(route)) {
            out.nlri(table, route);
        }
        out.endMessage(start);
    }

    /** An UPDATE that withdraws one route. */
    void withdraw(Octets out, int route) {
        int start = out.beginMessage(2);
        out.int16(0);
        if (table.isV6(route)) {
            out.int16(0).bytes(0x90, 15, 0, 0, 0, 2, 1);
            int nlri = out.nlri(table, route);
            out.setInt16(start + HEADER + 2, 7 + nlri);
            out.setInt16(start + HEADER + 6, 3 + nlri);
        } else {
            out.setInt16(start + HEADER, out.nlri(table, route));
            out.int16(0);
        }
        out.endMessage(start);
    }

    private int int16(int at) {
        return (messages[at] & 0xff) << 8 | messages[at + 1] & 0xff;
    }
}
