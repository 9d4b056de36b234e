package dev.ribwatch.config.value;

/** Which way routes go that are counted: the label {@code direction} of PrefixLimit. */
public enum Direction {
    /** What the customer's side of a connection sends to the provider over it. */
    TO_PROVIDER("to-provider"),
    /** What the provider's side sends. */
    FROM_PROVIDER("from-provider"),
    /** What a router sends to Ribwatch. */
    RECEIVED("received");

    private final String text;

    Direction(String text) {
        this.text = text;
    }

    /** As the configuration and the label have it. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
