package dev.ribwatch.agent.rib;

/** What the table's memory is spent on; the label of {@code ribwatch_table_memory_bytes}. */
public enum TablePart {
    PREFIX_INDEX("prefix-index"),
    PREFIX_KEYS("prefix-keys"),
    ROUTES("routes"),
    ROUTE_TIMES("route-times"),
    ATTRIBUTE_BLOCKS("attribute-blocks"),
    ATTRIBUTE_INDEX("attribute-index"),
    /** Pages kept for reuse. */
    SPARE("spare");

    private static final TablePart[] ALL = values();

    private final String label;

    TablePart(String label) {
        this.label = label;
    }

    /** The label value. */
    public String label() {
        return label;
    }

    /** How many parts there are; {@link #ordinal()} is below it. */
    public static int count() {
        return ALL.length;
    }
}
