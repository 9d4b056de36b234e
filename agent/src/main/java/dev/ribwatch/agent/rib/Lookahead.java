package dev.ribwatch.agent.rib;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.Octets;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeFlags;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.nlri.NlriCursor;
import dev.ribwatch.agent.wire.nlri.NlriSyntax;
import dev.ribwatch.config.value.Family;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the next messages of a router will need of the table, and of a message with many prefixes the next of those. One
 * by one they would wait for memory some ten times each, as every answer says where the next one is; here each step is made
 * for all of them, and memory answers many at once.
 *
 * <p>Nothing is changed and nothing is kept. What cannot be read, or easily, is passed over: the decoder says what it is.
 */
final class Lookahead {
    /** Prefixes of one look: what they need stays in a near cache until it is used. */
    private static final int MOST = 1024;
    /** For fewer it does not pay. */
    private static final int FEWEST = 4;
    /**
     * A field with more octets than this is looked at part by part while it is taken in: at once it would need more than a
     * near cache keeps beside what goes on meanwhile.
     */
    private static final int LONG_FIELD = 512;
    /** Prefixes of such a part. */
    private static final int PART = 64;

    private static final int REACH_HEAD = 5;
    private static final int UNREACH_HEAD = 3;

    private static final int LENGTH_AT = 16;
    /** Octets that memory gives at once. */
    private static final int CACHE_LINE = 64;

    private final AttributeStore attributes;
    private final Listeners listeners;
    private final NlriCursor nlri = new NlriCursor();
    private final long[] keys = new long[MOST];
    private final byte[] families = new byte[MOST];
    /** The attributes of each route as it is. */
    private final int[] held = new int[MOST];

    private int count;
    private final long[] blocks = new long[MOST];
    private int blockCount;

    /** Everything that was read goes in here: else the compiler would see that nobody asked for it. */
    @SuppressWarnings("UnusedVariable")
    private long seen;

    Lookahead(AttributeStore attributes, Listeners listeners) {
        this.attributes = attributes;
        this.listeners = listeners;
    }

    /**
     * Looks at the messages that begin within a range, all of them whole, with headers that were checked.
     *
     * @return where it had enough, at the beginning of a message or at the end of the last one
     */
    int look(AdjRibIn router, DecodeContext context, byte[] buffer, int offset, int limit) {
        lookAt(buffer, offset, limit);
        count = 0;
        blockCount = 0;
        int at = offset;
        while (at < limit && count < MOST) {
            int end = at + Octets.u16(buffer, at + LENGTH_AT);
            if (buffer[at + MessageHeader.LENGTH - 1] == MessageType.UPDATE.code()) {
                readMessage(router, context, buffer, at + MessageHeader.LENGTH + 2, end);
            }
            at = end;
        }
        lookAtTable(router);
        return at;
    }

    /** After how many prefixes of this field {@link #look(AdjRibIn, RouterFamily, NlriCursor)} is due; below 0: never. */
    static int due(NlriCursor field) {
        return field.octets() > LONG_FIELD ? 0 : -1;
    }

    /**
     * Looks at the prefix that a cursor has read and at those after it.
     *
     * @return at how many, the cursor's included: the next look is due then
     */
    int look(AdjRibIn router, RouterFamily family, NlriCursor field) {
        nlri.reset(field);
        count = 0;
        blockCount = 0;
        do {
            keys[count] = family.prefixes.key(nlri.high(), nlri.low(), nlri.length());
            families[count++] = (byte) family.family.ordinal();
        } while (count < PART && nlri.next());
        lookAtTable(router);
        return PART;
    }

    private void lookAtTable(AdjRibIn router) {
        if (count >= FEWEST) {
            lookAtIndexes(router);
            lookAtRoutes(router);
            lookAtAttributes();
            listeners.ahead(held, count);
            lookAtBlocks();
        }
    }

    /** Another core wrote it. */
    private void lookAt(byte[] buffer, int offset, int limit) {
        int sum = 0;
        for (int at = offset; at < limit; at += CACHE_LINE) {
            sum += buffer[at];
        }
        seen += sum;
    }

