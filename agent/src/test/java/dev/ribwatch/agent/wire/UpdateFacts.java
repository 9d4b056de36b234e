package dev.ribwatch.agent.wire;

import dev.ribwatch.agent.wire.attribute.AsPath;
import dev.ribwatch.agent.wire.attribute.AttributeCatalogue;
import dev.ribwatch.agent.wire.attribute.AttributeCode;
import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.agent.wire.attribute.AttributeText;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.nlri.NlriCursor;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What a decoded UPDATE says, one fact a line, read the way the table would read it. */
public final class UpdateFacts {

    private UpdateFacts() {}

    public static List<String> of(Update update) {
        List<String> facts = new ArrayList<>();
        Notification notification = update.notification();
        if (update.verdict() == Verdict.SESSION_RESET) {
            facts.add("reset " + notification.code() + "/" + notification.subcode() + data(notification));
            return facts;
        }
        if (update.verdict() != Verdict.ACCEPT) {
            facts.add(update.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        for (int i = 0; i < update.faults(); i++) {
            facts.add("fault " + AttributeCatalogue.name(update.faultAttribute(i)));
        }
        boolean withdraw = !update.stands();
        for (NlriField field : NlriField.values()) {
            if (update.has(field)) {
                String verb = !field.isAnnounce() ? "withdraw " : withdraw ? "treat " : "announce ";
                prefixes(update, field).forEach(prefix -> facts.add(verb + prefix));
                if (field.isAnnounce() && !withdraw) {
                    facts.addAll(attributes(update, field));
                }
            }
        }
        if (update.endOfRib() != null) {
            facts.add("end-of-rib " + update.endOfRib());
        }
        if (update.unnegotiated() > 0) {
            facts.add("unnegotiated " + update.unnegotiated());
        }
        return facts;
    }

    /** The prefixes of a field as text; with a Path Identifier: {@code 10.0.0.0/8 path 7}. */
    public static List<String> prefixes(Update update, NlriField field) {
        List<String> texts = new ArrayList<>();
        Family family = update.family(field);
        NlriCursor cursor = new NlriCursor();
        cursor.reset(update.source(), update.offset(field), update.limit(field), family, update.addPath(field));
        while (cursor.next()) {
            Prefix prefix = new Prefix(family, cursor.high(), cursor.low(), cursor.length());
            texts.add(prefix + (update.addPath(field) ? " path " + Integer.toUnsignedString(cursor.pathId()) : ""));
        }
        return texts;
    }

    /** The attributes of a field's block, ascending, as {@code name value}. */
    public static List<String> attributes(Update update, NlriField field) {
        return attributes(update.block(field), update.blockOffset(field), update.blockLength(field));
    }

    /** The attributes of a canonical block, likewise. */
    public static List<String> attributes(byte[] block, int offset, int length) {
        List<String> texts = new ArrayList<>();
        AttributeCursor cursor = new AttributeCursor().reset(block, offset, length);
        while (cursor.next()) {
            texts.add(AttributeCatalogue.name(cursor.code()) + (cursor.valueLength() == 0 ? "" : " " + value(cursor)));
        }
        return texts;
    }

    private static String value(AttributeCursor cursor) {
        byte[] buffer = cursor.buffer();
        int at = cursor.valueOffset();
        int length = cursor.valueLength();
        return switch (cursor.code()) {
            case AttributeCode.ORIGIN -> AttributeText.origin(buffer[at]);
            case AttributeCode.AS_PATH -> new AsPath().reset(buffer, at, length).toString();
            case AttributeCode.NEXT_HOP, AttributeCode.MP_REACH -> AttributeText.nextHop(buffer, at, length);
            case AttributeCode.MED, AttributeCode.LOCAL_PREF, AttributeCode.OTC ->
                Long.toString(Octets.u32(buffer, at));
            case AttributeCode.AGGREGATOR -> AttributeText.aggregator(buffer, at);
            case AttributeCode.ORIGINATOR_ID -> AttributeText.ipv4(buffer, at);
            case AttributeCode.CLUSTER_LIST -> String.join(" ", AttributeText.clusterList(buffer, at, length));
            case AttributeCode.COMMUNITIES -> String.join(" ", AttributeText.communities(buffer, at, length));
            case AttributeCode.EXTENDED_COMMUNITIES ->
                String.join(" ", AttributeText.extendedCommunities(buffer, at, length));
            case AttributeCode.IPV6_EXTENDED_COMMUNITIES ->
                String.join(" ", AttributeText.ipv6ExtendedCommunities(buffer, at, length));
            case AttributeCode.LARGE_COMMUNITIES ->
                String.join(" ", AttributeText.largeCommunities(buffer, at, length));
            default -> HexFormat.of().formatHex(buffer, at, at + length);
        };
    }

    private static String data(Notification notification) {
        return notification.data().length == 0 ? "" : " " + HexText.format(notification.data());
    }
}
