package dev.ribwatch.agent.wire.message;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.attribute.As4Merge;
import dev.ribwatch.agent.wire.attribute.AttributeCatalogue;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeFlags;
import dev.ribwatch.agent.wire.attribute.AttributeRow;
import dev.ribwatch.agent.wire.attribute.BlockBuilder;
import dev.ribwatch.agent.wire.error.ProtocolError;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.nlri.NlriSyntax;
import dev.ribwatch.config.value.Family;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One pass over the path attributes of an UPDATE: judges each by its row and keeps those that stand. Reusable. */
final class AttributeScan {
    private static final int REACH_HEAD = 5;
    private static final int UNREACH_HEAD = 3;

    private final long[] seen = new long[4];
    private final BlockBuilder kept = new BlockBuilder();
    private final As4Merge as4 = new As4Merge();
    private int attributes;
    private boolean reachable;
    private int oddities;
    private @Nullable ProtocolError error;
    private int errorOffset;
    private int errorLength;

    /** Reads the attributes between two places; what is wrong goes to the update. */
    void scan(byte[] buffer, int offset, int limit, DecodeContext context, Update into) {
        Arrays.fill(seen, 0);
        kept.clear(buffer);
        as4.clear(buffer);
        attributes = 0;
        reachable = false;
        oddities = 0;
        error = null;
        int at = offset;
        while (at < limit && into.verdict() != Verdict.SESSION_RESET) {
            int flags = buffer[at] & 0xff;
            int head = (flags & AttributeFlags.EXTENDED_LENGTH) == 0 ? 3 : 4;
            if (limit - at < head) {
                withdraw(0, Verdict.TREAT_AS_WITHDRAW, ProtocolError.MALFORMED_ATTRIBUTE_LIST, at, 0, into);
                return;
            }
            int code = buffer[at + 1] & 0xff;
            int length = head == 3 ? buffer[at + 2] & 0xff : Octets.u16(buffer, at + 2);
            int value = at + head;
            if (length > limit - value) {
                overrun(code, at, into);
                return;
            }
            attributes++;
            if (has(code)) {
                repeated(code, into);
            } else {
                seen[code >>> 6] |= 1L << code;
                judge(code, flags, buffer, at, value, length, context, into);
            }
            at = value + length;
        }
    }

    /** Whether an attribute of this code is there, well-formed or not. */
    boolean has(int code) {
        return (seen[code >>> 6] & 1L << code) != 0;
    }

    /** How many attributes there are. */
    int attributes() {
        return attributes;
    }

    /** Whether MP_REACH_NLRI carries octets of NLRI, of whatever family. */
    boolean isReachable() {
        return reachable;
    }

    /** Makes the block of each announced field: all that was kept, with that field's own next hop. */
    void buildBlocks(DecodeContext context, Update into) {
        if (!context.fourOctetAs() && !as4.addTo(kept)) {
            into.fault(AttributeCode.AS_PATH, Verdict.TREAT_AS_WITHDRAW);
            return;
        }
        if (into.has(NlriField.ANNOUNCED) || into.has(NlriField.REACHABLE)) {
            boolean preferred = context.ebgp() || has(AttributeCode.LOCAL_PREF);
            into.addOddities(preferred ? oddities : oddities | Oddity.LOCAL_PREF.bit());
        }
        if (into.has(NlriField.ANNOUNCED)) {
            kept.build(AttributeCode.MP_REACH);
            into.setBlock(NlriField.ANNOUNCED, kept.block(), kept.blockOffset(), kept.blockLength());
        }
        if (into.has(NlriField.REACHABLE)) {
            kept.build(AttributeCode.NEXT_HOP);
            into.setBlock(NlriField.REACHABLE, kept.block(), kept.blockOffset(), kept.blockLength());
        }
    }

    /** Treat-as-withdraw needs NLRI that were surely read; without any, the session goes (RFC 7606 section 5.2). */
    void resetForFirstError(Update into) {
        ProtocolError first = error;
        if (first != null) {
            into.reset(0, first, errorOffset, errorLength);
        }
    }

