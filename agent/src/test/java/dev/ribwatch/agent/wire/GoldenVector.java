package dev.ribwatch.agent.wire;

import dev.ribwatch.config.value.Family;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A message with the facts that must be found in it, from a text file beside this class.
 *
 * <pre>
 * == what it is
 * {@literal @} external four-octet ipv4 ipv6 add-path-ipv4
 * {@literal <} octets  # a comment
 * {@literal >} a fact
 * </pre>
 */
record GoldenVector(String name, DecodeContext context, String hex, List<String> facts) {

    byte[] octets() {
        return HexText.parse(hex);
    }

    static List<GoldenVector> load(String file) {
        List<GoldenVector> vectors = new ArrayList<>();
        String name = "";
        String context = "";
        StringBuilder hex = new StringBuilder();
        List<String> facts = new ArrayList<>();
        for (String line : (read(file) + "\n== end").lines().toList()) {
            if (line.startsWith("== ")) {
                if (!name.isEmpty()) {
                    vectors.add(new GoldenVector(name, context(context), hex.toString(), facts));
                }
                name = line.substring(3);
                context = "";
                hex = new StringBuilder();
                facts = new ArrayList<>();
            } else if (line.startsWith("@ ")) {
                context = line.substring(2);
            } else if (line.startsWith("< ")) {
                hex.append(line.substring(2)).append('\n');
            } else if (line.startsWith("> ")) {
                facts.add(line.substring(2));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw new IllegalArgumentException(file + ": " + line);
            }
        }
        return vectors;
    }

    /** What was negotiated, in words; nothing means an external peer with everything but ADD-PATH. */
    static DecodeContext context(String words) {
        List<String> said =
                List.of(words.isEmpty() ? new String[] {"external", "four-octet", "ipv4", "ipv6"} : words.split(" "));
        boolean external = said.contains("external");
        int families = bit(said, "ipv4", Family.IPV4_UNICAST) | bit(said, "ipv6", Family.IPV6_UNICAST);
        int addPath = bit(said, "add-path-ipv4", Family.IPV4_UNICAST) | bit(said, "add-path-ipv6", Family.IPV6_UNICAST);
        return new DecodeContext(
                external, said.contains("four-octet"), families, addPath, external ? 65001 : 65000, 65000);
    }

    static String read(String file) {
        try (InputStream in = Objects.requireNonNull(GoldenVector.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int bit(List<String> said, String word, Family family) {
        return said.contains(word) ? 1 << family.ordinal() : 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
