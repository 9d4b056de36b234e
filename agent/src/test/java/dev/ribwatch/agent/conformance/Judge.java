package dev.ribwatch.agent.conformance;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A second reading of UPDATEs, after RFC 4271, 4760, 6793, 7606, 7911 and 9774 and the table of {@code lattice.txt}: plain,
 * slow, and nothing of the parser in it. Where those leave a choice, or the inside of a rare attribute would have to be
 * known, it says that it is not sure. For routers that offer both families, configured in the ordinary way, {@code strict} or
 * {@code disable}.
 */
public final class Judge {
    private static final int HEADER = 19;
    private static final int ORIGIN = 1;
    private static final int AS_PATH = 2;
    private static final int NEXT_HOP = 3;
    private static final int AGGREGATOR = 7;
    private static final int MP_REACH = 14;
    private static final int MP_UNREACH = 15;
    private static final int AS4_PATH = 17;
    private static final int AS4_AGGREGATOR = 18;

    private final Terms terms;
    private final boolean strict;
    private final boolean disable;
    private final Map<Integer, Lattice.Row> rows;

    private byte[] message = new byte[0];
    private Outcome.Verdict worst = Outcome.Verdict.ACCEPT;
    private boolean sure;
    private boolean treated;
    private boolean reachable;
    /** Whether an MP_REACH_NLRI that cannot be read may have routes in it. */
    private boolean doubtful;

    private final Set<Family> lost = EnumSet.noneOf(Family.class);
    private final Set<String> answers = new HashSet<>();
    private final TreeMap<Integer, byte[]> kept = new TreeMap<>();
    private final Map<Integer, Integer> keptFlags = new TreeMap<>();

    /**
     * What must become of an UPDATE.
     *
     * @param sure whether the documents leave no doubt; without it nothing else counts
     * @param answers codes and subcodes that may be told if it resets the session
     * @param withdrawn routes that are not held afterwards, unless they are announced
     * @param announced routes that are held afterwards, with their attributes in canonical form, in hex
     * @param lost families of which nothing is held afterwards but what is announced on another session
     */
    public record Judgement(
            Outcome.Verdict verdict,
            boolean sure,
            Set<String> answers,
            List<String> withdrawn,
            Map<String, String> announced,
            Set<Family> lost) {}

    public Judge(Terms terms) {
        this.terms = terms;
        this.strict = terms.configured().equals("strict");
        this.disable = terms.configured().equals("disable");
        this.rows = Lattice.rows(terms);
    }

    /**
     * Judges a whole UPDATE whose header is sound.
     *
     * @param lostBefore families that the session has lost
     */
    public Judgement judge(byte[] whole, Set<Family> lostBefore) {
        message = whole;
        worst = Outcome.Verdict.ACCEPT;
        sure = true;
        treated = false;
        reachable = false;
        doubtful = false;
        lost.clear();
        lost.addAll(lostBefore);
        answers.clear();
        kept.clear();
        keptFlags.clear();
        int length = whole.length;
        int withdrawnLength = u16(HEADER);
        if (HEADER + 4 + withdrawnLength > length) {
            return reset("3/1");
        }
        int attributes = HEADER + 4 + withdrawnLength;
        int end = attributes + u16(attributes - 2);
        if (end > length) {
            return reset("3/1");
        }
        List<String> withdrawn = classic(HEADER + 2, HEADER + 2 + withdrawnLength);
        List<String> classic = classic(end, length);
        Map<Integer, List<String>> multiprotocol = new TreeMap<>();
        Set<Integer> seen = attributes(attributes, end, multiprotocol);

        boolean incomplete =
                !seen.contains(ORIGIN) || !seen.contains(AS_PATH) || end < length && !seen.contains(NEXT_HOP);
        if (end < length || reachable) {
            if (incomplete) {
                found(Outcome.Verdict.WITHDRAW);
            }
        } else if (doubtful) {
            sure &= !incomplete && !treated;
        } else if (treated && worst != Outcome.Verdict.RESET) {
            // Errors, and nothing that could be withdrawn for them (RFC 7606 section 5.2).
            return reset("3/*");
        }
        return judgement(withdrawn, classic, multiprotocol);
    }

