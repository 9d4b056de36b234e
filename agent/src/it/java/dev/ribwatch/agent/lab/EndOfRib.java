package dev.ribwatch.agent.lab;

import java.util.List;

/** RFC 4724, section 2: an empty UPDATE, or one with nothing but an MP_UNREACH_NLRI without NLRI. */
final class EndOfRib {
    private EndOfRib() {}

    static boolean is(byte[] message) {
        if (message[18] != RawRouter.UPDATE) {
            return false;
        }
        int attributes = (message[21] & 0xff) << 8 | message[22] & 0xff;
        boolean nothingWithdrawn = message[19] == 0 && message[20] == 0 && message.length == 23 + attributes;
        boolean extended = attributes > 0 && (message[23] & 0x10) != 0;
        return nothingWithdrawn && (attributes == 0 || message[24] == 15 && attributes == (extended ? 7 : 6));
    }

    static long count(List<byte[]> messages) {
        return messages.stream().filter(EndOfRib::is).count();
    }
}
