package dev.ribwatch.agent.policy.intent;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which checks object to one attribute set, by the network that a route with it may belong to. Equal ones are one object. */
final class Objections {
    /** By network, a bit a check; none beyond the end. */
    private final int[] masks;

    private final int id;

    private Objections(int id, int[] masks) {
        this.id = id;
        this.masks = masks;
    }

    /** Dense from 0, which is the one without any. */
    int id() {
        return id;
    }

    /** The checks that object if it is this network's, a bit each. */
    int of(int network) {
        return network < masks.length ? masks[network] : 0;
    }

    /** All met so far, at most {@link #LIMIT}; past it they are made for the moment. */
    static final class Pool {
        static final int LIMIT = 1 << 16;
        /** What one costs beside its masks, roughly: objects, a map's entry, a place in a list. */
        private static final int ENTRY_BYTES = 160;

        /** By masks. */
        private final Map<IntBuffer, Objections> known = new HashMap<>();

        private final List<Objections> byId = new ArrayList<>();
        private long bytes;
        private Objections last = new Objections(0, new int[0]);

        Pool() {
            byId.add(last);
        }

        /** What is remembered, roughly, bytes. */
        long bytes() {
            return bytes;
        }

        Objections none() {
            return byId.get(0);
        }

        /** The one of an id given out before. */
        Objections get(int id) {
            return byId.get(id);
        }

        /** The one with these masks, not all 0. */
        Objections of(int[] masks) {
            if (Arrays.equals(masks, last.masks)) {
                return last;
            }
            Objections found = known.get(IntBuffer.wrap(masks));
            if (found == null) {
                found = new Objections(byId.size(), masks.clone());
                if (byId.size() < LIMIT) {
                    known.put(IntBuffer.wrap(found.masks), found);
                    byId.add(found);
                    bytes += ENTRY_BYTES + (long) Integer.BYTES * masks.length;
                }
            }
            last = found;
            return found;
        }
    }
}
