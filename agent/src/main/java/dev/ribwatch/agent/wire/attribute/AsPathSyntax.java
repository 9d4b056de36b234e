package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.Octets;

/** Whether the value of an AS_PATH or AS4_PATH can be read (RFC 7606 section 7.2, RFC 6793 section 6). */
final class AsPathSyntax {

    private AsPathSyntax() {}

    /**
     * Walks it once. AS 0 belongs to nobody and makes a path malformed (RFC 7607).
     *
     * @param width octets of an AS number: 2 or 4
     * @param confederation whether segments of a confederation may come from this peer (RFC 5065 section 5)
     */
    static boolean isWellFormed(byte[] buffer, int offset, int limit, int width, boolean confederation) {
        int at = offset;
        while (at < limit) {
            if (limit - at < 2) {
                return false;
            }
            int type = buffer[at];
            int end = at + 2 + width * (buffer[at + 1] & 0xff);
            if (type < AsPath.SET || type > (confederation ? AsPath.CONFED_SET : AsPath.SEQUENCE)) {
                return false;
            }
            if (end > limit || end == at + 2) {
                return false;
            }
            for (at += 2; at < end; at += width) {
                if ((width == 4 ? Octets.i32(buffer, at) : Octets.u16(buffer, at)) == 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
