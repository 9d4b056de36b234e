package dev.ribwatch.agent.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one router sent, step by step.
 *
 * @param router its name
 * @param address where it connects from
 * @param as its AS
 * @param steps whole BGP messages by the name of their step
 */
record Tape(String router, String address, long as, Map<String, List<byte[]>> steps) {

    /**
     * Reads a tape of the resources.
     *
     * @throws IOException if there is none of that name, or it breaks the format
     */
    static Tape read(String name) throws IOException {
        try (InputStream in = Tape.class.getResourceAsStream("tapes/" + name + ".tape")) {
            if (in == null) {
                throw new IOException("no tape " + name);
            }
            return parse(name, new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)));
        }
    }

    private static Tape parse(String name, BufferedReader reader) throws IOException {
        Map<String, String> head = new LinkedHashMap<>();
        Map<String, List<byte[]>> steps = new LinkedHashMap<>();
        List<byte[]> step = new ArrayList<>();
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            String text = line.replaceFirst("#.*", "").strip();
            int space = text.indexOf(' ');
            if (text.startsWith("step ")) {
                step = new ArrayList<>();
                steps.put(text.substring(5), step);
            } else if (space > 0) {
                head.put(text.substring(0, space), text.substring(space + 1));
            } else if (!text.isEmpty()) {
                try {
                    step.add(HexFormat.of().parseHex(text));
                } catch (IllegalArgumentException e) {
                    throw new IOException("tape " + name + ", line " + number + ": not hexadecimal", e);
                }
            }
        }
        String router = head.get("router");
        String address = head.get("address");
        String as = head.get("as");
        if (router == null || address == null || as == null) {
            throw new IOException("tape " + name + " lacks router, address or as");
        }
        return new Tape(router, address, Long.parseLong(as), steps);
    }

    /** The messages of a step. */
    List<byte[]> step(String name) throws IOException {
        List<byte[]> messages = steps.get(name);
        if (messages == null) {
            throw new IOException("the tape of " + router + " has no step " + name);
        }
        return messages;
    }
}
