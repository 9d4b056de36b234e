package dev.ribwatch.agent.wire.attribute;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.error.Verdict;
import org.jspecify.annotations.Nullable;

/** One row of {@link AttributeCatalogue}: all that decoding needs to know of an attribute. Immutable. */
public final class AttributeRow {
    private final int code;
    private final String name;
    private final int flags;
    private final LengthRule length;
    private final AttributeSyntax syntax;
    private final Verdict malformed;
    private final Verdict wrongValue;
    private final Verdict wrongFlags;
    private final Sender sender;
    private final String source;

    /** The peers from which an attribute counts. */
    public enum Sender {
        ANY_PEER,
        /** Peers in our AS. */
        INTERNAL_PEER,
        /** Peers without the capability of RFC 6793. */
        TWO_OCTET_PEER
    }

    AttributeRow(
            int code,
            String name,
            int flags,
            LengthRule length,
            AttributeSyntax syntax,
            Verdict malformed,
            Verdict wrongValue,
            Verdict wrongFlags,
            Sender sender,
            String source) {
        this.code = code;
        this.name = name;
        this.flags = flags;
        this.length = length;
        this.syntax = syntax;
        this.malformed = malformed;
        this.wrongValue = wrongValue;
        this.wrongFlags = wrongFlags;
        this.sender = sender;
        this.source = source;
    }

    /** Type code, 0 to 255. */
    public int code() {
        return code;
    }

    /** A word for logs, metrics and labels, such as {@code as-path}. */
    public String name() {
        return name;
    }

    /** The optional and transitive bits that it must have. */
    public int flags() {
        return flags;
    }

    /** How long its value may be. */
    public LengthRule length() {
        return length;
    }

    /** What is looked at within the value. */
    public AttributeSyntax syntax() {
        return syntax;
    }

    /** What becomes of an UPDATE in which its length, or one within it, is wrong. */
    public Verdict malformed() {
        return malformed;
    }

    /** What becomes of an UPDATE in which its value is wrong otherwise. */
    public Verdict wrongValue() {
        return wrongValue;
    }

    /** What becomes of an UPDATE in which its optional or transitive bit is wrong. */
    public Verdict wrongFlags() {
        return wrongFlags;
    }

    /** From whom it counts; from anyone else it is discarded. */
    public Sender sender() {
        return sender;
    }

    /** Whether it is discarded from this peer, whatever its value. */
    public boolean isRefused(DecodeContext context) {
        return switch (sender) {
            case ANY_PEER -> false;
            case INTERNAL_PEER -> context.ebgp();
            case TWO_OCTET_PEER -> context.fourOctetAs();
        };
    }

    /**
     * What is wrong with an attribute by this row, or null; also null, for it is not read then, if {@link #isRefused}.
     *
     * @param receivedFlags as received
     * @param offset of the value
     */
    public @Nullable ProtocolError examine(
            int receivedFlags, byte[] buffer, int offset, int valueLength, DecodeContext context) {
        if (isRefused(context)) {
            return null;
        }
        if ((receivedFlags & AttributeFlags.KIND) != flags) {
            return ProtocolError.ATTRIBUTE_FLAGS;
        }
        if (!length.fits(valueLength)) {
            return ProtocolError.ATTRIBUTE_LENGTH;
        }
        return syntax == AttributeSyntax.ANY ? null : syntax.examine(buffer, offset, valueLength, context);
    }

    /** What becomes of an UPDATE with an attribute in which {@link #examine} found this. */
    public Verdict verdict(ProtocolError found) {
        return switch (found) {
            case ATTRIBUTE_FLAGS -> wrongFlags;
            case ATTRIBUTE_LENGTH -> malformed;
            default -> wrongValue;
        };
    }

    /** The document that says so. */
    public String source() {
        return source;
    }
}
