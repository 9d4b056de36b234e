package dev.ribwatch.agent.conformance;

import dev.ribwatch.agent.wire.HexText;
import java.io.ByteArrayOutputStream;
import java.util.function.Function;

/**
 * Octets as the case files write them: hexadecimal digits with white space between fields, {@code 00*300} for a field
 * that stands 300 times, {@code $name} for octets that have a name. No comments.
 */
final class HexFields {

    private HexFields() {}

    static byte[] parse(String text, Function<String, byte[]> named) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String field : text.strip().split("\\s+", -1)) {
            if (field.startsWith("$")) {
                out.writeBytes(named.apply(field.substring(1)));
                continue;
            }
            int star = field.indexOf('*');
            byte[] octets = HexText.parse(star < 0 ? field : field.substring(0, star));
            int times = star < 0 ? 1 : Integer.parseInt(field.substring(star + 1));
            for (int i = 0; i < times; i++) {
                out.writeBytes(octets);
            }
        }
        return out.toByteArray();
    }

    static byte[] parse(String text) {
        return parse(text, name -> {
            throw new IllegalArgumentException("no octets are named $" + name);
        });
    }
}
