package dev.ribwatch.agent.wire.nlri;

/** Whether a field of prefixes can be read at all (RFC 7606 section 5.3). */
public final class NlriSyntax {

    private NlriSyntax() {}

    /**
     * Walks the field once.
     *
     * @param bits the family's address bits: no prefix may be longer
     * @param addPath each prefix has a Path Identifier before it (RFC 7911)
     * @return how many prefixes there are, or -1 if one is too long or cut short
     */
    public static int count(byte[] buffer, int offset, int limit, int bits, boolean addPath) {
        int at = offset;
        int count = 0;
        int head = addPath ? 4 : 0;
        while (at < limit) {
            at += head;
            if (at >= limit) {
                return -1;
            }
            int length = buffer[at] & 0xff;
            if (length > bits) {
                return -1;
            }
            at += 1 + (length + 7 >>> 3);
            count++;
        }
        return at == limit ? count : -1;
    }
}
