package dev.ribwatch.bench.load;

/** Writes a view as UPDATEs of at most 4,096 octets. */
final class ViewWriter {
    private static final int MAXIMUM = 4_096;
    private static final int LONGEST_NLRI = 9;
    private static final int UPDATE = 2;

    private final Table table;
    private final int nextHop;
    private final Octets out;
    private final int[] messageOf;

    ViewWriter(Table table, int nextHop) {
        this.table = table;
        this.nextHop = nextHop;
        out = new Octets(table.routes() * 40 + 1_024);
        messageOf = new int[table.routes()];
    }

    /** Routes of one family with one set of attributes, in as many messages as they need. */
    void write(byte[] attributes, int from, int to) {
        boolean v6 = table.isV6(from);
        int at = from;
        while (at < to) {
            int start = out.beginMessage(UPDATE);
            // Each message ends where one more prefix might not fit.
            int room = MAXIMUM - 23 - LONGEST_NLRI - attributes.length - (v6 ? 26 : 0);
            out.int16(0);
            if (v6) {
                at = reach(attributes, at, to, room, start);
            } else {
                out.int16(attributes.length).raw(attributes, 0, attributes.length);
                for (int used = 0; at < to && used <= room; at++) {
                    messageOf[at] = start;
                    used += out.nlri(table, at);
                }
            }
            out.endMessage(start);
        }
    }

    private int reach(byte[] attributes, int from, int to, int room, int start) {
        byte[] rest = AttributeSets.withoutNextHop(attributes);
        int at = from;
        int lengthAt = out.length();
        out.int16(0).bytes(0x90, 14).int16(0).bytes(0, 2, 1, 16);
        out.int32(0x20010db8).int32(0xffff0000).int32(0).int32(nextHop & 0xffff).bytes(0);
        int used = 0;
        for (; at < to && used <= room; at++) {
            messageOf[at] = start;
            used += out.nlri(table, at);
        }
        out.setInt16(lengthAt + 4, 21 + used);
        out.setInt16(lengthAt, 4 + 21 + used + rest.length);
        out.raw(rest, 0, rest.length);
        return at;
    }

    void endOfRib(boolean v6) {
        out.endOfRib(v6);
    }

    View view() {
        return new View(table, out.toByteArray(), messageOf);
    }

    /** UPDATEs that withdraw every route, in the table's order. */
    static byte[] withdrawAll(Table table) {
        Octets out = new Octets(table.routes() * 6 + 1_024);
        int at = 0;
        while (at < table.routes()) {
            boolean v6 = table.isV6(at);
            int start = out.beginMessage(UPDATE);
            out.int16(0);
            if (v6) {
                out.int16(0).bytes(0x90, 15).int16(0).bytes(0, 2, 1);
            }
            int used = 0;
            while (at < table.routes() && table.isV6(at) == v6 && used <= MAXIMUM - 40 - LONGEST_NLRI) {
                used += out.nlri(table, at++);
            }
            if (v6) {
                out.setInt16(start + 21, 7 + used);
                out.setInt16(start + 25, 3 + used);
            } else {
                out.setInt16(start + 19, used);
                out.int16(0);
            }
            out.endMessage(start);
        }
        return out.toByteArray();
    }
}
