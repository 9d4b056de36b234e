package dev.ribwatch.agent.lab;

import java.util.HexFormat;
import java.util.List;

/** A malformed or unusual UPDATE, and how to see what a receiver makes of it. */
final class OddUpdate {
    private final int number;
    private final Feed feed;
    private final String kind;
    private final byte[] update;
    private final List<String> before;
    private final List<String> watched;

    OddUpdate(int number, Feed feed, String kind, byte[] update, List<String> before, List<String> watched) {
        this.number = number;
        this.feed = feed;
        this.kind = kind;
        this.update = update;
        this.before = List.copyOf(before);
        this.watched = List.copyOf(watched);
    }

    /** 0 to 9999; the same number is the same message, always. */
    int number() {
        return number;
    }

    /** Who sends it. */
    Feed feed() {
        return feed;
    }

    /** What is odd about it, such as {@code origin/length}. */
    String kind() {
        return kind;
    }

    /** The whole message. */
    byte[] update() {
        return update;
    }

    /** Prefixes that the receiver has before it comes, with attributes of their own. */
    List<String> before() {
        return before;
    }

    /** Prefixes whose fate tells its effect, those of {@link #before} among them. */
    List<String> watched() {
        return watched;
    }

    @Override
    public String toString() {
        return number + " " + kind + " " + feed.label() + " " + HexFormat.of().formatHex(update, 19, update.length);
    }
}
