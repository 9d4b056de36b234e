package dev.ribwatch.agent.mrt;

/**
 * What a record says of the session that its UPDATE came over. Instances are shared: compare with {@code ==}.
 *
 * @param fourOctetAs AS numbers have four octets
 * @param addPath prefixes have Path Identifiers (RFC 8050)
 * @param internal the peer is in the collector's AS; or it is not known, and then nothing in a table was refused
 */
public record UpdateForm(boolean fourOctetAs, boolean addPath, boolean internal) {
    /** How many there are; {@link #index} is below it. */
    public static final int COUNT = 8;

    private static final UpdateForm[] ALL = new UpdateForm[COUNT];

    static {
        for (int i = 0; i < COUNT; i++) {
            ALL[i] = new UpdateForm((i & 1) != 0, (i & 2) != 0, (i & 4) != 0);
        }
    }

    static UpdateForm of(boolean fourOctetAs, boolean addPath, boolean internal) {
        return ALL[(fourOctetAs ? 1 : 0) | (addPath ? 2 : 0) | (internal ? 4 : 0)];
    }

    /** Dense, from 0. */
    public int index() {
        return (fourOctetAs ? 1 : 0) | (addPath ? 2 : 0) | (internal ? 4 : 0);
    }
}
