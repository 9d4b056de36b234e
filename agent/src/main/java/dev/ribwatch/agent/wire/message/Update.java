package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.config.value.Family;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What decoding one UPDATE found: where its prefixes are, and its attributes in canonical form. Made once and filled
 * again by {@link UpdateDecoder}; all ranges point into the buffer that was decoded and hold as long as it does.
 *
 * <p>The prefixes of every field here can be walked with an {@code NlriCursor}, which cannot fail on them. Withdraw
 * {@link NlriField#WITHDRAWN} and {@link NlriField#UNREACHABLE} first, then announce; unless what it announces
 * {@link #stands}, withdraw the announced fields too, for then they have no block. After {@link Verdict#SESSION_RESET}
 * nothing of the message counts.
 */
public final class Update {
    /** The most faults that are kept of one message. */
    public static final int MAXIMUM_FAULTS = 32;

    private static final NlriField[] FIELDS = NlriField.values();
    private static final byte[] NOTHING = new byte[0];

    private byte[] source = NOTHING;
    private Verdict verdict = Verdict.ACCEPT;
    private boolean stands = true;
    private @Nullable ProtocolError error;
    private int errorOffset;
    private int errorLength;

    private final @Nullable Family[] families = new Family[FIELDS.length];
    private final int[] offsets = new int[FIELDS.length];
    private final int[] limits = new int[FIELDS.length];
    private final int[] prefixes = new int[FIELDS.length];
    private final boolean[] pathIds = new boolean[FIELDS.length];

    private final byte[][] blocks = new byte[FIELDS.length][];
    private final int[] blockOffsets = new int[FIELDS.length];
    private final int[] blockLengths = new int[FIELDS.length];

    private @Nullable Family endOfRib;
    private int disabled;
    private int unnegotiated;
    private int oddities;

    private int faults;
    private final int[] faultCodes = new int[MAXIMUM_FAULTS];
    private final Verdict[] faultVerdicts = new Verdict[MAXIMUM_FAULTS];

    public Update() {
        Arrays.fill(blocks, NOTHING);
        Arrays.fill(faultVerdicts, Verdict.ACCEPT);
    }

    /** The strongest verdict of all that was found (RFC 7606 section 3 h). */
    public Verdict verdict() {
        return verdict;
    }

    /**
     * Whether the announced fields that could be read are to be taken in: no fault asks for their withdrawal. A family that
     * could not be read costs only its own routes (RFC 4760 section 7).
     */
    public boolean stands() {
        return stands;
    }

    /** After {@link Verdict#SESSION_RESET}: what to answer, its data copied from the message. Else null. */
    public @Nullable Notification notification() {
        if (verdict != Verdict.SESSION_RESET || error == null) {
            return null;
        }
        return Notification.of(error, Arrays.copyOfRange(source, errorOffset, errorOffset + errorLength));
    }

    /** The buffer that was decoded. */
    public byte[] source() {
        return source;
    }

    /** Whether this field has at least one prefix of a family that was negotiated. */
    public boolean has(NlriField field) {
        return prefixes[field.ordinal()] > 0;
    }

    /** Whether the field is there, of a negotiated family, but has no prefix. */
    boolean isEmpty(NlriField field) {
        return families[field.ordinal()] != null && prefixes[field.ordinal()] == 0;
    }

    /**
     * The family of a field that the message {@link #has}.
     *
     * @throws IllegalStateException if it has not
     */
    public Family family(NlriField field) {
        Family family = families[field.ordinal()];
        if (family == null) {
            throw new IllegalStateException("the message has no " + field);
        }
        return family;
    }

    /** Whether each prefix of the field has a Path Identifier before it (RFC 7911). */
    public boolean addPath(NlriField field) {
        return pathIds[field.ordinal()];
    }

    /** Where the field's prefixes begin in {@link #source}. */
    public int offset(NlriField field) {
        return offsets[field.ordinal()];
    }

    /** Where the field's prefixes end. */
    public int limit(NlriField field) {
        return limits[field.ordinal()];
    }

    /** How many prefixes the field has. */
    public int prefixes(NlriField field) {
        return prefixes[field.ordinal()];
    }

    /** The family whose initial transfer this message ends (RFC 4724 section 2), or null. */
    public @Nullable Family endOfRib() {
        return endOfRib;
    }

    /** Bit {@link Family#ordinal()}: families that count for nothing from this message on. */
    public int disabled() {
        return disabled;
    }

    /** Fields and End-of-RIB marks of families that were not negotiated: dropped. */
    public int unnegotiated() {
        return unnegotiated;
    }

    /** Bit {@link Oddity#ordinal}: what is odd about the announced routes, if they stand. */
    public int oddities() {
        return stands ? oddities : 0;
    }

    /**
     * The array with the canonical attribute block of an announced field: {@link #source} itself when the message has
     * that form already, else the decoder's scratch. Valid until the next decode.
     */
    public byte[] block(NlriField announced) {
        return blocks[announced.ordinal()];
    }

    public int blockOffset(NlriField announced) {
        return blockOffsets[announced.ordinal()];
    }

    public int blockLength(NlriField announced) {
        return blockLengths[announced.ordinal()];
    }

    /** How many faults are kept, at most {@link #MAXIMUM_FAULTS}. */
    public int faults() {
        return faults;
    }

    /** The attribute of a fault; 0 if the fault is in no single attribute. */
    public int faultAttribute(int index) {
        return faultCodes[index];
    }

    /** What the fault calls for by itself. */
    public Verdict faultVerdict(int index) {
        return faultVerdicts[index];
    }

    /** Octets of the prefixes and blocks, which {@link #copy} needs room for. */
    public int octets() {
        int octets = 0;
        for (int i = 0; i < FIELDS.length; i++) {
            octets += prefixes[i] > 0 ? limits[i] - offsets[i] + blockLengths[i] : 0;
        }
        return octets;
    }

    /**
     * Makes this a copy of another, which may be filled again then; but for what {@link #notification} tells. Prefixes and
     * blocks are copied too.
     *
     * @param into where there is room for {@link #octets} from {@code at} on, while this copy is in use
     */
    public void copy(Update other, byte[] into, int at) {
        clear(into);
        verdict = other.verdict;
        stands = other.stands;
        endOfRib = other.endOfRib;
        disabled = other.disabled;
        unnegotiated = other.unnegotiated;
        oddities = other.oddities;
        faults = other.faults;
        System.arraycopy(other.faultCodes, 0, faultCodes, 0, faults);
        System.arraycopy(other.faultVerdicts, 0, faultVerdicts, 0, faults);
        int end = at;
        for (int i = 0; i < FIELDS.length; i++) {
            if (other.prefixes[i] > 0) {
                int length = other.limits[i] - other.offsets[i];
                System.arraycopy(other.source, other.offsets[i], into, end, length);
                families[i] = other.families[i];
                offsets[i] = end;
                limits[i] = end + length;
                prefixes[i] = other.prefixes[i];
                pathIds[i] = other.pathIds[i];
                end += length;
                System.arraycopy(other.blocks[i], other.blockOffsets[i], into, end, other.blockLengths[i]);
                blocks[i] = into;
                blockOffsets[i] = end;
                blockLengths[i] = other.blockLengths[i];
                end += blockLengths[i];
            }
        }
    }

    /** Empties the blocks, for one who asks only which routes there are; but those of more octets than this. */
    public void dropBlocks(int longest) {
        for (int i = 0; i < blockLengths.length; i++) {
            blockLengths[i] = blockLengths[i] <= longest ? 0 : blockLengths[i];
        }
    }

    void clear(byte[] newSource) {
        source = newSource;
        verdict = Verdict.ACCEPT;
        stands = true;
        error = null;
        errorOffset = 0;
        errorLength = 0;
        for (int i = 0; i < prefixes.length; i++) {
            families[i] = null;
            prefixes[i] = 0;
            blockLengths[i] = 0;
        }
        endOfRib = null;
        disabled = 0;
        unnegotiated = 0;
        oddities = 0;
        faults = 0;
    }

    void setField(NlriField field, Family family, int offset, int limit, int count, boolean addPath) {
        int i = field.ordinal();
        families[i] = family;
        offsets[i] = offset;
        limits[i] = limit;
        prefixes[i] = count;
        pathIds[i] = addPath;
    }

    void setBlock(NlriField field, byte[] block, int offset, int length) {
        int i = field.ordinal();
        blocks[i] = block;
        blockOffsets[i] = offset;
        blockLengths[i] = length;
    }

    void setEndOfRib(Family family) {
        endOfRib = family;
    }

    void addOddities(int bits) {
        oddities |= bits;
    }

    void disable(int attribute, Family family) {
        fault(attribute, Verdict.FAMILY_DISABLE);
        disabled |= 1 << family.ordinal();
    }

    void countUnnegotiated() {
        unnegotiated++;
    }

    void fault(int attribute, Verdict found) {
        verdict = verdict.or(found);
        stands &= found != Verdict.TREAT_AS_WITHDRAW && found != Verdict.SESSION_RESET;
        if (faults < MAXIMUM_FAULTS) {
            faultCodes[faults] = attribute;
            faultVerdicts[faults++] = found;
        }
    }

    /** The first reset of a message is the one that is told. */
    Verdict reset(int attribute, ProtocolError why, int dataOffset, int dataLength) {
        if (verdict != Verdict.SESSION_RESET) {
            fault(attribute, Verdict.SESSION_RESET);
            error = why;
            errorOffset = dataOffset;
            errorLength = dataLength;
        }
        return verdict;
    }
}
