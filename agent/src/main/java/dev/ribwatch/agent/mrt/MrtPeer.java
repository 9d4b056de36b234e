package dev.ribwatch.agent.mrt;

import dev.ribwatch.config.value.Prefix;

/** A peer of a recording's collector, the same object in all its files. */
public final class MrtPeer {
    private final int index;
    private final Prefix address;
    private final String name;
    private long as;

    MrtPeer(int index, Prefix address, long as, String name) {
        this.index = index;
        this.address = address;
        this.as = as;
        this.name = name;
    }

    /** Dense, from 0. */
    public int index() {
        return index;
    }

    /** A host prefix. */
    public Prefix address() {
        return address;
    }

    /** 0 to 4294967295. */
    public long as() {
        return as;
    }

    /** The address; of a second peer with the same address, address and AS. Unique. */
    public String name() {
        return name;
    }

    /** A later record knows it better. */
    void setAs(long actual) {
        as = actual;
    }
}
