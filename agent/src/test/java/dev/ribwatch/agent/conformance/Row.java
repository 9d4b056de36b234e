package dev.ribwatch.agent.conformance;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A case in one line: attributes of an announcement, or fields of an OPEN, then {@code =>} and what must come of it, then
 * a comment that is its title.
 */
final class Row {
    private final Terms terms;
    private final Case.Phase phase;
    private final String said;
    private final String expected;
    private final String title;
    private final Outcome outcome;

    Row(Terms terms, Case.Phase phase, String line) {
        String[] titled = line.split("\\s#\\s*", 2);
        String[] sides = titled[0].split("=>", 2);
        if (sides.length != 2 || titled.length != 2) {
            throw new IllegalArgumentException("a row without => or without a comment: " + line);
        }
        this.terms = terms;
        this.phase = phase;
        this.said = sides[0].strip();
        this.expected = sides[1].strip();
        this.title = titled[1].strip();
        this.outcome = new Outcome(terms, phase);
    }

    Outcome outcome() {
        return outcome;
    }

    String title() {
        return title;
    }

    /** What is sent; after this {@link #outcome} is whole. */
    byte[] run() {
        return phase == Case.Phase.CONNECT ? open() : announcement();
    }

    /** The mandatory attributes, less those in whose place others stand, then the attributes of the row. */
    private byte[] announcement() {
        List<byte[]> attributes = new ArrayList<>();
        Set<Integer> replaced = new HashSet<>();
        boolean first = said.startsWith("^");
        for (String field : said.replaceFirst("^\\^\\s*", "").split(",", -1)) {
            String text = field.strip();
            if (text.startsWith("!")) {
                replaced.add(Integer.parseInt(text.substring(1), 16));
            } else if (!text.isEmpty()) {
                byte[] octets = HexFields.parse(text, terms::attribute);
                replaced.add(octets[1] & 0xff);
                attributes.add(octets);
            }
        }
        UpdateParts update = new UpdateParts(terms.addPath());
        if (first) {
            attributes.forEach(octets -> update.attribute(octets, false));
        }
        for (String name : terms.standardNames(!terms.multiprotocol())) {
            byte[] octets = terms.attribute(name);
            if (!replaced.contains(octets[1] & 0xff)) {
                update.attribute(octets, false);
            }
        }
        if (terms.multiprotocol()) {
            update.reach(Case.REACH_HEAD, false);
            update.multiprotocolPrefix(UpdateMessage.nlri(Outcome.SUBJECT6), 1);
        } else {
            update.announce(UpdateMessage.nlri(Outcome.SUBJECT), 1);
        }
        if (!first) {
            attributes.forEach(octets -> update.attribute(octets, false));
        }
        judge(attributes.isEmpty() ? new byte[0] : attributes.get(0));
        return update.message();
    }

    private void judge(byte[] attribute) {
        String[] words = expected.split("\\s+", 2);
        String rest = words.length == 1 ? "" : words[1];
        String subject = terms.multiprotocol() ? Outcome.SUBJECT6 : Outcome.SUBJECT;
        switch (words[0]) {
            case "keep" -> outcome.held(subject, 1, rest);
            case "discard" -> {
                outcome.verdict(Outcome.Verdict.DISCARD, "");
                outcome.held(subject, 1, rest);
            }
            case "withdraw" -> {
                outcome.verdict(Outcome.Verdict.WITHDRAW, "");
                outcome.gone(subject, 1);
            }
            case "reset" -> {
                String[] parts = rest.split("\\s+", 2);
                String data = parts[1].equals("attr") ? HexText.format(attribute) : data(parts[1]);
                outcome.verdict(Outcome.Verdict.RESET, parts[0] + " " + data);
            }
            default -> throw new IllegalArgumentException("no such verdict: " + expected);
        }
    }

    /** An OPEN of the fields that the row names and of ordinary ones. */
    private byte[] open() {
        Map<String, byte[]> fields = new HashMap<>();
        for (String field : said.split(",", -1)) {
            String[] parts = field.strip().split("\\s+", 2);
            fields.put(parts[0], parts.length == 1 ? new byte[0] : HexFields.parse(parts[1]));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(fields.getOrDefault("version", HexFields.parse("04")));
        body.writeBytes(fields.getOrDefault("as", HexFields.parse(terms.external() ? "fde9" : "fde8")));
        body.writeBytes(fields.getOrDefault("hold", HexFields.parse("005a")));
        body.writeBytes(fields.getOrDefault("id", HexFields.parse("0a000001")));
        body.writeBytes(parameters(fields));
        String[] words = expected.split("\\s+", 2);
        if (words[0].equals("up")) {
            outcome.negotiated(List.of(words[1].split("\\s+", -1)));
        } else if (words[0].equals("reset")) {
            String[] parts = words[1].split("\\s+", 2);
            outcome.verdict(Outcome.Verdict.RESET, parts[0] + " " + data(parts[1]));
        } else {
            throw new IllegalArgumentException("no such outcome of an OPEN: " + expected);
        }
        return UpdateMessage.message(1, body.toByteArray());
    }

    /** {@code opt}: all that follows the identifier; {@code params}: parameters; {@code caps}, {@code more}: capabilities. */
    private byte[] parameters(Map<String, byte[]> fields) {
        byte[] whole = fields.get("opt");
        if (whole != null) {
            return whole;
        }
        byte[] parameters = fields.get("params");
        if (parameters == null) {
            ByteArrayOutputStream capabilities = new ByteArrayOutputStream();
            capabilities.writeBytes(fields.getOrDefault("caps", terms.capabilities()));
            capabilities.writeBytes(fields.getOrDefault("more", new byte[0]));
            parameters = withLength(2, capabilities.toByteArray());
        }
        return withLength(-1, parameters);
    }

    private static byte[] withLength(int type, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (type >= 0) {
            out.write(type);
        }
        out.write(value.length);
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static String data(String text) {
        return text.equals("none") ? "" : HexText.format(HexFields.parse(text));
    }
}
