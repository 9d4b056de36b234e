package dev.ribwatch.agent.rib;

/** What one router advertised to us, before any policy (RFC 4271 section 3.2). Table thread only. */
public final class AdjRibIn {
    private final int index;
    private final String name;
    private final String configuredAs;

    AdjRibIn(int index, String name, String configuredAs) {
        this.index = index;
        this.name = name;
        this.configuredAs = configuredAs;
    }

    /** Dense and reused after the router is removed. */
    public int index() {
        return index;
    }

    /** The router's unique name. */
    public String name() {
        return name;
    }

    /** The name of the configuration entry; differs from {@link #name} for a member of a range. */
    public String configuredAs() {
        return configuredAs;
    }
}
