package dev.ribwatch.agent.mrt;

/**
 * Where a recording cannot be read, and why.
 *
 * @param offset of the octet, or of the record, in the decompressed file
 * @param text one line for people, of our own words
 */
public record Damage(long offset, String text) {
    @Override
    public String toString() {
        return "at octet " + offset + ": " + text;
    }
}
