package dev.ribwatch.agent.wire.attribute;

/** The flags octet of a path attribute (RFC 4271 section 4.3); the low four bits are ignored. */
public final class AttributeFlags {
    public static final int OPTIONAL = 0x80;
    public static final int TRANSITIVE = 0x40;
    public static final int PARTIAL = 0x20;
    public static final int EXTENDED_LENGTH = 0x10;

    /** The bits that say what kind of attribute it is. */
    public static final int KIND = OPTIONAL | TRANSITIVE;

    private AttributeFlags() {}
}
