package dev.ribwatch.agent.wire.attribute;

/**
 * How many octets the value of an attribute may have.
 *
 * @param minimum 0 to 65535
 * @param maximum 0 to 65535
 * @param step the length is a multiple of this, at least 1
 */
public record LengthRule(int minimum, int maximum, int step) {
    private static final int LONGEST = 65535;

    static LengthRule exactly(int length) {
        return new LengthRule(length, length, 1);
    }

    static LengthRule atLeast(int minimum) {
        return new LengthRule(minimum, LONGEST, 1);
    }

    /** One or more elements of this size. */
    static LengthRule elements(int size) {
        return new LengthRule(size, LONGEST, size);
    }

    /** Whether a length follows the rule. */
    public boolean fits(int length) {
        return length >= minimum && length <= maximum && (step == 1 || length % step == 0);
    }
}
