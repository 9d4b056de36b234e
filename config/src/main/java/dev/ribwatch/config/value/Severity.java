package dev.ribwatch.config.value;

/** How urgent an alert is; the value of the label {@code severity}. */
public enum Severity {
    CRITICAL("critical"),
    WARNING("warning"),
    INFO("info");

    private final String text;

    Severity(String text) {
        this.text = text;
    }

    /** The label value. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
