package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.agent.wire.attribute.AsPath;
import java.util.Arrays;

/**
 * The AS path as the intent reads it: on an eBGP feed without leading occurrences of the router's own AS, confederation
 * segments left out. Reusable; filled from a canonical AS_PATH.
 */
final class NormalisedPath {
    private final AsPath source = new AsPath();
    private final StringBuilder text = new StringBuilder();
    private int[] asns = new int[64];
    private int count;
    private int hops;
    private int ordered;
    private boolean confederation;
    private long stripped;
    private boolean set;
    private boolean endsWithSet;
    private boolean beginsWithSet;
    private boolean textReady;

    /**
     * Reads a path.
     *
     * @param own the router's AS numbers; the one that the path begins with is its own on this session
     * @param ourAs our AS: a router that has it is an iBGP neighbour, whose paths stay as they are
     */
    void read(byte[] buffer, int offset, int length, AsnSet own, long ourAs) {
        source.reset(buffer, offset, length);
        count = 0;
        hops = 0;
        ordered = 0;
        confederation = false;
        stripped = AsPath.NONE;
        set = false;
        beginsWithSet = false;
        endsWithSet = false;
        textReady = false;
        boolean leading = true;
        while (source.nextSegment()) {
            int type = source.type();
            if (type >= AsPath.CONFED_SEQUENCE) {
                confederation = true;
                continue;
            }
            int size = source.size();
            if (count + size > asns.length) {
                asns = Arrays.copyOf(asns, Math.max(2 * asns.length, count + size));
            }
            endsWithSet = type == AsPath.SET;
            set |= endsWithSet;
            beginsWithSet |= endsWithSet && count == 0;
            int before = count;
            for (int i = 0; i < size; i++) {
                long asn = source.asn(i);
                if (leading) {
                    if (stripped == AsPath.NONE && type == AsPath.SEQUENCE && asn != ourAs && own.contains((int) asn)) {
                        stripped = asn;
                    }
                    leading = type == AsPath.SEQUENCE && asn == stripped;
                    if (leading) {
                        continue;
                    }
                }
                asns[count++] = (int) asn;
            }
            hops += endsWithSet ? 1 : count - before;
            if (!set) {
                ordered = count;
            }
        }
    }

    /** The AS numbers in order, members of sets included; valid up to {@link #count}. */
    int[] asns() {
        return asns;
    }

    int count() {
        return count;
    }

    /** The AS numbers before the first set. */
    int ordered() {
        return ordered;
    }

    /** Whether it has confederation segments: the session is within a confederation (RFC 5065). */
    boolean isOfConfederation() {
        return confederation;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** How long route selection finds it (RFC 4271 section 9.1.2.2): a set is one hop. */
    int hops() {
        return hops;
    }

    /** Whether an AS_SET is in it. */
    boolean hasSet() {
        return set;
    }

    boolean endsWithSet() {
        return endsWithSet;
    }

    /** The AS number that was removed from the front, or {@link AsPath#NONE}. */
    long stripped() {
        return stripped;
    }

    /** The first AS number left; {@link AsPath#NONE} for an empty path or one that begins with a set. */
    long neighbor() {
        return count == 0 || beginsWithSet ? AsPath.NONE : asns[0] & 0xffff_ffffL;
    }

    /** The last AS number of the final AS_SEQUENCE; {@link AsPath#NONE} for an empty path or one that ends with a set. */
    long last() {
        return count == 0 || endsWithSet ? AsPath.NONE : asns[count - 1] & 0xffff_ffffL;
    }

    boolean containsAll(int[] wanted) {
        for (int asn : wanted) {
            if (!contains(asn)) {
                return false;
            }
        }
        return true;
    }

    boolean contains(int asn) {
        for (int i = 0; i < count; i++) {
            if (asns[i] == asn) {
                return true;
            }
        }
        return false;
    }

    /** Whether every AS number is one of the network's own. */
    boolean holdsOnly(Network network) {
        for (int i = 0; i < count; i++) {
            if (!network.hasAsn(asns[i] & 0xffff_ffffL)) {
                return false;
            }
        }
        return true;
    }

    /** Single spaces, {@code {1,2}} for sets. */
    CharSequence text() {
        if (!textReady) {
            text.setLength(0);
            source.appendNormalised(text, stripped);
            textReady = true;
        }
        return text;
    }
}
