package dev.ribwatch.agent.conformance;

import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A case written line by line: what is sent, then what must come of it. */
final class Script {
    private final Terms terms;
    private final List<String> lines;
    private final Outcome outcome;
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private @Nullable UpdateParts update;
    private byte[] marked = new byte[0];

    Script(Terms terms, Case.Phase phase, List<String> lines) {
        this.terms = terms;
        this.lines = lines;
        this.outcome = new Outcome(terms, phase);
    }

    /** What is sent; after this {@link #outcome} is whole. */
    byte[] run() {
        for (String line : lines) {
            int space = line.indexOf(' ');
            String word = space < 0 ? line : line.substring(0, space);
            String rest = space < 0 ? "" : line.substring(space + 1).strip();
            if (!say(word, rest) && !expect(word, rest)) {
                throw new IllegalArgumentException("no such line: " + line);
            }
        }
        flush();
        return input.toByteArray();
    }

    Outcome outcome() {
        return outcome;
    }

    /** A line of what is sent. */
    private boolean say(String word, String rest) {
        switch (word) {
            case "withdraw" -> update().withdraw(octets(rest), pathId(rest));
            case "nlri" -> update().announce(octets(rest), pathId(rest));
            case "attr" -> update().attribute(octets(rest), false);
            case "attr!" -> update().attribute(octets(rest), true);
            case "reach" -> update().reach(octets(rest), false);
            case "reach!" -> update().reach(octets(rest), true);
            case "unreach" -> update().unreach(octets(rest), false);
            case "unreach!" -> update().unreach(octets(rest), true);
            case "." -> update().multiprotocolPrefix(octets(rest), pathId(rest));
            case "withdrawn-length" -> update().withdrawnLength(octets(rest));
            case "attributes-length" -> update().attributesLength(octets(rest));
            case "length" -> update().length(octets(rest));
            case "empty" -> update();
            case "next" -> flush();
            case "raw" -> {
                flush();
                input.writeBytes(octets(rest));
            }
            case "message" -> {
                flush();
                byte[] typeAndBody = octets(rest);
                byte[] body = java.util.Arrays.copyOfRange(typeAndBody, 1, typeAndBody.length);
                input.writeBytes(UpdateMessage.message(typeAndBody[0] & 0xff, body));
            }
            case "open" -> {
                flush();
                input.writeBytes(terms.open());
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A line of what must come of it. */
    private boolean expect(String word, String rest) {
        switch (word) {
            case "expect" -> verdict(rest);
            case "held" -> {
                String[] parts = rest.split("=", 2);
                outcome.held(prefix(parts[0]), pathId(parts[0]), parts.length == 1 ? "" : parts[1]);
            }
            case "gone" -> outcome.gone(prefix(rest), pathId(rest));
            case "eor" -> List.of(rest.split(" ", -1)).forEach(outcome::converged);
            case "odd" -> outcome.oddities(rest.equals("nothing") ? List.of() : List.of(rest.split(" ", -1)));
            case "treated" -> outcome.treated(Integer.parseInt(rest));
            case "unnegotiated" -> outcome.unnegotiated(Integer.parseInt(rest));
            case "negotiated" -> outcome.negotiated(List.of(rest.split(" ", -1)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void verdict(String rest) {
        flush();
        String[] words = rest.split("\\s+", 3);
        Outcome.Verdict verdict = Outcome.Verdict.valueOf(words[0].toUpperCase(Locale.ROOT));
        outcome.verdict(verdict, verdict == Outcome.Verdict.RESET ? words[1] + " " + data(words[2]) : "");
    }

    private String data(String text) {
        return switch (text) {
            case "none" -> "";
            case "attr" -> HexText.format(marked);
            default -> HexText.format(octets(text));
        };
    }

    private UpdateParts update() {
        if (update == null) {
            update = new UpdateParts(terms.addPath());
        }
        return update;
    }

    private void flush() {
        if (update != null) {
            input.writeBytes(update.message());
            marked = update.marked().length == 0 ? marked : update.marked();
            update = null;
        }
    }

    private byte[] octets(String text) {
        return HexFields.parse(text.replaceFirst("^@\\d+ ", ""), terms::attribute);
    }

    /** The path id of a prefix: {@code @7} before or after it; else 1. */
    private static int pathId(String text) {
        java.util.regex.Matcher matcher =
                java.util.regex.Pattern.compile("@(\\d+)").matcher(text);
        return matcher.find() ? Integer.parseUnsignedInt(matcher.group(1)) : 1;
    }

    private static String prefix(String text) {
        return text.strip().split(" ", -1)[0];
    }
}
