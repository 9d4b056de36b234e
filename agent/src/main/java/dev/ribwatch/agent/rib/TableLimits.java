package dev.ribwatch.agent.rib;

/**
 * Hard bounds of the table. A route past one of them is dropped and counted as blocked; what is held stays right.
 *
 * @param prefixes distinct prefixes of one family over all routers, 1 to {@link #MAX_IDS}
 * @param attributeSets distinct attribute sets, 1 to {@link #MAX_IDS}
 * @param attributeBytes bytes of attribute blocks, their page rounding included
 * @param paths routes of one router and family, 1 to {@link #MAX_IDS}
 */
public record TableLimits(int prefixes, int attributeSets, long attributeBytes, int paths) {
    /** Ids have 26 bits; the last page of them is not used. */
    public static final int MAX_IDS = (1 << 26) - (1 << 14);

    /** As much as the layout holds: 67 million of each id, 16 GiB of attributes. */
    public static final TableLimits LARGEST = new TableLimits(MAX_IDS, MAX_IDS, 16L << 30, MAX_IDS);

    public TableLimits {
        requireId("prefixes", prefixes);
        requireId("attributeSets", attributeSets);
        requireId("paths", paths);
        if (attributeBytes < 1 || attributeBytes > 16L << 30) {
            throw new IllegalArgumentException("attributeBytes out of range 1 to 16 GiB: " + attributeBytes);
        }
    }

    private static void requireId(String name, int value) {
        if (value < 1 || value > MAX_IDS) {
            throw new IllegalArgumentException(name + " out of range 1 to " + MAX_IDS + ": " + value);
        }
    }
}
