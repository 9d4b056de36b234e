package dev.ribwatch.config;

/** What the paths of a prefix on the two legs of a connection can have in common, beside their length. */
public enum LegAspect {
    /** The AS that originates the route: the last of its path. */
    ORIGIN("origin", "origin AS"),
    /** Standard, large and extended communities, in any order. */
    COMMUNITIES("communities", "communities");

    private final String text;
    private final String title;

    LegAspect(String text, String title) {
        this.text = text;
        this.title = title;
    }

    /** As the configuration has it. */
    public String text() {
        return text;
    }

    /** For people, within a sentence. */
    public String title() {
        return title;
    }

    @Override
    public String toString() {
        return text;
    }
}
