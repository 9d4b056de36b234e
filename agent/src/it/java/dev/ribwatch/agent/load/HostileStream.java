package dev.ribwatch.agent.load;

import java.nio.ByteBuffer;

/** K12: what fills the memory of who keeps it. Of each kind, so many messages that no two are alike. */
final class HostileStream implements MessageStream {
    /** What is new in each message. */
    enum Kind {
        /** A prefix and an attribute set of its own. */
        ATTRIBUTES,
        /** The attribute set; the prefixes are always the same thousand. */
        ATTRIBUTES_OF_A_THOUSAND,
        /** An attribute that nobody knows, of 60,000 octets (RFC 8654), and a prefix. */
        UNKNOWN_ATTRIBUTES,
        /** The path identifier, of one prefix (RFC 7911). */
        PATH_IDS,
        /** A prefix, and its withdrawal in the next message. */
        PREFIXES
    }

    private static final int UNKNOWN_LENGTH = 60_000;

    private final Kind kind;
    private final int messages;
    private volatile int at;

    HostileStream(Kind kind, int messages) {
        this.kind = kind;
        this.messages = messages;
    }

    /** Messages that were written so far. */
    int written() {
        return at;
    }

    @Override
    public boolean next(ByteBuffer out) {
        int number = at;
        if (kind == Kind.PREFIXES && number % 2 == 1) {
            Messages.withdraw(out, network(number / 2), 1);
        } else {
            announce(out, number);
        }
        at = number + 1;
        return at < messages;
    }

    private void announce(ByteBuffer out, int number) {
        int start = Messages.begin(out);
        Messages.attributes(out, (int) LoadConfig.EDGE_AS, 64500);
        if (kind == Kind.ATTRIBUTES || kind == Kind.ATTRIBUTES_OF_A_THOUSAND) {
            Messages.med(out, number);
        } else if (kind == Kind.UNKNOWN_ATTRIBUTES) {
            // Optional, transitive, extended length, of a code that nobody has.
            out.put((byte) 0xd0).put((byte) 213).putShort((short) UNKNOWN_LENGTH).putInt(number);
            out.position(out.position() + UNKNOWN_LENGTH - 4);
        }
        Messages.endAttributes(out, start);
        switch (kind) {
            case ATTRIBUTES, UNKNOWN_ATTRIBUTES -> Messages.prefix24(out, network(number));
            case ATTRIBUTES_OF_A_THOUSAND -> Messages.prefix24(out, network(number % 1_000));
            case PREFIXES -> Messages.prefix24(out, network(number / 2));
            case PATH_IDS -> Messages.prefix24(out.putInt(number), network(0));
        }
        Messages.end(out, start);
    }

    /** A /24 from 32.0.0.0 to 127.255.255.0, the same again after six millions. */
    private static int network(int number) {
        return (32 << 16) + number % (96 << 16);
    }
}
