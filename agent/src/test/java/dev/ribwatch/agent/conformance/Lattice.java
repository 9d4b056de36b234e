package dev.ribwatch.agent.conformance;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Every attribute code, with every length worth a try, under every flag, in an announcement that is good otherwise; and
 * what must become of it by the table of {@code lattice.txt}, which knows nothing of the parser.
 */
public final class Lattice {
    private static final int MP_REACH = 14;
    private static final int MP_UNREACH = 15;
    private static final int KIND = 0xc0;
    private static final int EXTENDED = 0x10;
    private static final Row UNKNOWN =
            new Row(0, Outcome.Verdict.ACCEPT, Outcome.Verdict.ACCEPT, "-", Set.of(), "aabbccdd");

    /** What the table says of an attribute. */
    record Row(
            int flags,
            Outcome.Verdict malformed,
            Outcome.Verdict wrongFlags,
            String refused,
            Set<Integer> lengths,
            String value) {}

    /**
     * One attribute.
     *
     * @param code type code
     * @param attribute flags, code, length and value, in hex
     * @param expected ACCEPT: it is kept, or its prefixes are
     * @param answer code and subcode of a reset
     */
    public record Point(Terms terms, int code, String attribute, Outcome.Verdict expected, String answer) {
        /** The announcement of a prefix of IPv4 with this attribute. */
        public byte[] message(String prefix) {
            UpdateParts update = new UpdateParts(terms.addPath());
            for (String name : terms.standardNames(true)) {
                byte[] octets = terms.attribute(name);
                if ((octets[1] & 0xff) != code) {
                    update.attribute(octets, false);
                }
            }
            update.attribute(HexText.parse(attribute), false);
            update.announce(UpdateMessage.nlri(prefix), 1);
            return update.message();
        }
    }

    private final Map<Integer, Row> rows = new HashMap<>();
    private final Terms terms;

    private Lattice(Terms terms) {
        this.terms = terms;
        for (String line : CaseFile.text("lattice.txt").lines().toList()) {
            String[] columns = line.replaceFirst("#.*$", "").strip().split("\\s+", -1);
            if (columns.length == 8
                    && Set.of("any", terms.fourOctetAs() ? "as4" : "as2").contains(columns[0])) {
                Set<Integer> lengths = Arrays.stream(columns[6].split(",", -1))
                        .map(Integer::valueOf)
                        .collect(Collectors.toSet());
                rows.put(
                        Integer.valueOf(columns[1]),
                        new Row(
                                Integer.parseInt(columns[2], 16),
                                verdict(columns[3]),
                                verdict(columns[4]),
                                columns[5],
                                lengths,
                                columns[7].replace("-", "")));
            }
        }
    }

    /** The rows for such a router, by code. */
    static Map<Integer, Row> rows(Terms terms) {
        return new Lattice(terms).rows;
    }

    /** All points for such a router. */
    public static List<Point> of(Terms terms) {
        Lattice lattice = new Lattice(terms);
        List<Point> points = new ArrayList<>();
        for (int code = 0; code < 256; code++) {
            for (int nibble = 0; nibble < 16; nibble++) {
                lattice.add(code, nibble << 4 | nibble & 1, points);
            }
        }
        return points;
    }

    private void add(int code, int flags, List<Point> points) {
        Row row = rows.getOrDefault(code, UNKNOWN);
        int own = row.value().length() / 2;
        for (int length : new TreeSet<>(List.of(0, 1, Math.max(own - 1, 0), own, own + 1, 255))) {
            points.add(new Point(
                    terms, code, attribute(flags, code, length, row.value()), expected(code, flags, length), "3/9"));
        }
        if ((flags & EXTENDED) != 0) {
            boolean hidesPrefixes = code == MP_REACH || code == MP_UNREACH;
            Outcome.Verdict overrun = hidesPrefixes ? Outcome.Verdict.RESET : Outcome.Verdict.WITHDRAW;
            String cut = HexText.format(new byte[] {(byte) flags, (byte) code, (byte) 0xff, (byte) 0xff}) + row.value();
            points.add(new Point(terms, code, cut, overrun, "3/1"));
        }
    }

    private Outcome.Verdict expected(int code, int flags, int length) {
        Row row = rows.get(code);
        if (row == null) {
            return switch (flags & KIND) {
                case 0xc0 -> Outcome.Verdict.ACCEPT;
                case 0x80 -> Outcome.Verdict.DISCARD;
                default -> Outcome.Verdict.WITHDRAW;
            };
        }
        if (row.refused().equals("all") || row.refused().equals("external") && terms.external()) {
            return Outcome.Verdict.DISCARD;
        }
        if ((flags & KIND) != row.flags()) {
            return row.wrongFlags();
        }
        return row.lengths().contains(length) ? Outcome.Verdict.ACCEPT : row.malformed();
    }

    private static String attribute(int flags, int code, int length, String value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(flags);
        out.write(code);
        if ((flags & EXTENDED) != 0) {
            out.write(length >>> 8);
        }
        out.write(length);
        out.writeBytes(Arrays.copyOf(HexText.parse(value), length));
        return HexText.format(out.toByteArray());
    }

    private static Outcome.Verdict verdict(String word) {
        return Outcome.Verdict.valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }
}