    private Judgement reset(String answer) {
        resets(answer);
        return judgement(List.of(), List.of(), Map.of());
    }

    private Judgement judgement(
            List<String> withdrawn, List<String> classic, Map<Integer, List<String>> multiprotocol) {
        Map<String, String> announced = new LinkedHashMap<>();
        List<String> gone = new ArrayList<>(withdrawn);
        gone.addAll(multiprotocol.getOrDefault(MP_UNREACH, List.of()));
        List<String> reached = multiprotocol.getOrDefault(MP_REACH, List.of());
        sure &= classic.stream().noneMatch(reached::contains);
        if (treated) {
            gone.addAll(classic);
            gone.addAll(reached);
        } else if (worst != Outcome.Verdict.RESET) {
            classic.forEach(route -> announced.put(route, block(MP_REACH)));
            reached.forEach(route -> announced.put(route, block(NEXT_HOP)));
        }
        announced.keySet().removeIf(route -> lost.contains(family(route)));
        return new Judgement(worst, sure, Set.copyOf(answers), gone, announced, Set.copyOf(lost));
    }

    /** The family of a route as the judge writes it. */
    public static Family family(String route) {
        return route.contains(":") ? Family.IPV6_UNICAST : Family.IPV4_UNICAST;
    }

    private void found(Outcome.Verdict verdict) {
        treated |= verdict == Outcome.Verdict.WITHDRAW;
        if (verdict.compareTo(worst) > 0) {
            worst = verdict;
        }
    }

    private void resets(String answer) {
        found(Outcome.Verdict.RESET);
        answers.add(answer);
    }

    /** The prefixes of a field of RFC 4271. */
    private List<String> classic(int from, int end) {
        List<String> prefixes = prefixes(from, end, Family.IPV4_UNICAST);
        if (prefixes != null) {
            return prefixes;
        }
        // How to read what is to be ignored is nowhere said.
        sure &= !lost.contains(Family.IPV4_UNICAST);
        resets("3/10");
        return List.of();
    }

    /** Reads the attributes; their codes. */
    private Set<Integer> attributes(int from, int end, Map<Integer, List<String>> multiprotocol) {
        Set<Integer> seen = new HashSet<>();
        int at = from;
        while (at < end) {
            int flags = message[at] & 0xff;
            int head = (flags & 0x10) != 0 ? 4 : 3;
            if (end - at < head) {
                found(Outcome.Verdict.WITHDRAW); // stray octets
                return seen;
            }
            int code = message[at + 1] & 0xff;
            int size = head == 4 ? u16(at + 2) : message[at + 2] & 0xff;
            if (at + head + size > end) {
                if (code == MP_REACH || code == MP_UNREACH) {
                    resets("3/1"); // whatever it hides
                } else {
                    found(Outcome.Verdict.WITHDRAW);
                }
                return seen;
            }
            byte[] value = Arrays.copyOfRange(message, at + head, at + head + size);
            if (!seen.add(code)) {
                if (code == MP_REACH || code == MP_UNREACH) {
                    resets("3/1");
                } else {
                    found(Outcome.Verdict.DISCARD);
                }
            } else {
                attribute(code, flags, value, multiprotocol);
            }
            at += head + size;
        }
        return seen;
    }