    private void judge(
            int code, int flags, byte[] buffer, int start, int value, int length, DecodeContext context, Update into) {
        AttributeRow row = AttributeCatalogue.row(code);
        if (row == null) {
            judgeUnknown(code, flags, start, value, length, context, into);
            return;
        }
        ProtocolError found = row.examine(flags, buffer, value, length, context);
        if (found != null) {
            Verdict verdict = row.verdict(found);
            if (verdict == Verdict.SESSION_RESET) {
                broken(code, buffer, start, value, value + length, context, into);
            } else {
                withdraw(code, verdict, found, start, value + length - start, into);
            }
        } else if (row.isRefused(context)) {
            into.fault(code, Verdict.ATTRIBUTE_DISCARD);
        } else if (code == AttributeCode.MP_REACH) {
            readReachable(buffer, start, value, value + length, context, into);
        } else if (code == AttributeCode.MP_UNREACH) {
            readUnreachable(buffer, start, value, value + length, context, into);
        } else {
            examineOddities(code, buffer, start, value, length, context, into);
            if (context.fourOctetAs() || !as4.take(code, flags, value, length)) {
                kept.add(code, flags, value, length);
            }
        }
    }

    private void examineOddities(
            int code, byte[] buffer, int start, int value, int length, DecodeContext context, Update into) {
        int found = switch (code) {
            case AttributeCode.AS_PATH -> Oddity.inPath(buffer, value, length, context);
            case AttributeCode.AS4_PATH -> Oddity.ofSets(buffer, value, length, 4);
            case AttributeCode.NEXT_HOP -> Oddity.inNextHop(buffer, value, length);
            default -> 0;
        };
        oddities |= found;
        if (context.strictness().asSets() && (found & Oddity.AS_SET.bit()) != 0) {
            ProtocolError set = ProtocolError.MALFORMED_AS_PATH;
            withdraw(code, Verdict.TREAT_AS_WITHDRAW, set, start, value + length - start, into);
        }
    }

    private void judgeUnknown(
            int code, int flags, int start, int value, int length, DecodeContext context, Update into) {
        switch (flags & AttributeFlags.KIND) {
            case AttributeFlags.KIND -> kept.add(code, flags, value, length);
            case AttributeFlags.OPTIONAL -> into.fault(code, Verdict.ATTRIBUTE_DISCARD);
            default -> {
                ProtocolError unknown = ProtocolError.UNRECOGNIZED_WELL_KNOWN;
                if (context.strictness().unknownWellKnown()) {
                    into.reset(code, unknown, start, value + length - start);
                } else {
                    withdraw(code, Verdict.TREAT_AS_WITHDRAW, unknown, start, value + length - start, into);
                }
            }
        }
    }

    private void withdraw(int code, Verdict verdict, ProtocolError why, int start, int length, Update into) {
        into.fault(code, verdict);
        if (verdict == Verdict.TREAT_AS_WITHDRAW && error == null) {
            error = why;
            errorOffset = start;
            errorLength = length;
        }
    }

    /** If it hides NLRI of an MP attribute, they cannot even be withdrawn (RFC 7606 sections 3 j and 4). */
    private void overrun(int code, int start, Update into) {
        if (code == AttributeCode.MP_REACH || code == AttributeCode.MP_UNREACH) {
            into.reset(code, ProtocolError.MALFORMED_ATTRIBUTE_LIST, start, 0);
        } else {
            withdraw(code, Verdict.TREAT_AS_WITHDRAW, ProtocolError.MALFORMED_ATTRIBUTE_LIST, start, 0, into);
        }
    }

    /** The first one stands; NLRI twice leave no doubt that something is wrong (RFC 7606 section 3 g). */
    private void repeated(int code, Update into) {
        if (code == AttributeCode.MP_REACH || code == AttributeCode.MP_UNREACH) {
            into.reset(code, ProtocolError.MALFORMED_ATTRIBUTE_LIST, 0, 0);
        } else {
            into.fault(code, Verdict.ATTRIBUTE_DISCARD);
        }
    }

