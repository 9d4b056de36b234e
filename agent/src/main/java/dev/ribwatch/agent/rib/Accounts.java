package dev.ribwatch.agent.rib;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What routers owe for what they brought into the table. Numbers are dense; one is given to another router only when the
 * one before is gone and everything that it brought is gone too.
 */
final class Accounts {
    /** Stands for no router: owes nothing. */
    static final int NOBODY = 0;

    private final BitSet taken = new BitSet();
    private final BitSet closed = new BitSet();
    private long[] bytes = new long[16];

    Accounts() {
        taken.set(NOBODY);
    }

    /** An account that owes nothing. */
    int open() {
        int account = taken.nextClearBit(0);
        taken.set(account);
        if (account >= bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        return account;
    }

    /** Its router is gone; what it brought may be held by others still. */
    void close(int account) {
        closed.set(account);
        reuse(account);
    }

    void charge(int account, long more) {
        if (account != NOBODY) {
            bytes[account] += more;
        }
    }

    void credit(int account, long less) {
        if (account != NOBODY) {
            bytes[account] -= less;
            reuse(account);
        }
    }

    /** What an account owes, bytes. */
    long bytes(int account) {
        return bytes[account];
    }

    private void reuse(int account) {
        if (bytes[account] == 0 && closed.get(account)) {
            closed.clear(account);
            taken.clear(account);
        }
    }
}
