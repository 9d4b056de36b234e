package dev.ribwatch.exporter.http;

import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The open connections, bounded. At the bound a new one takes the place of the one that has kept us waiting longest for
 * a request, so clients that hold connections open without asking anything cannot shut out one that asks. For the one
 * loop that serves HTTP.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of closing: there is nothing to do about its failure
final class Connections {
    private final int most;
    private final Set<Channel> waiting = new LinkedHashSet<>();
    private final Set<Channel> answering = new HashSet<>();

    Connections(int most) {
        this.most = most;
    }

    /** A connection came; false if there is no room for it. */
    boolean admit(Channel channel) {
        if (waiting.size() + answering.size() >= most) {
            if (waiting.isEmpty()) {
                return false;
            }
            Channel longest = waiting.iterator().next();
            waiting.remove(longest);
            longest.close();
        }
        waiting.add(channel);
        return true;
    }

    /** It has asked something. */
    void asked(Channel channel) {
        if (waiting.remove(channel)) {
            answering.add(channel);
        }
    }

    /** It has its answer, and may ask again. */
    void answered(Channel channel) {
        if (answering.remove(channel)) {
            waiting.add(channel);
        }
    }

    void gone(Channel channel) {
        waiting.remove(channel);
        answering.remove(channel);
    }

    int size() {
        return waiting.size() + answering.size();
    }
}