    /**
     * MP_REACH_NLRI (RFC 4760 section 3), at least 5 octets.
     *
     * <pre>
     *   2 octets  AFI
     *   1 octet   SAFI
     *   1 octet   length of the next hop, then the next hop
     *   1 octet   reserved, then the prefixes
     * </pre>
     */
    private void readReachable(byte[] buffer, int start, int value, int limit, DecodeContext context, Update into) {
        int nextHopLength = buffer[value + 3] & 0xff;
        int prefixes = value + REACH_HEAD + nextHopLength;
        if (prefixes > limit) {
            broken(AttributeCode.MP_REACH, buffer, start, value, limit, context, into);
            return;
        }
        reachable = prefixes < limit;
        Family family = family(buffer, value, context);
        if (family == null) {
            into.countUnnegotiated();
            return;
        }
        if (!isNextHopLength(family, nextHopLength)) {
            broken(AttributeCode.MP_REACH, buffer, start, value, limit, context, into);
            return;
        }
        if (!readPrefixes(NlriField.REACHABLE, family, buffer, prefixes, limit, context, into)) {
            broken(AttributeCode.MP_REACH, buffer, start, value, limit, context, into);
            return;
        }
        kept.addNextHop(value + 4, nextHopLength);
        oddities |= Oddity.inNextHop(buffer, value + 4, nextHopLength);
    }

    /** MP_UNREACH_NLRI (RFC 4760 section 4), at least 3 octets: AFI, SAFI, prefixes. */
    private void readUnreachable(byte[] buffer, int start, int value, int limit, DecodeContext context, Update into) {
        Family family = family(buffer, value, context);
        if (family == null) {
            into.countUnnegotiated();
            return;
        }
        int prefixes = value + UNREACH_HEAD;
        if (!readPrefixes(NlriField.UNREACHABLE, family, buffer, prefixes, limit, context, into)) {
            broken(AttributeCode.MP_UNREACH, buffer, start, value, limit, context, into);
        }
    }

    private static boolean readPrefixes(
            NlriField field,
            Family family,
            byte[] buffer,
            int prefixes,
            int limit,
            DecodeContext context,
            Update into) {
        boolean addPath = context.hasAddPath(family);
        int count = NlriSyntax.count(buffer, prefixes, limit, family.bits(), addPath);
        if (count >= 0) {
            into.setField(field, family, prefixes, limit, count, addPath);
        }
        if (count > 0 && field.isAnnounce()) {
            into.addOddities(Oddity.inPrefixes(buffer, prefixes, limit, family, addPath));
        }
        return count >= 0;
    }

    /**
     * An MP attribute that cannot be read. It costs the session, as an optional attribute error, or its family and what is
     * held of it (RFC 4760 section 7); and always the session if that has no other family. A family that is not spoken, or
     * no more, has nothing to lose.
     */
    private void broken(int code, byte[] buffer, int start, int value, int limit, DecodeContext context, Update into) {
        if (context.strictness().brokenFamily() && limit - value >= UNREACH_HEAD) {
            Family family = family(buffer, value, context);
            if (family == null) {
                reachable |= code == AttributeCode.MP_REACH;
                into.countUnnegotiated();
                return;
            }
            if ((context.families() & ~into.disabled() & ~(1 << family.ordinal())) != 0) {
                reachable |= code == AttributeCode.MP_REACH;
                into.disable(code, family);
                return;
            }
        }
        into.reset(code, ProtocolError.OPTIONAL_ATTRIBUTE, start, limit - start);
    }

    private static @Nullable Family family(byte[] buffer, int value, DecodeContext context) {
        Family family = Family.of(Octets.u16(buffer, value), buffer[value + 2] & 0xff);
        return family != null && context.hasFamily(family) ? family : null;
    }

    /** An address, or a global one and a link-local one (RFC 2545); IPv4 prefixes may have either kind (RFC 8950). */
    private static boolean isNextHopLength(Family family, int length) {
        return length == 16 || length == 32 || length == 4 && family == Family.IPV4_UNICAST;
    }
}