    private void readMessage(AdjRibIn router, DecodeContext context, byte[] buffer, int withdrawn, int end) {
        int path = withdrawn + Octets.u16(buffer, withdrawn - 2) + 2;
        if (path > end) {
            return;
        }
        int announced = path + Octets.u16(buffer, path - 2);
        if (announced > end) {
            return;
        }
        readPrefixes(router, Family.IPV4_UNICAST, context, buffer, withdrawn, path - 2);
        readPrefixes(router, Family.IPV4_UNICAST, context, buffer, announced, end);
        if (announced == end) {
            readMultiprotocol(router, context, buffer, path, announced);
        } else if (path < announced && blockCount < MOST) {
            // As they will be stored, unless they must be put in order first.
            blocks[blockCount++] = attributes.key(buffer, path, announced - path);
        }
    }

    private void readMultiprotocol(AdjRibIn router, DecodeContext context, byte[] buffer, int offset, int limit) {
        int at = offset;
        while (limit - at >= 4) {
            boolean extended = (buffer[at] & AttributeFlags.EXTENDED_LENGTH) != 0;
            int code = buffer[at + 1] & 0xff;
            int value = at + (extended ? 4 : 3);
            int length = extended ? Octets.u16(buffer, at + 2) : buffer[at + 2] & 0xff;
            if (length > limit - value) {
                return;
            }
            at = value + length;
            if (code == AttributeCode.MP_REACH && length >= REACH_HEAD) {
                int prefixes = value + REACH_HEAD + (buffer[value + 3] & 0xff);
                readPrefixes(router, family(buffer, value), context, buffer, prefixes, at);
            } else if (code == AttributeCode.MP_UNREACH && length >= UNREACH_HEAD) {
                readPrefixes(router, family(buffer, value), context, buffer, value + UNREACH_HEAD, at);
            }
        }
    }

    private static @Nullable Family family(byte[] buffer, int value) {
        return Family.of(Octets.u16(buffer, value), buffer[value + 2] & 0xff);
    }

    private void readPrefixes(
            AdjRibIn router, @Nullable Family family, DecodeContext context, byte[] buffer, int offset, int limit) {
        if (family == null || offset >= limit || limit - offset > LONG_FIELD) {
            return;
        }
        boolean addPath = context.hasAddPath(family);
        if (NlriSyntax.count(buffer, offset, limit, family.bits(), addPath) < 0) {
            return;
        }
        PrefixTable prefixes = router.of(family).prefixes;
        nlri.reset(buffer, offset, limit, family, addPath);
        while (count < MOST && nlri.next()) {
            keys[count] = prefixes.key(nlri.high(), nlri.low(), nlri.length());
            families[count++] = (byte) family.ordinal();
        }
    }

    /** Where each prefix and the attributes of each message stand. */
    private void lookAtIndexes(AdjRibIn router) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += router.families()[families[i]].prefixes.peek(keys[i]);
        }
        for (int i = 0; i < blockCount; i++) {
            sum += attributes.peek(blocks[i]);
        }
        seen += sum;
    }

    /** What is kept of each prefix, and of the router's route. */
    private void lookAtRoutes(AdjRibIn router) {
        long sum = 0;
        int found = 0;
        for (int i = 0; i < count; i++) {
            RouterFamily family = router.families()[families[i]];
            int prefixId = family.prefixes.anyOf(keys[i]);
            if (prefixId >= 0) {
                sum += family.prefixes.peekAt(prefixId)
                        + family.routes.columnTimes().get(prefixId);
                int attributeId = family.routes.column().get(prefixId);
                held[found] = attributeId;
                found += attributeId == RouteChange.ABSENT ? 0 : 1;
            }
        }
        count = found;
        seen += sum;
    }

    /** What is kept of the attributes of each route. */
    private void lookAtAttributes() {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += attributes.peekAt(held[i]);
        }
        seen += sum;
    }

    /** The blocks that go with their routes, as far as those stand in a row, and where each of them stands. */
    private void lookAtBlocks() {
        long sum = 0;
        int alone = 0;
        int next = 0;
        while (next < count) {
            int id = held[next];
            int first = next;
            while (next < count && held[next] == id) {
                next++;
            }
            if (attributes.references(id) <= next - first) {
                sum += attributes.peekBlock(id);
                held[alone++] = id;
            }
        }
        for (int i = 0; i < alone; i++) {
            int id = held[i];
            keys[i] = attributes.key(attributes.array(id), attributes.offset(id), attributes.length(id));
        }
        for (int i = 0; i < alone; i++) {
            sum += attributes.peek(keys[i]);
        }
        seen += sum;
    }
}