    private void attribute(int code, int flags, byte[] value, Map<Integer, List<String>> multiprotocol) {
        Lattice.Row row = rows.get(code);
        if (row == null) {
            switch (flags & 0xc0) {
                case 0xc0 -> keep(code, flags, value);
                case 0x80 -> found(Outcome.Verdict.DISCARD);
                default -> {
                    if (strict) {
                        resets("3/2"); // RFC 4271 section 6.3
                    } else {
                        found(Outcome.Verdict.WITHDRAW);
                    }
                }
            }
        } else if (row.refused().equals("all") || row.refused().equals("external") && terms.external()) {
            found(Outcome.Verdict.DISCARD);
        } else if (code == MP_REACH || code == MP_UNREACH) {
            multiprotocol(code, (flags & 0xc0) == row.flags(), value, multiprotocol);
        } else if ((flags & 0xc0) != row.flags()) {
            found(row.wrongFlags());
        } else if (isWellFormed(code, value, row)) {
            keep(code, flags, value);
        } else {
            found(row.malformed());
        }
    }

    private boolean isWellFormed(int code, byte[] value, Lattice.Row row) {
        int length = value.length;
        return switch (code) {
            case ORIGIN -> length == 1 && value[0] >= 0 && value[0] <= 2;
            case AS_PATH -> isPath(value, terms.fourOctetAs() ? 4 : 2, segments());
            case NEXT_HOP, 4, 5, 9, 35 -> length == 4;
            case 6 -> length == 0;
            case AGGREGATOR -> length == (terms.fourOctetAs() ? 8 : 6) && number(value, 0, length - 4) != 0;
            case 8, 10 -> length > 0 && length % 4 == 0;
            case 16 -> length > 0 && length % 8 == 0;
            case 25 -> length > 0 && length % 20 == 0;
            case 32 -> length > 0 && length % 12 == 0;
            case AS4_PATH -> length >= 6 && isPath(value, 4, Set.of(1, 2, 3, 4));
            case AS4_AGGREGATOR -> length == 8 && number(value, 0, 4) != 0;
            default -> isSample(value, row);
        };
    }

    /** Only for the value that the table has, cut or with zeros after it, does the table say what it is worth. */
    private boolean isSample(byte[] value, Lattice.Row row) {
        byte[] sample = HexText.parse(row.value());
        boolean known = Arrays.equals(value, Arrays.copyOf(sample, value.length))
                && Set.of(0, 1, sample.length - 1, sample.length, sample.length + 1, 255)
                        .contains(value.length);
        sure &= known;
        return row.lengths().contains(value.length);
    }

    /** Types of segment that may be in a path: those of confederations only inside of ours, and sets but for RFC 9774. */
    private Set<Integer> segments() {
        if (strict) {
            return terms.external() ? Set.of(2) : Set.of(2, 3);
        }
        return terms.external() ? Set.of(1, 2) : Set.of(1, 2, 3, 4);
    }

    private static boolean isPath(byte[] value, int width, Set<Integer> segments) {
        int at = 0;
        while (at < value.length) {
            if (value.length - at < 2 || !segments.contains((int) value[at]) || value[at + 1] == 0) {
                return false;
            }
            int end = at + 2 + (value[at + 1] & 0xff) * width;
            if (end > value.length) {
                return false;
            }
            for (at += 2; at < end; at += width) {
                if (number(value, at, width) == 0) {
                    return false; // RFC 7607
                }
            }
        }
        return true;
    }

    private void multiprotocol(int code, boolean rightFlags, byte[] value, Map<Integer, List<String>> found) {
        int head = code == MP_REACH ? 5 : 3;
        if (!rightFlags || value.length < head) {
            broken(code, value);
            return;
        }
        int hop = code == MP_REACH ? value[3] & 0xff : 0;
        boolean fits = head + hop <= value.length;
        Family family = Family.of((int) number(value, 0, 2), value[2] & 0xff);
        if (family == null || lost.contains(family)) {
            sure &= fits || disable;
            ignored(code, value, fits);
            return;
        }
        if (code == MP_REACH) {
            if (!fits || hop != 16 && hop != 32 && !(hop == 4 && family == Family.IPV4_UNICAST)) {
                broken(code, value);
                return;
            }
            kept.put(MP_REACH, Arrays.copyOfRange(value, 4, 4 + hop));
            keptFlags.put(MP_REACH, 0x80);
        }
        byte[] outer = message;
        message = value;
        List<String> prefixes = prefixes(head + hop, value.length, family);
        message = outer;
        if (prefixes == null) {
            broken(code, value);
            return;
        }
        reachable |= code == MP_REACH && head + hop < value.length;
        found.put(code, prefixes);
    }

