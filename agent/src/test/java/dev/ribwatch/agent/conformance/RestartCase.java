package dev.ribwatch.agent.conformance;

import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A case of {@code restart.txt}: steps of a router that comes and goes, which its head explains. */
public final class RestartCase {
    private static final Terms TERMS = new Terms(List.of("any-hold"));
    private static final Terms NOTIFICATION_TERMS = new Terms(List.of("graceful-notification"));
    private static final String CONFIGURED = "configured graceful-notification";

    private final String title;
    private final Terms terms;
    private final List<String> steps;

    private RestartCase(String title, Terms terms, List<String> steps) {
        this.title = title;
        this.terms = terms;
        this.steps = List.copyOf(steps);
    }

    /** All cases. */
    public static List<RestartCase> all() {
        List<RestartCase> cases = new ArrayList<>();
        for (String block : CaseFile.text("restart.txt").split("(?m)^== ", -1)) {
            List<String> lines = block.lines()
                    .map(line -> line.replaceFirst("(^|\\s)#.*$", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (lines.size() > 1 && lines.get(1).startsWith("rfc ")) {
                boolean notification = lines.get(2).equals(CONFIGURED);
                cases.add(new RestartCase(
                        lines.get(0),
                        notification ? NOTIFICATION_TERMS : TERMS,
                        lines.subList(notification ? 3 : 2, lines.size())));
            }
        }
        return cases;
    }

    public List<String> steps() {
        return steps;
    }

    /** How the router is configured with us: any hold time is accepted. */
    public Terms terms() {
        return terms;
    }

    /** The OPEN of an {@code open} step; hold time 0 unless it says otherwise. */
    public static byte[] open(String words) {
        ByteArrayOutputStream graceful = new ByteArrayOutputStream();
        ByteArrayOutputStream longLived = new ByteArrayOutputStream();
        boolean hasGraceful = false;
        boolean hasLongLived = false;
        boolean refresh = true;
        String families = "01040001000101040002000141040000fde9";
        String hold = "0000";
        int seconds = 0;
        for (String word : words.isEmpty() ? List.<String>of() : Arrays.asList(words.split("\\s+", -1))) {
            String[] parts = word.split("=", 2);
            switch (parts[0]) {
                case "hold" -> hold = "%04x".formatted(Integer.parseInt(parts[1]));
                case "ipv4-only" -> families = "01040001000141040000fde9";
                case "no-refresh" -> refresh = false;
                case "graceful" -> {
                    hasGraceful = true;
                    seconds = Integer.parseInt(parts[1]);
                    graceful.writeBytes(HexFields.parse("%04x".formatted(seconds)));
                }
                case "n" -> {
                    graceful.reset();
                    graceful.writeBytes(HexFields.parse("%04x".formatted(seconds | 0x4000)));
                }
                case "ipv4", "ipv4+", "ipv6", "ipv6+" ->
                    graceful.writeBytes(HexFields.parse(afi(word) + "01" + (word.endsWith("+") ? "80" : "00")));
                case "long-ipv4", "long-ipv4+", "long-ipv6", "long-ipv6+" -> {
                    hasLongLived = true;
                    longLived.writeBytes(HexFields.parse(afi(parts[0].substring(5))
                            + "01"
                            + (parts[0].endsWith("+") ? "80" : "00")
                            + "%06x".formatted(Integer.parseInt(parts[1]))));
                }
                default -> throw new IllegalArgumentException("no such word: " + word);
            }
        }
        ByteArrayOutputStream capabilities = new ByteArrayOutputStream();
        capabilities.writeBytes(HexFields.parse(families + (refresh ? "02004600" : "")));
        if (hasGraceful) {
            capability(capabilities, 64, graceful.toByteArray());
        }
        if (hasLongLived) {
            capability(capabilities, 71, longLived.toByteArray());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(HexFields.parse("04 fde9" + hold + "0a000001"));
        body.write(capabilities.size() + 2);
        body.write(2);
        body.write(capabilities.size());
        body.writeBytes(capabilities.toByteArray());
        return UpdateMessage.message(1, body.toByteArray());
    }

    private static void capability(ByteArrayOutputStream out, int code, byte[] value) {
        out.write(code);
        out.write(value.length);
        out.writeBytes(value);
    }

    private static String afi(String family) {
        return family.startsWith("ipv4") ? "0001" : "0002";
    }

    /** UPDATEs that announce these prefixes; {@code no-llgr} and {@code llgr-stale} add those communities (RFC 9494). */
    public static byte[] announce(List<String> words) {
        String community = words.contains("no-llgr") ? "ffff0007" : words.contains("llgr-stale") ? "ffff0006" : "";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String word : words) {
            if (word.indexOf('/') < 0) {
                continue;
            }
            boolean ipv4 = Prefix.parse(word).family() == Family.IPV4_UNICAST;
            UpdateParts update = new UpdateParts(false);
            update.attribute(TERMS.attribute(ipv4 ? "std" : "std6"), false);
            if (!community.isEmpty()) {
                update.attribute(HexFields.parse("c0 08 04" + community), false);
            }
            if (ipv4) {
                update.announce(UpdateMessage.nlri(word), 0);
            } else {
                update.reach(Case.REACH_HEAD, false);
                update.multiprotocolPrefix(UpdateMessage.nlri(word), 0);
            }
            out.writeBytes(update.message());
        }
        return out.toByteArray();
    }

    /** UPDATEs that withdraw these prefixes. */
    public static byte[] withdraw(List<String> prefixes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String prefix : prefixes) {
            UpdateParts update = new UpdateParts(false);
            if (Prefix.parse(prefix).family() == Family.IPV4_UNICAST) {
                update.withdraw(UpdateMessage.nlri(prefix), 0);
            } else {
                update.unreach(HexFields.parse("0002 01"), false);
                update.multiprotocolPrefix(UpdateMessage.nlri(prefix), 0);
            }
            out.writeBytes(update.message());
        }
        return out.toByteArray();
    }

    /** End-of-RIB (RFC 4724 section 2). */
    public static byte[] endOfRib(String family) {
        return UpdateMessage.message(
                2, HexFields.parse(family.equals("ipv4") ? "0000 0000" : "0000 0006 80 0f 03 0002 01"));
    }

    /** A ROUTE-REFRESH of this subtype (RFC 7313 section 3.2). */
    public static byte[] refresh(String family, int subtype) {
        return UpdateMessage.message(5, HexFields.parse(afi(family) + "%02x".formatted(subtype) + "01"));
    }

    /** A NOTIFICATION, written {@code 6/4}, or {@code 6/9 0604} with data. */
    public static byte[] notification(String words) {
        String[] parts = words.split("[/ ]", 3);
        String head = "%02x%02x".formatted(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        return UpdateMessage.message(3, HexFields.parse(head + (parts.length == 3 ? parts[2] : "")));
    }

    /** Any message: its type, and its body in hex. */
    public static byte[] message(List<String> words) {
        return UpdateMessage.message(
                Integer.parseInt(words.get(0)), HexFields.parse(String.join("", words.subList(1, words.size()))));
    }

    @Override
    public String toString() {
        return title;
    }
}
