package dev.ribwatch.agent.load;

import java.nio.ByteBuffer;

/** A table of /24, announced once or again and again, each time with another MULTI_EXIT_DISC. */
final class TableStream implements MessageStream {
    private final int first;
    private final int prefixes;
    private final int aMessage;
    private final int rounds;
    private int at;
    private int round;
    private volatile boolean stopped;

    /**
     * @param first number of the first /24, counted from 32.0.0.0
     * @param aMessage prefixes that share an UPDATE and its attributes
     * @param rounds how often the table is announced
     */
    TableStream(int first, int prefixes, int aMessage, int rounds) {
        this.first = first;
        this.prefixes = prefixes;
        this.aMessage = aMessage;
        this.rounds = rounds;
    }

    /** Ends with the message at work. */
    void stop() {
        stopped = true;
    }

    @Override
    public boolean next(ByteBuffer out) {
        int count = Math.min(aMessage, prefixes - at);
        int start = Messages.begin(out);
        Messages.attributes(out, (int) LoadConfig.EDGE_AS, 64500, 100_000 + at / aMessage % 5_000);
        Messages.med(out, round);
        Messages.endAttributes(out, start);
        for (int i = 0; i < count; i++) {
            Messages.prefix24(out, (32 << 16) + first + at + i);
        }
        Messages.end(out, start);
        at += count;
        if (at == prefixes) {
            at = 0;
            round++;
        }
        return round < rounds && !stopped;
    }
}
