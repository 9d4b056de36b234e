package dev.ribwatch.agent.load;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A table of /24, announced once or again and again, each time with another MULTI_EXIT_DISC. It is written beforehand, so that the
 * routers have less to do than the agent.
 */
final class TableStream implements MessageStream {
    private final byte[][] variants;
    private final int rounds;
    private int at;
    private int round;
    private int written;
    private volatile int messages;
    private volatile boolean stopped;

    private TableStream(byte[][] variants, int rounds) {
        this.variants = variants;
        this.rounds = rounds;
    }

    /**
     * @param first number of the first /24, counted from 32.0.0.0
     * @param aMessage prefixes that share an UPDATE and its attributes
     * @param rounds how often the table is announced
     */
    static TableStream of(int first, int prefixes, int aMessage, int rounds) {
        byte[][] variants = new byte[Math.min(2, rounds)][];
        for (int i = 0; i < variants.length; i++) {
            variants[i] = table(first, prefixes, aMessage, i);
        }
        return new TableStream(variants, rounds);
    }

    /** The same from its beginning, for another router. */
    TableStream again() {
        return new TableStream(variants, rounds);
    }

    private static byte[] table(int first, int prefixes, int aMessage, int med) {
        ByteBuffer out = ByteBuffer.allocate((prefixes / aMessage + 1) * 80 + 4 * prefixes);
        for (int at = 0; at < prefixes; at += aMessage) {
            int start = Messages.begin(out);
            Messages.attributes(out, (int) LoadConfig.EDGE_AS, 64500, 100_000 + at / aMessage % 5_000);
            Messages.med(out, med);
            Messages.endAttributes(out, start);
            for (int i = at; i < Math.min(prefixes, at + aMessage); i++) {
                Messages.prefix24(out, (32 << 16) + first + i);
            }
            Messages.end(out, start);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Messages that were written so far. */
    int messages() {
        return messages;
    }

    /** Ends with the message at work. */
    void stop() {
        stopped = true;
    }

    @Override
    public boolean next(ByteBuffer out) {
        byte[] table = variants[round % variants.length];
        int length = (table[at + 16] & 0xff) << 8 | table[at + 17] & 0xff;
        out.put(table, at, length);
        messages = ++written;
        at += length;
        if (at == table.length) {
            at = 0;
            round++;
        }
        return round < rounds && !stopped;
    }
}
