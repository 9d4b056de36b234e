package dev.ribwatch.agent.policy.intent;

import java.util.Map;

/** What some AS numbers are to a rule; of a path most are nothing, so that one look at each tells that there is no more to ask. */
public final class AsnRoles {
    /** A multiplicative hash by the golden ratio: the AS numbers are configured, no router chooses them. */
    private static final int SPREAD = 0x9e3779b1;

    private final int[] asns;
    /** 0: the place is free. */
    private final int[] roles;

    private final int shift;

    /** @param of what each AS number is, as its owner has it, not 0 */
    public AsnRoles(Map<Long, Integer> of) {
        int places = Integer.highestOneBit(Math.max(4, of.size())) << 3; // so most searches end where they begin
        asns = new int[places];
        roles = new int[places];
        shift = Integer.numberOfLeadingZeros(places) + 1;
        of.forEach((asn, role) -> {
            int place = place(asn.intValue());
            while (roles[place] != 0) {
                place = place + 1 & places - 1;
            }
            asns[place] = asn.intValue();
            roles[place] = role;
        });
    }

    private int place(int asn) {
        return asn * SPREAD >>> shift;
    }

    /** What this AS number is, 0 for nothing. */
    public int of(long asn) {
        return of((int) asn);
    }

    private int of(int asn) {
        int place = place(asn);
        while (roles[place] != 0) {
            if (asns[place] == asn) {
                return roles[place];
            }
            place = place + 1 & roles.length - 1;
        }
        return 0;
    }

    /** All that the AS numbers of a path are, or'ed. */
    int in(int[] path, int count) {
        int all = 0;
        for (int i = 0; i < count; i++) {
            all |= of(path[i]);
        }
        return all;
    }
}
