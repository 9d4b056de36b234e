package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.value.Asn;
import java.util.Arrays;
import java.util.Collection;

/** A few AS numbers, each kept in its 32 bits. */
final class AsnSet {
    private static final int SCANNED = 8;

    private final int[] sorted;

    AsnSet(Collection<Integer> asns) {
        sorted = asns.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    static AsnSet of(Collection<Asn> asns) {
        return new AsnSet(asns.stream().map(asn -> (int) asn.value()).toList());
    }

    boolean isEmpty() {
        return sorted.length == 0;
    }

    boolean contains(int asn) {
        if (sorted.length > SCANNED) {
            return Arrays.binarySearch(sorted, asn) >= 0;
        }
        for (int member : sorted) {
            if (member == asn) {
                return true;
            }
        }
        return false;
    }
}