    /**
     * An MP attribute that cannot be read. RFC 4760 section 7 leaves the choice between the session and the family; without
     * any family a session would be for nothing.
     */
    private void broken(int code, byte[] value) {
        if (!disable || value.length < 3) {
            resets("3/9");
            return;
        }
        Family family = Family.of((int) number(value, 0, 2), value[2] & 0xff);
        if (family != null && !lost.contains(family)) {
            if (lost.size() + 1 == Family.values().length) {
                resets("3/9");
                return;
            }
            lost.add(family);
            found(Outcome.Verdict.DISABLE);
        }
        ignored(code, value, false);
    }

    /** An attribute that counts for nothing, but that it may have routes, which other errors are visited on. */
    private void ignored(int code, byte[] value, boolean readable) {
        if (code == MP_REACH) {
            boolean routes = value.length > 3 && 5 + (value[3] & 0xff) < value.length;
            reachable |= routes;
            doubtful |= !routes && !readable;
        }
    }

    /** The prefixes of a field; null if they cannot be read. */
    private @Nullable List<String> prefixes(int from, int end, Family family) {
        List<String> prefixes = new ArrayList<>();
        int at = from;
        while (at < end) {
            String path = "";
            if (terms.addPath()) {
                if (end - at < 5) {
                    return null;
                }
                path = " path " + number(message, at, 4);
                at += 4;
            }
            int bits = message[at++] & 0xff;
            int octets = (bits + 7) / 8;
            if (bits > family.bits() || end - at < octets) {
                return null;
            }
            byte[] address = Arrays.copyOf(Arrays.copyOfRange(message, at, at + octets), 16);
            long high = number(address, 0, 8);
            long low = number(address, 8, 8);
            prefixes.add(Prefix.masked(family, high, low, bits) + path);
            at += octets;
        }
        return prefixes;
    }

    private void keep(int code, int flags, byte[] value) {
        byte[] stored = value;
        if (!terms.fourOctetAs()) {
            sure &= code != AS4_PATH && code != AS4_AGGREGATOR; // merging has its own test
            stored = code == AS_PATH ? widen(value) : code == AGGREGATOR ? concat(new byte[2], value) : value;
        }
        kept.put(code, stored);
        keptFlags.put(code, flags & 0xe0);
    }

    /** AS numbers of two octets as four. */
    private static byte[] widen(byte[] path) {
        ByteArrayOutputStream wide = new ByteArrayOutputStream();
        int at = 0;
        while (at < path.length) {
            int count = path[at + 1] & 0xff;
            wide.write(path, at, 2);
            for (int i = 0; i < count; i++) {
                wide.write(0);
                wide.write(0);
                wide.write(path, at + 2 + 2 * i, 2);
            }
            at += 2 + 2 * count;
        }
        return wide.toByteArray();
    }

    private String block(int without) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        kept.forEach((code, value) -> {
            if (code != without) {
                boolean wide = value.length > 255;
                block.write(keptFlags.getOrDefault(code, 0) | (wide ? 0x10 : 0));
                block.write(code);
                if (wide) {
                    block.write(value.length >>> 8);
                }
                block.write(value.length);
                block.writeBytes(value);
            }
        });
        return HexText.format(block.toByteArray());
    }

    private static byte[] concat(byte[] head, byte[] tail) {
        byte[] whole = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, whole, head.length, tail.length);
        return whole;
    }

    private int u16(int at) {
        return (int) number(message, at, 2);
    }

    private static long number(byte[] octets, int at, int width) {
        long number = 0;
        for (int i = 0; i < width; i++) {
            number = number << 8 | octets[at + i] & 0xff;
        }
        return number;
    }
}
