package dev.ribwatch.agent.wire;

import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.nlri.NlriCursor;
import dev.ribwatch.config.value.Prefix;

/** What holds of every decoded UPDATE, whatever its octets were. */
public final class UpdateInvariants {
    private final NlriCursor nlri = new NlriCursor();
    private final AttributeCursor attributes = new AttributeCursor();

    /** Checks that a reader of the update can neither fail nor leave the message. */
    public void check(Update update, int offset, int length) {
        if (update.verdict() == Verdict.SESSION_RESET) {
            Notification notification = update.notification();
            require(notification.code() == 3, "code of an UPDATE error");
            require(notification.data().length <= length, "data longer than the message");
            return;
        }
        require(update.notification() == null, "NOTIFICATION without a reset");
        for (NlriField field : NlriField.values()) {
            if (update.has(field)) {
                checkPrefixes(update, field, offset, offset + length);
                if (field.isAnnounce() && update.stands()) {
                    checkBlock(update, field);
                }
            }
        }
    }

    private void checkPrefixes(Update update, NlriField field, int from, int to) {
        require(update.offset(field) >= from && update.limit(field) <= to, "prefixes outside the message");
        int count = 0;
        int bits = update.family(field).bits();
        nlri.reset(
                update.source(),
                update.offset(field),
                update.limit(field),
                update.family(field),
                update.addPath(field));
        while (nlri.next()) {
            count++;
            require(nlri.length() <= bits, "prefix longer than its family");
            require((nlri.high() & ~Prefix.maskHigh(nlri.length())) == 0, "host bits");
            require((nlri.low() & ~Prefix.maskLow(nlri.length())) == 0, "host bits");
        }
        require(count == update.prefixes(field), "count of prefixes");
    }

    private void checkBlock(Update update, NlriField field) {
        byte[] block = update.block(field);
        int end = update.blockOffset(field) + update.blockLength(field);
        require(end <= block.length, "block outside its array");
        attributes.reset(block, update.blockOffset(field), update.blockLength(field));
        int last = -1;
        int reached = update.blockOffset(field);
        while (attributes.next()) {
            require(attributes.code() > last, "codes ascend");
            last = attributes.code();
            boolean extended = (attributes.flags() & 0x10) != 0;
            require(extended == attributes.valueLength() > 255, "shortest form of the length");
            require((attributes.flags() & 0x0f) == 0, "low flag bits are clear");
            reached = attributes.valueOffset() + attributes.valueLength();
        }
        require(reached == end, "attributes fill the block");
        require(attributes.find(field == NlriField.ANNOUNCED ? 3 : 14), "its next hop");
        require(!attributes.find(field == NlriField.ANNOUNCED ? 14 : 3), "no other next hop");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("does not hold: " + what);
        }
    }
}
